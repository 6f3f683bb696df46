import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { isMoving, runQuery, type RunReport } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { RetryTasks } from '../pipelines/actions.tsx';
import { ProblemNote } from '../pipelines/problem-note.tsx';
import { TraceProvider } from '../trace/index.ts';
import { BackLink, Badge, Card, Fact, Facts, Meter, OriginBadge, ReportPage, RunStateBadge, Section } from '../ui/index.ts';
import { OutcomeChips } from './outcome-bar.tsx';
import { Failures, Quarantine } from './problem-tables.tsx';
import { useRunDuration } from './run-duration.ts';
import { Streams } from './streams-table.tsx';

/** One run: how far it is, what came of it, and what went wrong. */
export const RunPage = () => {
  const text = useText();
  const { id } = useParams({ from: '/inside/runs/$id' });
  const query = useQuery(runQuery(id));
  const { data: run } = query;
  return (
    <TraceProvider>
      <ReportPage
        back={<BackLink to="/runs">{text.runs.title}</BackLink>}
        title={text.runs.runNo(id)}
        lead={run && text.runStateMeaning[run.state]}
        marks={
          run && (
            <>
              {isMoving(run) && (
                <Badge tone="sea" tip={text.runs.liveNote}>
                  {text.runs.live}
                </Badge>
              )}
              <OriginBadge origin={run.origin} />
              <RunStateBadge state={run.state} />
            </>
          )
        }
        query={query}
      >
        {(found) => <Report run={found} />}
      </ReportPage>
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
        <div className="mb-4">
          <ProblemNote error={run.error} isAlert />
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
        {run.failures.length > 0 && (
          <div className="grid gap-3">
            <Failures failures={run.failures} />
            {run.actions.includes('retry') && <RetryTasks runId={run.id} />}
            {run.state === 'failed' && !run.isToday && <p className="text-[13px] text-ink-soft">{text.failedTasks.dayOver}</p>}
          </div>
        )}
      </Section>

      <Section title={text.runs.quarantine} lead={run.misfitGroups.length > 0 ? text.runs.quarantineLead : text.runs.noQuarantine}>
        {run.misfitGroups.length > 0 && <Quarantine misfitGroups={run.misfitGroups} />}
      </Section>
    </>
  );
};
