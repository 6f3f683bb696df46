import { expect, test } from 'vitest';
import type { SimulatorOptions } from '../../src/sim/index.ts';
import { createFleetWorld, fleetPlatforms, livingWorkers, seeded, until } from '../support/fleet.ts';
import type { FleetPlatform } from '../support/fleet.ts';
import { complaintsOf, expectComplete, expectSound, fleetFaults as faults, undisturbed } from '../support/fleet-crash.ts';
import { ownDatabase } from '../support/fleet-database.ts';

const kills = 40;
const database = await ownDatabase();
const larger: SimulatorOptions = { titles: 60, episodes: 700, kakaoTitles: 50, kakaoEpisodes: 500, latencyMs: 5, faults };

test(
  `three processes with kill -9 at ${kills} instants and a restart of PostgreSQL end equal to an undisturbed run`,
  { timeout: 240_000 },
  async () => {
    const seed = Number(process.env['TIDEMARK_SEED'] ?? Date.now() % 1_000_000);
    const hint = `TIDEMARK_SEED=${seed}`;
    const random = seeded(seed);
    const calm = await undisturbed(database, larger);
    const world = await createFleetWorld({ database, schema: 'random', simulator: larger, intervalMs: 2 });
    const start = (platform = fleetPlatforms[Math.floor(random() * fleetPlatforms.length)]!) => ({ platform, ...world.start(platform) });
    const fleet = [start('naver-webtoon'), start('kakao-webtoon'), start()];
    let pages = 0;
    for (let kill = 1; kill <= kills; kill++) {
      // No platform may get ahead of the kills: requests beyond its part of the work wait at the gate.
      const allowed = (platform: FleetPlatform): number => Math.floor((calm.requests[platform] * 0.9 * kill) / kills);
      for (const platform of fleetPlatforms) world.gates[platform].allow(allowed(platform));
      const place = Math.floor(random() * fleet.length);
      const { platform, child, ended } = fleet[place]!;
      const gate = world.gates[platform];
      const goal = Math.min(allowed(platform), gate.passed + 1 + Math.floor((random() * calm.requests[platform]) / kills));
      await until(`${hint}: the work goes on before kill ${kill}`, () => gate.passed >= goal || child.exitCode !== null);
      child.kill('SIGKILL');
      const { stderr } = await ended;
      // Whoever was opening the database at the moment of its restart ends with a word about it; the others wait and say so.
      expect(
        complaintsOf(stderr).filter((line) => !line.startsWith('TDM_DATABASE_')),
        hint,
      ).toEqual([]);
      const now = await expectSound(world, `${hint}, after kill ${kill}`);
      expect(now, `${hint}, after kill ${kill}`).toBeGreaterThanOrEqual(pages);
      pages = now;
      if (kill === kills / 2) {
        await database.stop('SIGINT');
        await database.start();
      }
      fleet[place] = start();
    }
    // Whoever came after the end would find nothing to resume, and begin a new run.
    await until(`${hint}: the last one joins`, async () => (await livingWorkers(world)) >= fleet.length);
    for (const platform of fleetPlatforms) world.gates[platform].allow(Infinity);
    for (const { ended } of fleet) {
      const { code, stderr } = await ended;
      expect({ code, complaints: complaintsOf(stderr) }, hint).toEqual({ code: 0, complaints: [] });
    }
    await expectComplete(world, calm.contents, hint);
  },
);
