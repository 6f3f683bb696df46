import { parseRetryAfter } from '../../domain/index.ts';
import type { Instant } from '../../domain/index.ts';
import type { Answer } from './answer.ts';
import { single } from './headers.ts';

/**
 * Whether an answer tells us to stay away: 429, or 503 that says for how long. Milliseconds, null when a 429 does not say;
 * undefined when it is no complaint. A 503 without Retry-After is a failure like any other 5xx.
 */
export const complaintOf = (answer: Pick<Answer, 'status' | 'headers'>, now: Instant): number | null | undefined => {
  if (answer.status !== 429 && answer.status !== 503) return undefined;
  const retryAfterMs = parseRetryAfter(single(answer.headers['retry-after']), now);
  return answer.status === 503 && retryAfterMs === null ? undefined : retryAfterMs;
};

/** The complaint as the lane keeps it, for the operator to read. */
export const causeOf = (answer: Pick<Answer, 'status'>, retryAfterMs: number | null, host: string): string =>
  retryAfterMs === null
    ? `${answer.status} without Retry-After from ${host}`
    : `${answer.status} with Retry-After ${Math.ceil(retryAfterMs / 1000)} s from ${host}`;
