import { retryDelayMs, stripSecrets } from '../../domain/index.ts';
import type { Clock, Instant, Outcome, Random } from '../../domain/index.ts';
import type { Lanes, NetRequest } from '../contract.ts';
import type { Answer } from './answer.ts';
import { causeOf, complaintOf } from './complaint.ts';
import { contentOf } from './content.ts';
import type { Content } from './content.ts';
import type { NetEvent } from './events.ts';
import { keptHeaders, requestHeaders, single } from './headers.ts';
import type { Limits } from './limits.ts';
import type { Origins } from './origins.ts';
import { classify, noteOfFailure } from './outcomes.ts';
import type { Verdict } from './outcomes.ts';
import { isRedirect, judgeRedirect } from './redirect.ts';
import { fullAgainMs } from './quota.ts';
import type { QuotaKeeper } from './quota.ts';
import type { RobotsGate } from './robots-gate.ts';

/** All that asking needs, compiled once. */
export interface AskContext {
  readonly lanes: Lanes;
  readonly robots: RobotsGate;
  readonly heedQuota: QuotaKeeper;
  readonly origins: Origins;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly userAgent: string;
  readonly onEvent: ((event: NetEvent) => void) | undefined;
  /** The lane through which each host was asked last: its robots.txt goes the same way. */
  readonly laneOfHost: Map<string, string>;
  /** The pace each host was last told to ask for. */
  readonly crawlDelays: Map<string, number>;
  /** Aborted when the net closes: nobody waits for another try then. */
  readonly closing: AbortSignal;
}

/** What came of asking, before private people are replaced. */
export interface Asked extends Content, Verdict {
  readonly at: Instant;
  /** Of the last try, from the slot to the last byte. */
  readonly durationMs: number;
  readonly attempts: number;
}

/** No answer at all. */
export const nothing: Content = { status: 0, headers: {}, body: '', bytes: 0, failure: null };

/**
 * Asks until there is an answer, or a reason to stop. Two things are counted apart: failures (timeout, reset, 5xx, a truncated body),
 * which are retried a few times with growing pauses, and complaints (429, 503 with Retry-After), which cost no retry: they hold the
 * lane, and the request is asked again when the lane gives its next slot.
 *
 * Rejects with the signal's reason, TDM_LANE_HELD or TDM_BUDGET_SPENT.
 */
export const ask = async (context: AskContext, request: NetRequest, shownUrl: string, signal: AbortSignal | undefined): Promise<Asked> => {
  const { clock, limits, onEvent } = context;
  const { lane } = request;
  let url = new URL(request.url);
  const { origin } = url;
  let headers = requestHeaders(request, context.userAgent, request.validators, false);
  let attempts = 0;
  let failures = 0;
  let complaints = 0;
  let redirects = 0;
  let onTheWay = false;
  let forbidden = request.official ? null : await robotsVerdict(context, url, lane);

  for (;;) {
    if (forbidden) return { ...nothing, ...forbidden, at: clock.now(), durationMs: 0, attempts };
    if (!onTheWay) attempts++; // a redirect is one way further, not another try
    onTheWay = false;
    const isLast = complaints + 1 >= limits.complaints;
    const { answer, complaint, named, durationMs } = await oneTry(context, request, shownUrl, url, headers, isLast, signal);
    const end = (content: Content, verdict: Verdict): Asked => ({ ...content, ...verdict, at: clock.now(), durationMs, attempts });

    if (complaint !== undefined) {
      complaints++;
      if (!isLast) continue;
      return end(await contentOf(answer, request, limits), {
        outcome: 'rate-limited',
        note: `${answer.status} was answered ${complaints} times in a row`,
      });
    }
    complaints = 0;
    if (named !== undefined)
      return end(await contentOf(answer, request, limits), { outcome: named, note: `the answer was ${answer.status}` });

    const location = single(answer.headers['location']);
    if (location !== undefined && isRedirect(answer.status) && !answer.failure) {
      const redirect = judgeRedirect(url, context.origins.resolve(location, url), location, request.hosts);
      const refused = redirect.refused ?? (++redirects > limits.redirects ? `there were more than ${limits.redirects} redirects` : null);
      if (refused !== null) return end(await contentOf(answer, request, limits), { outcome: 'refused', note: refused });
      url = redirect.to!;
      headers = requestHeaders(request, context.userAgent, undefined, url.origin !== origin);
      onTheWay = true;
      onEvent?.({ kind: 'redirect', lane, url: shownUrl, to: stripSecrets(url.href), status: answer.status });
      forbidden = request.official ? null : await robotsVerdict(context, url, lane);
      continue;
    }

    const decoding = contentOf(answer, request, limits);
    const content = decoding instanceof Promise ? await decoding : decoding;
    const { failure } = content;
    if ((failure ? failure.transient : answer.status >= 500) && ++failures < limits.attempts) {
      const delayMs = retryDelayMs(failures, context.random());
      onEvent?.({ kind: 'retry', lane, url: shownUrl, status: answer.status, attempt: attempts, delayMs, reason: failure?.reason ?? null });
      await clock.sleep(delayMs, signal ? AbortSignal.any([signal, context.closing]) : context.closing);
      continue;
    }
    if (failure) return end(content, { outcome: failure.outcome, note: noteOfFailure(failure, url.host, attempts) });
    const verdict = classify(content, request);
    return end(content, verdict);
  }
};

interface Try {
  readonly answer: Answer;
  /** How long the platform wants us away: null when it does not say, undefined when it does not complain. */
  readonly complaint: number | null | undefined;
  /** What the endpoint itself calls a refusal that is no complaint. */
  readonly named: Outcome | undefined;
  readonly durationMs: number;
}

/** One request in one slot of the lane. */
const oneTry = async (
  { lanes, origins, heedQuota, clock, limits, onEvent }: AskContext,
  request: NetRequest,
  shownUrl: string,
  url: URL,
  headers: readonly string[],
  isLast: boolean,
  signal: AbortSignal | undefined,
): Promise<Try> => {
  const { lane, cost, refusal } = request;
  const permit = await lanes.acquire(lane, signal ? { cost, signal } : { cost });
  try {
    const startedAt = clock.now();
    const answer = await origins.ask(url, headers, signal);
    const now = clock.now();
    // Before the slot is given back, like everything that slows a lane.
    if (request.quota && !answer.failure) await heedQuota(request, url.host, keptHeaders(answer.headers));
    const verdict =
      refusal && answer.status >= 400 && !answer.failure
        ? refusal(answer.status, (await contentOf(answer, request, limits)).body)
        : undefined;
    const named = verdict === 'rate-limited' ? undefined : verdict;
    const complaint =
      named !== undefined ? undefined : verdict === undefined ? complaintOf(answer, now) : (complaintOf(answer, now) ?? null);
    // Recorded before the slot is given back, or another request would slip out in between.
    if (complaint !== undefined) {
      const retryAfterMs = complaint ?? fullAgainMs(request, keptHeaders(answer.headers), clock);
      const cause = causeOf(answer, complaint, url.host);
      const told = complaint === null && retryAfterMs !== null ? `${cause}, whose quota is full again ${inSeconds(retryAfterMs)}` : cause;
      const until = await lanes.incident(lane, { retryAfterMs, cause: told });
      if (!isLast) onEvent?.({ kind: 'hold', lane, url: shownUrl, status: answer.status, retryAfterMs, until });
    }
    return { answer, complaint, named, durationMs: now - startedAt };
  } finally {
    permit.release();
  }
};

const inSeconds = (ms: number): string => `in ${Math.ceil(ms / 1000)} s`;

/** Null when the address may be asked, else what comes of it. */
export const robotsVerdict = async (context: AskContext, url: URL, lane: string): Promise<Verdict | null> => {
  const { host } = url;
  const known = context.laneOfHost.get(host);
  if (known !== lane) context.laneOfHost.set(host, lane);
  const checking = context.robots.check(url.href);
  const { allowed, rule, because, detail, crawlDelayMs } = checking instanceof Promise ? await checking : checking;
  // Without rules (unreachable, or permitted meanwhile) nobody knows what it asks for, and what it asked for last holds.
  const delayMs = crawlDelayMs ?? (because === 'robots' || rule !== undefined ? 0 : undefined);
  if (delayMs !== undefined && context.crawlDelays.get(host) !== delayMs) {
    context.crawlDelays.set(host, delayMs);
    context.onEvent?.({ kind: 'crawl-delay', lane, host, delayMs });
  }
  if (allowed) return null;
  // Without a rule nobody has forbidden anything: the rules could not be read, and the address may be asked another day.
  if (rule === undefined) return { outcome: 'unreachable', note: `robots.txt of ${host} cannot be read: ${detail ?? because}` };
  return { outcome: 'disallowed', note: `robots.txt of ${host} says "${rule}"` };
};
