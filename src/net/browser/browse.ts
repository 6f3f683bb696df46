import { retryDelayMs, stripSecrets } from '../../domain/index.ts';
import type { Exchange } from '../../domain/index.ts';
import type { ChallengeDesk } from '../challenges/index.ts';
import type { BrowserPart, NetRequest } from '../contract.ts';
import { nothing, robotsVerdict } from '../transport/ask.ts';
import type { AskContext, Asked } from '../transport/ask.ts';
import type { Content } from '../transport/content.ts';
import { decodeText } from '../transport/decode.ts';
import { keptHeaders } from '../transport/headers.ts';
import { classify, wallIn } from '../transport/outcomes.ts';
import type { Verdict } from '../transport/outcomes.ts';
import type { Caught } from './inbox.ts';
import type { Readers } from './readers.ts';
import type { Found, Reading } from './reading.ts';

/** What came of asking in a page. */
export type Browsed = Asked & Pick<Exchange, 'challenge'>;

type Request = NetRequest & { readonly browser: BrowserPart };

/** A page that does not ask for what is wanted is opened anew once: it will not do it the third time either. */
const maxSilences = 2;

/**
 * The counterpart of `ask` for a request with a page: robots.txt is asked about the page and about the address, failures and complaints are
 * counted alike, and every answer is named by the same table. What a person has to solve is raised as a challenge and comes back as `blocked`.
 */
export const browse = async (
  context: AskContext,
  { readers, desk }: { readonly readers: Readers; readonly desk: ChallengeDesk },
  request: Request,
  signal: AbortSignal | undefined,
): Promise<Browsed> => {
  const { clock, limits, onEvent } = context;
  const { lane, browser: part } = request;
  const shownUrl = stripSecrets(request.url);
  let attempts = 0;
  const end = (content: Content, verdict: Verdict & Pick<Exchange, 'challenge'>, of?: Caught): Browsed => ({
    ...{ ...content, ...verdict, attempts, at: of?.at ?? clock.now(), durationMs: of?.durationMs ?? 0 },
  });
  for (const url of request.official ? [] : [part.page, request.url]) {
    const forbidden = await robotsVerdict(context, new URL(url), lane);
    if (forbidden) return end(nothing, forbidden);
  }
  let failures = 0;
  let silences = 0;
  let complaints = 0;
  const again = async (reading: Reading | null, status: number, reason: string): Promise<void> => {
    reading?.forget();
    const delayMs = retryDelayMs(failures, context.random());
    onEvent?.({ kind: 'retry', lane, url: shownUrl, status, attempt: attempts, delayMs, reason });
    await clock.sleep(delayMs, signal ? AbortSignal.any([signal, context.closing]) : context.closing);
  };

  const challenged = async (reading: Reading, reason: string): Promise<Browsed> => {
    reading.challenged = true;
    await readers.release(lane, reading);
    const { devtools } = reading.tab;
    const evidence = { lane, url: part.page, reason, devtools, pageId: await reading.pageId(), screenshot: await reading.photograph() };
    const id = await desk.raise(evidence);
    return end(nothing, { outcome: 'blocked', note: `challenge ${id}: ${reason}`, challenge: { id, state: 'waiting' } });
  };

  for (;;) {
    attempts++;
    const reading = await readers.of(request, signal);
    const found = await reading.next(request, () => desk.skipped(lane, part.page), signal);
    if (found.kind === 'skipped') {
      const { id } = found;
      return end(nothing, { outcome: 'blocked', note: `challenge ${id} was skipped`, challenge: { id, state: 'skipped' } });
    }
    if (found.kind === 'outside' || found.kind === 'page') {
      reading.forget();
      const { content, verdict } = refusalOf(found, request);
      return end(content, verdict);
    }
    if (found.kind === 'challenge') return challenged(reading, found.reason);
    if (found.kind === 'nothing') {
      silences += found.lost ? 0 : 1;
      if (++failures < limits.attempts && silences < maxSilences) {
        await again(reading, 0, found.reason);
        continue;
      }
      reading.forget();
      const { host } = new URL(request.url);
      return end(nothing, { outcome: 'unreachable', note: `${host}: ${found.reason}${attempts > 1 ? ` (asked ${attempts} times)` : ''}` });
    }
    const { caught } = found;
    const content = contentOf(caught, request);
    if (caught.complained) {
      reading.forget();
      if (++complaints < limits.complaints) continue;
      return end(content, { outcome: 'rate-limited', note: `${caught.status} was answered ${complaints} times in a row` }, caught);
    }
    if (caught.status >= 500 && ++failures < limits.attempts) {
      await again(reading, caught.status, `the answer was ${caught.status}`);
      continue;
    }
    const verdict = verdictOf(content, request);
    if (verdict.outcome === 'ok') return end(content, verdict, caught);
    // Whatever it is, the page will not go on by itself from there.
    reading.forget();
    if (verdict.outcome !== 'blocked') return end(content, verdict, caught);
    const isWall = wallIn(content.body, 'data') !== null;
    const reason = isWall ? verdict.note! : await reading.asksForPerson(part);
    return reason === null ? end(content, verdict, caught) : challenged(reading, reason);
  }
};

const contentOf = (caught: Caught, { payload }: NetRequest): Content => ({
  ...{ status: caught.status, headers: caught.headers, bytes: caught.body.length, failure: null },
  body: decodeText(caught.body, caught.headers['content-type'], payload),
});

const verdictOf = (content: Content, request: NetRequest): Verdict => {
  const named = content.status >= 400 ? request.refusal?.(content.status, content.body) : undefined;
  return named === undefined
    ? classify(content, { url: request.url, payload: request.payload })
    : { outcome: named, note: `the answer was ${content.status}` };
};

/** A page that was refused, or that led away. */
const refusalOf = (
  found: Extract<Found, { readonly kind: 'outside' | 'page' }>,
  request: Request,
): { readonly content: Content; readonly verdict: Verdict } => {
  if (found.kind === 'outside')
    return {
      content: nothing,
      verdict: { outcome: 'refused', note: `the page went to ${stripSecrets(found.url).slice(0, 200)}, outside the hosts of the source` },
    };
  const { status, body } = found;
  const content = { ...nothing, status, headers: keptHeaders(found.headers) };
  const { outcome } = classify({ status, body }, { url: request.browser.page, payload: 'html' });
  return { content, verdict: { outcome, note: `the page ${request.browser.page} answered ${status}` } };
};
