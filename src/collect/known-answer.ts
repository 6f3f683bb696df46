import { TidemarkError } from '../domain/index.ts';
import type { Exchange } from '../domain/index.ts';
import type { NetRequest, Validators } from '../net/index.ts';
import type { Sql } from '../store/index.ts';
import { decodeFrameLine } from '../lake/index.ts';
import type { FrameReader } from '../lake/index.ts';
import { findKnownAnswer } from './sql/validators.ts';
import type { KnownAnswer } from './sql/validators.ts';

/** Sends a request on the condition that its answer has changed since the one we have. */
export const sendConditionally = async (
  sql: Sql,
  frames: FrameReader,
  request: NetRequest,
  send: (request: NetRequest) => Promise<Exchange>,
): Promise<Exchange> => {
  const known = await findKnownAnswer(sql, request.url);
  if (!known) return send(request);
  const exchange = await send({ ...request, validators: validatorsOf(known) });
  if (exchange.outcome !== 'unchanged') return exchange;
  try {
    return await withKnownBody(frames, exchange, known);
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    // Ours is damaged or out of reach, the platform's is whole: its answer takes the place of ours, which the note names.
    const anew = await send(request);
    return { ...anew, note: anew.note === undefined ? error.message : `${anew.note}; ${error.message}` };
  }
};

/** Whether the kept answer cannot be had: damaged, or in a lake that does not give it. */
const isOutOfReach = (error: unknown): error is TidemarkError =>
  error instanceof TidemarkError && (error.code === 'TDM_SEGMENT_CORRUPT' || error.code.startsWith('TDM_LAKE_'));

const validatorsOf = ({ etag, last_modified }: KnownAnswer): Validators => ({
  ...(etag === null ? {} : { etag }),
  ...(last_modified === null ? {} : { lastModified: last_modified }),
});

/**
 * A 304 says that the answer we have still holds: it is read again, as of now, so that the time series has no hole on days without a
 * change. The exchange keeps its status and its zero bytes, and names the answer it repeats.
 */
const withKnownBody = async (frames: FrameReader, exchange: Exchange, known: KnownAnswer): Promise<Exchange> => {
  const line = await decodeFrameLine(await frames.read(known.frame_id), known.line, known.exchange_id);
  return { ...exchange, body: line.body, outcome: 'ok', note: `unchanged since exchange ${known.exchange_id}` };
};
