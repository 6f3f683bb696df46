import type { Json } from '../domain/index.ts';

export type { PipelineRunReason as RunReason, PipelineRunState as RunState, PipelineStepState as StepState } from '../domain/index.ts';

/** A value that a run may be started with. */
export type ParameterSpec =
  | { readonly type: 'text'; readonly title: string; readonly default: string | null; readonly choices?: readonly string[] }
  | { readonly type: 'number'; readonly title: string; readonly default: number; readonly min?: number; readonly max?: number }
  | { readonly type: 'boolean'; readonly title: string; readonly default: boolean };

/** One node of a pipeline. */
export interface StepDefinition {
  readonly name: string;
  /** Names of steps that must be done first. */
  readonly needs: readonly string[];
  /** The handler that does it, such as `collect`. */
  readonly does: string;
  /** What the handler is told. `${name}` in a text stands for a parameter of the pipeline. */
  readonly with: Readonly<Record<string, Json>>;
  /** The pool whose slots it takes. */
  readonly pool: string;
  /** Workers that may do it side by side; each takes a slot. */
  readonly seats: number;
  /** Attempts after the first that failed. */
  readonly retries: number;
  /** Before the first retry; doubles with each. */
  readonly retryDelayMs: number;
  /** After so long an attempt is stopped and has failed. */
  readonly timeoutMs: number;
}

/** When a pipeline runs by itself. */
export interface ScheduleDefinition {
  /** Five fields, or six with seconds first. */
  readonly cron: string;
  /** IANA name, such as `Asia/Seoul`. */
  readonly zone: string;
  /** A start is delayed by up to so much, the same for the same interval. */
  readonly jitterMs: number;
  /** Local times between which nothing starts (`23:00` to `07:00`); what falls due meanwhile starts at their end. */
  readonly quiet: { readonly from: string; readonly to: string } | null;
  /** What is done about intervals that were missed while nobody scheduled: nothing, the last one, or up to so many of the newest. */
  readonly catchUp: 'none' | 'last' | 'all' | number;
  /** It waits until somebody resumes it. Counts when the schedule is first seen; from then on the database says whether it rests. */
  readonly paused?: boolean;
}

/** A DAG of steps, as data. */
export interface PipelineDefinition {
  readonly name: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  readonly schedule: ScheduleDefinition | null;
  readonly steps: readonly StepDefinition[];
}

export type ParameterValues = Readonly<Record<string, string | number | boolean | null>>;

/** Time a run is about, in ms since 1970; `end` is not part of it. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}
