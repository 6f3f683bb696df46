import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { historyQuery, isOpen, pipelineRunStates, pipelinesQuery, type PipelineRun, type PipelineRunState } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Paged, TableSkeleton, usePages } from '../table/index.ts';
import { Ago, Badge, Card, Menu, Notice, PageBody, PageHead, useNow } from '../ui/index.ts';
import { useErrorWords } from './problem-note.tsx';
import { looks, RunStateChip, StateSign } from './state.tsx';
import { useZoneTime } from './time.ts';
import { PipelineViews } from './views.tsx';

const head = 'px-3 py-2.5 text-left text-xs font-medium whitespace-nowrap text-ink-faint first:pl-5 last:pr-5';
const cell = 'px-3 py-3 align-top first:pl-5 last:pr-5';

/** All runs of all pipelines, however old, by state and by pipeline. */
export const HistoryPage = () => {
  const text = useText();
  const { history } = text;
  const search = useSearch({ from: '/inside/pipeline-runs' });
  const navigate = useNavigate({ from: '/pipeline-runs' });
  const pages = usePages(useInfiniteQuery(historyQuery(search)));
  const { data: known } = useQuery(pipelinesQuery);
  const zones = new Map(known?.items.map(({ name, schedules }) => [name, schedules[0]?.zone ?? null]));
  const names = new Set([...(known?.items ?? []).map(({ name }) => name), ...(search.pipeline ? [search.pipeline] : [])]);
  return (
    <PageBody>
      <PipelineViews />
      <PageHead title={history.title} lead={history.lead}>
        <div className="flex flex-wrap items-center gap-2">
          {pages.items.some(isOpen) && (
            <Badge tone="sea" dot="moving" tip={text.runs.liveNote}>
              {text.runs.live}
            </Badge>
          )}
          <Menu
            label={history.pipeline}
            value={search.pipeline ?? ''}
            choices={[{ value: '', label: text.common.all }, ...[...names].map((name) => ({ value: name, label: name }))]}
            onChoose={(pipeline) => void navigate({ search: (last) => ({ ...last, pipeline: pipeline || undefined }) })}
          />
          <Menu
            label={history.state}
            value={search.state ?? ''}
            choices={[
              { value: '', label: text.common.all },
              ...pipelineRunStates.map((value) => ({ value, label: text.pipelines.runState[value] })),
            ]}
            onChoose={(state) =>
              void navigate({ search: (last) => ({ ...last, state: (state || undefined) as PipelineRunState | undefined }) })
            }
          />
        </div>
      </PageHead>
      <Paged
        pages={pages}
        skeleton={<TableSkeleton rowHeight={72} rows={7} />}
        empty={
          <Notice icon="runs" title={search.state || search.pipeline ? history.emptyFiltered : history.emptyTitle}>
            {search.state || search.pipeline ? history.emptyFilteredNext : history.emptyNext}
          </Notice>
        }
        byButton
      >
        <Card className="overflow-hidden">
          <table className="w-full text-[13.5px]" aria-label={history.title}>
            <thead>
              <tr>
                <th className={head}>{history.run}</th>
                <th className={head}>{history.state}</th>
                <th className={`${head} max-lg:hidden`}>{text.pipelines.interval}</th>
                <th className={`${head} max-md:hidden`}>{history.steps}</th>
                <th className={`${head} max-lg:hidden`}>{text.pipelines.startedBy}</th>
                <th className={`${head} !text-right max-sm:hidden`}>{text.pipelines.duration}</th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((run) => (
                <Row key={run.id} run={run} zone={zones.get(run.pipeline) ?? null} />
              ))}
            </tbody>
          </table>
        </Card>
      </Paged>
    </PageBody>
  );
};

const Row = ({ run, zone }: { run: PipelineRun; zone: string | null }) => {
  const text = useText();
  const format = useFormat();
  const time = useZoneTime(zone);
  const errorWords = useErrorWords();
  const now = useNow();
  const end = run.endedAt ? Date.parse(run.endedAt) : now;
  const took = run.startedAt === null ? null : Math.max(0, end - Date.parse(run.startedAt));
  return (
    <tr className="border-t border-line">
      <td className={cell}>
        <Link to="/pipelines/runs/$id" params={{ id: run.id }} className="font-semibold text-ink hover:text-sea">
          {text.pipelines.runNo(run.id)}
        </Link>
        <p className="text-xs break-words text-ink-soft">{run.pipeline}</p>
        <p className="text-xs whitespace-nowrap text-ink-faint">
          <Ago at={run.startedAt ?? run.createdAt} />
        </p>
      </td>
      <td className={cell}>
        <RunStateChip state={run.state} />
        {run.error && (
          <p className="mt-1 max-w-80 text-xs break-words text-ink-soft">
            {errorWords(run.error)}
            {run.error.code && <code className="block font-mono break-all text-ink-faint">{run.error.code}</code>}
          </p>
        )}
      </td>
      <td className={`${cell} text-ink-soft max-lg:hidden`}>{time.range(run.intervalStart, run.intervalEnd)}</td>
      <td className={`${cell} max-md:hidden`}>
        <Steps run={run} />
      </td>
      <td className={`${cell} text-ink-soft max-lg:hidden`}>{text.pipelines.reason[run.reason]}</td>
      <td className={`${cell} text-right whitespace-nowrap max-sm:hidden`}>
        {took === null ? '—' : format.duration(run.endedAt === null ? Math.floor(took / 1000) * 1000 : took)}
      </td>
    </tr>
  );
};

/** How the steps stand, as signs; the words for all of them together. */
const Steps = ({ run }: { run: PipelineRun }) => {
  const text = useText();
  const format = useFormat();
  const done = run.steps.filter(({ state }) => state === 'done').length;
  const words = text.history.stepsDone(format.number(done), format.number(run.steps.length));
  return (
    <div className="flex max-w-44 flex-wrap gap-1">
      <span className="sr-only">{words}</span>
      {run.steps.slice(0, 24).map(({ name, state }) => (
        <span
          key={name}
          aria-hidden="true"
          data-tip={`${name}: ${text.pipelines.stepState[state]}`}
          className={`grid size-[18px] place-items-center rounded ${looks[state]}`}
        >
          <StateSign state={state} size={11} />
        </span>
      ))}
    </div>
  );
};
