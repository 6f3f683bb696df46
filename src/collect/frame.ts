import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { isoOf, reasonOf, TidemarkError } from '../domain/index.ts';
import type { Exchange } from '../domain/index.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** The raw answers of one commit, ready to be written. */
export interface Frame {
  readonly body: Buffer;
  readonly sha256: Buffer;
  /** Bytes before compression. */
  readonly rawBytes: number;
}

/** One line of a frame. The fields are those of an exchange; `at` is ISO 8601 in UTC. */
export interface FrameLine extends Omit<Exchange, 'at'> {
  readonly id: string;
  readonly at: string;
}

const frameLine = (id: number, exchange: Exchange): string => JSON.stringify({ id: String(id), ...exchange, at: isoOf(exchange.at) });

/** Packs exchanges as zstd over NDJSON, one line each, in order. Level 3: 2 ms for 400 kB; level 9 saves 4% more for three times that. */
export const encodeFrame = async (exchanges: readonly { readonly id: number; readonly exchange: Exchange }[]): Promise<Frame> => {
  const text = Buffer.from(exchanges.map(({ id, exchange }) => frameLine(id, exchange) + '\n').join(''));
  const body = await compress(text, { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } });
  return { body, sha256: createHash('sha256').update(body).digest(), rawBytes: text.length };
};

/** Unpacks a frame. Throws TDM_SEGMENT_CORRUPT when it is not the one that was written. */
export const decodeFrame = async (frame: string, body: Buffer, sha256: Buffer): Promise<FrameLine[]> => {
  const found = createHash('sha256').update(body).digest();
  if (!found.equals(sha256))
    throw new TidemarkError('TDM_SEGMENT_CORRUPT', { frame, reason: 'its checksum differs from the one written with it' });
  try {
    const text = (await decompress(body)).toString('utf8');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as FrameLine);
  } catch (error) {
    throw new TidemarkError('TDM_SEGMENT_CORRUPT', { frame, reason: reasonOf(error) }, error);
  }
};
