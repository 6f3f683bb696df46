import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SimulatorOptions } from '../../src/sim/index.ts';
import { acknowledged, readableExchanges } from '../support/compare.ts';
import { createFleetWorld, fleetPlatforms, livingWorkers, until } from '../support/fleet.ts';
import { ownDatabase } from '../support/fleet-database.ts';

/** FLEET_AWAY_SECONDS=60 leaves PostgreSQL stopped for a minute, as the promise says. */
const awayMs = 1000 * Number(process.env['FLEET_AWAY_SECONDS'] ?? 4);
const database = await ownDatabase();
const simulator: SimulatorOptions = { titles: 20, episodes: 150, kakaoTitles: 16, kakaoEpisodes: 100, latencyMs: 5 };
const calm = await createFleetWorld({ database, schema: 'calm', simulator, intervalMs: 2 });
for (const platform of fleetPlatforms) await calm.finish(platform);
const wanted = await calm.contents();

test.for([
  ['stopped for a while', 'SIGINT', awayMs],
  ['restarted', 'SIGINT', 0],
  ['killed with -9', 'SIGKILL', 0],
  ['killed with -9 and away for a while', 'SIGKILL', awayMs],
] as const)(
  'PostgreSQL %s in the middle is waited for and told of, and the collections end complete',
  { timeout: 180_000 },
  async ([how, signal, ms]) => {
    const schema = how.replaceAll(/\W/g, '_');
    const world = await createFleetWorld({ database, schema, simulator, intervalMs: 2 });
    const fleet = [world.start('naver-webtoon'), world.start('naver-webtoon', {}, []), world.start('kakao-webtoon')];
    const said = fleet.map(() => '');
    fleet.forEach(({ child }, n) => child.stderr!.on('data', (text: string) => (said[n] += text)));
    await until('all have begun', async () => (await livingWorkers(world)) === fleet.length);
    for (const platform of fleetPlatforms) {
      const half = Math.floor(calm.gates[platform].passed / 2);
      world.gates[platform].allow(half);
      await until(`${platform} is half done`, () => world.gates[platform].passed === half);
    }
    const before = await acknowledged(world.store);
    await database.stop(signal);
    const stoppedAt = performance.now();
    for (const platform of fleetPlatforms) world.gates[platform].allow(Infinity);
    if (ms > 0) {
      await until('all have said so', () => said.every((text) => text.includes('TDM_DATABASE_LOST')));
      expect(said[1]).toMatch(/^waiting: TDM_DATABASE_LOST: .*\n$/);
      for (const n of [0, 2])
        expect(JSON.parse(said[n]!)).toMatchObject({ event: 'waiting', message: expect.stringContaining('went away') });
      await pause(ms - (performance.now() - stoppedAt));
      expect(fleet.map(({ child }) => child.exitCode)).toEqual([null, null, null]);
      // Without the database nobody knows what the others do: nothing is asked.
      const asked = world.simulator.log.entries().filter(({ at }) => at > stoppedAt + 1500);
      expect(asked).toEqual([]);
    }
    await database.start();
    for (const { ended } of fleet)
      expect(await ended.then(({ code, stderr }) => [code, stderr.includes('TDM_') && !stderr.includes('aiting')])).toEqual([0, false]);
    if (ms > 0) expect(said[1]).toContain('going on: ');
    const after = await acknowledged(world.store);
    expect(after).toMatchObject({ exchanges: after.pages, lines: after.pages, counted: after.observations, adrift: 0 });
    expect(after.pages).toBeGreaterThan(before.pages);
    expect(await readableExchanges(world.store)).toBe(after.pages);
    for (const platform of fleetPlatforms) expect(await world.stateOf(platform)).toBe('done');
    expect(await world.contents()).toEqual(wanted);
    await world.close();
  },
);
