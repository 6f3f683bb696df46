import { TidemarkError } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import type { StoredFrame } from './frame.ts';
import type { ObjectStorage } from './storage.ts';

/** Reads frames, wherever they are kept. */
export interface FrameReader {
  /**
   * The frame of that id: from the database while it waits there, else from its segment. Throws TDM_SEGMENT_CORRUPT when it is nowhere to
   * be found, and TDM_LAKE_* when the lake cannot be asked.
   */
  read(frameId: string): Promise<StoredFrame>;
}

interface FrameRow {
  readonly body: Buffer | null;
  readonly sha256: Buffer;
  readonly raw_bytes: string;
  readonly key: string | null;
  readonly lake: string | null;
  readonly start: number | null;
  readonly bytes: number | null;
}

/** Who reads on reads ahead: a request to a bucket takes tens of milliseconds, and a frame has some 50 kB. */
const aheadBytes = 4 * 2 ** 20;

/** A part of a segment that was asked for. */
interface Block {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly bytes: Promise<Buffer | null>;
  /** Where the last frame taken from it ends: a reader reads on from there. */
  readTo: number;
}

/**
 * A reader of the frames of a database, and of the segments that its storage holds. Without a storage it knows only what waits in the
 * database. Frames of one segment that are read in order cost a request every 4 MB, also when several are asked for at once.
 */
export const createFrameReader = (sql: Sql, storage?: ObjectStorage): FrameReader => {
  let block: Block | undefined;

  const ask = (lake: ObjectStorage, key: string, start: number, bytes: number): Block => {
    const readsOn = block?.key === key && start >= block.readTo && start - block.readTo < aheadBytes;
    const length = readsOn ? Math.max(bytes, aheadBytes) : bytes;
    return { key, start, end: start + length, bytes: lake.read(key, { offset: start, length }), readTo: start };
  };

  const fromSegment = async (lake: ObjectStorage, key: string, start: number, bytes: number): Promise<Buffer | null> => {
    const end = start + bytes;
    const isKnown = block?.key === key && start >= block.start && end <= block.end;
    // Kept before its bytes are there: who asks for the next frame meanwhile waits for them, too.
    const from = isKnown ? block! : (block = ask(lake, key, start, bytes));
    from.readTo = Math.max(from.readTo, end);
    let isThere = false;
    try {
      const read = await from.bytes;
      isThere = read !== null && from.start + read.length >= end;
      return read && read.subarray(start - from.start, end - from.start);
    } finally {
      // What is not there, or not whole, may be when it is asked for again.
      if (!isThere && block === from) block = undefined;
    }
  };

  return {
    async read(frameId) {
      const [row] = await sql.query<FrameRow>({
        name: 'read_frame',
        text: `
          select body, frame.sha256, frame.raw_bytes, key, lake, segment_offset::float8 as start, segment_bytes as bytes
          from frame left join segment on segment.id = segment_id and sealed_at is not null
          where frame.id = $1`,
        values: [frameId],
      });
      const corrupt = (reason: string): TidemarkError => new TidemarkError('TDM_SEGMENT_CORRUPT', { frame: frameId, reason });
      if (!row) throw corrupt('it is not in the database');
      const { sha256, raw_bytes: rawBytes, key, lake } = row;
      const frame = { id: frameId, sha256, rawBytes: Number(rawBytes) };
      if (row.body !== null) return { ...frame, body: row.body };
      if (key === null) throw corrupt('it is neither in the database nor in a segment');
      if (!storage) throw corrupt(`it is in the segment ${key} of ${lake}, which is not open here`);
      const body = await fromSegment(storage, key, row.start!, row.bytes!);
      if (body === null)
        throw corrupt(`its segment ${key} is not in ${storage.address}${lake === storage.address ? '' : `; it was written to ${lake}`}`);
      return { ...frame, body };
    },
  };
};
