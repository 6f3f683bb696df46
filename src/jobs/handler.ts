import type { Json, TidemarkError } from '../domain/index.ts';
import type { Interval } from './definition.ts';

/** What a handler is told about the attempt it makes. */
export interface StepContext {
  readonly runId: string;
  readonly pipeline: string;
  readonly step: string;
  /** From 1. */
  readonly attempt: number;
  /** From 0; other seats of the same step may be at work on other machines. */
  readonly seat: number;
  readonly interval: Interval;
  /** After so long the attempt is stopped. */
  readonly timeoutMs?: number;
  /** `with` of the step, its parameters filled in. */
  readonly settings: Readonly<Record<string, Json>>;
  /** Aborted when the run is cancelled, the step has timed out, the worker drains or fresh work wants the slot: end after the page under way. */
  readonly stop: AbortSignal;
  /** Aborted when even that takes too long. */
  readonly abort: AbortSignal;
  /** Writes a line into the log of the step. */
  log(level: 'info' | 'warn' | 'error', message: string, data?: Readonly<Record<string, Json>>): void;
}

/** What an attempt came to. A handler that throws has failed; TidemarkErrors keep their code. */
export interface StepResult {
  /** Counts by outcome, such as `{ ok: 120, gone: 2 }`. */
  readonly outcomes?: Readonly<Record<string, number>>;
  readonly items?: number;
  readonly bytes?: number;
  /** Ids of the collections it did. */
  readonly collections?: readonly string[];
  /** It has failed, and this is what it came to before. */
  readonly error?: TidemarkError;
  /** It could not come to its end now (a lane is held, the day's budget is gone): it goes on at this instant, and that costs no attempt. */
  readonly againAt?: number;
  /** The run it began has not ended: it gives its slot back, costs no attempt, and comes back when that run has ended. */
  readonly waitsFor?: string;
  /** Why it goes on later, for the page. */
  readonly reason?: string;
  /** It came to its end although it was asked to stop. Without it, what was stopped is gone on with elsewhere. */
  readonly isComplete?: boolean;
}

export interface StepHandler {
  /** One sentence for people. */
  readonly title: string;
  /** Says what is wrong with the `with` of a step, or null. */
  check(settings: Readonly<Record<string, Json>>): string | null;
  run(context: StepContext): Promise<StepResult>;
}

/** Handlers by the name that steps use. */
export type StepHandlers = Readonly<Record<string, StepHandler>>;
