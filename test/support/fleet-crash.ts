import { expect } from 'vitest';
import type { FaultRule, SimulatorOptions } from '../../src/sim/index.ts';
import { acknowledged, readableExchanges } from './compare.ts';
import { createFleetWorld, fleetPlatforms } from './fleet.ts';
import type { FleetWorld } from './fleet.ts';
import type { OwnDatabase } from './fleet-database.ts';

/** Every title's first answer is one that concludes nothing, so tasks are given back; one answer rests the lane. */
export const fleetFaults: readonly FaultRule[] = [
  { fault: 'redirect-outside', endpoint: 'article/list/info', per: 'url', times: 1 },
  { fault: 'redirect-outside', endpoint: 'kakao/contents', per: 'url', times: 1 },
  { fault: '429', retryAfter: 1, endpoint: 'article/list', after: 5, times: 1 },
  { fault: '429', retryAfter: 1, endpoint: 'kakao/episodes', after: 5, times: 1 },
];

/** What must hold whoever was killed. */
export const expectSound = async ({ store }: FleetWorld, hint: string): Promise<number> => {
  const now = await acknowledged(store);
  expect(now, hint).toMatchObject({ exchanges: now.pages, lines: now.pages, counted: now.observations, adrift: 0 });
  return now.pages;
};

/** The runs of both platforms are brought to their ends, and then hold what an undisturbed one holds. */
export const expectComplete = async (world: FleetWorld, wanted: unknown, hint: string): Promise<void> => {
  for (const platform of fleetPlatforms) {
    const ends = await world.finish(platform);
    expect(await world.stateOf(platform), `${hint}: ${ends.map(({ stderr }) => stderr).join()}`).toBe('done');
  }
  const pages = await expectSound(world, hint);
  expect(await readableExchanges(world.store), hint).toBe(pages);
  expect(await world.contents(), hint).toEqual(wanted);
};

/** A world that nothing happens to. Returns what it holds in the end, and how many requests each platform had. */
export const undisturbed = async (database: OwnDatabase, simulator: SimulatorOptions) => {
  const world = await createFleetWorld({ database, schema: `calm_${simulator.titles}`, simulator, intervalMs: 2 });
  for (const platform of fleetPlatforms) await world.finish(platform);
  const contents = await world.contents();
  const requests = { 'naver-webtoon': world.gates['naver-webtoon'].passed, 'kakao-webtoon': world.gates['kakao-webtoon'].passed };
  await world.close();
  return { contents, requests };
};

/** Lines of stderr that are no JSON: what a process says that ends by itself. That it waits, on a busy machine for seconds, is no complaint. */
export const complaintsOf = (stderr: string): string[] => stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
