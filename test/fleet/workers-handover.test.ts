import { expect, test } from 'vitest';
import { acknowledged } from '../support/compare.ts';
import { until } from '../support/fleet.ts';
import { complaintsOf } from '../support/fleet-crash.ts';
import { ownDatabase } from '../support/fleet-database.ts';
import { tidemark } from '../support/tidemark.ts';
import { creatorSimulator, workersWorld } from '../support/workers.ts';
import type { CreatorSimulator, RunningWorker, WorkersWorld } from '../support/workers.ts';

const accounts = 5;
const database = await ownDatabase();

/** A run that all steps of which are at work at one worker, and have collected something. */
const underWay = async (
  schema: string,
  simulator: CreatorSimulator,
): Promise<{ world: WorkersWorld; runId: string; worker: RunningWorker }> => {
  const world = await workersWorld({ database, schema, simulator, lastsMs: 40_000 });
  const runId = await world.begin();
  const worker = world.start();
  await until('all steps are under way', async () => (await world.store.query('select from run where pages > 0')).length === 5);
  return { world, runId, worker };
};

const steps = (world: WorkersWorld) =>
  world.store.query<{ step: string; state: string; failures: number }>('select step, state, failures from pipeline_step order by step');

const attempts = (world: WorkersWorld) =>
  world.store.query<{ step: string; state: string; workerId: string }>(
    'select step, state, worker_id::text as "workerId" from step_attempt order by id',
  );

const doneOnce = ['chzzk', 'soop', 'tiktok', 'twitch', 'youtube'].map((step) => ({ step, state: 'done', failures: 0 }));

/** What nobody disturbs, and no lane slows down. */
const undisturbed = async (simulator: CreatorSimulator, schema: string) => {
  const calm = await workersWorld({ database, schema, simulator, lastsMs: 0 });
  await calm.begin();
  const { code, stderr } = await calm.start('--once').ended;
  expect(code, stderr).toBe(0);
  return calm.contents();
};

test(
  'the steps of a worker that is killed run elsewhere within 30 s, and a worker that drains gives its own away without a failure',
  { timeout: 240_000 },
  async () => {
    const simulator = await creatorSimulator(accounts, 10);
    const wanted = await undisturbed(simulator, 'handover_calm');
    const { world, runId, worker: first } = await underWay('handover', simulator);
    const second = world.start();
    await until('the second is there', () => second.said.length > 0);
    const open = (await attempts(world)).filter(({ state }) => state === 'running').map(({ step }) => step);
    expect(open.length).toBeGreaterThan(0);
    first.child.kill('SIGKILL');
    const killedAt = Date.now();
    const begun = () => open.map((step) => second.said.find((line) => line.event === 'begin' && line.step === step));
    await until('its steps run elsewhere', () => begun().every((line) => line !== undefined));
    for (const line of begun()) expect(line!.at - killedAt).toBeLessThan(30_000);

    const third = world.start();
    await until('the third is there', () => third.said.length > 0);
    const before = await world.pages();
    await until('the second has collected something', async () => (await world.pages()) > before);
    const held = (await attempts(world)).filter(({ state }) => state === 'running').map(({ step }) => step);
    expect(held.length).toBeGreaterThan(0);
    second.child.kill('SIGTERM');
    const stoppedAt = Date.now();
    const { code, stderr } = await second.ended;
    // Pages under way have five seconds.
    expect(Date.now() - stoppedAt).toBeLessThan(8000);
    expect({ code, complaints: complaintsOf(stderr).filter((line) => !line.startsWith('finishing the pages')) }).toEqual({
      code: 0,
      complaints: [],
    });
    await world.hurry();
    await until('the run ends', async () => (await world.stateOf(runId)) !== 'running');
    expect(await world.stateOf(runId)).toBe('done');
    expect(await steps(world)).toEqual(doneOnce);
    const all = await attempts(world);
    expect(
      all
        .filter(({ state }) => state === 'lost')
        .map(({ step }) => step)
        .sort(),
    ).toEqual(open.toSorted());
    expect(all.every(({ state }) => ['lost', 'waiting', 'done'].includes(state))).toBe(true);
    expect(await world.contents()).toEqual(wanted);
    const now = await acknowledged(world.store);
    expect(now).toMatchObject({ exchanges: now.pages, lines: now.pages, counted: now.observations, adrift: 0 });
  },
);

test('nothing is asked for a run any more 5 s after it was cancelled', { timeout: 120_000 }, async () => {
  const simulator = await creatorSimulator(accounts, 10);
  const { world, runId, worker } = await underWay('cancelled', simulator);
  const { code, stderr } = await tidemark(['--world', 'sample', 'pipelines', 'cancel', runId, '--json'], world.settings);
  expect(code, stderr).toBe(0);
  await until('its steps have ended', async () => (await world.stateOf(runId)) === 'cancelled');
  // The worker is still there, and has nothing left to ask.
  const [last] = (await simulator.arrivals()).toReversed();
  expect(worker.child.exitCode).toBe(null);
  const [run] = await world.store.query<{ at: Date }>({
    text: 'select cancel_requested_at as at from pipeline_run where id = $1',
    values: [runId],
  });
  const cancelledAt = run!.at.getTime();
  expect(last!.at - cancelledAt).toBeLessThan(5000);
});
