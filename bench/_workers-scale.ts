/** How much more four workers do than one where all there is to do is to wait for answers. */
import { cpus } from 'node:os';
import { startMeter } from './_support.ts';
import type { Fleet } from './_workers-fleet.ts';

/** What one worker does side by side. */
export const seats = 4;
/** A batch of titles is one task, whose requests come one after the other: a step never has more than one under way. */
const titlesOfStep = 10;

export interface ScaleFigures {
  readonly seconds: number;
  readonly requests: number;
  /** Of the cores, in per cent, while all this happened. */
  readonly idle: number;
}

/** So many workers do `steps` steps, each about titles of its own from `first` on. */
export const scaleFigures = async (fleet: Fleet, workers: number, steps: number, first: number): Promise<ScaleFigures> => {
  const { store, world } = fleet;
  const name = `scale-${workers}`;
  const watchlists = Array.from({ length: steps }, (_, n) => `${name}-${n}`);
  for (const [n, watchlist] of watchlists.entries())
    await fleet.watch(watchlist, fleet.titles.slice(first + n * titlesOfStep, first + (n + 1) * titlesOfStep));
  await fleet.define(
    name,
    watchlists.map((watchlist) => ({
      ...{ name: watchlist, does: 'collect', with: { platform: 'naver-webtoon', streams: ['series'], watchlist } },
    })),
  );
  // Lifted: the lane lets all of them ask at once, without a pace, and the pool has a slot for every seat.
  await fleet.setLane(0, 8 * seats);
  await fleet.setSlots('collect', 4 * seats);
  const fleetOf = await fleet.start(workers, `collect=${seats}`);
  const before = (await fleet.arrivals()).at(-1)?.sequence ?? 0;
  const used = await startMeter(store, world.pid);
  const run = await fleet.begin(name);
  await fleet.done(run);
  const { seconds: all, idle } = await used();
  for (const worker of fleetOf) await worker.stop();
  const [row] = await store.query<{ seconds: number }>({
    text: 'select extract(epoch from ended_at - started_at)::float8 as seconds from pipeline_run where id = $1',
    values: [run],
  });
  return { seconds: row!.seconds, requests: (await fleet.arrivals(before)).length, idle: (idle / all / cpus().length) * 100 };
};
