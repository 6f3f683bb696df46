import { z } from 'zod';
import type { Exchange, Outcome, Parsed } from '../../domain/index.ts';
import { payloadParser } from '../decode.ts';
import type { PayloadFormat } from '../decode.ts';
import { misfit, nothing } from '../misfit.ts';
import { firstReason } from '../rows.ts';

/** Codes met in answers and in others' programs; every other one but 0 is a refusal to be tried again. */
const outcomeOfCode: Readonly<Record<string, Outcome>> = {
  2065: 'gone', // the account does not exist (lists)
  2096: 'private', // the list is not shown
  10202: 'gone', // the account does not exist
  10204: 'gone', // the post does not exist
  10216: 'private', // the post is not public
  10221: 'gone', // the account does not exist
  10222: 'private', // the account is not public
};

const wireCode = z.union([z.int(), z.string()]).nullish();

/** How every answer says whether it is one; interfaces of the app write it their way. */
export const envelope = z.looseObject({
  statusCode: wireCode,
  status_code: wireCode,
  statusMsg: z.unknown().optional(),
  status_msg: z.unknown().optional(),
});
export type Envelope = z.infer<typeof envelope>;

/** What TikTok said instead of answering; null when it answered. */
export const refusalIn = ({ statusCode, status_code, statusMsg, status_msg }: Envelope): Parsed | null => {
  const code = [statusCode, status_code].find((each) => each !== undefined && each !== null && Number(each) !== 0);
  if (code === undefined) return null;
  const words = [statusMsg, status_msg].find((each) => typeof each === 'string' && each !== '');
  const note = `TikTok says ${[code, words].filter((word) => word !== undefined).join(' ')}`.slice(0, 300);
  return nothing(Object.hasOwn(outcomeOfCode, String(code)) ? outcomeOfCode[String(code)]! : 'refused', [], note);
};

/**
 * A refusal of the provider may have TikTok's code in its body. 402 is how providers say that the credit is used up. TikTok itself answers 200 about
 * whoever is not there, so a 404 without its code is about the provider's address, and nobody is gone by it.
 */
export const refusal = (status: number, body: string): Outcome | undefined => {
  const code = /"status_?[cC]ode"\s*:\s*"?(\d{1,6})\b/.exec(body.slice(0, 10_000))?.[1];
  if (code !== undefined && Object.hasOwn(outcomeOfCode, code)) return outcomeOfCode[code];
  if (status === 404 || status === 410) return 'refused';
  return status === 402 ? 'quota-exhausted' : undefined;
};

/** What a page that comes with a 404 says itself. Without a code that we know it says nothing about whom it should be of. */
export const pageRefusal = (status: number, body: string): Outcome | undefined => {
  if (status !== 404 && status !== 410) return undefined;
  for (const [, code] of body.matchAll(/"statusCode":\s*(\d{4,6})\b/g))
    if (Object.hasOwn(outcomeOfCode, code!)) return outcomeOfCode[code!];
  return 'refused';
};

/**
 * What stands in an answer without the private fields it should have. The net keeps only its structure then and calls it another shape, but
 * a refusal and a list left out altogether lack these fields lawfully: the code, and `hasMore`, are still there to say so.
 */
const lawfullyWithout = ({ outcome, body }: Exchange): Parsed | null => {
  if (outcome !== 'changed-shape') return null;
  let payload: unknown;
  try {
    payload = JSON.parse(body);
  } catch {
    return null;
  }
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return null;
  const hasRows = Object.values(parsed.data).some((value) => Array.isArray(value) && value.length > 0);
  return refusalIn(parsed.data) ?? (parsed.data['hasMore'] === false && !hasRows ? nothing('empty') : null);
};

/** {@link payloadParser} for TikTok's own answers: hands over the object, or names the refusal that stands in its place. */
export const tiktokParser = (
  format: Omit<PayloadFormat, 'payload' | 'refusal'>,
  read: (payload: Envelope, exchange: Exchange) => Parsed,
): ((exchange: Exchange) => Parsed) => {
  const parse = payloadParser({ payload: 'json', refusal, ...format }, (payload, exchange) => {
    const parsed = envelope.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), format.private ? null : payload)]);
    return refusalIn(parsed.data) ?? read(parsed.data, exchange);
  });
  return format.private ? (exchange) => lawfullyWithout(exchange) ?? parse(exchange) : parse;
};
