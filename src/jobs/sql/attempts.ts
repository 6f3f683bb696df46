import type { Statement } from '../../store/index.ts';

export type AttemptEnd = 'done' | 'failed' | 'cancelled' | 'lost' | 'waiting';

export const lockPool = (name: string): Statement => ({
  name: 'jobs_lock_pool',
  text: 'select slots from pool where name = $1 for update',
  values: [name],
});

/** Slots that are held, also by workers that are dead: whether they live is asked only where it matters, as that reads all locks of the server. */
export const slotsHeld = (pool: string): Statement => ({
  name: 'jobs_slots_held',
  text: `select count(*)::int as held from step_attempt where pool = $1 and state = 'running'`,
  values: [pool],
});

/** Slots that living workers hold. A statement of its own behind {@link lockPool}: it must see what the one before us has written. */
export const slotsTaken = (pool: string): Statement => ({
  name: 'jobs_slots_taken',
  text: `select count(*)::int as taken from step_attempt where pool = $1 and state = 'running' and worker_alive(worker_id)`,
  values: [pool],
});

/** Step and run are at work from now on. No row: the step is not to be begun (any more). */
export const beginAttempt = (attempt: {
  readonly runId: string;
  readonly step: string;
  readonly seat: number;
  readonly pool: string;
  readonly jobId: string;
  readonly workerId: string;
}): Statement => ({
  name: 'jobs_begin_attempt',
  text: `
    with counted as (
      update pipeline_step set attempts = attempts + 1, state = 'running', started_at = coalesce(started_at, now()), ended_at = null,
        error_code = null, error_message = null, waits_for = null
      where run_id = $1 and step = $2 and state in ('ready', 'running')
      returning failures + 1 as attempt
    ), begun as (
      update pipeline_run set state = 'running', started_at = coalesce(started_at, now())
      where id = $1 and state = 'queued' and exists (select from counted)
    )
    insert into step_attempt (run_id, step, attempt, seat, pool, job_id, worker_id, host)
    select $1, $2, attempt, $3, $4, $5, $6::bigint, (select host from worker where id = $6::bigint) from counted
    returning id::text as id, attempt`,
  values: [attempt.runId, attempt.step, attempt.seat, attempt.pool, attempt.jobId, attempt.workerId],
});

/** What an attempt leaves behind. */
export interface AttemptFigures {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly items: number;
  readonly bytes: number;
  readonly collections: readonly string[];
  readonly peakMemoryBytes: number;
}

/** No row: it was taken for lost meanwhile, and another one goes on. */
export const endAttempt = (
  id: string,
  state: AttemptEnd,
  figures: AttemptFigures | null,
  error: { readonly code: string | null; readonly message: string } | null,
): Statement => ({
  name: 'jobs_end_attempt',
  text: `
    update step_attempt set state = $2, ended_at = now(), duration_ms = extract(epoch from now() - started_at) * 1000,
      outcomes = coalesce($3::jsonb, '{}'), items = coalesce($4::bigint, 0), bytes = coalesce($5::bigint, 0), collections = coalesce($6::bigint[], '{}'), peak_memory_bytes = $7,
      error_code = $8, error_message = $9
    where id = $1 and state = 'running'
    returning id`,
  values: [
    id,
    state,
    figures && JSON.stringify(figures.outcomes),
    figures?.items ?? null,
    figures?.bytes ?? null,
    figures?.collections ?? null,
    figures?.peakMemoryBytes ?? null,
    error?.code ?? null,
    error?.message ?? null,
  ],
});

/** What else is going on in a step: seats at work, and how often a worker died over it without having brought it any further. */
export const siblings = (runId: string, step: string): Statement => ({
  name: 'jobs_siblings',
  text: `
    select count(*) filter (where state = 'running')::int as running,
      count(*) filter (where state = 'lost' and bytes = furthest)::int as lost
    from step_attempt, (select max(bytes) as furthest from step_attempt where run_id = $1 and step = $2 and state = 'lost') as reached
    where run_id = $1 and step = $2`,
  values: [runId, step],
});

export const countFailure = (runId: string, step: string): Statement => ({
  name: 'jobs_count_failure',
  text: 'update pipeline_step set failures = failures + 1 where run_id = $1 and step = $2 returning failures',
  values: [runId, step],
});

/** Attempts whose worker is dead: its lock is gone, so it is known at once. */
export const orphans: Statement = {
  name: 'jobs_orphans',
  text: `
    select id::text as id, run_id::text as "runId", step, seat, pool, job_id as "jobId"
    from step_attempt where state = 'running' and not worker_alive(worker_id) order by id limit 100`,
};

/** Attempts of a worker that nobody wants any more: their run was cancelled, or their step has failed through another seat. */
export const unwanted = (workerId: string): Statement => ({
  name: 'jobs_unwanted',
  text: `
    select step_attempt.id::text as id
    from step_attempt join pipeline_run on pipeline_run.id = run_id join pipeline_step using (run_id, step)
    where worker_id = $1 and step_attempt.state = 'running' and (cancel_requested_at is not null or pipeline_step.state in ('failed', 'cancelled'))`,
  values: [workerId],
});

export const writeLog = (lines: readonly LogLine[]): Statement => ({
  name: 'jobs_write_log',
  text: `
    insert into step_log (attempt_id, at, level, message, data)
    select (line ->> 'attemptId')::bigint, (line ->> 'at')::timestamptz, line ->> 'level', line ->> 'message', line -> 'data'
    from jsonb_array_elements($1::jsonb) with ordinality as each (line, n) order by n`,
  values: [JSON.stringify(lines)],
});

export interface LogLine {
  readonly attemptId: string;
  readonly at: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}
