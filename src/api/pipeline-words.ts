import { z } from 'zod';
import { catalogue, TidemarkError } from '../domain/index.ts';
import type { ErrorCode } from '../domain/index.ts';
import { pipelineRunStates, pipelineStepStates } from '../insight/index.ts';
import type { KeptError } from '../insight/index.ts';
import { wireInstant } from './schemas.ts';

/** What the answers about runs and about the queue have in common. */
export const whole = z.number().int();
export const runState = z.enum(pipelineRunStates);
export const stepState = z.enum(pipelineStepStates);
export const values = z.record(z.string(), z.unknown());
export const outcomes = z.record(z.string(), z.number());

export const failure = z.object({
  code: z.string().nullable(),
  message: z.string(),
  next: z.string().nullable().describe('What to do now, where the code is one of the catalogue'),
});

export const failureOf = (error: KeptError | null): z.output<typeof failure> | null => {
  if (error === null) return null;
  const { code, message } = error;
  const isKnown = code !== null && Object.hasOwn(catalogue, code);
  return { code, message: message ?? '', next: isKnown ? new TidemarkError(code as ErrorCode, {}).next : null };
};

export const maybe = (date: Date | null): string | null => date && wireInstant(date);
