import { expect, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { takeOver, takeStep } from '../../src/jobs/attempts.ts';
import { cancelRun, rerun } from '../../src/jobs/index.ts';
import { jobsWorld, pipeline, step } from '../support/jobs.ts';

const diamond = pipeline(step('a'), step('b', { needs: ['a'] }), step('c', { needs: ['a'] }), step('d', { needs: ['b', 'c'] }));

test('steps are done after what they need, side by side where nothing orders them, and the run ends once', async () => {
  const { create, workOn, stateOf, ends } = await jobsWorld();
  const runId = await create(diamond);
  const done: string[] = [];
  await workOn({ work: (context) => (done.push(context.step), { items: 3, outcomes: { ok: 3 } }) });
  expect(done[0]).toBe('a');
  expect(done.slice(1, 3).sort()).toEqual(['b', 'c']);
  expect(done[3]).toBe('d');
  expect(await stateOf(runId)).toEqual({ run: 'done', a: 'done', b: 'done', c: 'done', d: 'done' });
  expect(ends.map(({ state, error }) => ({ state, error }))).toEqual([{ state: 'done', error: null }]);
});

test('an attempt keeps what it came to, and its log', async () => {
  const { store, create, workOn } = await jobsWorld();
  await create(pipeline(step('a', { with: { platform: '${platform}', most: '${most}', text: 'at most ${most}' } })), {
    parameters: { platform: 'twitch', most: 7 },
  });
  await workOn({
    work: ({ settings, log }) => {
      log('info', 'begun', { settings });
      return { items: 12, bytes: 9_000_000_000, outcomes: { ok: 11, gone: 1 } };
    },
  });
  const [attempt] = await store.query(
    'select state, items, bytes, outcomes, attempt, seat, pool, duration_ms >= 0 as timed, peak_memory_bytes > 0 as measured from step_attempt',
  );
  expect(attempt).toEqual({
    ...{ state: 'done', items: '12', bytes: '9000000000', outcomes: { ok: 11, gone: 1 } },
    ...{ attempt: 1, seat: 0, pool: 'light', timed: true, measured: true },
  });
  expect(await store.query('select level, message, data from step_log')).toEqual([
    { level: 'info', message: 'begun', data: { settings: { platform: 'twitch', most: 7, text: 'at most 7' } } },
  ]);
});

test('a step that fails is tried again as often as it says; what needs it is skipped, the rest is done', async () => {
  const { store, create, workOn, stateOf, ends } = await jobsWorld();
  const runId = await create(pipeline(step('a', { retries: 2 }), step('b', { needs: ['a'] }), step('c')));
  await workOn({
    work: (context) => {
      if (context.step === 'a')
        throw new TidemarkError('TDM_HOST_UNREACHABLE', { host: 'example.com', reason: `attempt ${context.attempt}` });
      return {};
    },
  });
  expect(await stateOf(runId)).toEqual({ run: 'failed', a: 'failed', b: 'skipped', c: 'done' });
  const attempts = await store.query<{ attempt: number; error_code: string }>(
    `select attempt, error_code from step_attempt where step = 'a' order by id`,
  );
  expect(attempts).toEqual([1, 2, 3].map((attempt) => ({ attempt, error_code: 'TDM_HOST_UNREACHABLE' })));
  expect(ends).toHaveLength(1);
  expect(ends[0]!.error).toMatchObject({ step: 'a', code: 'TDM_HOST_UNREACHABLE' });
});

test('what has to wait goes on later, and that is no failure', async () => {
  const { create, workOn, stateOf } = await jobsWorld();
  const runId = await create(pipeline(step('a')));
  let times = 0;
  await workOn({ work: () => (++times < 3 ? { againAt: 0, reason: 'the lane is held' } : {}) });
  expect(times).toBe(3);
  expect(await stateOf(runId)).toEqual({ run: 'done', a: 'done' });
});

test('a pool has as many slots as it has, however many workers want one', async () => {
  const { create, workOn } = await jobsWorld();
  await create(pipeline(...Array.from({ length: 12 }, (_, n) => step(`s${n}`, { pool: 'heavy' }))));
  let now = 0;
  let most = 0;
  let times = 0;
  const work = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    times++;
    return {};
  };
  await Promise.all(Array.from({ length: 4 }, () => workOn({ work })));
  expect({ most, times }).toEqual({ most: 1, times: 12 });
});

test('several seats of a step are taken by several workers, and the first that is through makes the others needless', async () => {
  const { create, workOn, stateOf } = await jobsWorld();
  const runId = await create(pipeline(step('a', { seats: 3 })));
  const seats: number[] = [];
  await workOn({ work: ({ seat }) => (seats.push(seat), {}) }, { pools: { light: 1 } });
  expect(seats).toEqual([0]);
  expect(await stateOf(runId)).toEqual({ run: 'done', a: 'done' });
});

test('a worker of another version takes nothing', async () => {
  const { create, workOn, stateOf } = await jobsWorld();
  const runId = await create(pipeline(step('a')));
  await workOn({ work: () => ({}) }, { version: '2' });
  expect(await stateOf(runId)).toEqual({ run: 'queued', a: 'ready' });
  await workOn({ work: () => ({}) });
  expect(await stateOf(runId)).toEqual({ run: 'done', a: 'done' });
});

test('a cancelled run stops its handlers and takes back what waits', async () => {
  const { store, queue, create, workOn, stateOf, hooks, ends } = await jobsWorld();
  const runId = await create(pipeline(step('a'), step('b', { needs: ['a'] }), step('c', { pool: 'heavy' })));
  await workOn(
    {
      work: async ({ stop }) => {
        await cancelRun(store, queue, runId, hooks);
        await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
        return { items: 1 };
      },
    },
    { pools: { light: 1 } },
  );
  expect(await stateOf(runId)).toEqual({ run: 'cancelled', a: 'cancelled', b: 'cancelled', c: 'cancelled' });
  expect(ends.map(({ state }) => state)).toEqual(['cancelled']);
  await expect(cancelRun(store, queue, runId)).rejects.toMatchObject({ code: 'TDM_RUN_OVER' });
});

test('a step that takes too long is stopped and has failed', async () => {
  const { store, create, workOn, stateOf } = await jobsWorld();
  const runId = await create(pipeline(step('a', { timeoutMs: 50 })));
  await workOn({
    work: async ({ stop }) => {
      await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
      return { items: 4 };
    },
  });
  expect(await stateOf(runId)).toEqual({ run: 'failed', a: 'failed' });
  expect(await store.query('select error_code, items from step_attempt')).toEqual([{ error_code: 'TDM_STEP_TIMEOUT', items: '4' }]);
});

test('what a dead worker was doing is done by another one, and what the dead one says then changes nothing', async () => {
  const { store, again, create, workOn, stateOf } = await jobsWorld();
  const runId = await create(pipeline(step('a')));
  const other = await again({ poolSize: 12 });
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const dying = workOn(
    { work: async () => (begun.resolve(), await finish.promise, { items: 1 }) },
    { store: other, pools: { light: 1 } },
  ).catch(() => undefined);
  await begun.promise;
  // Its lock is gone, as it is when its machine is.
  await store.query(`
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and classid = (hashtext(current_schema())::bigint & 4294967295)::oid
      and objid = (select worker_id::oid from step_attempt where state = 'running')`);
  await expect
    .poll(async () => (await store.query(`select 1 from step_attempt where state = 'running' and not worker_alive(worker_id)`)).length)
    .toBe(1);
  await workOn({ work: () => ({ items: 2 }) });
  expect(await stateOf(runId)).toEqual({ run: 'done', a: 'done' });
  finish.resolve();
  await dying;
  expect(await store.query('select state, items from step_attempt order by id')).toEqual([
    { state: 'lost', items: '0' },
    { state: 'done', items: '2' },
  ]);
  await other.close();
});

test('a step that kills its workers fails after five of them, and one whose workers die but bring it further goes on', async () => {
  const { store, queue, create, hooks, stateOf, ends } = await jobsWorld();
  const runId = await create(pipeline(step('a'), step('b')));
  const pages: Record<string, number> = { a: 0, b: 0 };
  const reached = async (_: unknown, _runId: string, name: string) => ({
    ...{ outcomes: { ok: pages[name]! }, items: pages[name]!, bytes: pages[name]!, collections: [], peakMemoryBytes: 0 },
  });
  const context = { store, queue, ...hooks, reached };
  for (let death = 1; death <= 8; death++) {
    const worker = await store.worker('1');
    for (const _ of 'ab') await takeStep(context, { pool: 'light', version: '1', workerId: worker.id });
    await worker.close();
    pages['b']! += 1;
    expect(await takeOver(context)).toBe(death <= 5 ? 2 : 1);
    expect(await stateOf(runId)).toEqual({ run: 'running', a: death < 5 ? 'ready' : 'failed', b: 'ready' });
  }
  expect(await store.query(`select bytes::int from step_attempt where step = 'b' order by id`)).toEqual(
    Array.from({ length: 8 }, (_, n) => ({ bytes: n + 1 })),
  );
  expect(ends).toEqual([]);
});

test('a run is done again from a step on, or only what is not done', async () => {
  const { store, queue, create, workOn, stateOf } = await jobsWorld();
  const first = await create(diamond);
  await workOn({ work: (context) => (context.step === 'c' ? Promise.reject(new Error('broken')) : {}) });
  expect(await stateOf(first)).toEqual({ run: 'failed', a: 'done', b: 'done', c: 'failed', d: 'skipped' });
  const again = async (choice: { from?: string; failedOnly?: boolean }) => {
    const done: string[] = [];
    const id = await rerun(store, queue, { runId: first, version: '1', ...choice });
    await workOn({ work: (context) => (done.push(context.step), {}) });
    expect((await stateOf(id))['run']).toBe('done');
    return done.sort();
  };
  expect(await again({ failedOnly: true })).toEqual(['c', 'd']);
  expect(await again({ from: 'b' })).toEqual(['b', 'c', 'd']);
  expect(await again({})).toEqual(['a', 'b', 'c', 'd']);
  await expect(rerun(store, queue, { runId: first, version: '1', from: 'x' })).rejects.toMatchObject({ code: 'TDM_STEP_UNKNOWN' });
  await expect(rerun(store, queue, { runId: '999', version: '1' })).rejects.toMatchObject({ code: 'TDM_RUN_UNKNOWN' });
});

test('fresh work goes before a backfill', async () => {
  const { create, workOn } = await jobsWorld();
  await create(pipeline(step('old')), { reason: 'backfill' });
  await create(pipeline(step('new')));
  const done: string[] = [];
  await workOn({ work: (context) => (done.push(context.step), {}) }, { pools: { light: 1 } });
  expect(done).toEqual(['new', 'old']);
});

test('a pipeline that names an unknown pool is refused whole', async () => {
  const { store, create } = await jobsWorld();
  await expect(create(pipeline(step('a', { pool: 'huge' })))).rejects.toMatchObject({ code: 'TDM_POOL_UNKNOWN' });
  expect(await store.query('select 1 from pipeline_run')).toEqual([]);
});
