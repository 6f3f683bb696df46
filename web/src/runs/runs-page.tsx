import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { isMoving, runsQuery, runStates, type Run, type RunState } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Paged, TableSkeleton, usePages } from '../table/index.ts';
import { Ago, Badge, Card, Command, Menu, Meter, Notice, OriginBadge, PageBody, PageHead, RunStateBadge } from '../ui/index.ts';
import { OutcomeBar } from './outcome-bar.tsx';
import { useRunDuration } from './run-duration.ts';

const cell = 'px-3 py-3 align-top first:pl-5 last:pr-5';

const RunRow = ({ run }: { run: Run }) => {
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const duration = useRunDuration(run);
  const { tasks, done } = run.progress;
  return (
    <tr
      className="cursor-pointer border-t border-line transition-colors hover:bg-well"
      onClick={(event) => {
        if (!(event.target instanceof Element && event.target.closest('a, button')))
          void navigate({ to: '/runs/$id', params: { id: run.id } });
      }}
    >
      <td className={cell}>
        <Link to="/runs/$id" params={{ id: run.id }} className="font-semibold text-ink hover:text-sea">
          {text.runs.runNo(run.id)}
        </Link>
        <p className="text-xs whitespace-nowrap text-ink-faint">
          <Ago at={run.startedAt} />
        </p>
      </td>
      <td className={cell}>
        <RunStateBadge state={run.state} />
        {run.state !== 'done' && tasks > 0 && (
          <div className="mt-2 w-28">
            <Meter
              part={done / tasks}
              label={text.runs.progressOf(format.number(done), format.number(tasks))}
              tone={run.state === 'failed' ? 'bad' : run.state === 'running' ? 'sea' : 'warn'}
            />
            <p aria-hidden="true" className="mt-1 text-xs text-ink-faint">
              {format.number(done)} / {format.number(tasks)}
            </p>
          </div>
        )}
      </td>
      <td className={`${cell} max-sm:hidden`}>
        <p>{nameIn(text.platform, run.platform)}</p>
        <p className="text-xs text-ink-faint">
          <OriginBadge origin={run.origin} />
        </p>
      </td>
      <td className={`${cell} whitespace-nowrap max-lg:hidden`}>{format.day(run.day)}</td>
      <td className={`${cell} max-md:hidden`}>
        <OutcomeBar outcomes={run.outcomes} />
        {run.error && <code className="mt-1 block font-mono text-xs text-bad">{run.error.code}</code>}
        {run.misfits > 0 && (
          <span className="mt-1 inline-block">
            <Badge tone="bad" tip={text.runs.quarantineLead}>
              {text.runs.misfits} {format.number(run.misfits)}
            </Badge>
          </span>
        )}
      </td>
      <td className={`${cell} text-right`} data-tip={format.number(run.records)}>
        {format.compact(run.records)}
        <p className="text-xs text-ink-faint">{format.bytes(run.bytes)}</p>
      </td>
      <td className={`${cell} text-right whitespace-nowrap max-sm:hidden`}>{format.duration(duration)}</td>
    </tr>
  );
};

/** Every collection, newest first. What works moves by itself. */
export const RunsPage = () => {
  const text = useText();
  const search = useSearch({ from: '/inside/runs' });
  const navigate = useNavigate({ from: '/runs' });
  const pages = usePages(useInfiniteQuery(runsQuery(search)));
  const head = 'px-3 py-2.5 text-left text-xs font-medium whitespace-nowrap text-ink-faint first:pl-5 last:pr-5';

  return (
    <PageBody>
      <PageHead title={text.runs.title} lead={text.runs.lead}>
        {pages.items.some(isMoving) && (
          <Badge tone="sea" dot="moving" tip={text.runs.liveNote}>
            {text.runs.live}
          </Badge>
        )}
        <Menu
          label={text.runs.state}
          value={search.state ?? ''}
          choices={[{ value: '', label: text.common.all }, ...runStates.map((value) => ({ value, label: text.runState[value] }))]}
          onChoose={(state) => void navigate({ search: (last) => ({ ...last, state: (state || undefined) as RunState | undefined }) })}
        />
      </PageHead>
      <Paged
        pages={pages}
        skeleton={<TableSkeleton rowHeight={72} rows={7} />}
        empty={
          search.state ? (
            <Notice icon="runs" title={text.runs.emptyFiltered}>
              {text.runs.emptyFilteredNext}
            </Notice>
          ) : (
            <Notice icon="runs" title={text.runs.emptyTitle}>
              <Command words="bin/tidemark collect naver-webtoon" />
            </Notice>
          )
        }
        byButton
      >
        <Card className="overflow-hidden">
          <table className="w-full text-[13.5px]" aria-label={text.runs.title}>
            <thead>
              <tr>
                <th className={head}>{text.runs.run}</th>
                <th className={head}>{text.runs.state}</th>
                <th className={`${head} max-sm:hidden`}>{text.runs.platform}</th>
                <th className={`${head} max-lg:hidden`}>{text.runs.day}</th>
                <th className={`${head} max-md:hidden`}>{text.runs.outcomes}</th>
                <th className={`${head} !text-right`}>{text.runs.records}</th>
                <th className={`${head} !text-right max-sm:hidden`}>{text.runs.duration}</th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((run) => (
                <RunRow key={run.id} run={run} />
              ))}
            </tbody>
          </table>
        </Card>
      </Paged>
    </PageBody>
  );
};
