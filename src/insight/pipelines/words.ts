import { z } from 'zod';

export { pipelineRunReasons, pipelineRunStates, pipelineStepStates } from '../../domain/index.ts';
export type { PipelineRunReason, PipelineRunState, PipelineStepState } from '../../domain/index.ts';

/** `lost`: its worker died. `waiting`: it could not come to its end, and another goes on later; that costs no attempt. */
export const attemptStates = ['running', 'done', 'failed', 'cancelled', 'lost', 'waiting'] as const;
export type AttemptState = (typeof attemptStates)[number];

export const logLevels = ['info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

const step = z.object({
  name: z.string(),
  needs: z.array(z.string()).default([]),
  does: z.string(),
  with: z.record(z.string(), z.unknown()).default({}),
  pool: z.string(),
  seats: z.number().default(1),
  retries: z.number().default(0),
  retryDelayMs: z.number().default(0),
  timeoutMs: z.number().default(0),
});

/** A definition as a run keeps it, as far as pages show it. */
export const keptDefinition = z.object({
  title: z.string().default(''),
  parameters: z.record(z.string(), z.unknown()).default({}),
  steps: z.array(step),
});

export interface KeptDefinition {
  readonly title: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly steps: readonly KeptStep[];
}

/** One node: its name, what must be done first, what does it and how, and how often it is tried. */
export interface KeptStep {
  readonly name: string;
  readonly needs: readonly string[];
  readonly does: string;
  readonly with: Readonly<Record<string, unknown>>;
  readonly pool: string;
  readonly seats: number;
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly timeoutMs: number;
}

/** What went wrong, with a code of the catalogue where there is one. */
export interface KeptError {
  readonly code: string | null;
  readonly message: string | null;
}

export const errorOf = (code: string | null, message: string | null): KeptError | null =>
  code === null && message === null ? null : { code, message };
