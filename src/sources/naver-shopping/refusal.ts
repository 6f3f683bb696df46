import { z } from 'zod';
import type { Exchange, Outcome, Parsed } from '../../domain/index.ts';
import { payloadParser } from '../decode.ts';
import type { PayloadFormat } from '../decode.ts';
import { wireText } from '../fields.ts';
import { nothing } from '../misfit.ts';

const code = z.union([z.string().min(1), z.int().nonnegative()]);
const fault = z.object({ errorCode: code, errorMessage: wireText, message: wireText });
/** The Developers Center writes it flat, the API HUB inside `error`. */
const errorBody = z.union([fault, z.object({ error: fault })]);

interface Fault {
  readonly code: string;
  readonly message: string;
}

const faultIn = (payload: unknown): Fault | null => {
  const parsed = errorBody.safeParse(payload);
  if (!parsed.success) return null;
  const found = 'error' in parsed.data ? parsed.data.error : parsed.data;
  // A relay may have made a number of "012".
  const name = typeof found.errorCode === 'number' ? String(found.errorCode).padStart(3, '0') : found.errorCode;
  return { code: name, message: found.errorMessage ?? found.message ?? '' };
};

const faultInText = (body: string): Fault | null => {
  if (!body.includes('errorCode')) return null;
  try {
    return faultIn(JSON.parse(body));
  } catch {
    return null;
  }
};

/** Codes whose meaning their status does not tell. 012 and 010 share a 429: the first passes in a moment, the second at midnight. */
const byCode: Readonly<Record<string, Outcome>> = {
  '010': 'quota-exhausted',
  '012': 'rate-limited',
  '024': 'credential-expired',
  SE05: 'refused',
  SE99: 'server-error',
};

const outcomeOf = (name: string): Outcome | undefined => (Object.hasOwn(byCode, name) ? byCode[name] : undefined);

/** Where an address is wrong some other server answers with a page. That is no word about the keyword, which must not pass for empty. */
export const isForeignPage = (status: number, body: string): boolean => (status === 404 || status === 410) && /^\uFEFF?\s*</.test(body);

/** What the search means by a refusal; asked before the lane reacts. Failures of its own (5xx) are tried again like any other. */
export const refusalOf = (status: number, body: string): Outcome | undefined => {
  if (status >= 500) return undefined;
  const found = faultInText(body);
  if (found !== null) return outcomeOf(found.code);
  return isForeignPage(status, body) ? 'refused' : undefined;
};

const noteOf = ({ code: name, message }: Fault): string => `the search says ${name} ${message}`.trim().slice(0, 300);

/** {@link payloadParser} for the search interface, whose refusals carry a code and a sentence, whatever their status. */
export const searchParser = (format: PayloadFormat, read: (payload: unknown, exchange: Exchange) => Parsed) => {
  const parse = payloadParser({ ...format, refusal: refusalOf }, (payload, exchange) => {
    const found = faultIn(payload);
    return found === null ? read(payload, exchange) : nothing(outcomeOf(found.code) ?? 'refused', [], noteOf(found));
  });
  return (exchange: Exchange): Parsed => {
    const parsed = parse(exchange);
    const found = exchange.status >= 400 && parsed.note === undefined ? faultInText(exchange.body) : null;
    return found === null ? parsed : { ...parsed, note: noteOf(found) };
  };
};
