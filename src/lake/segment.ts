import { createHash } from 'node:crypto';
import { TidemarkError } from '../domain/index.ts';

/** Where a frame lies in its segment. */
export interface SegmentFrame {
  readonly id: string;
  readonly run: string;
  readonly offset: number;
  readonly bytes: number;
  readonly rawBytes: number;
  readonly exchanges: number;
  /** Of the frame's bytes, in hex. */
  readonly sha256: string;
}

/** What a segment is of. */
export interface SegmentHead {
  readonly platform: string;
  readonly stream: string;
  readonly day: string;
}

/** What a segment says of itself. */
export interface SegmentIndex extends SegmentHead {
  readonly version: number;
  readonly frames: readonly SegmentFrame[];
}

/** The format written here. A reader refuses a newer one. */
export const segmentVersion = 1;

/** A frame without its place. */
export type FrameToPlace = Omit<SegmentFrame, 'offset'>;

/**
 * A segment is zstd from end to end: a skippable frame that says what it is, the frames unchanged, and a skippable frame with their index,
 * whose last 12 bytes are its length and the mark `TIDEMARK`. Readers of zstd pass over skippable frames, so `zstd -dc` gives the exchanges,
 * one JSON line each; and from its end a segment explains itself without the database.
 */
const skippableMagic = 0x184d2a50;
const mark = Buffer.from('TIDEMARK');
const trailerBytes = 4 + mark.length;

const skippable = (payload: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(skippableMagic, 0);
  head.writeUInt32LE(payload.length, 4);
  return Buffer.concat([head, payload]);
};

/** The bytes before the first frame. */
const openingOf = ({ platform, stream, day }: SegmentHead): Buffer =>
  skippable(Buffer.from(JSON.stringify({ format: 'tidemark-raw', version: segmentVersion, platform, stream, day })));

/** Places frames one after the other behind the opening of their segment. */
export const placeFrames = (head: SegmentHead, frames: readonly FrameToPlace[]): SegmentFrame[] => {
  let offset = openingOf(head).length;
  return frames.map((frame) => {
    const placed = { ...frame, offset };
    offset += frame.bytes;
    return placed;
  });
};

/**
 * The name of a segment in the lake. It follows from the frames alone, their checksums included: the same frames have the same name, and
 * others never the same, even when two databases share a lake.
 */
export const segmentKey = ({ platform, stream, day }: SegmentHead, frames: readonly FrameToPlace[]): string => {
  const hash = createHash('sha256');
  for (const { id, sha256 } of frames) hash.update(`${id}:${sha256}\n`);
  const place = `raw/platform=${platform}/stream=${stream}/day=${day}`;
  return `${place}/${frames[0]!.id}-${frames.at(-1)!.id}-${hash.digest('hex').slice(0, 16)}.ndjson.zst`;
};

/** Puts a segment together. The same frames always give the same bytes. */
export const encodeSegment = (head: SegmentHead, frames: readonly SegmentFrame[], bodies: readonly Buffer[]): Buffer => {
  const index = Buffer.from(JSON.stringify({ version: segmentVersion, frames }));
  const trailer = Buffer.alloc(trailerBytes);
  trailer.writeUInt32LE(8 + index.length + trailerBytes, 0);
  mark.copy(trailer, 4);
  return Buffer.concat([openingOf(head), ...bodies, skippable(Buffer.concat([index, trailer]))]);
};

/** Reads what a segment says of itself. Throws TDM_SEGMENT_DAMAGED, or TDM_SEGMENT_VERSION when a newer Tidemark wrote it. */
export const readSegmentIndex = (segment: string, bytes: Buffer): SegmentIndex => {
  const damaged = (reason: string): TidemarkError => new TidemarkError('TDM_SEGMENT_DAMAGED', { segment, reason });
  if (bytes.length === 0) throw damaged('it is empty');
  const opening = payloadAt(bytes, 0);
  const { format, version, ...head } = (opening && jsonOf(opening)) ?? {};
  if (format !== 'tidemark-raw' || typeof version !== 'number') throw damaged('it does not begin as a segment');
  if (version > segmentVersion) throw new TidemarkError('TDM_SEGMENT_VERSION', { segment, found: version, supported: segmentVersion });
  if (bytes.length < trailerBytes || !bytes.subarray(-mark.length).equals(mark)) throw damaged('it ends early');
  const payload = payloadAt(bytes, bytes.length - bytes.readUInt32LE(bytes.length - trailerBytes));
  const index = payload && jsonOf(payload.subarray(0, -trailerBytes));
  if (!Array.isArray(index?.['frames'])) throw damaged('its index cannot be read');
  return { ...(head as unknown as SegmentHead), version, frames: index['frames'] as SegmentFrame[] };
};

/** The content of the skippable frame that begins there; undefined when none does, or it is cut off. */
const payloadAt = (bytes: Buffer, start: number): Buffer | undefined => {
  if (start < 0 || start + 8 > bytes.length || bytes.readUInt32LE(start) !== skippableMagic) return undefined;
  const end = start + 8 + bytes.readUInt32LE(start + 4);
  return end > bytes.length ? undefined : bytes.subarray(start + 8, end);
};

const jsonOf = (bytes: Buffer): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};
