import { describe, expect, test } from 'vitest';
import { crashPoints } from '../../src/store/index.ts';
import type { CrashPoint } from '../../src/store/index.ts';
import type { SimulatorOptions } from '../../src/sim/index.ts';
import { createFleetWorld, fleetPlatforms, livingWorkers, until } from '../support/fleet.ts';
import type { FleetPlatform, FleetWorld } from '../support/fleet.ts';
import { complaintsOf, expectComplete, expectSound, fleetFaults as faults, undisturbed } from '../support/fleet-crash.ts';
import { ownDatabase } from '../support/fleet-database.ts';
import type { Ended } from '../support/tidemark.ts';

const database = await ownDatabase();
const small: SimulatorOptions = { titles: 6, episodes: 30, kakaoTitles: 5, kakaoEpisodes: 20, latencyMs: 2, faults };

const isBeginning = (point: CrashPoint): boolean => /^(run\.opened|plan\.)/.test(point);
const isRelease = (point: CrashPoint): boolean => point.endsWith('-release');
const isEnd = (point: CrashPoint): boolean => point.endsWith('-end');
const placeOf = (point: CrashPoint): number => (isEnd(point) ? 2 : isRelease(point) ? 1 : 0);

/**
 * In the order in which a run comes by them: a task is given back only where an answer concludes nothing, in the second stream. What follows
 * a collection (sealing) and what is no collection (rebuilding) die in tests of their own.
 */
const points = crashPoints.filter((point) => !/^(seal|upload|rebuild|import)\./.test(point)).toSorted((a, b) => placeOf(a) - placeOf(b));

describe('three processes on one database', async () => {
  const calm = await undisturbed(database, small);

  test.for(fleetPlatforms.map((mine, n) => [mine, points.filter((_, at) => at % 2 === n).join(', ')] as const))(
    'of %s one after the other dies, at %s; the others go on, a new one joins: equal to an undisturbed run',
    { timeout: 120_000 },
    async ([mine, list]) => {
      const turns = list.split(', ') as CrashPoint[];
      const other = fleetPlatforms.find((platform) => platform !== mine)!;
      const world = await createFleetWorld({ database, schema: `chain_${mine.slice(0, 5)}`, simulator: small, intervalMs: 2 });
      const steady = world.start(other);
      let doomed = startDoomed(world, mine, turns[0]!);
      for (const [turn, point] of turns.entries()) {
        world.gates[other].allow(10 + 2 * turn);
        // Nobody waits at the door of the other platform for longer than a request may take, and nobody is done there before the end.
        const next = turns[turn + 1];
        let heir: Doomed | null = null;
        if (!isBeginning(point) && next !== undefined) {
          // Whoever dies comes first: the next one joins while it holds what is to be done, and takes it over.
          await reach(world, mine, isRelease(point) ? 'series' : 'titles', doomed);
          heir = startDoomed(world, mine, next);
          await until(`one joins before ${point}`, async () => doomed.dead || heir!.dead || (await livingWorkers(world)) >= 3);
        }
        if (isEnd(point)) world.gates[mine].allow(Infinity);
        while (!doomed.dead && !isEnd(point)) await passOne(world, mine, doomed);
        const { signal, stderr } = await doomed.ended;
        expect({ signal, complaints: complaintsOf(stderr) }, `it did not die at ${point}: ${stderr}`).toEqual({
          signal: 'SIGKILL',
          complaints: [],
        });
        await expectSound(world, point);
        if (next !== undefined) doomed = heir ?? startDoomed(world, mine, next);
      }
      const left = [steady];
      if ((await world.stateOf(mine)) !== 'done') left.push(world.start(mine));
      world.gates[other].allow(Infinity);
      for (const { ended } of left)
        expect(await ended.then(({ code, stderr }) => ({ code, complaints: complaintsOf(stderr) }))).toEqual({ code: 0, complaints: [] });
      await expectComplete(world, calm.contents, mine);
      await world.close();
    },
  );
});

/** A process that dies at a point by itself. */
interface Doomed {
  readonly ended: Promise<Ended>;
  readonly dead: boolean;
}

const startDoomed = (world: FleetWorld, platform: FleetPlatform, point: CrashPoint): Doomed => {
  const { ended } = world.start(platform, { TIDEMARK_CRASH_AT: point });
  const doomed = { ended, dead: false };
  void ended.then(() => (doomed.dead = true));
  return doomed;
};

/** Lets requests through until somebody works on a stream of the platform, or the one that is to die is dead. */
const reach = async (world: FleetWorld, platform: FleetPlatform, stream: string, doomed: Doomed): Promise<void> => {
  const isWorkedOn = async (): Promise<boolean> => {
    const tasks = await world.store.query({
      text: `select from task join run on run.id = run_id where platform = $1 and task.stream = $2 and task.state = 'running'`,
      values: [platform, stream],
    });
    return doomed.dead || tasks.length > 0;
  };
  if (stream === 'titles') return until(`somebody works on ${stream}`, isWorkedOn);
  while (!(await isWorkedOn())) await passOne(world, platform, doomed, isWorkedOn);
};

/** Opens the gate for one more request and waits until it is used, or the one that is to die is dead. */
const passOne = async (world: FleetWorld, platform: FleetPlatform, doomed: Doomed, enough?: () => Promise<boolean>): Promise<void> => {
  const gate = world.gates[platform];
  const allowed = gate.passed + 1;
  gate.allow(allowed);
  const isUsed = (): boolean => doomed.dead || gate.passed >= allowed;
  await until(`request ${allowed} comes`, enough === undefined ? isUsed : async () => isUsed() || (await enough()));
};
