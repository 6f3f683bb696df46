import { TidemarkError } from '../domain/index.ts';
import type { Sql, Statement } from '../store/index.ts';
import type { RunState, StepDefinition } from './definition.ts';
import type { Queue } from './queue.ts';
import type { RunRow } from './sql/runs.ts';

/**
 * A step that began another run and waits for its end holds no slot and asks for nothing: the transaction that ends that run puts it back into the
 * queue. A chain of such steps may so be longer than its pool has slots.
 *
 * Locks are taken in one order, so that no two transactions wait for each other: runs from the one that began the others downwards, then steps.
 */

/**
 * Lets a step wait for a run, in the transaction that ends its attempt and holds its own run. Says `over` when there is nothing left to wait for, and
 * what went wrong when the step has no more time.
 */
export const parkStep = async (
  sql: Sql,
  runId: string,
  step: StepDefinition,
  waitsFor: string,
): Promise<'parked' | 'over' | TidemarkError> => {
  // Whoever ends that run holds its row: its end is seen here, or it will find the step that waits.
  const [other] = await sql.query<{ state: RunState }>(shareRun(waitsFor));
  if (!other || (other.state !== 'queued' && other.state !== 'running')) return 'over';
  const parked = await sql.query(park(runId, step, waitsFor));
  return parked.length > 0 ? 'parked' : new TidemarkError('TDM_STEP_TIMEOUT', { step: step.name, minutes: step.timeoutMs / 60_000 });
};

/** The step that waits for this run comes back into the queue, in the transaction that ends the run. */
export const wakeStep = async (sql: Sql, queue: Queue, { id, parent_run, parent_step }: RunRow): Promise<void> => {
  if (parent_run !== null && parent_step !== null) await sendWoken(sql, queue, await sql.query<Woken>(wake(parent_run, parent_step, id)));
};

/** Steps that have waited for a run for longer than they may come back to be told so. */
export const wakeOverdue = async (sql: Sql, queue: Queue): Promise<void> => sendWoken(sql, queue, await sql.query<Woken>(overdue));

interface Woken {
  readonly runId: string;
  readonly step: string;
  readonly version: string;
  readonly priority: number;
  readonly pool: string;
}

const sendWoken = async (sql: Sql, queue: Queue, woken: readonly Woken[]): Promise<void> => {
  for (const { runId, step, version, priority, pool } of woken)
    await queue.send(sql, { pool, version }, [{ runId, step, seat: 0 }], { priority });
};

const shareRun = (id: string): Statement => ({
  name: 'jobs_share_run',
  text: 'select state from pipeline_run where id = $1 for share',
  values: [id],
});

/** No row: its time is over. It counts as under way while it waits. */
const park = (runId: string, { name, timeoutMs }: StepDefinition, waitsFor: string): Statement => ({
  name: 'jobs_park_step',
  text: `
    update pipeline_step set state = 'running', waits_for = $3
    where run_id = $1 and step = $2 and started_at + $4::float8 * interval '1 millisecond' > now()
    returning step`,
  values: [runId, name, waitsFor, timeoutMs],
});

const wokenColumns = `
  woken.run_id::text as "runId", woken.step, r.version, r.priority, each.step ->> 'pool' as pool
  from woken join pipeline_run r on r.id = woken.run_id, jsonb_array_elements(r.definition -> 'steps') as each (step)
  where each.step ->> 'name' = woken.step`;

// Whoever comes second finds nothing that waits, so that it is sent once. Another seat of the step may still be at work.
const backInQueue = `
  waits_for = null, ready_at = now(),
  state = case when exists (select from step_attempt a where a.run_id = s.run_id and a.step = s.step and a.state = 'running') then s.state else 'ready' end`;

const wake = (runId: string, step: string, waitsFor: string): Statement => ({
  name: 'jobs_wake_step',
  text: `
    with woken as (
      update pipeline_step s set ${backInQueue} where run_id = $1 and step = $2 and waits_for = $3 returning run_id, step
    )
    select ${wokenColumns}`,
  values: [runId, step, waitsFor],
});

const overdue: Statement = {
  name: 'jobs_wake_overdue',
  text: `
    with late as (
      select s.run_id, s.step
      from pipeline_step s join pipeline_run r on r.id = s.run_id, jsonb_array_elements(r.definition -> 'steps') as each (step)
      where s.waits_for is not null and each.step ->> 'name' = s.step
        and s.started_at + (each.step ->> 'timeoutMs')::float8 * interval '1 millisecond' <= now()
      for update of s skip locked
    ), woken as (
      update pipeline_step s set ${backInQueue} from late where s.run_id = late.run_id and s.step = late.step returning s.run_id, s.step
    )
    select ${wokenColumns}`,
};
