import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { NetRequest } from '../contract.ts';
import type { Failure } from './answer.ts';

/** The encodings we read, as sent in Accept-Encoding. `deflate` is read too, but never asked for: servers disagree on what it means. */
export const acceptEncoding = 'gzip, br, zstd';

interface Coding {
  readonly now: (data: Buffer, options: { maxOutputLength: number }) => Buffer;
  readonly later: (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;
}

const gzip: Coding = { now: zlib.gunzipSync, later: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip) };
const codings: Readonly<Record<string, Coding>> = {
  gzip,
  'x-gzip': gzip,
  deflate: { now: zlib.inflateSync, later: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate) },
  br: { now: zlib.brotliDecompressSync, later: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress) },
  zstd: { now: zlib.zstdDecompressSync, later: promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress) },
};

/**
 * Up to this size a body is decoded on the spot (0.03 ms for 6 kB; a trip to the thread pool costs more than that), and only as long
 * as it stays below the second number: a small bomb then blocks the loop for about 2 ms at most before it goes to a thread.
 */
const onTheSpot = { bytes: 32 * 1024, decodedBytes: 2 * 1024 * 1024 };

/** A body that was not compressed, or could be decoded; or why not. */
export type Decoded = { readonly data: Buffer; readonly failure: null } | { readonly data: null; readonly failure: Failure };

/** Joins the chunks of a body and undoes its Content-Encoding, never beyond `maxBytes`. A promise only where threads are needed. */
export const decodeContent = (
  chunks: readonly Buffer[],
  size: number,
  encoding: string | undefined,
  maxBytes: number,
): Decoded | Promise<Decoded> => {
  const data = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
  if (encoding === undefined || size === 0) return { data, failure: null };
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length === 0) return { data, failure: null };
  const unknown = names.length > 3 ? encoding : names.find((name) => !codings[name]);
  if (unknown !== undefined) {
    return {
      data: null,
      failure: { outcome: 'changed-shape', transient: false, reason: `the content encoding ${unknown} was not asked for` },
    };
  }
  const last = names[0]!;
  if (names.length === 1 && size <= onTheSpot.bytes) {
    try {
      return { data: codings[last]!.now(data, { maxOutputLength: Math.min(maxBytes, onTheSpot.decodedBytes) }), failure: null };
    } catch (error) {
      if (codeOf(error) !== 'ERR_BUFFER_TOO_LARGE') return { data: null, failure: damaged(error) };
      if (maxBytes <= onTheSpot.decodedBytes) return { data: null, failure: bomb(maxBytes) };
    }
  }
  return decodeInThreads(data, names.toReversed(), maxBytes);
};

const decodeInThreads = async (data: Buffer, names: readonly string[], maxBytes: number): Promise<Decoded> => {
  try {
    let decoded = data;
    for (const name of names) decoded = await codings[name]!.later(decoded, { maxOutputLength: maxBytes });
    return { data: decoded, failure: null };
  } catch (error) {
    return { data: null, failure: codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? bomb(maxBytes) : damaged(error) };
  }
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
const bomb = (maxBytes: number): Failure => ({
  outcome: 'too-large',
  transient: false,
  reason: `the body unpacks to more than ${maxBytes} bytes`,
});
const damaged = (error: unknown): Failure => ({ outcome: 'truncated', transient: true, reason: error });

const charsetParameter = /charset\s*=\s*["']?\s*([^\s"';,]+)/i;
const metaCharset = /<meta[^>]{1,200}charset\s*=\s*["']?\s*([\w-]+)/i;
const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

/**
 * The text of a body: by the charset of its content type, else of its `<meta>` when it is a page, else UTF-8. A byte order mark wins
 * over all of them and is dropped. Bytes that make no sense become U+FFFD; an unknown charset is read as UTF-8.
 */
export const decodeText = (data: Buffer, contentType: string | undefined, payload: NetRequest['payload']): string => {
  const [first, second, third] = data;
  if (first === 0xef && second === 0xbb && third === 0xbf) return data.toString('utf8', 3);
  if (first === 0xff && second === 0xfe) return decoderOf('utf-16le').decode(data);
  if (first === 0xfe && second === 0xff) return decoderOf('utf-16be').decode(data);
  let charset = contentType === undefined ? undefined : charsetParameter.exec(contentType)?.[1];
  if (charset === undefined && payload === 'html') charset = metaCharset.exec(data.toString('latin1', 0, 1024))?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return data.toString('utf8');
  return decoderOf(charset.toLowerCase()).decode(data);
};

const decoderOf = (charset: string): InstanceType<typeof TextDecoder> => {
  let decoder = decoders.get(charset);
  if (!decoder) {
    try {
      decoder = new TextDecoder(charset);
    } catch {
      return decoderOf('utf-8');
    }
    decoders.set(charset, decoder);
  }
  return decoder;
};
