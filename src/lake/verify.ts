import { createHash } from 'node:crypto';
import { TidemarkError } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import { decodeFrame } from './frame.ts';
import { readSegmentIndex } from './segment.ts';
import { framesOfSegment, knownKeys, miscounted, placesOf, rawTotals, sealedSegments, unsealedFrames } from './sql/raw-state.ts';
import type { FrameState, SealedState } from './sql/raw-state.ts';
import type { ObjectStorage } from './storage.ts';

/** Something raw that is not as it was written. */
export interface RawProblem {
  /** The object in the lake; null when it is about a frame in the database. */
  readonly segment: string | null;
  /** Null when it is about the segment as a whole. */
  readonly frame: string | null;
  readonly reason: string;
}

/** What a check of everything raw found. */
export interface VerifyReport {
  readonly segments: number;
  readonly frames: number;
  /** Frames that wait in the database, and segments that were planned and not sealed. */
  readonly waiting: number;
  readonly open: number;
  /** Exchanges whose line was found where the index says. */
  readonly exchanges: number;
  readonly problems: readonly RawProblem[];
  /** Objects in the lake that no segment of this database names: of another database, or from before a backup was restored. */
  readonly unknown: readonly string[];
}

export interface VerifyOptions {
  readonly sql: Sql;
  readonly storage: ObjectStorage;
  readonly onProgress?: (done: { readonly segments: number; readonly of: number }) => void;
}

/**
 * Reads everything raw: every segment whole, every frame in it and in the database, and looks for every exchange at its place. One segment
 * is in memory at a time. Throws TDM_LAKE_* when the lake cannot be asked at all; damage is reported, not thrown.
 */
export const verifyRaw = async ({ sql, storage, onProgress }: VerifyOptions): Promise<VerifyReport> => {
  const totals = await rawTotals(sql);
  const problems: RawProblem[] = [];
  let [segments, frames, waiting, exchanges] = [0, 0, 0, 0];
  const look = async (frame: FrameState, body: Buffer, segment: string | null): Promise<void> => {
    frames += 1;
    try {
      exchanges += await verifyFrame(sql, frame, body);
    } catch (error) {
      problems.push({ segment, frame: frame.id, reason: damageOf(error) });
    }
  };

  for (let after = '0'; ;) {
    const page = await sealedSegments(sql, after);
    for (const segment of page) {
      segments += 1;
      const body = await storage.read(segment.key);
      if (body === null) problems.push({ segment: segment.key, frame: null, reason: missingFrom(storage, segment) });
      else {
        const reason = wrongWith(segment, body);
        if (reason !== null) problems.push({ segment: segment.key, frame: null, reason });
        for (const frame of await framesOfSegment(sql, segment.id))
          await look(frame, body.subarray(frame.start!, frame.start! + frame.bytes!), segment.key);
      }
      onProgress?.({ segments, of: totals.segments });
    }
    if (page.length === 0) break;
    after = page.at(-1)!.id;
  }

  for (let after = '0'; ;) {
    const page = await unsealedFrames(sql, after);
    for (const frame of page) {
      waiting += 1;
      if (frame.body) await look(frame, frame.body, null);
      else problems.push({ segment: null, frame: frame.id, reason: 'it is neither in the database nor in a segment' });
    }
    if (page.length === 0) break;
    after = page.at(-1)!.id;
  }

  for (const { id, indexed, exchanges: written } of await miscounted(sql))
    problems.push({ segment: null, frame: id, reason: `the index names ${indexed} exchanges of it; ${written} were written` });
  return { segments, frames, waiting, open: totals.open, exchanges, problems, unknown: await unknownObjects(sql, storage) };
};

/** What is wrong with a segment as a whole; null when nothing is. */
const wrongWith = ({ key, sha256, bytes, frames }: SealedState, body: Buffer): string | null => {
  try {
    const index = readSegmentIndex(key, body);
    if (index.frames.length !== frames) return `its index names ${index.frames.length} frames; ${frames} were written`;
  } catch (error) {
    return damageOf(error);
  }
  if (body.length !== bytes) return `it has ${body.length} bytes; ${bytes} were written`;
  return createHash('sha256').update(body).digest().equals(sha256) ? null : 'its checksum differs from the one written with it';
};

/** Unpacks a frame and finds each of its exchanges in the index. Returns how many. */
const verifyFrame = async (sql: Sql, { id, sha256, rawBytes, exchanges }: FrameState, body: Buffer): Promise<number> => {
  const lines = await decodeFrame({ id, body, sha256, rawBytes });
  if (lines.length !== exchanges) throw new Error(`it has ${lines.length} exchanges; ${exchanges} were written`);
  const places = new Map(
    (
      await placesOf(
        sql,
        lines.map((line) => line.id),
      )
    ).map((place) => [place.id, place]),
  );
  for (const [n, line] of lines.entries()) {
    const place = places.get(line.id);
    if (place?.frame !== id || place.line !== n) throw new Error(`the index does not name its exchange ${line.id}`);
  }
  return lines.length;
};

const missingFrom = ({ address }: ObjectStorage, { lake }: SealedState): string =>
  lake === address ? `it is not in ${address}` : `it is not in ${address}; it was written to ${lake}`;

/** The reason inside a catalogued error, whose own sentence names what the report names already. */
const damageOf = (error: unknown): string => {
  if (!(error instanceof TidemarkError)) return (error as Error).message;
  if (error.code === 'TDM_SEGMENT_CORRUPT' || error.code === 'TDM_SEGMENT_DAMAGED') return String(error.details['reason']);
  if (error.code === 'TDM_SEGMENT_VERSION') return error.line;
  throw error;
};

const unknownObjects = async (sql: Sql, storage: ObjectStorage): Promise<string[]> => {
  const unknown: string[] = [];
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    const known = await knownKeys(sql, batch.map(finalName));
    unknown.push(...batch.filter((key) => !known.has(finalName(key))));
    batch = [];
  };
  for await (const { key } of storage.list('raw/')) if (batch.push(key) === 1000) await flush();
  await flush();
  return unknown;
};

/** A draft a dead writer left belongs to the object it was to become, whose next writer clears it away. */
const finalName = (key: string): string => key.replace(/\/\.([^/]+)\.[0-9a-f]{12}\.part$/, '/$1');
