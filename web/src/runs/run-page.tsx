import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { isMoving, runQuery, type RunReport } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { TraceButton, TraceProvider } from '../series/trace.tsx';
import {
  Badge,
  Card,
  Fact,
  Facts,
  Failure,
  Icon,
  Loading,
  Meter,
  OriginBadge,
  PageBody,
  PageHead,
  RunStateBadge,
  Section,
  Skeleton,
} from '../ui/index.ts';
import { OutcomeChips } from './outcome-bar.tsx';
import { useRunDuration } from './run-duration.ts';

const head = 'px-3 py-2.5 text-left text-xs font-medium whitespace-nowrap text-ink-faint first:pl-5 last:pr-5';
const cell = 'px-3 py-2.5 align-top first:pl-5 last:pr-5';

/** One run: how far it is, what came of it, and what went wrong. */
export const RunPage = () => {
  const text = useText();
  const { id } = useParams({ from: '/inside/runs/$id' });
  const { data: run, error, isPending, refetch } = useQuery(runQuery(id));
  return (
    <TraceProvider>
      <PageBody>
        <p className="-mb-3 pt-5">
          <Link
            to="/runs"
            className="-ml-1.5 inline-flex items-center gap-1 rounded-md px-1.5 py-1 text-[13px] font-medium text-ink-soft hover:bg-well hover:text-ink"
          >
            <Icon name="left" size={16} />
            {text.runs.title}
          </Link>
        </p>
        <PageHead title={text.runs.runNo(id)} lead={run && text.runStateMeaning[run.state]}>
          {run && (
            <div className="flex gap-1.5">
              {isMoving(run) && (
                <Badge tone="sea" tip={text.runs.liveNote}>
                  {text.runs.live}
                </Badge>
              )}
              <OriginBadge origin={run.origin} />
              <RunStateBadge state={run.state} />
            </div>
          )}
        </PageHead>
        {isPending ? (
          <>
            <Loading />
            <Skeleton className="h-52 rounded-xl" />
          </>
        ) : error && !run ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          run && <Report run={run} />
        )}
      </PageBody>
    </TraceProvider>
  );
};

const Report = ({ run }: { run: RunReport }) => {
  const text = useText();
  const format = useFormat();
  const duration = useRunDuration(run);
  const { tasks, done } = run.progress;
  return (
    <>
      {run.error && (
        <div role="alert" className="mb-4 rounded-xl border border-line bg-bad-wash px-5 py-4">
          <p className="flex flex-wrap items-center gap-x-3 font-semibold text-bad">
            <Icon name="warning" />
            {run.error.message}
          </p>
          <p className="mt-1 pl-[30px] text-[13.5px] text-ink">
            {run.error.next && (
              <>
                <span className="font-medium">{text.common.nextStep}: </span>
                {run.error.next}
              </>
            )}
            <code className="ml-3 font-mono text-xs text-ink-soft">{run.error.code}</code>
          </p>
        </div>
      )}
      <Card className="p-5">
        <div className="mb-5">
          <p className="mb-1.5 flex justify-between text-[13px] text-ink-soft">
            <span>{text.runs.progressOf(format.number(done), format.number(tasks))}</span>
            <span className="font-medium text-ink">{tasks > 0 ? format.percent(done / tasks) : '—'}</span>
          </p>
          <Meter
            part={tasks > 0 ? done / tasks : 0}
            label={text.runs.progress}
            tone={run.state === 'failed' ? 'bad' : run.state === 'done' ? 'good' : 'sea'}
          />
        </div>
        <Facts>
          <Fact name={text.runs.platform}>{nameIn(text.platform, run.platform)}</Fact>
          <Fact name={text.runs.day}>
            {format.day(run.day)} <span className="text-xs font-normal text-ink-faint">{run.zone}</span>
          </Fact>
          <Fact name={text.runs.started}>{format.dateTime(run.startedAt)}</Fact>
          <Fact name={text.runs.finished}>{run.finishedAt ? format.dateTime(run.finishedAt) : '—'}</Fact>
          <Fact name={text.runs.duration}>{format.duration(duration)}</Fact>
          <Fact name={text.runs.pages}>{format.number(run.pages)}</Fact>
          <Fact name={text.runs.records}>{format.number(run.records)}</Fact>
          <Fact name={text.runs.observations}>{format.number(run.observations)}</Fact>
          <Fact name={text.runs.bytes}>{format.bytes(run.bytes)}</Fact>
          <Fact name={text.runs.memory}>{format.bytes(run.peakMemoryBytes)}</Fact>
          <Fact name={text.runs.misfits}>{format.number(run.misfits)}</Fact>
          <Fact name={text.runs.version}>{run.version}</Fact>
        </Facts>
      </Card>

      <Section title={text.runs.outcomes} lead={text.runs.outcomesLead}>
        <OutcomeChips outcomes={run.outcomes} />
      </Section>

      <Section title={text.runs.streams}>
        {run.streamReports.length === 0 ? <p className="text-ink-soft">{text.runs.noStreams}</p> : <Streams run={run} />}
      </Section>

      <Section title={text.runs.failures} lead={run.failures.length > 0 ? text.runs.failuresLead : text.runs.noFailures}>
        {run.failures.length > 0 && (
          <Card className="overflow-x-auto">
            <table className="w-full text-[13.5px]" aria-label={text.runs.failures}>
              <thead>
                <tr>
                  <th className={head}>{text.runs.stream}</th>
                  <th className={head}>{text.runs.batch}</th>
                  <th className={head}>{text.runs.code}</th>
                  <th className={head}>{text.runs.message}</th>
                </tr>
              </thead>
              <tbody>
                {run.failures.map((failure) => (
                  <tr key={`${failure.stream}/${failure.batch}`} className="border-t border-line">
                    <td className={cell}>{failure.stream}</td>
                    <td className={cell}>{failure.batch}</td>
                    <td className={`${cell} font-mono text-xs leading-5`}>{failure.code}</td>
                    <td className={`${cell} min-w-64 text-ink-soft`}>{failure.message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
        )}
      </Section>

      <Section title={text.runs.quarantine} lead={run.quarantine.length > 0 ? text.runs.quarantineLead : text.runs.noQuarantine}>
        {run.quarantine.length > 0 && (
          <Card className="overflow-x-auto">
            <table className="w-full text-[13.5px]" aria-label={text.runs.quarantine}>
              <thead>
                <tr>
                  <th className={head}>{text.trace.endpoint}</th>
                  <th className={head}>{text.runs.path}</th>
                  <th className={head}>{text.runs.reason}</th>
                  <th className={`${head} !text-right`}>{text.runs.times}</th>
                  <th className={head}>
                    <span className="sr-only">{text.common.whereFrom}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {run.quarantine.map((misfit) => (
                  <tr key={`${misfit.endpoint}/${misfit.path}/${misfit.reason}`} className="border-t border-line">
                    <td className={cell}>{misfit.endpoint}</td>
                    <td className={`${cell} font-mono text-xs leading-5 break-all`}>{misfit.path || '—'}</td>
                    <td className={`${cell} min-w-48 text-ink-soft`}>{misfit.reason}</td>
                    <td className={`${cell} text-right`}>{format.number(misfit.count)}</td>
                    <td className={`${cell} !py-1.5`}>
                      <TraceButton exchangeId={misfit.exchangeId} figure={`${misfit.endpoint} ${misfit.path}`} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
        )}
      </Section>
    </>
  );
};

const Streams = ({ run }: { run: RunReport }) => {
  const text = useText();
  const format = useFormat();
  return (
    <Card className="overflow-x-auto">
      <table className="w-full text-[13.5px]" aria-label={text.runs.streams}>
        <thead>
          <tr>
            <th className={head}>{text.runs.stream}</th>
            <th className={`${head} w-2/5`}>{text.runs.progress}</th>
            <th className={`${head} !text-right`}>{text.runs.targets}</th>
            <th className={`${head} !text-right`}>{text.runs.pages}</th>
            <th className={`${head} !text-right`}>{text.runs.waiting}</th>
            <th className={`${head} !text-right`}>{text.runs.failed}</th>
          </tr>
        </thead>
        <tbody>
          {run.streamReports.map((stream) => (
            <tr key={stream.name} className="border-t border-line">
              <td className={`${cell} font-medium`}>{stream.name}</td>
              <td className={`${cell} min-w-44`}>
                <div className="flex items-center gap-3">
                  <div className="grow">
                    <Meter
                      part={stream.tasks > 0 ? stream.done / stream.tasks : 0}
                      label={`${stream.name}: ${text.runs.progressOf(format.number(stream.done), format.number(stream.tasks))}`}
                      tone={stream.failed > 0 ? 'bad' : stream.done === stream.tasks ? 'good' : 'sea'}
                    />
                  </div>
                  <span aria-hidden="true" className="text-xs whitespace-nowrap text-ink-faint">
                    {format.number(stream.done)} / {format.number(stream.tasks)}
                  </span>
                </div>
              </td>
              <td className={`${cell} text-right`}>{format.number(stream.targets)}</td>
              <td className={`${cell} text-right`}>{format.number(stream.pages)}</td>
              <td className={`${cell} text-right ${stream.waiting > 0 ? 'font-semibold text-warn' : 'text-ink-faint'}`}>
                {format.number(stream.waiting)}
              </td>
              <td className={`${cell} text-right ${stream.failed > 0 ? 'font-semibold text-bad' : 'text-ink-faint'}`}>
                {format.number(stream.failed)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};
