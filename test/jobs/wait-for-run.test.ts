import { expect, test } from 'vitest';
import { cancelRun } from '../../src/jobs/index.ts';
import { beginning, controller, named } from '../support/controllers.ts';
import { interval, jobsWorld, step } from '../support/jobs.ts';

const never = new AbortController().signal;

test('a chain of controllers longer than its pool has slots comes to its end, with two attempts of each', async () => {
  const world = await jobsWorld();
  const { store, create, workOn, stateOf } = world;
  await store.query("update pool set slots = 1 where name = 'light'");
  const chain = [
    ...Array.from({ length: 6 }, (_, n) => named(`level-${n}`, controller('next', `level-${n + 1}`))),
    named('level-6', step('work')),
  ];
  const top = await create(chain[0]!);
  let worked = 0;
  await workOn({ begin: beginning(world, chain), work: () => (worked++, {}) }, { pools: { light: 3 } });
  expect(worked).toBe(1);
  expect(await stateOf(top)).toEqual({ run: 'done', next: 'done' });
  const [counted] = await store.query(
    'select count(*)::int as runs, count(*) filter (where state = $$done$$)::int as done from pipeline_run',
  );
  expect(counted).toEqual({ runs: 7, done: 7 });
  const attempts = await store.query<{ state: string; times: number }>(
    "select state, count(*)::int as times from step_attempt where step = 'next' group by state order by state",
  );
  expect(attempts).toEqual([
    { state: 'done', times: 6 },
    { state: 'waiting', times: 6 },
  ]);
  expect(await store.query('select 1 from pipeline_step where waits_for is not null')).toEqual([]);
});

test('a controller that waits takes no slot, asks nothing and comes back with the end of its run', async () => {
  const world = await jobsWorld();
  const { store, create, workOn, stateOf } = world;
  const child = named('child', step('work', { pool: 'heavy' }));
  const parent = await create(named('parent', controller('next', 'child')));
  const begin = beginning(world, [child]);
  await workOn({ begin }, { pools: { light: 1 } });
  expect(await stateOf(parent)).toEqual({ run: 'running', next: 'running' });
  // Nobody looks again, however often a worker comes by.
  await workOn({ begin }, { pools: { light: 1 } });
  expect(await store.query("select state from step_attempt where step = 'next'")).toEqual([{ state: 'waiting' }]);
  expect(await store.query("select 1 from step_attempt where state = 'running'")).toEqual([]);
  await workOn({ work: () => ({}) }, { pools: { heavy: 1 } });
  await workOn({ begin }, { pools: { light: 1 } });
  expect(await stateOf(parent)).toEqual({ run: 'done', next: 'done' });
});

test('a run that ends while its controller is giving its slot back is not waited for', async () => {
  const world = await jobsWorld();
  const { create, workOn, stateOf } = world;
  const child = named('child', step('work', { pool: 'heavy' }));
  const parent = await create(named('parent', controller('next', 'child')));
  let times = 0;
  await workOn(
    {
      work: () => ({}),
      begin: async (context) => {
        const result = await beginning(world, [child])(context);
        // Between the look of the step and the end of its attempt.
        if (++times === 1) await workOn({ work: () => ({}) }, { pools: { heavy: 1 } });
        return result;
      },
    },
    { pools: { light: 1 } },
  );
  expect(times).toBe(2);
  expect(await stateOf(parent)).toEqual({ run: 'done', next: 'done' });
});

test('cancelling a run reaches what it began, also while its controller waits without a slot', async () => {
  const world = await jobsWorld();
  const { store, queue, create, workOn, stateOf, hooks, ends } = world;
  const all = [named('middle', controller('down', 'leaf')), named('leaf', step('work', { pool: 'heavy' }))];
  const top = await create(named('top', controller('down', 'middle'), step('after', { needs: ['down'] })));
  await workOn({ begin: beginning(world, all) }, { pools: { light: 1 } });
  await cancelRun(store, queue, top, hooks);
  expect(await stateOf(top)).toEqual({ run: 'cancelled', down: 'cancelled', after: 'cancelled' });
  expect(await store.query('select distinct state from pipeline_run')).toEqual([{ state: 'cancelled' }]);
  expect(ends.map(({ run }) => run.pipeline).sort()).toEqual(['leaf', 'middle', 'top']);
  // Nothing is left that could begin.
  await workOn({ begin: () => Promise.reject(new Error('begun')), work: () => Promise.reject(new Error('begun')) });
});

test('cancelling and ending at the same time, over and over, never has two transactions wait for each other', async () => {
  const world = await jobsWorld();
  const { store, queue, create, workOn, hooks } = world;
  const child = named('child', step('work', { pool: 'heavy' }));
  const parents: string[] = [];
  for (let n = 0; n < 12; n++) parents.push(await create(named('parent', controller('next', 'child'))));
  await workOn({ begin: beginning(world, [child]) }, { pools: { light: 2 } });
  await store.query("update pool set slots = 4 where name = 'heavy'");
  const cancelled = async (): Promise<void> => {
    for (const parent of parents)
      await cancelRun(store, queue, parent, hooks).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'TDM_RUN_OVER' });
      });
  };
  const doing = { begin: beginning(world, [child]), work: () => ({}) };
  await Promise.all([cancelled(), workOn(doing, { pools: { heavy: 4, light: 2 } })]);
  await workOn(doing);
  const left = await store.query("select id, pipeline, state, error_message from pipeline_run where state not in ('cancelled', 'done')");
  expect(left).toEqual([]);
});

test('a controller whose run takes longer than it may fails once, whatever its retries', async () => {
  const world = await jobsWorld();
  const { store, create, workOn, stateOf } = world;
  const child = named('child', step('work', { pool: 'heavy' }));
  const parent = await create(named('parent', controller('next', 'child', { timeoutMs: 3_600_000, retries: 3 })));
  const begin = beginning(world, [child]);
  await workOn({ begin }, { pools: { light: 1 } });
  await store.query("update pipeline_step set started_at = started_at - interval '1 hour'");
  const stop = new AbortController();
  const ended = workOn({ begin }, { pools: { light: 1 }, untilIdle: false, stop: stop.signal, abort: never });
  await expect.poll(async () => (await stateOf(parent))['run'], { timeout: 10_000 }).toBe('failed');
  stop.abort();
  await ended;
  expect(await store.query("select error_code from pipeline_step where step = 'next'")).toEqual([{ error_code: 'TDM_STEP_TIMEOUT' }]);
});

test('a controller whose worker dies over it finds the run it has begun', async () => {
  const world = await jobsWorld();
  const { store, create, workOn, stateOf, queue, hooks } = world;
  const child = named('child', step('work'));
  const parent = await create(named('parent', controller('next', 'child')));
  const { takeOver, takeStep } = await import('../../src/jobs/attempts.ts');
  const worker = await store.worker('1', { light: 1 });
  const attempt = (await takeStep({ store, queue, ...hooks }, { pool: 'light', version: '1', workerId: worker.id }))!;
  const begin = beginning(world, [child]);
  const signals = { stop: never, abort: never };
  await begin({
    ...signals,
    runId: parent,
    pipeline: 'parent',
    step: 'next',
    attempt: attempt.number,
    seat: 0,
    interval,
    settings: { pipeline: 'child' },
    log: () => undefined,
  });
  await worker.close();
  expect(await takeOver({ store, queue, ...hooks })).toBe(1);
  await workOn({ begin, work: () => ({}) });
  expect(await stateOf(parent)).toEqual({ run: 'done', next: 'done' });
  expect(await store.query("select 1 from pipeline_run where pipeline = 'child'")).toHaveLength(1);
});

test('a pipeline that would begin itself again, by whatever way its names came, is refused with the way', async () => {
  const world = await jobsWorld();
  const { store, create, workOn, stateOf } = world;
  const all = [named('a', controller('to', 'b')), named('b', controller('to', 'a'))];
  const top = await create(all[0]!);
  await workOn({ begin: beginning(world, all) });
  expect(await stateOf(top)).toEqual({ run: 'failed', to: 'failed' });
  const [below] = await store.query("select error_code, error_message from pipeline_run where pipeline = 'b'");
  expect(below).toMatchObject({ error_code: 'TDM_PIPELINE_CIRCLE', error_message: expect.stringContaining('a -> b -> a') });
  expect(await store.query('select 1 from pipeline_run')).toHaveLength(2);
});

test('what a backfill begins waits behind everything fresh, too', async () => {
  const world = await jobsWorld();
  const { store, create, workOn } = world;
  await create(named('parent', controller('next', 'child')), { reason: 'backfill' });
  await workOn({ begin: beginning(world, [named('child', step('work', { pool: 'heavy' }))]) }, { pools: { light: 1 } });
  expect(await store.query("select priority from pipeline_run where pipeline = 'child'")).toEqual([{ priority: 0 }]);
});
