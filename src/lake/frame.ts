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

/** A frame as it was written, with the name it is called by in messages. */
export interface StoredFrame extends Frame {
  readonly id: string;
}

/** One line of a frame. The fields are those of an exchange; `at` is ISO 8601 in UTC. */
export interface FrameLine extends Omit<Exchange, 'at'> {
  readonly id: string;
  readonly at: string;
}

const encoder = new TextEncoder();

/** The line of an exchange without its id, which it gets with its commit. */
const lineWithoutId = (exchange: Exchange): string => `${JSON.stringify({ ...exchange, at: isoOf(exchange.at) }).slice(1)}\n`;

/** Lines that were written elsewhere, of the exchanges they say. */
const written = new WeakMap<Exchange, Uint8Array>();

/** Writes the line of an exchange on a thread that has its body at hand. */
export const writeLine = (exchange: Exchange): Uint8Array<ArrayBuffer> => encoder.encode(lineWithoutId(exchange));

/** An exchange whose body is known only by its line: it goes into its frame as it is, and is decoded for whoever asks for the body after all. */
export const exchangeOfLine = (rest: Omit<Exchange, 'body'>, line: Uint8Array): Exchange => {
  const exchange: Exchange = {
    ...rest,
    get body() {
      return (JSON.parse(`{${Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString()}`) as Exchange).body;
    },
  };
  written.set(exchange, line);
  return exchange;
};

/** Packs exchanges as zstd over NDJSON, one line each, in order. Level 3: 2 ms for 400 kB. */
export const encodeFrame = async (exchanges: readonly { readonly id: number; readonly exchange: Exchange }[]): Promise<Frame> => {
  const parts = exchanges.flatMap(({ id, exchange }) => {
    const line = written.get(exchange);
    const start = `{"id":"${id}",`;
    return line ? [Buffer.from(start), line] : [Buffer.from(start + lineWithoutId(exchange))];
  });
  const text = Buffer.concat(parts);
  const params = { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 };
  const body = await compress(text, { params });
  return { body, sha256: createHash('sha256').update(body).digest(), rawBytes: text.length };
};

/** Unpacks a frame. Throws TDM_SEGMENT_CORRUPT when it is not the one that was written. */
export const decodeFrame = async (frame: StoredFrame): Promise<FrameLine[]> =>
  (await linesOf(frame)).map((line, n) => parseLine(frame, line, n));

/** Unpacks one line, which must be that of an exchange. Throws TDM_SEGMENT_CORRUPT. */
export const decodeFrameLine = async (frame: StoredFrame, n: number, exchangeId: string): Promise<FrameLine> => {
  const line = parseLine(frame, (await linesOf(frame))[n] ?? '', n);
  if (line.id !== exchangeId || typeof line.body !== 'string') throw corrupt(frame, `line ${n} is not exchange ${exchangeId}`);
  return line;
};

/** The NDJSON of a frame. Throws TDM_SEGMENT_CORRUPT when it is not the one that was written. */
export const frameText = async (frame: StoredFrame): Promise<Buffer> => {
  const { body, sha256, rawBytes } = frame;
  if (!createHash('sha256').update(body).digest().equals(sha256)) throw corrupt(frame, 'its checksum differs from the one written with it');
  try {
    // The row says how long the text is: more than that is not what was written.
    return await decompress(body, { maxOutputLength: Math.max(1, rawBytes) });
  } catch (error) {
    throw corrupt(frame, reasonOf(error), error);
  }
};

const linesOf = async (frame: StoredFrame): Promise<string[]> => (await frameText(frame)).toString('utf8').split('\n').slice(0, -1);

const parseLine = (frame: StoredFrame, text: string, n: number): FrameLine => {
  try {
    return JSON.parse(text) as FrameLine;
  } catch (error) {
    throw corrupt(frame, `line ${n} is not JSON`, error);
  }
};

const corrupt = ({ id }: StoredFrame, reason: string, cause?: unknown): TidemarkError =>
  new TidemarkError('TDM_SEGMENT_CORRUPT', { frame: id, reason }, cause);
