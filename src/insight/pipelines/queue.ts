import type { Sql } from '../../store/index.ts';
import { definitionOf, pipelineRunColumns, pipelineRunOf } from './runs.ts';
import type { PipelineRun, PipelineRunRow } from './runs.ts';
import { waitOf } from './waits.ts';
import type { PoolUse, SlotHolder, Surroundings, Wait } from './waits.ts';
import { errorOf } from './words.ts';
import type { KeptError, PipelineStepState } from './words.ts';

/** A step that waits, and why. */
export interface QueuedStep {
  readonly runId: string;
  readonly pipeline: string;
  readonly step: string;
  readonly pool: string;
  readonly state: PipelineStepState;
  /** Of its run; higher goes first. */
  readonly priority: number;
  /** Since when it is ready; for a blocked one since its run began. */
  readonly since: Date;
  readonly wait: Wait;
}

/** A step that failed in one of the newest 5,000 runs, which nobody has repeated since. */
export interface FailedStep {
  readonly runId: string;
  readonly pipeline: string;
  readonly step: string;
  readonly attempts: number;
  readonly endedAt: Date | null;
  readonly error: KeptError | null;
}

export interface StepQueue {
  /** In the order in which they are taken. */
  readonly waiting: readonly QueuedStep[];
  readonly failed: readonly FailedStep[];
  readonly pools: readonly PoolUse[];
}

const mostSteps = 300;
const mostFailed = 100;

/** Everything that waits or has failed, and who holds what it waits for. */
export const stepQueue = async (sql: Sql, workspaceId: string): Promise<StepQueue> => {
  const surroundings = await surroundingsOf(sql, workspaceId);
  const rows = await sql.query<OpenRunRow>({ text: openRuns, values: [workspaceId] });
  const waiting = rows.flatMap((row) => waitingSteps(pipelineRunOf(row), row, surroundings)).slice(0, mostSteps);
  const failed = await sql.query<Omit<FailedStep, 'error'> & { code: string | null; message: string | null }>({
    text: failedSteps,
    values: [workspaceId, mostFailed],
  });
  return {
    waiting: waiting.toSorted((a, b) => rankOf(a) - rankOf(b) || b.priority - a.priority || a.since.getTime() - b.since.getTime()),
    failed: failed.map(({ code, message, ...step }) => ({ ...step, error: errorOf(code, message) })),
    pools: surroundings.pools,
  };
};

const rankOf = ({ wait }: QueuedStep): number => (wait.for === 'needs' ? 2 : wait.for === 'later' ? 1 : 0);

/** What a step of a run waits for is told from the pools and the living workers. */
export const surroundingsOf = async (sql: Sql, workspaceId: string): Promise<Surroundings> => {
  const [first] = await sql.query<Pick<Surroundings, 'now' | 'versions' | 'serving'>>(around);
  const pools = await sql.query<{ name: string; slots: number }>('select name, slots from pool order by name');
  const holders = await sql.query<SlotHolder & { pool: string }>({ text: slotHolders, values: [workspaceId] });
  return {
    ...first!,
    pools: pools.map((pool) => ({
      ...pool,
      holders: holders.filter((each) => each.pool === pool.name).map(({ pool: _, ...holder }) => holder),
    })),
  };
};

/** A step that has not begun, with why its last attempt did not come to its end. */
export interface OpenStep {
  readonly step: string;
  readonly readyAt: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

interface OpenRunRow extends PipelineRunRow {
  definition: unknown;
  open: OpenStep[];
}

const waitingSteps = (run: PipelineRun, row: OpenRunRow, surroundings: Surroundings): QueuedStep[] => {
  const definition = definitionOf(row.definition);
  const states = new Map(run.steps.map(({ name, state }) => [name, state]));
  return row.open.flatMap(({ step, readyAt, code, message }) => {
    const state = states.get(step)!;
    const own = definition.steps.find(({ name }) => name === step) ?? { needs: [], pool: '' };
    const ready = readyAt === null ? null : new Date(readyAt);
    const because = errorOf(code, message);
    const wait = waitOf({ state, definition: own, states, version: run.version, readyAt: ready, because }, surroundings);
    const { id: runId, pipeline, priority } = run;
    return wait === null ? [] : [{ runId, pipeline, step, pool: own.pool, state, priority, since: ready ?? run.createdAt, wait }];
  });
};

const around = `
with living as (select version, pools from worker where pools is not null and worker_alive(id))
select now() as now, coalesce((select array_agg(distinct version order by version) from living), '{}') as versions,
  coalesce((select jsonb_agg(distinct jsonb_build_object('version', version, 'pool', pool)) from living, jsonb_object_keys(pools) as pool), '[]') as serving`;

const slotHolders = `
select a.pool, a.run_id::text as "runId", r.pipeline, a.step, a.seat, a.worker_id::text as "workerId", a.host, a.started_at as since
from step_attempt a join pipeline_run r on r.id = a.run_id
where a.state = 'running' and r.workspace_id = $1 and worker_alive(a.worker_id)
order by a.started_at, a.id`;

const openRuns = `
select ${pipelineRunColumns}, r.definition,
  (select coalesce(jsonb_agg(jsonb_build_object('step', s.step, 'readyAt', s.ready_at, 'code', last.error_code, 'message', last.error_message)
      order by s.place), '[]')
    from pipeline_step s left join lateral (
      select error_code, error_message from step_attempt where run_id = s.run_id and step = s.step order by step_attempt.id desc limit 1
    ) last on true
    where s.run_id = r.id and s.state in ('ready', 'blocked')) as open
from pipeline_run r
where r.workspace_id = $1 and r.state in ('queued', 'running')
order by r.priority desc, r.id
limit 200`;

// Of the newest runs only: who did not make up for a failure in so many has given it up, and the page is asked for every few seconds.
const failedSteps = `
with newest as (select coalesce(max(id), 0) - 5000 as id from pipeline_run)
select r.id::text as "runId", r.pipeline, s.step, s.attempts, s.ended_at as "endedAt", s.error_code as code, s.error_message as message
from pipeline_run r join pipeline_step s on s.run_id = r.id
where r.id > (select id from newest) and r.workspace_id = $1 and r.state in ('running', 'failed') and s.state = 'failed'
  and not exists (select from pipeline_run n where n.id > (select id from newest) and n.repeats = r.id)
order by s.ended_at desc nulls last, r.id desc
limit $2`;
