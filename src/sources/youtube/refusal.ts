import { z } from 'zod';
import type { Outcome } from '../../domain/index.ts';
import { wireText } from '../fields.ts';

const fault = z.object({ reason: wireText, message: wireText });
const errorBody = z.object({
  error: z.object({ message: wireText, status: wireText, errors: z.array(fault).nullish(), details: z.array(fault).nullish() }),
});

/** What the platform says instead of answering. */
interface Refusal {
  readonly reasons: readonly string[];
  readonly message: string;
}

/** The error in a decoded payload; null when it is an answer. */
export const refusalIn = (payload: unknown): Refusal | null => {
  const parsed = errorBody.safeParse(payload);
  if (!parsed.success) return null;
  const { message, status, errors, details } = parsed.data.error;
  const faults = [...(errors ?? []), ...(details ?? [])];
  return {
    reasons: [...faults.map(({ reason }) => reason), status].filter((word): word is string => typeof word === 'string' && word !== ''),
    // Messages bear links.
    message: (message ?? '').replace(/<[^>]*>/g, ''),
  };
};

/** By reason, in the order in which they are looked for: every refusal of one status bears the same `status` beside its reason. */
const byReason: readonly (readonly [RegExp, Outcome])[] = [
  [/^(?:playlistItemsNotAccessible|playlistForbidden|channelForbidden|videoForbidden)$/, 'private'],
  [/^(?:channelClosed|channelSuspended)$/, 'gone'],
  [/^playlistNotFound$/, 'empty'],
  [/^(?:quotaExceeded|dailyLimitExceeded)$/, 'quota-exhausted'],
  [/^(?:rateLimitExceeded|userRateLimitExceeded|concurrentLimitExceeded|RATE_LIMIT_EXCEEDED)$/, 'rate-limited'],
  [/^(?:keyInvalid|keyExpired|accessNotConfigured|ipRefererBlocked|dailyLimitExceededUnreg)$/, 'credential-expired'],
  [/^(?:API_KEY_\w+|SERVICE_DISABLED|PERMISSION_DENIED|UNAUTHENTICATED)$/, 'credential-expired'],
  [/^RESOURCE_EXHAUSTED$/, 'rate-limited'],
];

/** What a refusal means; undefined where the status says it well enough. */
export const meaningOf = ({ reasons, message }: Refusal): Outcome | undefined => {
  if (/API key (?:not valid|expired)/i.test(message)) return 'credential-expired';
  const found = byReason.find(([pattern]) => reasons.some((reason) => pattern.test(reason)))?.[1];
  // A newer interface says the same of a day's limit as of a minute's, and only its sentence tells which.
  return found === 'rate-limited' && /\bper day\b/i.test(message) ? 'quota-exhausted' : found;
};

/** The platform's own words, as evidence. */
export const noteOf = ({ reasons, message }: Refusal): string =>
  `YouTube says ${[reasons[0], message].filter((part) => part).join(': ')}`.slice(0, 300);

const decoded = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};

/** The refusal in a body; null when it bears none. */
export const refusalInBody = (body: string): Refusal | null => refusalIn(decoded(body));

/** {@link Endpoint.refusal} of every endpoint: a used-up day and a bad key are both answered 403. */
export const refusal = (_status: number, body: string): Outcome | undefined => {
  const found = refusalInBody(body);
  return found === null ? undefined : meaningOf(found);
};
