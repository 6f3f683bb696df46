import type { Json } from '../../domain/index.ts';
import type { Statement } from '../../store/index.ts';

/** A task as a worker takes it. */
export interface TaskRow {
  readonly id: string;
  readonly stream: string;
  readonly targets: string[];
  readonly cursor: Json | null;
  readonly attempts: number;
}

/** The instant from which a task may be taken. Written as in the index `task_due`, or that index would not be read. */
const due = "coalesce(not_before, planned_for, '-infinity')";

/**
 * Takes up to `limit` tasks of a stream: those whose wait is over, before those nobody has begun, before those whose worker died (its advisory
 * lock is gone, so it is known at once). Rows another process is taking right now are passed over.
 *
 * What a dead worker had begun is the same attempt: a platform is given up for its answers, and not for our deaths.
 *
 * Each part reads its tasks in the order of the index and stops at the first it can have, however many are open. Who is dead is asked only when
 * there is nothing else: once for each worker, and again for whom it matters, because the task may have changed hands meanwhile.
 */
export const claimTasks = (runId: string, stream: string, workerId: string, limit: number): Statement => ({
  name: 'claim_tasks',
  text: `
    with rested as (
      select id from task
      where run_id = $1 and stream = $2 and state = 'waiting' and ${due} <= now()
      order by attempts, ${due}, batch
      limit $4
      for update skip locked
    ), fresh as (
      select id from task
      where run_id = $1 and stream = $2 and state = 'pending' and ${due} <= now()
      order by attempts, ${due}, batch
      limit $4 - (select count(*) from rested)
      for update skip locked
    ), orphaned as (
      select id from task
      where run_id = $1 and stream = $2 and state = 'running' and worker_id is distinct from $3
        and (worker_id is null or (worker_id not in (select id from worker where worker_alive(id)) and not worker_alive(worker_id)))
      order by attempts, ${due}, batch
      limit $4 - (select count(*) from rested) - (select count(*) from fresh)
      for update skip locked
    )
    update task set state = 'running', worker_id = $3, attempts = attempts + case state when 'running' then 0 else 1 end, updated_at = now()
    where id in (select id from rested union all select id from fresh union all select id from orphaned)
    returning id, stream, targets, cursor, attempts`,
  values: [runId, stream, workerId, limit],
});

/**
 * Puts a task back for another attempt, now or after a while. A while and no instant: whose clock it would be of, the machines of a fleet do
 * not agree. Only the holder may.
 */
export const releaseTask = (
  taskId: string,
  workerId: string,
  to: { state: 'pending' | 'waiting' | 'failed' | 'done'; waitMs?: number; refundAttempt?: boolean; code?: string; message?: string },
): Statement => ({
  text: `
    update task set state = $3, not_before = now() + $4::float8 * interval '1 ms', attempts = attempts - $5, error_code = $6, error_message = $7,
      worker_id = null, updated_at = now()
    where id = $1 and worker_id = $2 and state = 'running'`,
  values: [taskId, workerId, to.state, to.waitMs ?? null, to.refundAttempt ? 1 : 0, to.code ?? null, to.message ?? null],
});

/** Puts back everything this worker holds, unspent. */
export const releaseAll = (runId: string, workerId: string): Statement => ({
  text: `
    update task set state = 'pending', attempts = attempts - 1, worker_id = null, updated_at = now()
    where run_id = $1 and worker_id = $2 and state = 'running'`,
  values: [runId, workerId],
});

export interface StreamProgress {
  /** May be begun now. */
  readonly open: number;
  /** Planned for later, as the run is spread over a window. */
  readonly later: number;
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
  readonly done: number;
  /** How long until the first waiting task may be tried again, in ms by the database's clock; null when none waits. */
  readonly next_ms: number | null;
  /** How long until the first of those planned for later may be begun; null when there is none. */
  readonly later_ms: number | null;
}

/** How a stream of a run stands. */
export const streamProgress = (runId: string, stream: string): Statement => ({
  name: 'stream_progress',
  text: `
    select count(*) filter (where state = 'pending' and (planned_for is null or planned_for <= now()))::int as open,
      count(*) filter (where state = 'pending' and planned_for > now())::int as later,
      count(*) filter (where state = 'waiting')::int as waiting,
      count(*) filter (where state = 'running')::int as running,
      count(*) filter (where state = 'failed')::int as failed,
      count(*) filter (where state = 'done')::int as done,
      (extract(epoch from min(not_before) filter (where state = 'waiting') - now()) * 1000)::float8 as next_ms,
      (extract(epoch from min(planned_for) filter (where state = 'pending' and planned_for > now()) - now()) * 1000)::float8 as later_ms
    from task where run_id = $1 and stream = $2`,
  values: [runId, stream],
});

/**
 * On a rerun: what failed is asked again. A batch that gave up some targets is closed, and those targets become a batch of their own;
 * a batch that failed as a whole starts where it stopped.
 */
export const reopenFailed = (runId: string): Statement => ({
  text: `
    with reopened as (
      update task set state = 'pending', attempts = 0, error_code = null, error_message = null
      where run_id = $1 and state = 'failed' and cardinality(skipped) = 0
    ), closed as (
      update task set state = 'done', skipped = '{}', error_code = null, error_message = null
      from (select id as was, skipped as given_up from task where run_id = $1 and state = 'failed' and cardinality(skipped) > 0) as before
      where task.id = before.was
      returning task.stream, before.given_up
    )
    insert into task (run_id, stream, batch, targets)
    select $1, closed.stream, highest.batch + row_number() over (partition by closed.stream), given_up
    from closed join lateral (select max(batch) as batch from task where run_id = $1 and task.stream = closed.stream) as highest on true`,
  values: [runId],
});

/** Whether no later task of the run asks about the same targets again. */
const isLatest = `not exists (
  select from task as later
  where later.run_id = task.run_id and later.stream = task.stream and later.batch > task.batch and later.targets @> task.targets)`;

/** The newest word of a run about a task: an answer of another shape that has not been asked for again since. */
export const unreadTasks = `task.id in (select task_id from exchange where exchange.run_id = task.run_id and outcome = 'changed-shape') and ${isLatest}`;

/** On a rerun: targets whose answers had another shape are asked about once more, as the shape may have been the fault of a moment. */
export const askUnreadAgain = (runId: string): Statement => ({
  text: `
    insert into task (run_id, stream, batch, targets)
    select run_id, stream, (select max(batch) from task as each where each.run_id = $1 and each.stream = task.stream)
      + row_number() over (partition by stream order by batch), targets
    from task where run_id = $1 and state = 'done' and ${unreadTasks}`,
  values: [runId],
});

/** On a rerun: what waits asks its lane again, which knows better than an instant written down before whether it is open. */
export const wakeWaiting = (runId: string): Statement => ({
  text: `update task set state = 'pending', not_before = null where run_id = $1 and state = 'waiting'`,
  values: [runId],
});

/** Rows of workers whose lock is gone. What they held of tasks falls free with them; permits of a lane when their requests are over. */
export const forgetDeadWorkers = 'delete from worker where not worker_alive(id)';
