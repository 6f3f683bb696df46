import { TidemarkError } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import type { StoredFrame } from './frame.ts';

/** Reads frames, wherever they are kept. */
export interface FrameReader {
  /** The frame of that id. Throws TDM_SEGMENT_CORRUPT when it is nowhere to be found. */
  read(frameId: string): Promise<StoredFrame>;
}

/** A reader of the frames that wait in the database. */
export const createFrameReader = (sql: Sql): FrameReader => ({
  async read(frameId) {
    const [row] = await sql.query<{ body: Buffer | null; sha256: Buffer; raw_bytes: string }>({
      name: 'read_frame',
      text: 'select body, sha256, raw_bytes from frame where id = $1',
      values: [frameId],
    });
    if (!row || row.body === null) throw new TidemarkError('TDM_SEGMENT_CORRUPT', { frame: frameId, reason: 'it is not in the database' });
    return { id: frameId, body: row.body, sha256: row.sha256, rawBytes: Number(row.raw_bytes) };
  },
});
