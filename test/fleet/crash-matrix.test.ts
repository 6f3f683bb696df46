import { describe, expect, test } from 'vitest';
import { crashPoints } from '../../src/store/index.ts';
import type { CrashPoint } from '../../src/store/index.ts';
import type { SimulatorOptions } from '../../src/sim/index.ts';
import { createFleetWorld, fleetPlatforms, livingWorkers, until } from '../support/fleet.ts';
import type { FleetPlatform, FleetWorld } from '../support/fleet.ts';
import { complaintsOf, expectComplete, expectSound, fleetFaults as faults, undisturbed } from '../support/fleet-crash.ts';
import { ownDatabase } from '../support/fleet-database.ts';
import type { Running } from '../support/tidemark.ts';

const database = await ownDatabase();
const small: SimulatorOptions = { titles: 6, episodes: 30, kakaoTitles: 5, kakaoEpisodes: 20, latencyMs: 2, faults };

/** What follows a collection (sealing) and what is no collection (rebuilding) die in tests of their own. */
const points = crashPoints.filter((point) => !/^(seal|upload|rebuild|import)\./.test(point));

/** These are passed by one process of a run only, or by each when nothing is left to do: the one that dies there has its platform to itself. */
const alone: ReadonlySet<CrashPoint> = new Set(['plan.before-commit', 'run.before-end', 'run.after-end']);

describe('three processes on one database', async () => {
  const calm = await undisturbed(database, small);

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
      for (const { ended } of all)
        expect(await ended.then(({ code, stderr }) => ({ code, complaints: complaintsOf(stderr) })), point).toEqual({
          code: 0,
          complaints: [],
        });
      await expectComplete(world, calm.contents, point);
      await world.close();
    },
  );
});

/** Opens the gate for one more request and waits until it is used, or the one that is to die is dead. */
const passOne = (world: FleetWorld, platform: FleetPlatform, allowed: number, dead: () => boolean): Promise<void> => {
  world.gates[platform].allow(allowed);
  return until(`request ${allowed} comes`, () => dead() || world.gates[platform].passed >= allowed);
};
