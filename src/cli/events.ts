import type { RunReport } from '../collect/index.ts';
import { TidemarkError } from '../domain/index.ts';
import type { Clock } from '../domain/index.ts';
import type { LedgerHooks, StepContext } from '../jobs/index.ts';
import { recordEvent } from '../notify/index.ts';
import type { Sql, Store } from '../store/index.ts';
import { partsOf } from './cause.ts';
import { toldOf, toldOfChallenge } from './collection-told.ts';
import type { Told } from './collection-told.ts';
import { workspace } from './context.ts';
import { moveCollections, reached } from './reached.ts';

/** What follows from the end of a run: an event, written with it; and what steps have come to whose workers died. */
export const ledgerHooks = (clock: Clock): LedgerHooks => ({
  reached,
  onHandedOver: moveCollections,
  onRunEnded: async (sql, { run, state, error }) => {
    if (state === 'cancelled') return;
    const parts = error && partsOf(error.message);
    await recordEvent(sql, {
      workspaceId: workspace,
      key: `run-ended:${run.id}`,
      kind: state === 'done' ? 'run-succeeded' : 'run-failed',
      title: state === 'done' ? `${run.pipeline} is done` : `${run.pipeline} has failed`,
      pipeline: run.pipeline,
      runId: run.id,
      step: error?.step ?? null,
      interval: { start: run.interval_start.getTime(), end: run.interval_end.getTime() },
      link: `/pipelines/runs/${run.id}`,
      cause: error && { code: error.code, message: parts?.message ?? error.message },
      next: error && `${parts ? `${parts.next}; ` : ''}then do it again: tidemark pipelines rerun ${run.id} --failed`,
      at: clock.now(),
    });
  },
});

type Place = Pick<StepContext, 'runId' | 'pipeline' | 'step' | 'interval'>;

/**
 * Tells what a step's collection has met, once: however often the step is tried, by however many workers, and when the run is done again. A challenge is one
 * event for each pipeline that meets it, and so is a budget that is gone for the day.
 */
export const tellOfCollection = async (store: Store, clock: Clock, place: Place, report: RunReport): Promise<void> => {
  const told = toldOf(report);
  if (told !== null) await tell(store, clock, place, told);
};

const tell = async (store: Store, clock: Clock, place: Place, { about, ...told }: Told): Promise<void> => {
  const { runId, pipeline, step } = place;
  await recordEvent(store, {
    ...{ workspaceId: workspace, ...place, ...told, link: `/pipelines/runs/${runId}`, at: clock.now() },
    key: `${told.kind}:${about === undefined ? `${await firstRun(store, runId)}/${step}` : `${pipeline}/${about}`}`,
  });
};

/** The run that this one does again, directly or not; itself when it does none. */
const firstRun = async (sql: Sql, runId: string): Promise<string> => {
  const [first] = await sql.query<{ id: string }>({
    text: `
      with recursive before as (
        select id, repeats from pipeline_run where id = $1
        union all
        select run.id, run.repeats from before join pipeline_run run on run.id = before.repeats
      )
      select id::text from before where repeats is null`,
    values: [runId],
  });
  return first?.id ?? runId;
};

interface LateRun {
  readonly id: string;
  readonly pipeline: string;
  readonly interval_start: Date;
  readonly interval_end: Date;
}

/** Tells of runs of schedules that have not ended when the next one is due; of one that another version goes on with, not again. */
export const tellLateRuns = async (store: Store, clock: Clock): Promise<void> => {
  const late = await store.query<LateRun>(`
    select id::text as id, pipeline, interval_start, interval_end from pipeline_run
    where state in ('queued', 'running') and reason = 'schedule' and now() > interval_end + (interval_end - interval_start)
      and not exists (
        select from alert_event
        where alert_event.workspace_id = pipeline_run.workspace_id and key in ('run-late:' || pipeline_run.id, 'run-late:' || pipeline_run.repeats))
    order by pipeline_run.id limit 100`);
  for (const { id, pipeline, interval_start: start, interval_end: end } of late)
    await recordEvent(store, {
      ...{ workspaceId: workspace, key: `run-late:${id}`, kind: 'run-late', pipeline, runId: id },
      title: `${pipeline} is late`,
      interval: { start: start.getTime(), end: end.getTime() },
      link: `/pipelines/runs/${id}`,
      cause: { message: 'the next run is due, and this one has not ended' },
      next: `see what it waits for: tidemark pipelines runs ${id}`,
      at: clock.now(),
    });
};

interface MetChallenge {
  readonly challenge: string;
  readonly lane: string;
  readonly reason: string;
  readonly platform: string;
  readonly pipeline: string;
  readonly run_id: string;
  readonly step: string;
  readonly interval_start: Date;
  readonly interval_end: Date;
}

/** Tells of challenges that steps have met and nobody has answered. A step goes on with what else it has to do, and may end hours later. */
export const tellChallenges = async (store: Store, clock: Clock): Promise<void> => {
  for (const row of await store.query<MetChallenge>({ name: 'challenges_untold', text: untold })) {
    const { challenge, lane, reason, platform, pipeline, run_id: runId, step } = row;
    const interval = { start: row.interval_start.getTime(), end: row.interval_end.getTime() };
    const error = new TidemarkError('TDM_CHALLENGE_WAITING', { lane, challenge, cause: reason });
    await tell(store, clock, { runId, pipeline, step, interval }, toldOfChallenge(platform, error));
  }
};

const untold = `
select c.id::text as challenge, c.lane, c.reason, c.platform, p.pipeline, p.id::text as run_id, split_part(run.asked_by, '/', 2) as step,
  p.interval_start, p.interval_end
from challenge c
join run on run.platform = c.platform and run.state = 'running' and run.asked_by ~ '^[0-9]+/'
join pipeline_run p on p.id = split_part(run.asked_by, '/', 1)::bigint and p.state = 'running'
where c.state = 'waiting' and not exists (
  select from alert_event e where e.workspace_id = p.workspace_id and e.key = 'challenge:' || p.pipeline || '/' || c.id)
order by c.id, run.id limit 20`;
