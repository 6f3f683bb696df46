import { TidemarkError } from '../domain/index.ts';
import type { Exchange } from '../domain/index.ts';
import type { NetRequest, Validators } from '../net/index.ts';
import type { Sql } from '../store/index.ts';
import { decodeFrameLine } from '../lake/index.ts';
import { findKnownAnswer } from './sql/validators.ts';
import type { KnownAnswer } from './sql/validators.ts';

/** Sends a request on the condition that its answer has changed since the one we have. */
export const sendConditionally = async (
  sql: Sql,
  request: NetRequest,
  send: (request: NetRequest) => Promise<Exchange>,
): Promise<Exchange> => {
  const known = await findKnownAnswer(sql, request.url);
  if (!known) return send(request);
  const exchange = await send({ ...request, validators: validatorsOf(known) });
  if (exchange.outcome !== 'unchanged') return exchange;
  try {
    return await withKnownBody(sql, exchange, known);
  } catch (error) {
    if (!(error instanceof TidemarkError) || error.code !== 'TDM_SEGMENT_CORRUPT') throw error;
    // Ours is damaged, the platform's is whole: its answer takes the place of the damaged one, which the note names.
    const anew = await send(request);
    return { ...anew, note: anew.note === undefined ? error.message : `${anew.note}; ${error.message}` };
  }
};

const validatorsOf = ({ etag, last_modified }: KnownAnswer): Validators => ({
  ...(etag === null ? {} : { etag }),
  ...(last_modified === null ? {} : { lastModified: last_modified }),
});

/**
 * A 304 says that the answer we have still holds: it is read again, as of now, so that the time series has no hole on days without a
 * change. The exchange keeps its status and its zero bytes, and names the answer it repeats.
 */
const withKnownBody = async (sql: Sql, exchange: Exchange, known: KnownAnswer): Promise<Exchange> => {
  const [frame] = await sql.query<{ body: Buffer; sha256: Buffer; raw_bytes: string }>({
    text: 'select body, sha256, raw_bytes from frame where id = $1',
    values: [known.frame_id],
  });
  const { body, sha256, raw_bytes } = frame!;
  const line = await decodeFrameLine({ id: known.frame_id, body, sha256, rawBytes: Number(raw_bytes) }, known.line, known.exchange_id);
  return { ...exchange, body: line.body, outcome: 'ok', note: `unchanged since exchange ${known.exchange_id}` };
};
