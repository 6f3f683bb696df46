/**
 * What came of asking, by name. "Nothing came" is never one thing: an empty list, a blocked answer and an expired credential have
 * different causes and different cures, so they are told apart and stored with their evidence.
 */
export const outcomes = [
  'ok', // records came
  'empty', // the platform says there is nothing
  'unchanged', // 304, or the same as last time
  'gone', // it existed or was asked for by id, and is not there
  'private', // it exists and is not public
  'login-required', // the platform answers only to signed-in readers (adult titles)
  'blocked', // 200 without a body, captcha page, login wall
  'rate-limited', // 429, or 503 with Retry-After, longer than we were willing to wait
  'quota-exhausted', // the day's budget is gone
  'credential-expired', // 401/403 on a key of the operator
  'disallowed', // robots.txt or policy forbids it
  'changed-shape', // the payload breaks its schema
  'truncated', // the body ended early
  'too-large', // the body exceeds the limit
  'unreachable', // no answer: timeout, reset, DNS
  'server-error', // 5xx after all retries
  'refused', // another 4xx
] as const;

export type Outcome = (typeof outcomes)[number];

/** Outcomes after which the page counts as read: the cursor moves on. Asking again now would bring the same answer. */
export const isSettled = (outcome: Outcome): boolean => settled.has(outcome);

const settled: ReadonlySet<Outcome> = new Set(['ok', 'empty', 'unchanged', 'gone', 'private', 'login-required', 'changed-shape']);

/** Outcomes after which nothing more is asked of the platform until the operator has acted. */
export const stopsSource = (outcome: Outcome): boolean => outcome === 'disallowed' || outcome === 'credential-expired';

/** Outcomes that only time cures: the task waits and is charged nothing. */
export const mustWait = (outcome: Outcome): boolean => outcome === 'rate-limited' || outcome === 'quota-exhausted';
