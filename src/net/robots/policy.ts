import type { Instant } from '../../domain/index.ts';
import { parseRobots, type RuleSet } from './parse.ts';
import type { RobotsRow } from './sql/read.ts';

const hourMs = 3_600_000;
/** RFC 9309 §2.4: a cached copy is used for at most a day. */
export const longestCacheMs = 24 * hourMs;
/** A shorter max-age than this would fetch robots.txt more often than pages. */
const shortestCacheMs = 5 * 60_000;
/** A server that does not answer is asked again soon, or everything would stand still for a day because of one bad minute. */
export const unreachableMs = 10 * 60_000;
/** Where nobody answered at all it is mostly our own network: whoever has mended it must not wait for ten minutes. */
export const silentMs = 5000;
/** RFC 9309 §2.3.1.4: after about 30 days without an answer one may assume that there is no file. */
const assumeNoneMs = 30 * 24 * hourMs;

/** What holds for an origin: rules, or that nothing may be asked until it answers. */
export type Standing = { readonly rules: RuleSet } | { readonly unreachable: string };

const noRules: RuleSet = { rules: [], crawlDelayMs: null };

/** Whether an answer says anything about robots. 5xx, 429 and silence do not: they are "unreachable" (RFC 9309 §2.3.1.4). */
export const isAnswer = (status: number): boolean => status >= 200 && status < 500 && status !== 429;

/** How long an answer is believed: a day, or the server's own max-age when that is shorter. */
export const cacheMs = (cacheControl: string | undefined): number => {
  const age = /(?:^|[,\s])max-age\s*=\s*"?(\d{1,10})/i.exec(cacheControl ?? '')?.[1];
  return age === undefined ? longestCacheMs : Math.min(longestCacheMs, Math.max(shortestCacheMs, Number(age) * 1000));
};

/**
 * What a row means at `now`. 2xx: its rules. 4xx, or redirects without end: no rules, all allowed. Unreachable: what was answered
 * before holds on; if nothing was, all is disallowed, for 30 days at most.
 */
export const standingOf = (row: RobotsRow, product: string, now: Instant): Standing => {
  if (row.status !== null) return { rules: row.status < 300 ? parseRobots(row.body ?? '', product) : noRules };
  if (row.unreachable_ms !== null && now - row.unreachable_ms < assumeNoneMs) return { unreachable: row.reason ?? 'it does not answer' };
  return { rules: noRules };
};
