/**
 * Arithmetic of politeness. Two clocks are kept apart: the steady pace (how far apart requests start) and the incident backoff
 * (how long to stay away after the platform complained). Pure functions; the lane table holds the state.
 */
export interface BackoffPolicy {
  readonly baseMs: number;
  readonly maxMs: number;
  /** Fraction of the wait added or taken at random, so that workers do not return together. */
  readonly jitter: number;
  /** After this long without an incident, the next one starts from `baseMs` again. */
  readonly forgiveAfterMs: number;
}

export const defaultBackoff: BackoffPolicy = { baseMs: 60_000, maxMs: 86_400_000, jitter: 0.1, forgiveAfterMs: 30 * 60_000 };

/**
 * The wait after the nth incident in a row (n counts from 1): base doubling to the maximum, jittered by `random` in [0, 1).
 * The platform's own Retry-After wins when it is given: it is waited for in full and jittered upwards only.
 */
export const backoffMs = (
  incident: number,
  retryAfterMs: number | null,
  random: number,
  policy: BackoffPolicy = defaultBackoff,
): number => {
  if (retryAfterMs !== null) return Math.min(policy.maxMs, Math.ceil(retryAfterMs * (1 + policy.jitter * random)));
  const doubled = Math.min(policy.maxMs, policy.baseMs * 2 ** Math.min(30, incident - 1));
  return Math.min(policy.maxMs, Math.round(doubled * (1 - policy.jitter + 2 * policy.jitter * random)));
};

/** How many incidents in a row count at `now`: a quiet time since the last one ended wipes the slate. */
export const incidentsAfter = (
  incidents: number,
  quietSinceMs: number | null,
  nowMs: number,
  policy: BackoffPolicy = defaultBackoff,
): number => (quietSinceMs !== null && nowMs - quietSinceMs >= policy.forgiveAfterMs ? 0 : incidents);

/** Exponential retry delay for transient failures (timeout, reset, 5xx) with full jitter: 0.5 s doubling to 30 s. */
export const retryDelayMs = (attempt: number, random: number): number =>
  Math.round(Math.min(30_000, 500 * 2 ** (attempt - 1)) * (0.5 + random / 2));

/** Seconds or an HTTP date (RFC 9110 §10.2.3) as milliseconds from `nowMs`; null when absent or unreadable. */
export const parseRetryAfter = (header: string | undefined, nowMs: number): number | null => {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
};
