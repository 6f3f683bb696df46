import { createHash } from 'node:crypto';
import { TidemarkError } from '../domain/index.ts';
import { crashPoint } from '../store/index.ts';
import type { Store, Worker } from '../store/index.ts';
import { encodeSegment, placeFrames, segmentKey } from './segment.ts';
import type { SegmentFrame, SegmentHead } from './segment.ts';
import { assignFrames, damagedFrames, insertSegment, lockPlanning, waitingFrames, waitingGroups } from './sql/plan-segment.ts';
import type { WaitingFrame } from './sql/plan-segment.ts';
import { countBusy, dissolveSegment, dropBodies, releaseSegments, sealSegment, segmentBodies, takeSegment } from './sql/seal-segment.ts';
import type { OpenSegment } from './sql/seal-segment.ts';
import type { ObjectStorage } from './storage.ts';

export interface SealOptions {
  readonly store: Store;
  readonly storage: ObjectStorage;
  /** Of the program, for the row of the worker. */
  readonly version: string;
  /** Only this platform's frames; null: all. */
  readonly platform?: string | null;
  /** Frames go into one segment up to this many bytes; a larger frame has one of its own. It is also what sealing needs of memory. */
  readonly segmentBytes?: number;
  /** Aborted: ends after the segment under way. */
  readonly stop?: AbortSignal;
  readonly onSegment?: (segment: SealedSegment) => void;
}

export interface SealedSegment {
  readonly key: string;
  readonly frames: number;
  readonly exchanges: number;
  readonly bytes: number;
}

/** What sealing brought about. */
export interface SealReport {
  readonly segments: number;
  readonly frames: number;
  readonly exchanges: number;
  readonly bytes: number;
  /** Frames that stay in the database because they are damaged there. */
  readonly damaged: readonly string[];
  /** Segments that another process is writing right now. */
  readonly busy: number;
}

const defaultSegmentBytes = 32 * 2 ** 20;

/**
 * Moves the waiting frames of the database into segments of the lake. A segment is planned in a transaction, written, read back and
 * compared; then one transaction records it and gives up the bodies. Until that commit every frame is read from the database.
 *
 * Whoever is killed leaves a plan behind: the next one writes the same object again, byte for byte, under the same name. Several processes
 * may seal at once; a segment belongs to one of them, for as long as it lives. Throws TDM_LAKE_* or TDM_DISK_FULL; what was not sealed waits.
 */
export const sealFrames = async (options: SealOptions): Promise<SealReport> => {
  const { store, stop, platform = null } = options;
  await using worker = await store.worker(options.version);
  const sealed: SealedSegment[] = [];
  const damaged: string[] = [];
  const seal = async (segment: OpenSegment): Promise<void> => {
    const done = await sealOne(options, worker, segment);
    if (done === null) return;
    sealed.push(done);
    options.onSegment?.(done);
  };
  try {
    while (!stop?.aborted) {
      crashPoint('seal.before-lease');
      const left = await takeSegment(store, worker.id, platform);
      if (!left) break;
      crashPoint('seal.after-lease');
      await seal(left);
    }
    for (const group of stop?.aborted ? [] : await store.query<SegmentHead>(waitingGroups(platform))) {
      for (let after: string | null = '0'; after !== null && !stop?.aborted;) {
        crashPoint('seal.before-plan');
        const plan: Plan = await planSegment(options, worker, group, after);
        crashPoint('seal.after-plan');
        damaged.push(...plan.damaged);
        if (plan.segment) await seal(plan.segment);
        after = plan.next;
      }
    }
    const busy = await countBusy(store, worker.id);
    const sum = (of: (segment: SealedSegment) => number): number => sealed.reduce((total, segment) => total + of(segment), 0);
    return {
      segments: sealed.length,
      frames: sum(({ frames }) => frames),
      exchanges: sum(({ exchanges }) => exchanges),
      bytes: sum(({ bytes }) => bytes),
      damaged,
      busy,
    };
  } finally {
    await store.query(releaseSegments(worker.id)).catch(() => undefined);
  }
};

interface Plan {
  readonly segment: OpenSegment | null;
  readonly damaged: readonly string[];
  /** The last frame looked at; null when there are no more. */
  readonly next: string | null;
}

const planSegment = ({ store, segmentBytes = defaultSegmentBytes }: SealOptions, worker: Worker, head: SegmentHead, after: string) =>
  store.transaction(async (sql): Promise<Plan> => {
    await sql.query(lockPlanning);
    const looked = firstOf(await waitingFrames(sql, head, after), segmentBytes);
    if (looked.length === 0) return { segment: null, damaged: [], next: null };
    const damaged = await damagedFrames(
      sql,
      looked.map(({ id }) => id),
    );
    const whole = looked.filter(({ id }) => !damaged.includes(id));
    const next = looked.at(-1)!.id;
    if (whole.length === 0) return { segment: null, damaged, next };
    const key = segmentKey(head, whole);
    const frames = placeFrames(head, whole);
    const id = await insertSegment(sql, head, key, frames, worker.id);
    await sql.query(assignFrames(id, frames));
    return { segment: { id, key, ...head }, damaged, next };
  });

/** As many as fit, and one at least. */
const firstOf = (frames: readonly WaitingFrame[], mostBytes: number): WaitingFrame[] => {
  let bytes = 0;
  const over = frames.findIndex((frame, n) => (bytes += frame.bytes) > mostBytes && n > 0);
  return over === -1 ? [...frames] : frames.slice(0, over);
};

/** Writes and seals one segment. Null when its plan was taken back, or another process has taken it over. */
const sealOne = async ({ store, storage }: SealOptions, worker: Worker, segment: OpenSegment): Promise<SealedSegment | null> => {
  const { frames, bodies } = await framesOf(store, segment);
  if (bodies === null) {
    await store.transaction((sql) => dissolveSegment(sql, segment.id));
    return null;
  }
  const object = encodeSegment(segment, frames, bodies);
  const sha256 = sha256Of(object);
  crashPoint('upload.before');
  const isThere = async (): Promise<boolean> => {
    const there = await storage.read(segment.key);
    return there !== null && sha256Of(there).equals(sha256);
  };
  try {
    await storage.put(segment.key, object);
  } catch (error) {
    // Who has taken our segment over clears away what we were writing: the lake is not to blame.
    if (worker.lost.aborted) throw worker.lost.reason;
    // A bucket that lets nothing be written twice refuses what a dead process has written whole.
    if (!isRefusal(error) || !(await isThere().catch(() => false))) throw error;
  }
  crashPoint('upload.after');
  if (!(await isThere()))
    throw new TidemarkError('TDM_LAKE_FAILED', {
      lake: storage.address,
      reason: `it gives back other bytes than were written to ${segment.key}`,
    });
  crashPoint('seal.before-commit');
  const ours = await store.transaction(async (sql) => {
    const [row] = await sql.query(sealSegment(segment.id, worker.id, { bytes: object.length, sha256, lake: storage.address }));
    if (row) await sql.query(dropBodies(segment.id));
    return row !== undefined;
  });
  crashPoint('seal.after-commit');
  if (!ours && worker.lost.aborted) throw worker.lost.reason;
  const exchanges = frames.reduce((sum, frame) => sum + frame.exchanges, 0);
  return ours ? { key: segment.key, frames: frames.length, exchanges, bytes: object.length } : null;
};

/** The frames of a planned segment. Their bodies are null when one is no longer what was written: then the plan must be made anew. */
const framesOf = async (store: Store, { id }: OpenSegment): Promise<{ frames: SegmentFrame[]; bodies: Buffer[] | null }> => {
  const frames: SegmentFrame[] = [];
  const bodies: Buffer[] = [];
  for (let after = '0'; ;) {
    const rows = await segmentBodies(store, id, after);
    for (const { body, ...frame } of rows) {
      if (body === null || sha256Of(body).toString('hex') !== frame.sha256) return { frames, bodies: null };
      frames.push(frame);
      bodies.push(body);
    }
    if (rows.length === 0) return { frames, bodies };
    after = rows.at(-1)!.id;
  }
};

/** The lake has answered, as opposed to one that is busy, full or away. */
const isRefusal = (error: unknown): boolean =>
  error instanceof TidemarkError && (error.code === 'TDM_LAKE_LOGIN' || error.code === 'TDM_LAKE_FAILED');

const sha256Of = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
