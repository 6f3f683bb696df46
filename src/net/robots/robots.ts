import { reasonOf, type Clock, type Instant } from '../../domain/index.ts';
import type { Store } from '../../store/index.ts';
import { decide } from './match.ts';
import { cacheMs, isAnswer, silentMs, standingOf, unreachableMs, type Standing } from './policy.ts';
import { readRobots, type RobotsRow } from './sql/read.ts';
import { writeAnswer, writeUnreachable } from './sql/write.ts';

/** The name by which robots.txt files address us; the User-Agent carries it. */
export const productToken = 'tidemark';

/** How long a process answers from memory before it looks into the database again: a permission given or taken back is obeyed within it. */
const memoryMs = 60_000;
const redirectsFollowed = 5;

/** What may be asked, and who says so. */
export interface RobotsDecision {
  readonly allowed: boolean;
  /** The line that decided, such as `Disallow: /api/`. */
  readonly rule?: string;
  /** `permission`: robots.txt says no or nothing, and the operator has written down why the host may be read. */
  readonly because: 'robots' | 'permission' | 'unreachable';
  /** The operator's reason, or why robots.txt could not be read. */
  readonly detail?: string;
  /** What the host wishes between two requests; it holds with a permission as well. */
  readonly crawlDelayMs?: number;
}

export interface RobotsAnswer {
  /** 0: no answer came; `body` may say why. */
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RobotsOptions {
  readonly store: Store;
  /** Fetches a robots.txt. It may follow redirects itself, or return them with their `location`. */
  readonly fetch: (url: string) => Promise<RobotsAnswer>;
  readonly clock: Clock;
}

export interface Robots {
  /** Answers from memory (about 2 µs) and returns a promise only when the database or the host has to be asked. */
  check(url: string): RobotsDecision | Promise<RobotsDecision>;
}

interface Known {
  readonly standing: Standing;
  readonly permission: string | null;
  readonly until: Instant;
}

/**
 * robots.txt by RFC 9309, kept in the database for all processes: at most one fetch a day and host, and one in ten minutes while it is
 * unreachable, in five seconds while nobody answers at all. The operator's written permission for a host wins over it and is named as the reason.
 *
 * Rejects with what `fetch` throws when asking is refused altogether (TDM_LANE_HELD, an abort); nothing is remembered then.
 */
export const createRobots = ({ store, fetch, clock }: RobotsOptions): Robots => {
  const known = new Map<string, Known>();
  const loading = new Map<string, Promise<Known>>();

  const load = async (url: URL): Promise<Known> => {
    let row = await readRobots(store, url.origin, url.host);
    if (row.expires_ms === null || row.expires_ms <= clock.now()) row = await refetch(url.origin, row);
    const now = clock.now();
    return { standing: standingOf(row, productToken, now), permission: row.permission, until: Math.min(row.expires_ms!, now + memoryMs) };
  };

  const refetch = async (origin: string, row: RobotsRow): Promise<RobotsRow> => {
    const answer = await follow(`${origin}/robots.txt`);
    const now = clock.now();
    if (isAnswer(answer.status)) {
      const expires = now + cacheMs(answer.headers?.['cache-control']);
      const body = answer.status < 300 ? answer.body : '';
      await writeAnswer(store, origin, { status: answer.status, body }, now, expires);
      return { ...row, status: answer.status, body, fetched_ms: now, unreachable_ms: null, reason: null, expires_ms: expires };
    }
    const reason = answer.status === 0 ? reasonOf(answer.body || 'it does not answer') : `it answers ${answer.status}`;
    const expires = now + (answer.status === 0 ? silentMs : unreachableMs);
    await writeUnreachable(store, origin, reason, now, expires);
    return { ...row, unreachable_ms: row.unreachable_ms ?? now, reason, expires_ms: expires };
  };

  const follow = async (start: string): Promise<RobotsAnswer> => {
    let url = start;
    for (let hop = 0; ; hop++) {
      const answer = await fetch(url);
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers?.['location'] : undefined;
      if (location === undefined || hop === redirectsFollowed || !URL.canParse(location, url)) return answer;
      const to = new URL(location, url);
      if (to.protocol !== 'https:' && to.protocol !== 'http:') return answer;
      url = to.href;
    }
  };

  /** One question at a time for each origin, however many requests wait for the answer. */
  const learn = (url: URL): Promise<Known> => {
    let pending = loading.get(url.origin);
    if (!pending) {
      pending = load(url)
        .then((found) => {
          known.set(url.origin, found);
          return found;
        })
        .finally(() => loading.delete(url.origin));
      loading.set(url.origin, pending);
    }
    return pending;
  };

  return {
    check(address) {
      const url = new URL(address);
      const found = known.get(url.origin);
      if (found && found.until > clock.now()) return judge(found, url);
      return learn(url).then((fresh) => judge(fresh, url));
    },
  };
};

const judge = ({ standing, permission }: Known, url: URL): RobotsDecision => {
  const permitted = permission === null ? null : ({ allowed: true, because: 'permission', detail: permission } as const);
  if ('unreachable' in standing) return permitted ?? { allowed: false, because: 'unreachable', detail: standing.unreachable };
  const { crawlDelayMs } = standing.rules;
  const rule = decide(standing.rules, url.pathname + url.search);
  const said = { ...(rule && { rule: rule.line }), ...(crawlDelayMs !== null && { crawlDelayMs }) };
  if (rule === null || rule.allow) return { allowed: true, because: 'robots', ...said };
  return permitted ? { ...permitted, ...said } : { allowed: false, because: 'robots', ...said };
};
