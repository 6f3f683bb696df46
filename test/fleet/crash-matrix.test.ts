import { describe, expect, test } from 'vitest';
import { crashPoints } from '../../src/store/index.ts';
import type { CrashPoint } from '../../src/store/index.ts';
import type { SimulatorOptions } from '../../src/sim/index.ts';
import { acknowledged, readableExchanges } from '../support/compare.ts';
import { createFleetWorld, fleetPlatforms, livingWorkers, seeded, until } from '../support/fleet.ts';
import type { FleetPlatform, FleetWorld } from '../support/fleet.ts';
import { ownDatabase } from '../support/fleet-database.ts';
import type { Running } from '../support/tidemark.ts';

const kills = 40;
const database = await ownDatabase();

/** Every title's first answer is one that concludes nothing, so tasks are given back; one answer rests the lane. */
const faults: SimulatorOptions['faults'] = [
  { fault: 'redirect-outside', endpoint: 'article/list/info', per: 'url', times: 1 },
  { fault: 'redirect-outside', endpoint: 'kakao/contents', per: 'url', times: 1 },
  { fault: '429', retryAfter: 1, endpoint: 'article/list', after: 5, times: 1 },
  { fault: '429', retryAfter: 1, endpoint: 'kakao/episodes', after: 5, times: 1 },
];
const small: SimulatorOptions = { titles: 10, episodes: 60, kakaoTitles: 8, kakaoEpisodes: 40, latencyMs: 2, faults };
const larger: SimulatorOptions = { titles: 60, episodes: 700, kakaoTitles: 50, kakaoEpisodes: 500, latencyMs: 5, faults };

/** What follows a collection (sealing) and what is no collection (rebuilding) die in tests of their own. */
const points = crashPoints.filter((point) => !/^(seal|upload|rebuild)\./.test(point));

/** These are passed by one process of a run only, or by each when nothing is left to do: the one that dies there has its platform to itself. */
const alone: ReadonlySet<CrashPoint> = new Set(['plan.before-commit', 'run.before-end', 'run.after-end']);

/** What must hold whoever was killed. */
const expectSound = async ({ store }: FleetWorld, hint: string): Promise<number> => {
  const now = await acknowledged(store);
  expect(now, hint).toMatchObject({ exchanges: now.pages, lines: now.pages, counted: now.observations, adrift: 0 });
  return now.pages;
};

const expectComplete = async (world: FleetWorld, wanted: unknown, hint: string): Promise<void> => {
  for (const platform of fleetPlatforms) {
    const ends = await world.finish(platform);
    expect(await world.stateOf(platform), `${hint}: ${ends.map(({ stderr }) => stderr).join()}`).toBe('done');
  }
  const pages = await expectSound(world, hint);
  expect(await readableExchanges(world.store), hint).toBe(pages);
  expect(await world.contents(), hint).toEqual(wanted);
};

/** A world that nothing happens to. Returns what it holds in the end, and how many requests each platform had. */
const undisturbed = async (simulator: SimulatorOptions) => {
  const world = await createFleetWorld({ database, schema: `calm_${simulator.titles}`, simulator, intervalMs: 2 });
  for (const platform of fleetPlatforms) await world.finish(platform);
  const contents = await world.contents();
  const requests = { 'naver-webtoon': world.gates['naver-webtoon'].passed, 'kakao-webtoon': world.gates['kakao-webtoon'].passed };
  await world.close();
  return { contents, requests };
};

describe('three processes on one database', async () => {
  const calm = await undisturbed(small);

  test.for(points.map((point, n) => [point, n] as const))(
    'one dies at %s, the others go on, a new one joins: equal to an undisturbed run',
    { timeout: 60_000 },
    async ([point, n]) => {
      const world = await createFleetWorld({ database, schema: `point_${n}`, simulator: small, intervalMs: 2 });
      const [mine, other] = n % 2 === 0 ? fleetPlatforms : fleetPlatforms.toReversed();
      const all: Running[] = [];
      const doomed = world.start(mine!, { TIDEMARK_CRASH_AT: point });
      let dead = false;
      void doomed.ended.then(() => (dead = true));
      // Whoever dies comes first, and alone until it has begun: some points are passed but once.
      all.push(world.start(other!));
      world.gates[other!].allow(10);
      world.gates[mine!].allow(alone.has(point) ? Infinity : 4);
      await until('the doomed process begins', async () => dead || (await world.stateOf(mine!)) !== null);
      all.push(world.start(alone.has(point) ? other! : mine!));
      await until('the others are at work', async () => (await livingWorkers(world)) >= (dead ? 2 : 3));
      if (!alone.has(point)) for (let allowed = 5; !dead && allowed < 60; allowed++) await passOne(world, mine!, allowed, () => dead);
      const end = await doomed.ended;
      expect(end.signal, `it did not die at ${point}: ${end.stderr}`).toBe('SIGKILL');

      await expectSound(world, point);
      if ((await world.stateOf(mine!)) !== 'done') {
        all.push(world.start(mine!));
        await until('a new process joins', async () => (await livingWorkers(world)) >= 3);
      }
      for (const platform of fleetPlatforms) world.gates[platform].allow(Infinity);
      for (const { ended } of all) expect(await ended.then(({ code, stderr }) => ({ code, stderr }))).toEqual({ code: 0, stderr: '' });
      await expectComplete(world, calm.contents, point);
      await world.close();
    },
  );
});

test(
  `three processes with kill -9 at ${kills} instants and a restart of PostgreSQL end equal to an undisturbed run`,
  { timeout: 240_000 },
  async () => {
    const seed = Number(process.env['TIDEMARK_SEED'] ?? Date.now() % 1_000_000);
    const hint = `TIDEMARK_SEED=${seed}`;
    const random = seeded(seed);
    const calm = await undisturbed(larger);
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

/** Lines of stderr that are no JSON: what a process says that ends by itself. */
const complaintsOf = (stderr: string): string[] => stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));

/** Opens the gate for one more request and waits until it is used, or the one that is to die is dead. */
const passOne = (world: FleetWorld, platform: FleetPlatform, allowed: number, dead: () => boolean): Promise<void> => {
  world.gates[platform].allow(allowed);
  return until(`request ${allowed} comes`, () => dead() || world.gates[platform].passed >= allowed);
};
