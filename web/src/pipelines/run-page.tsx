import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { isOpen, pipelineRunQuery, type PipelineRunReport } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { BackLink, Badge, Card, Fact, Facts, ReportPage, Section, useNow } from '../ui/index.ts';
import { RunActions } from './actions.tsx';
import { Dag } from './dag.tsx';
import { ProblemNote } from './problem-note.tsx';
import { RunStateChip } from './state.tsx';
import { StepPanel } from './step-panel.tsx';
import { useZoneTime } from './time.ts';
import { Timeline } from './timeline.tsx';

/** One run of a pipeline: how far it is, where it hangs, what every attempt did. */
export const PipelineRunPage = () => {
  const text = useText();
  const { id } = useParams({ from: '/inside/pipelines/runs/$id' });
  const query = useQuery(pipelineRunQuery(id));
  const { data: run } = query;
  return (
    <ReportPage
      back={
        run ? (
          <BackLink to="/pipelines/$name" params={{ name: run.pipeline }}>
            {run.pipeline}
          </BackLink>
        ) : (
          <BackLink to="/pipelines">{text.pipelines.title}</BackLink>
        )
      }
      title={text.pipelines.runNo(id)}
      lead={run && text.pipelines.runStateMeaning[run.state]}
      marks={
        run && (
          <>
            {isOpen(run) && (
              <Badge tone="sea" tip={text.runs.liveNote}>
                {text.runs.live}
              </Badge>
            )}
            <RunStateChip state={run.state} />
          </>
        )
      }
      query={query}
    >
      {(found) => <Report run={found} />}
    </ReportPage>
  );
};

/** The step one looks at without choosing one: that which failed, is under way, or is next. */
const interestOf = ({ steps }: PipelineRunReport): string | undefined =>
  (['failed', 'running', 'ready', 'blocked'] as const).flatMap((state) => steps.find((step) => step.state === state)?.name ?? [])[0] ??
  steps.at(-1)?.name;

const Report = ({ run }: { run: PipelineRunReport }) => {
  const text = useText();
  const search = useSearch({ from: '/inside/pipelines/runs/$id' });
  const navigate = useNavigate({ from: '/pipelines/runs/$id' });
  const chosen = run.steps.find(({ name }) => name === (search.step ?? interestOf(run)));
  return (
    <>
      {run.error && (
        <div className="mb-4">
          <ProblemNote error={run.error} isAlert />
        </div>
      )}
      <RunActions run={run} step={chosen?.name} />
      <RunFacts run={run} />
      <Dag steps={run.steps} runId={run.id} chosen={chosen?.name} />
      <Section title={text.pipelines.timeline} lead={text.pipelines.timelineLead}>
        <Timeline run={run} chosen={chosen?.name} />
      </Section>
      {chosen && (
        <div id="step" className="scroll-mt-14">
          <Section title={`${text.pipelines.step} ${chosen.name}`}>
            <StepPanel
              run={run}
              step={chosen}
              attempt={chosen.attempts.find(({ id }) => id === search.attempt)?.id}
              onAttempt={(attempt) => void navigate({ search: { step: chosen.name, attempt }, resetScroll: false })}
            />
          </Section>
        </div>
      )}
    </>
  );
};

const RunFacts = ({ run }: { run: PipelineRunReport }) => {
  const text = useText();
  const format = useFormat();
  const time = useZoneTime(run.zone);
  const now = useNow();
  const attempts = run.steps.flatMap((step) => step.attempts);
  const sumOf = (read: (attempt: (typeof attempts)[number]) => number) => attempts.reduce((sum, attempt) => sum + read(attempt), 0);
  const end = run.endedAt ? Date.parse(run.endedAt) : now;
  const took = run.startedAt === null ? null : Math.max(0, end - Date.parse(run.startedAt));
  // While it goes on, only whole seconds are of interest.
  const lasted = took !== null && run.endedAt === null ? Math.floor(took / 1000) * 1000 : took;
  const peak = Math.max(0, ...attempts.map(({ peakMemoryBytes }) => peakMemoryBytes ?? 0));
  const values = Object.entries(run.parameters).filter(([, value]) => value !== null);
  return (
    <Card className="p-5">
      <Facts>
        <Fact name={text.pipelines.interval} wide>
          {time.range(run.intervalStart, run.intervalEnd)}
          {run.zone && <span className="ml-1.5 text-xs font-normal text-ink-faint">{run.zone}</span>}
        </Fact>
        <Fact name={text.pipelines.startedBy}>
          {text.pipelines.reason[run.reason]}
          {run.schedule && <span className="ml-1.5 text-xs font-normal text-ink-faint">{run.schedule}</span>}
          {run.reason === 'backfill' && <span className="block text-xs font-normal text-ink-faint">{text.pipelines.backfillNote}</span>}
        </Fact>
        <Fact name={text.pipelines.started}>{run.startedAt ? format.dateTime(run.startedAt) : '—'}</Fact>
        <Fact name={text.pipelines.ended}>{run.endedAt ? format.dateTime(run.endedAt) : '—'}</Fact>
        <Fact name={text.pipelines.duration}>{lasted === null ? '—' : format.duration(lasted)}</Fact>
        <Fact name={text.pipelines.items}>{format.number(sumOf(({ items }) => items))}</Fact>
        <Fact name={text.pipelines.bytes}>{format.bytes(sumOf(({ bytes }) => bytes))}</Fact>
        <Fact name={text.pipelines.memory}>{peak > 0 ? format.bytes(peak) : '—'}</Fact>
        <Fact name={text.pipelines.version}>{run.version}</Fact>
        <Fact name={text.pipelines.parameters}>
          {values.length === 0 ? (
            <span className="font-normal text-ink-faint">{text.pipelines.noParameters}</span>
          ) : (
            values.map(([name, value]) => (
              <code key={name} className="block font-mono text-[13px] break-all">
                {name}: {String(value)}
              </code>
            ))
          )}
        </Fact>
        {run.repeats && <Kin name={text.pipelines.repeats} runs={[{ id: run.repeats, pipeline: run.pipeline }]} />}
        {run.repeatedBy.length > 0 && <Kin name={text.pipelines.repeatedBy} runs={run.repeatedBy} />}
        {run.parent && <Kin name={text.pipelines.begunBy} runs={[{ id: run.parent.runId, pipeline: run.parent.step }]} />}
        {run.children.length > 0 && <Kin name={text.pipelines.began} runs={run.children} />}
      </Facts>
    </Card>
  );
};

const Kin = ({ name, runs }: { name: string; runs: readonly { readonly id: string; readonly pipeline: string }[] }) => {
  const text = useText();
  return (
    <Fact name={name}>
      {runs.map(({ id, pipeline }) => (
        <Link key={id} to="/pipelines/runs/$id" params={{ id }} className="block text-sea hover:text-sea-strong">
          {text.pipelines.runOf(pipeline, id)}
        </Link>
      ))}
    </Fact>
  );
};
