import { z } from 'zod';
import type { Exchange, Outcome, Parsed } from '../../domain/index.ts';
import { payloadParser } from '../decode.ts';
import type { PayloadFormat } from '../decode.ts';
import { wireText } from '../fields.ts';
import { nothing } from '../misfit.ts';

const origin = 'https://webtoon.kakao.com';

/** What the site's own pages send along. Bare clients are at times answered 403. */
export const gatewayHeaders = { 'Accept-Language': 'ko', Origin: origin, Referer: `${origin}/` } as const;

/** An address of the gateway behind webtoon.kakao.com. */
export const gatewayUrl = (path: string): string => `https://gateway-kw.kakao.com${path}`;

/** How the gateway pages: by offset, until `last`. */
export const pagination = z.object({
  offset: z.int().nonnegative(),
  limit: z.int().positive(),
  totalCount: z.int().nonnegative().nullish(),
  last: z.boolean(),
});

/** The offset to ask for next, or null. */
export const nextOffset = ({ offset, limit, last }: z.infer<typeof pagination>): number | null => (last ? null : offset + limit);

const fault = z.object({ errorType: wireText, errorCode: z.union([z.string(), z.number()]).nullish(), errorMessage: wireText });
const errorBody = z.union([z.object({ errors: z.array(fault).min(1) }), z.object({ error: fault }), fault]);

const tokenFailure = 'GATEWAY_TOKEN_CHECK_FAILURE';

const faultIn = (payload: unknown): z.infer<typeof fault> | null => {
  const parsed = errorBody.safeParse(payload);
  if (!parsed.success) return null;
  const found = 'errors' in parsed.data ? parsed.data.errors[0]! : 'error' in parsed.data ? parsed.data.error : parsed.data;
  return found.errorType || found.errorCode || found.errorMessage ? found : null;
};

/** What the gateway said instead of answering; null when it answered. */
const refusalIn = (payload: unknown, onNotFound: Outcome): Parsed | null => {
  const found = faultIn(payload);
  if (found === null) return null;
  const words = [found.errorType, found.errorCode, found.errorMessage].filter((word) => word !== null && word !== undefined && word !== '');
  const note = `the gateway says ${words.join(' ')}`.slice(0, 300);
  // It answers only to those who carry the token of its own pages: to readers, in our words. Which status comes with it is not known.
  if (found.errorType === tokenFailure) return nothing('login-required', [], note);
  if (/NOT_?FOUND|NOT_?EXIST/i.test(words.join(' '))) return nothing(onNotFound, [], note);
  return nothing('refused', [], note);
};

/** Whether an answer of the gateway means that it is closed to us altogether. A login that one adult series wants carries no such reason. */
export const gatewayIsClosed = ({ outcome, note }: Parsed): boolean => outcome === 'login-required' && (note ?? '').includes(tokenFailure);

/** {@link payloadParser} for the gateway, which says in the body why it refuses, whatever the status. */
export const gatewayParser = (
  format: PayloadFormat,
  read: (payload: unknown, exchange: Exchange) => Parsed,
): ((exchange: Exchange) => Parsed) => {
  const onNotFound = format.onNotFound ?? 'gone';
  const parse = payloadParser(format, (payload, exchange) => refusalIn(payload, onNotFound) ?? read(payload, exchange));
  return (exchange) => tokenFailureIn(exchange) ?? tooFast(exchange) ?? parse(exchange);
};

/** The want of a token, under any status that refuses. */
const tokenFailureIn = ({ status, body }: Exchange): Parsed | null => {
  if (status < 400 || status >= 500 || status === 429 || !body.includes(tokenFailure)) return null;
  try {
    const parsed = refusalIn(JSON.parse(body), 'gone');
    return parsed?.outcome === 'login-required' ? parsed : null;
  } catch {
    return null;
  }
};

/** Both services answer 403 to bursts and not to strangers: it is time that cures it, whatever the body says. */
export const tooFast = ({ status }: Exchange): Parsed | null =>
  status === 403 ? nothing('blocked', [], 'the answer was 403, as it is after a burst') : null;

/** The gateway's addresses of pictures have no ending and answer 404 until one is added. */
export const imageUrl = (address: string | null | undefined): string | undefined => {
  if (!address || !/^https?:\/\//.test(address)) return undefined;
  return /\.(?:webp|png|jpe?g|gif)(?:\?|$)/i.test(address) ? address : `${address}.webp`;
};
