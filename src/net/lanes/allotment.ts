import { TidemarkError } from '../../domain/index.ts';
import { crashPoint } from '../../store/index.ts';
import type { Context } from './context.ts';
import { allot, type Allotment } from './share.ts';
import { readPermits, writePermits, type PermitRow } from './sql/permits.ts';
import { takeTurn, type LaneState } from './sql/state.ts';

/** With fewer permits than processes, they go round every 5 s: a handover idles the lane for about 50 ms, 1 % of that. */
const turnMs = 5000;

/** A process starts nothing this long after it was last heard: what the database said is not believed for longer (and then told again each second). */
export const freshMs = 1200;
/** Nor is a request of the dead waited for any longer than one of the living, who give one up without headers after 30 s. */
const mostMs = 30_000;

/**
 * Tells the database what this process uses and wants of a lane, and learns what it may use and how the lane stands. Decided under a
 * lock, with a snapshot taken after it: a single statement would see the permits as they were before it waited for the lock, and
 * two processes would be given the same ones. `freesMs`: when permits of a killed process fall free, on the database's clock.
 */
export const refreshAllotment = async (
  context: Context,
  lane: string,
  use: { readonly keep: number; readonly wanted: number; readonly slowestMs: number },
): Promise<{ readonly state: LaneState; readonly allotment: Allotment; readonly freesMs: number | null }> => {
  const decided = await context.store.transaction(async (sql) => {
    const { id } = context.worker;
    const sentAt = context.time.now();
    const state = await takeTurn(sql, lane, context.now());
    if (state === null) throw new TidemarkError('TDM_LANE_UNKNOWN', { lane });
    context.database.sample(sentAt, context.time.now(), state.now_ms);
    const { rows, alive } = await readPermits(sql, lane, id);
    if (!alive) throw lostWorker(context);
    const turn = Math.floor(state.now_ms / turnMs);
    // A killed process wants nothing, and holds what it had until its requests are over.
    const isHeld = (row: PermitRow): boolean => !row.alive && row.held_ms > state.now_ms;
    const others = rows.filter((row) => row.alive || isHeld(row)).map((row) => (row.alive ? row : { ...row, wanted: 0 }));
    const allotment = allot(state.concurrency, { worker: id, permits: use.keep, ...use }, others, turn);
    const over = rows.filter((row) => !row.alive && !isHeld(row)).map((row) => row.worker);
    const heldMs = state.now_ms + freshMs + Math.min(mostMs, 2 * use.slowestMs);
    await writePermits(sql, lane, id, { permits: allotment.permits, wanted: use.wanted, heldMs }, over);
    crashPoint('lane.before-permits');
    const held = rows.filter(isHeld).map((row) => row.held_ms);
    return { state, allotment, freesMs: held.length === 0 ? null : Math.min(...held) };
  });
  crashPoint('lane.after-permits');
  return decided;
};

/** Permits of a worker without its lock are free for everyone; whoever believes to hold them must not start anything. */
export const lostWorker = (context: Context): TidemarkError =>
  new TidemarkError('TDM_DATABASE_LOST', { address: context.store.address, reason: 'this process lost its place among the workers' });
