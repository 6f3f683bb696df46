/** Whether four workers on one lane keep its pace together, and use it. */
import { earlinessOf, mostWithin, usedOf } from '../test/support/fleet-arrivals.ts';
import type { Fleet } from './_workers-fleet.ts';

const workers = 4;
export const perSecond = 50;
/** Above the pace a request may be in a second because one before it was late on its way; it does not add up. */
export const burst = 1;
/** More than the pace needs: whoever has a window uses it alone, with its share of these. */
const concurrency = 32;

export interface LaneFigures {
  readonly requests: number;
  /** The most in any second. */
  readonly most: number;
  /** By how much arrivals were ahead of the pace, in the worst stretch of any length. */
  readonly earlyMs: number;
  readonly used: number;
}

/** In which way four workers come to share a lane. */
export const shapes = ['four seats of one step', 'one step of each of four runs'] as const;

/** Four workers ask for `requests` titles. */
export const laneFigures = async (fleet: Fleet, shape: (typeof shapes)[number], requests: number): Promise<LaneFigures> => {
  const isOneStep = shape === shapes[0];
  const name = isOneStep ? 'seats' : 'runs';
  const step = { name: 'series', does: 'collect', with: { platform: 'naver-webtoon', streams: ['series'], watchlist: '${watchlist}' } };
  await fleet.define(name, [{ ...step, seats: isOneStep ? workers : 1 }]);
  await fleet.setLane(1000 / perSecond, concurrency);
  const parts = isOneStep ? 1 : workers;
  const watchlists = Array.from({ length: parts }, (_, n) => `${name}-${n}`);
  const size = Math.ceil(requests / parts);
  for (const [n, watchlist] of watchlists.entries()) await fleet.watch(watchlist, fleet.titles.slice(n * size, (n + 1) * size));
  const fleetOfFour = await fleet.start(workers, 'collect=1');
  const before = (await fleet.arrivals()).at(-1)?.sequence ?? 0;
  const runs = await Promise.all(watchlists.map((watchlist) => fleet.begin(name, watchlist)));
  await fleet.done(...runs);
  for (const worker of fleetOfFour) await worker.stop();
  const [began] = await fleet.store.query<{ at: Date }>({
    text: 'select max(started_at) as at from (select min(started_at) as started_at from step_attempt where run_id = any ($1) group by worker_id) as firsts',
    values: [runs],
  });
  const all = (await fleet.arrivals(before)).map(({ at }) => at);
  // As long as there is work for all: from when the last of them has begun, until the last tasks are too few.
  const from = began!.at.getTime();
  const busy = all.slice(0, Math.floor(all.length * 0.95)).filter((at) => at >= from);
  return {
    ...{ requests: all.length, most: mostWithin(all, 1000), earlyMs: earlinessOf(all, 1000 / perSecond) },
    used: usedOf(busy, 1000 / perSecond, []),
  };
};
