import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { pipelineQuery, type PipelineDetail, type Schedule } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Ago, BackLink, Badge, buttonLook, Card, Fact, Facts, ReportPage, Section } from '../ui/index.ts';
import { PauseSchedule } from './actions.tsx';
import { BeginRun } from './begin-run.tsx';
import { Dag } from './dag.tsx';
import { NextRun } from './pipelines-page.tsx';
import { RunGrid } from './run-grid.tsx';
import { RunStateChip, StateLegend } from './state.tsx';

/** One pipeline: its steps as they stand in the newest run, how they fared over the last intervals, and when it runs. */
export const PipelinePage = () => {
  const text = useText();
  const { name } = useParams({ from: '/inside/pipelines/$name' });
  const query = useQuery(pipelineQuery(name));
  const { data: pipeline } = query;
  const [newest] = pipeline?.runs ?? [];
  return (
    <ReportPage
      back={<BackLink to="/pipelines">{text.pipelines.title}</BackLink>}
      title={name}
      lead={pipeline?.title}
      marks={
        <>
          {newest && <RunStateChip state={newest.state} />}
          <Link to="/pipeline-runs" search={{ pipeline: name }} className={buttonLook('outline')}>
            {text.history.ofPipeline}
          </Link>
          {pipeline && <BeginRun pipeline={pipeline} />}
        </>
      }
      query={query}
    >
      {(found) => <Report pipeline={found} />}
    </ReportPage>
  );
};

const Report = ({ pipeline }: { pipeline: PipelineDetail }) => {
  const text = useText();
  const { definition, schedules, runs, grid } = pipeline;
  const [newest] = runs;
  const zone = schedules[0]?.zone ?? null;
  const stateOf = (name: string) => newest?.steps.find((step) => step.name === name);
  const steps = (definition?.steps ?? []).map(({ name, needs }) => ({ name, needs, state: stateOf(name)?.state ?? null }));
  return (
    <>
      <Card className="p-5">
        <Facts>
          <Fact name={text.pipelines.newest}>
            {newest ? (
              <>
                <Link to="/pipelines/runs/$id" params={{ id: newest.id }} className="text-sea hover:text-sea-strong">
                  {text.pipelines.runNo(newest.id)}
                </Link>
                <span className="block text-xs font-normal text-ink-faint">
                  <Ago at={newest.endedAt ?? newest.startedAt ?? newest.createdAt} />
                </span>
              </>
            ) : (
              <span className="font-normal text-ink-faint">{text.pipelines.neverRan}</span>
            )}
          </Fact>
          <Fact name={text.pipelines.next}>
            <NextRun pipeline={pipeline} />
          </Fact>
        </Facts>
        <div className="mt-4">
          <h2 className="mb-0.5 text-xs text-ink-faint">{text.pipelines.schedule}</h2>
          {schedules.length === 0 ? (
            <p className="text-sm text-ink-soft">{text.pipelines.noSchedule}</p>
          ) : (
            <ul className="space-y-2">
              {schedules.map((schedule) => (
                <li key={schedule.id}>
                  <ScheduleWords schedule={schedule} />
                  <div className="mt-2">
                    <PauseSchedule schedule={schedule} />
                  </div>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Card>
      {definition && <Dag steps={steps} runId={newest?.id} />}
      <Section title={text.pipelines.grid} lead={text.pipelines.gridLead}>
        <RunGrid runs={grid} zone={zone} label={text.pipelines.grid} />
        <StateLegend />
      </Section>
    </>
  );
};

/** A schedule in words: when, in which zone, with what exceptions. */
const ScheduleWords = ({ schedule }: { schedule: Schedule }) => {
  const { pipelines } = useText();
  const format = useFormat();
  const { cron, zone, jitterMs, quiet, catchUp, pausedAt } = schedule;
  const notes = [
    ...(jitterMs > 0 ? [pipelines.jitter(format.duration(jitterMs))] : []),
    ...(quiet ? [pipelines.quiet(quiet.from, quiet.to)] : []),
    pipelines.catchUp(catchUp),
  ];
  return (
    <>
      <code className="font-mono text-[13px]">{cron}</code> <span className="text-xs font-normal text-ink-faint">{zone}</span>{' '}
      {pausedAt && <Badge tone="warn">{pipelines.pausedSince(format.dateTime(pausedAt))}</Badge>}
      <span className="block text-xs font-normal text-ink-faint">{notes.join(' · ')}</span>
    </>
  );
};
