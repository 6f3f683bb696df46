import { errorOf, keptDefinition } from './words.ts';
import type { KeptDefinition, KeptError, PipelineRunReason, PipelineRunState, PipelineStepState } from './words.ts';

/** One execution of a pipeline for one interval. */
export interface PipelineRun {
  readonly id: string;
  readonly pipeline: string;
  readonly state: PipelineRunState;
  readonly reason: PipelineRunReason;
  readonly intervalStart: Date;
  /** Not part of it. */
  readonly intervalEnd: Date;
  /** Of the code that does it. */
  readonly version: string;
  /** Higher goes first. */
  readonly priority: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
  readonly error: KeptError | null;
  /** The run it repeats. */
  readonly repeats: string | null;
  /** The step of another run that began it. */
  readonly parent: { readonly runId: string; readonly step: string } | null;
  /** In the order of the definition. */
  readonly steps: readonly { readonly name: string; readonly state: PipelineStepState; readonly failures: number }[];
}

/** Columns of a run, from `pipeline_run r`. */
export const pipelineRunColumns = `
  r.id::text as id, r.pipeline, r.state, r.reason, r.interval_start, r.interval_end, r.version, r.priority, r.created_at, r.started_at, r.ended_at,
  r.cancel_requested_at, r.error_code, r.error_message, r.repeats::text as repeats, r.parent_run::text as parent_run, r.parent_step,
  (select coalesce(jsonb_agg(jsonb_build_object('name', s.step, 'state', s.state, 'failures', s.failures) order by s.place), '[]')
    from pipeline_step s where s.run_id = r.id) as steps`;

export interface PipelineRunRow {
  id: string;
  pipeline: string;
  state: PipelineRunState;
  reason: PipelineRunReason;
  interval_start: Date;
  interval_end: Date;
  version: string;
  priority: number;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  cancel_requested_at: Date | null;
  error_code: string | null;
  error_message: string | null;
  repeats: string | null;
  parent_run: string | null;
  parent_step: string | null;
  steps: PipelineRun['steps'];
}

export const pipelineRunOf = (row: PipelineRunRow): PipelineRun => ({
  id: row.id,
  pipeline: row.pipeline,
  state: row.state,
  reason: row.reason,
  intervalStart: row.interval_start,
  intervalEnd: row.interval_end,
  version: row.version,
  priority: row.priority,
  createdAt: row.created_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  cancelRequestedAt: row.cancel_requested_at,
  error: errorOf(row.error_code, row.error_message),
  repeats: row.repeats,
  parent: row.parent_run === null ? null : { runId: row.parent_run, step: row.parent_step ?? '' },
  steps: row.steps,
});

/** Reads the definition a run keeps. Throws when it is none: only our own code writes there. */
export const definitionOf = (kept: unknown): KeptDefinition => keptDefinition.parse(kept);
