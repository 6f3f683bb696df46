import { TidemarkError } from '../../domain/index.ts';
import { crashPoint } from '../../store/index.ts';
import type { Context } from './context.ts';
import { allot, type Allotment } from './share.ts';
import { readPermits, writePermits } from './sql/permits.ts';
import { takeTurn, type LaneState } from './sql/state.ts';

/** With fewer permits than processes, they go round every 5 s: a handover idles the lane for about 50 ms, 1 % of that. */
const turnMs = 5000;

/**
 * Tells the database what this process uses and wants of a lane, and learns what it may use and how the lane stands. Decided under a
 * lock, with a snapshot taken after it: a single statement would see the permits as they were before it waited for the lock, and
 * two processes would be given the same ones.
 */
export const refreshAllotment = async (
  context: Context,
  lane: string,
  use: { readonly keep: number; readonly wanted: number },
): Promise<{ readonly state: LaneState; readonly allotment: Allotment }> => {
  const decided = await context.store.transaction(async (sql) => {
    const { id } = context.worker;
    const sentAt = context.time.now();
    const state = await takeTurn(sql, lane, context.now());
    if (state === null) throw new TidemarkError('TDM_LANE_UNKNOWN', { lane });
    context.database.sample(sentAt, context.time.now(), state.now_ms);
    const { rows, alive } = await readPermits(sql, lane, id);
    if (!alive) throw lostWorker(context);
    const turn = Math.floor(state.now_ms / turnMs);
    const others = rows.filter((row) => row.alive);
    const allotment = allot(state.concurrency, { worker: id, permits: use.keep, ...use }, others, turn);
    const dead = rows.filter((row) => !row.alive).map((row) => row.worker);
    await writePermits(sql, lane, id, { permits: allotment.permits, wanted: use.wanted }, dead);
    crashPoint('lane.before-permits');
    return { state, allotment };
  });
  crashPoint('lane.after-permits');
  return decided;
};

/** Permits of a worker without its lock are free for everyone; whoever believes to hold them must not start anything. */
export const lostWorker = (context: Context): TidemarkError =>
  new TidemarkError('TDM_DATABASE_LOST', { address: context.store.address, reason: 'this process lost its place among the workers' });
