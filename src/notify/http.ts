import { EnvHttpProxyAgent, request } from 'undici';
import { plainText } from '../domain/index.ts';
import type { Instant } from '../domain/index.ts';
import type { ProxySettings } from '../net/index.ts';
import { clip } from './clean.ts';
import type { SendResult } from './contract.ts';
import type { Hide } from './hide.ts';
import { troubleOf } from './trouble.ts';

/** A message to a receiver of the operator: no platform, so it has no lane, and its answer is no exchange. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly hide: Hide;
}

export interface PostOptions {
  readonly userAgent: string;
  readonly proxy?: ProxySettings | undefined;
  /** From the request to the end of the answer. */
  readonly timeoutMs: number;
  readonly now: () => Instant;
}

const maxAnswerBytes = 16 * 1024;

/** Posts once. A 2xx is a delivery, whatever follows; a redirect is not followed, as the message would go to whoever is named there. */
export const post = async ({ url, headers, body, hide }: Post, options: PostOptions): Promise<SendResult> => {
  const { userAgent, proxy, timeoutMs, now } = options;
  const { host, protocol } = new URL(url);
  const dispatcher =
    proxy && protocol === 'https:'
      ? new EnvHttpProxyAgent({ httpProxy: proxy.http ?? '', httpsProxy: proxy.https ?? '', noProxy: proxy.except ?? '' })
      : undefined;
  const signal = AbortSignal.timeout(timeoutMs);
  const failed = (reason: string, retryAfterMs: number | null = null): SendResult => ({
    delivered: false,
    reason: hide(reason),
    retryAfterMs,
  });
  try {
    const answer = await request(url, {
      ...{ method: 'POST', body, signal, reset: true, ...(dispatcher && { dispatcher }) },
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': userAgent, 'accept-encoding': 'identity', ...headers },
    });
    const { statusCode: status } = answer;
    // Cut after the secrets are gone: half a secret is not recognised.
    const text = clip(plainText(hide(await beginningOf(answer.body))).trim(), 200);
    const said = `${host} answered ${status}${text === '' ? '' : ` "${text}"`}`;
    if (status >= 200 && status < 300) return { delivered: true, answer: hide(said), remark: null };
    if (status >= 300 && status < 400) {
      const { location } = answer.headers;
      const target = typeof location === 'string' ? URL.parse(location, url) : null;
      const to = target && /^https?:$/.test(target.protocol) ? target.origin : undefined;
      return failed(
        `${host} answered ${status}: it redirects${to === undefined ? '' : ` to ${to}`}, and redirects are not followed; give the final address`,
      );
    }
    const pauses = status === 429 || status === 503;
    return failed(said, pauses ? retryAfterOf(answer.headers['retry-after'], now()) : null);
  } catch (error) {
    return failed(signal.aborted ? `${host} gave no answer within ${timeoutMs / 1000} s` : `${host}: ${troubleOf(error)}`);
  } finally {
    await dispatcher?.destroy();
  }
};

/** The first bytes of an answer. One that breaks off or goes on for ever has said what counts with its status. */
const beginningOf = async (body: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= maxAnswerBytes) break;
    }
  } catch {
    // What came until then is kept.
  }
  return Buffer.concat(chunks).subarray(0, maxAnswerBytes).toString('utf8');
};

const longestPauseMs = 24 * 60 * 60 * 1000;

/** The pause that `Retry-After` asks for, in seconds or until a date; at most a day. */
const retryAfterOf = (header: string | string[] | undefined, now: Instant): number | null => {
  if (typeof header !== 'string') return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return ms > 0 ? Math.min(ms, longestPauseMs) : null;
};
