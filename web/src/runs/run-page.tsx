import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { isMoving, runQuery, type RunReport } from '../api/index.ts';
import { useProblemText, nameIn, useFormat, useText } from '../i18n/index.ts';
import { TraceProvider } from '../trace/index.ts';
import {
  BackLink,
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
import { Failures, Quarantine } from './problem-tables.tsx';
import { useRunDuration } from './run-duration.ts';
import { Streams } from './streams-table.tsx';

/** One run: how far it is, what came of it, and what went wrong. */
export const RunPage = () => {
  const text = useText();
  const { id } = useParams({ from: '/inside/runs/$id' });
  const { data: run, error, isPending, refetch } = useQuery(runQuery(id));
  return (
    <TraceProvider>
      <PageBody>
        <BackLink to="/runs">{text.runs.title}</BackLink>
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
  const told = useProblemText()(run.error?.code);
  const next = told?.next ?? run.error?.next;
  const { tasks, done } = run.progress;
  return (
    <>
      {run.error && (
        <div role="alert" className="mb-4 rounded-xl border border-line bg-bad-wash px-5 py-4">
          <p className="flex flex-wrap items-center gap-x-3 font-semibold text-bad">
            <Icon name="warning" />
            {told?.message ?? run.error.message}
          </p>
          {told && (
            <p lang="en" className="mt-1 pl-[30px] text-xs text-ink-soft">
              {run.error.message}
            </p>
          )}
          <p className="mt-1 pl-[30px] text-[13.5px] text-ink">
            {next && (
              <>
                <span className="font-medium">{text.common.nextStep}: </span>
                {next}
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
        {run.streams.length === 0 ? <p className="text-ink-soft">{text.runs.noStreams}</p> : <Streams streams={run.streams} />}
      </Section>

      <Section title={text.runs.failures} lead={run.failures.length > 0 ? text.runs.failuresLead : text.runs.noFailures}>
        {run.failures.length > 0 && <Failures failures={run.failures} />}
      </Section>

      <Section title={text.runs.quarantine} lead={run.misfitGroups.length > 0 ? text.runs.quarantineLead : text.runs.noQuarantine}>
        {run.misfitGroups.length > 0 && <Quarantine misfitGroups={run.misfitGroups} />}
      </Section>
    </>
  );
};
