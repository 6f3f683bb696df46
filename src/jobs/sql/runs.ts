import type { Statement } from '../../store/index.ts';
import type { PipelineDefinition, RunState, StepState } from '../definition.ts';

/** A run as its transitions need it. */
export interface RunRow {
  readonly id: string;
  readonly pipeline: string;
  readonly definition: PipelineDefinition;
  readonly version: string;
  readonly interval_start: Date;
  readonly interval_end: Date;
  readonly parameters: Readonly<Record<string, string | number | boolean | null>>;
  readonly priority: number;
  readonly state: RunState;
  readonly cancel_requested_at: Date | null;
  readonly parent_run: string | null;
  readonly parent_step: string | null;
}

export interface StepRow {
  readonly step: string;
  readonly state: StepState;
  readonly attempts: number;
  readonly failures: number;
  readonly error_code: string | null;
  readonly error_message: string | null;
  /** The run that a step under way waits for, without a slot. */
  readonly waits_for: string | null;
}

/** What makes a {@link RunRow}. */
export const runColumns = `
  id::text as id, pipeline, definition, version, interval_start, interval_end, parameters, priority, state, cancel_requested_at,
  parent_run::text as parent_run, parent_step`;

/** Whoever changes anything of a run holds its row: one at a time, and always this row first. */
export const lockRun = (id: string): Statement => ({
  name: 'jobs_lock_run',
  text: `
    select ${runColumns} from pipeline_run where id = $1 for update`,
  values: [id],
});

export const stepsOf = (runId: string): Statement => ({
  name: 'jobs_steps',
  text: 'select step, state, attempts, failures, error_code, error_message, waits_for::text as waits_for from pipeline_step where run_id = $1 order by place',
  values: [runId],
});

export const setStep = (
  runId: string,
  step: string,
  state: StepState,
  error: { readonly code: string; readonly message: string } | null = null,
  /** Of `ready`: it may begin so much later. */
  afterMs = 0,
): Statement => ({
  name: 'jobs_set_step',
  text: `
    update pipeline_step set state = $3, error_code = $4, error_message = $5, waits_for = null,
      ready_at = case when $3 = 'ready' then now() + $6::float8 * interval '1 millisecond' else ready_at end,
      started_at = case when $3 = 'running' then coalesce(started_at, now()) else started_at end,
      ended_at = case when $3 in ('done', 'failed', 'cancelled', 'skipped') then now() end
    where run_id = $1 and step = $2`,
  values: [runId, step, state, error?.code ?? null, error?.message ?? null, afterMs],
});

/** Steps that were blocked may begin now. */
export const setReady = (runId: string, steps: readonly string[]): Statement => ({
  name: 'jobs_set_ready',
  text: `update pipeline_step set state = 'ready', ready_at = now() where run_id = $1 and step = any ($2)`,
  values: [runId, steps],
});

export const endRun = (id: string, state: RunState, error: { readonly code: string; readonly message: string } | null): Statement => ({
  name: 'jobs_end_run',
  text: `update pipeline_run set state = $2, ended_at = now(), error_code = $3, error_message = $4 where id = $1`,
  values: [id, state, error?.code ?? null, error?.message ?? null],
});
