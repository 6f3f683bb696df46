import { reasonOf } from '../../domain/index.ts';
import type { Clock } from '../../domain/index.ts';
import type { Lanes } from '../contract.ts';
import type { Answer } from './answer.ts';
import { causeOf, complaintOf } from './complaint.ts';
import { decodeContent, decodeText } from './decode.ts';
import { keptHeaders, requestHeaders, single } from './headers.ts';
import type { Limits } from './limits.ts';
import type { Origins } from './origins.ts';
import { isRedirect } from './redirect.ts';

/** What robots.txt says about one address. */
export interface RobotsVerdict {
  readonly allowed: boolean;
  /** The line that decided, such as `Disallow: /api/`. A refusal without one means that the rules could not be read. */
  readonly rule?: string;
  readonly because: string;
  /** Why the rules could not be read, or the operator's reason for going beyond them. */
  readonly detail?: string;
  readonly crawlDelayMs?: number;
}

/** Decides whether an address may be asked; asked before every request, so it answers from memory. */
export interface RobotsGate {
  check(url: string): RobotsVerdict | Promise<RobotsVerdict>;
}

/** The answer to a request for robots.txt. `status` 0: no answer came, `body` then says why. */
export interface RobotsAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Fetches a robots.txt through the lane of the request that needs it. */
export type RobotsFetch = (url: string) => Promise<RobotsAnswer>;

/** RFC 9309 §2.5 wants at least 500 KiB parsed; what lies beyond is not read. */
const robotsBytes = 512 * 1024;
const robotsRedirects = 5;

/**
 * Makes the fetch for robots.txt. It takes a slot of the lane without cost, follows at most five redirects to whatever host (RFC 9309
 * §2.3.1.2), and asks once: the gate decides how long a failure is believed. A complaint holds the lane like any other.
 */
export const createRobotsFetch = (deps: {
  readonly lanes: Lanes;
  readonly origins: Origins;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly userAgent: string;
  readonly laneOfHost: ReadonlyMap<string, string>;
  readonly closing: AbortSignal;
}): RobotsFetch => {
  const { lanes, origins, clock, closing } = deps;
  const limits = { ...deps.limits, bodyBytes: robotsBytes };
  const headers = requestHeaders({ payload: 'html', headers: { accept: 'text/plain, */*;q=0.5' } }, deps.userAgent, undefined, false);

  const once = async (url: URL, lane: string): Promise<Answer> => {
    const permit = await lanes.acquire(lane, { cost: 0, signal: closing });
    try {
      const answer = await origins.ask(url, headers, closing, limits);
      const complaint = complaintOf(answer, clock.now());
      if (complaint !== undefined) await lanes.incident(lane, { retryAfterMs: complaint, cause: causeOf(answer, complaint, url.host) });
      return answer;
    } finally {
      permit.release();
    }
  };

  return async (address) => {
    let url = new URL(address);
    const lane = deps.laneOfHost.get(url.host) ?? url.host;
    for (let hop = 0; ; hop++) {
      const answer = await once(url, lane);
      if (answer.failure) return { status: 0, body: reasonOf(answer.failure.reason), headers: {} };
      const location = single(answer.headers['location']);
      const to = location !== undefined && isRedirect(answer.status) && hop < robotsRedirects ? origins.resolve(location, url) : null;
      if (to?.protocol === 'https:' || to?.protocol === 'http:') {
        url = to;
        continue;
      }
      const decoded = await decodeContent(answer.chunks, answer.size, single(answer.headers['content-encoding']), robotsBytes);
      // without its location: redirects are followed here, where the lane is known, and nowhere else
      const { location: _, ...kept } = keptHeaders(answer.headers);
      const body = decoded.data ? decodeText(decoded.data, kept['content-type'], 'json') : '';
      return { status: answer.status, body, headers: kept };
    }
  };
};
