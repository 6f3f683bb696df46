import { cutShort, endsEarly, reasonOf, takeDecoded } from '../domain/index.ts';
import type { Exchange, Outcome, Parsed } from '../domain/index.ts';
import type { Endpoint } from './contract.ts';
import { misfit, nothing } from './misfit.ts';

/** How the body of an endpoint is to be understood before its own parser looks at it. */
export interface PayloadFormat {
  readonly payload: Endpoint['payload'];
  /** What a 404 means here when it does not mean that the target is gone. */
  readonly onNotFound?: Outcome;
  /** The endpoint's own word for what a refusal means; it wins over what the status says. */
  readonly refusal?: Endpoint['refusal'];
  /** True when people stand in the payload: a body that cannot be decoded could not be hashed either, so none of it is quoted. */
  readonly private?: boolean;
}

/**
 * Makes a parser that never throws: it hands `read` a decoded payload, or says by name why there is none. For HTML the decoded payload
 * is the text itself.
 */
export const payloadParser =
  (format: PayloadFormat, read: (payload: unknown, exchange: Exchange) => Parsed) =>
  (exchange: Exchange): Parsed => {
    const quote = (text: string): string => (format.private ? `(${text.length} characters, not quoted: they may name people)` : text);
    const refused = refusal(exchange, format);
    // Where people may stand in the body the net has withheld what broke off on its way, and left only this word.
    if (refused === 'changed-shape' && exchange.body === '' && exchange.note?.includes(cutShort)) return nothing('truncated');
    // What the transport already found to be of another shape waits in quarantine like everything of another shape.
    if (refused === 'changed-shape')
      return nothing(refused, [misfit('', exchange.note ?? 'not the payload that was asked for', quote(exchange.body))]);
    if (refused !== null) return nothing(refused);
    const text = exchange.body.charCodeAt(0) === 0xfeff ? exchange.body.slice(1) : exchange.body;
    // An empty body says nothing, not even "there is nothing": a platform that has no rows says so in its own words.
    if (isBlank(text)) return nothing(exchange.outcome === 'empty' ? 'empty' : 'blocked');
    const known = takeDecoded(exchange);
    const decoded = format.payload === 'html' ? { value: text } : known !== undefined ? { value: known } : decodeJson(text, format.payload);
    if ('outcome' in decoded) {
      return nothing(decoded.outcome, [
        misfit('', decoded.reason, format.private ? `(${text.length} characters, not quoted: they may name people)` : text),
      ]);
    }
    try {
      return read(decoded.value, exchange);
    } catch (error) {
      // Reached only through a mistake in a parser (the contract suite looks for this sentence): the payload waits in quarantine for a
      // corrected one, and the run goes on.
      return nothing('changed-shape', [misfit('', `the parser failed: ${reasonOf(error)}`, decoded.value)]);
    }
  };

/** The outcome the transport or the status already settled; null when the body has to be read. */
const refusal = ({ outcome, status, body }: Exchange, { onNotFound, refusal: named }: PayloadFormat): Outcome | null => {
  const own = status >= 400 ? named?.(status, body) : undefined;
  if (own !== undefined) return own;
  // The transport knows whether a key of the operator went along.
  if (outcome === 'credential-expired') return outcome;
  if (status === 404 || status === 410) return onNotFound ?? 'gone';
  // Without a key of ours 401 is about the reader. A 403 is, too, when the API itself speaks; the firewall in front of it answers with a page.
  if (status === 401) return 'login-required';
  // Where people may stand in the body, a page has been withheld and is blank by now.
  if (status === 403) return isMarkup(body) || isBlank(body) ? 'blocked' : 'login-required';
  return outcome === 'ok' || outcome === 'empty' ? null : outcome;
};

type Decoded = { readonly value: unknown } | { readonly outcome: Outcome; readonly reason: string };

const isBlank = (text: string): boolean => !/\S/.test(text);
const isMarkup = (text: string): boolean => /^\uFEFF?\s*</.test(text);

/** Words of a page that asks who we are instead of answering. Pages come here only from saved payloads: the transport knows walls itself. */
const wall = /captcha|challenge-platform|nidlogin|type=["']?password|\b(?:log|sign)[ -]?in\b|로그인|access denied/i;

// `/**/` is put before some callbacks against content sniffing.
const callbackStart = /^\s*(?:\/\*[^*]*\*\/\s*)?[\w$.]{1,200}\s*\(/;
const callbackEnd = /\)\s*;?\s*$/;

const decodeJson = (text: string, payload: 'json' | 'jsonp'): Decoded => {
  // The captcha, the login wall and the error page of a proxy all come as a page where data was asked for; the first two are a refusal.
  if (isMarkup(text)) return { outcome: wall.test(text) ? 'blocked' : 'changed-shape', reason: 'a page came where data was expected' };
  let json = text;
  const start = payload === 'jsonp' ? callbackStart.exec(text) : null;
  if (start) {
    const end = callbackEnd.exec(text);
    if (!end) return { outcome: 'truncated', reason: 'the callback is not closed' };
    json = text.slice(start[0].length, end.index);
  }
  try {
    return { value: JSON.parse(json) };
  } catch (error) {
    return endsEarly(json)
      ? { outcome: 'truncated', reason: 'the JSON ends early' }
      : { outcome: 'changed-shape', reason: `not JSON: ${reasonOf(error)}` };
  }
};
