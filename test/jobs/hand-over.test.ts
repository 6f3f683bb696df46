import { describe, expect, onTestFinished, test } from 'vitest';
import fc from 'fast-check';
import { cancelRun } from '../../src/jobs/index.ts';
import { takeStep } from '../../src/jobs/attempts.ts';
import { handOver } from '../../src/jobs/hand-over.ts';
import { isNewer } from '../../src/jobs/version.ts';
import { beginning, controller, named } from '../support/controllers.ts';
import { jobsWorld, pipeline, step } from '../support/jobs.ts';

const pools = { light: 1 };

/** A world whose runs version 1 began, and looks of workers of other versions. */
const world = async () => {
  const own = await jobsWorld();
  const { store, queue, hooks } = own;
  const moved: unknown[] = [];
  const look = (version: string, afterMs = 0) =>
    handOver({
      ...{ store, queue, ...hooks, version, afterMs },
      onHandedOver: async (_, each) => void moved.push(each),
      onTrouble: (error) => {
        throw error;
      },
    });
  const living = async (version: string, of: Record<string, number> | null = pools) => {
    const worker = await store.worker(version, of);
    onTestFinished(() => worker.close());
    return worker;
  };
  return { ...own, look, living, moved };
};

describe('a run whose version nobody runs any more', () => {
  test('ends, and a newer version does what was not done, with its interval, priority and parameters', async () => {
    const { store, create, workOn, stateOf, look, moved, ends } = await world();
    const from = await create(pipeline(step('a'), step('b', { needs: ['a'] }), step('c', { pool: 'heavy' })), {
      ...{ reason: 'backfill', parameters: { most: 7 }, settings: { contact: 'x' } },
    });
    await workOn({ work: (context) => (context.step === 'b' ? { againAt: Date.now() + 3_600_000 } : {}) }, { pools });
    expect(await stateOf(from)).toEqual({ run: 'running', a: 'done', b: 'ready', c: 'ready' });

    const [handed] = await look('2');
    expect(handed).toMatchObject({ pipeline: 'daily', from, version: '2' });
    expect(await stateOf(from)).toEqual({ run: 'cancelled', a: 'done', b: 'cancelled', c: 'cancelled' });
    expect(await stateOf(handed!.to)).toEqual({ run: 'queued', a: 'done', b: 'ready', c: 'ready' });
    expect(moved).toEqual([{ from, to: handed!.to, steps: ['b', 'c'] }]);
    const rows = await store.query(
      'select version, reason, priority, parameters, settings, repeats::text as repeats, handed_to::text as next, error_code as code from pipeline_run order by id',
    );
    const kept = { reason: 'backfill', priority: 0, parameters: { most: 7 }, settings: { contact: 'x' } };
    expect(rows).toEqual([
      { ...kept, version: '1', repeats: null, next: handed!.to, code: 'TDM_RUN_HANDED_OVER' },
      { ...kept, version: '2', repeats: from, next: null, code: null },
    ]);
    // It has not come to its end: nobody is told that it has.
    expect(ends).toEqual([]);
    const done: string[] = [];
    await workOn({ work: (context) => (done.push(context.step), {}) });
    expect(done).toEqual([]);
    await workOn({ work: (context) => (done.push(context.step), {}) }, { version: '2' });
    expect(done.sort()).toEqual(['b', 'c']);
    expect((await stateOf(handed!.to))['run']).toBe('done');
    expect(ends.map(({ run }) => run.id)).toEqual([handed!.to]);
  });

  test('is waited for as long as one of its workers may come back, and a moment of one begins the wait anew', async () => {
    const { store, create, look, living } = await world();
    await create(pipeline(step('a')));
    expect(await look('2', 60_000)).toEqual([]);
    const since = async () => (await store.query<{ at: Date | null }>('select unserved_since as at from pipeline_run'))[0]!.at;
    expect(await since()).not.toBe(null);
    await store.query("update pipeline_run set unserved_since = unserved_since - interval '61 seconds'");
    const worker = await living('1');
    expect(await look('2', 60_000)).toEqual([]);
    expect(await since()).toBe(null);
    await worker.close();
    expect(await look('2', 60_000)).toEqual([]);
    await store.query("update pipeline_run set unserved_since = unserved_since - interval '61 seconds'");
    expect(await look('2', 60_000)).toHaveLength(1);
  });

  test('is not kept by a process of its version that does no steps', async () => {
    const { create, look, living } = await world();
    await create(pipeline(step('a')));
    await living('1', null);
    expect(await look('2')).toHaveLength(1);
  });

  test('keeps its attempts under way: versions never mix within a run', async () => {
    const { store, queue, hooks, create, look, living } = await world();
    await create(pipeline(step('a'), step('b')));
    const worker = await living('1');
    expect(await takeStep({ store, queue, ...hooks }, { pool: 'light', version: '1', workerId: worker.id })).not.toBe(null);
    expect(await look('2')).toEqual([]);
    await worker.close();
    // Nobody has taken over what it was at.
    expect(await look('2')).toEqual([]);
    const { takeOver } = await import('../../src/jobs/attempts.ts');
    expect(await takeOver({ store, queue, ...hooks })).toBe(1);
    expect(await look('2')).toHaveLength(1);
  });

  test('is taken by a newer version only, so that two versions in turn do not pass it to and fro', async () => {
    const { store, create, look } = await world();
    await create(pipeline(step('a')), { version: '2.10.0' });
    expect(await look('2.9.0')).toEqual([]);
    expect(await look('2.10.0-rc.1')).toEqual([]);
    expect(await look('2.10.1')).toHaveLength(1);
    for (const version of ['2.9.0', '2.10.0', '2.10.1', '2.9.0']) expect(await look(version)).toEqual([]);
    expect(await store.query('select 1 from pipeline_run')).toHaveLength(2);
  });

  test('is handed over once, however many look at the same time', async () => {
    const { store, again, queue, hooks, create, living } = await world();
    // Whoever looks is there.
    await living('2');
    await living('3');
    for (let n = 0; n < 5; n++) await create(pipeline(step('a'), step('b')));
    await using other = await again();
    const stores = [store, other, store, other, store, other];
    const all = await Promise.all(
      stores.map((each, n) =>
        handOver({
          ...{ store: each, queue, ...hooks, version: n % 2 === 0 ? '2' : '3', afterMs: 0 },
          onTrouble: (error) => expect(error).toBe(null),
        }),
      ),
    );
    expect(all.flat()).toHaveLength(5);
    expect(await store.query('select 1 from pipeline_run')).toHaveLength(10);
    expect(await store.query("select 1 from pipeline_run where state = 'queued' and repeats is not null")).toHaveLength(5);
  });

  test('keeps its place in its schedule, so that the interval is neither planned again nor lost', async () => {
    const { store, create, look } = await world();
    await store.query(
      "insert into schedule (workspace_id, pipeline, name, cron, zone, planned_until) values ('main', 'daily', 'default', '0 9 * * *', 'UTC', now())",
    );
    const from = await create(pipeline(step('a')), { reason: 'schedule', scheduleId: '1' });
    const [handed] = await look('2');
    expect(await store.query('select id::text as id, reason from pipeline_run where schedule_id = 1')).toEqual([
      { id: handed!.to, reason: 'schedule' },
    ]);
    expect(from).not.toBe(handed!.to);
  });

  test('that was cancelled is left to its end', async () => {
    const { store, queue, create, look, stateOf, hooks } = await world();
    const run = await create(pipeline(step('a')));
    await cancelRun(store, queue, run, hooks);
    expect(await look('2')).toEqual([]);
    expect(await stateOf(run)).toEqual({ run: 'cancelled', a: 'cancelled' });
  });
});

test('a controller is handed over with what it began: done runs are not done again, open ones go on, and its end is theirs', async () => {
  const own = await world();
  const { store, create, workOn, stateOf, look } = own;
  const all = [named('first', step('work')), named('second', step('x', { pool: 'heavy' }), step('y', { pool: 'heavy', needs: ['x'] }))];
  const from = await create(named('top', controller('one', 'first'), controller('two', 'second'), step('end', { needs: ['one', 'two'] })));
  let begun = 0;
  // The first has ended, and the step that waits for it has not heard so; of the second one of two steps is done.
  await workOn(
    { begin: (context) => (++begun <= 2 ? beginning(own, all)(context) : { againAt: Date.now() + 3_600_000 }), work: () => ({}) },
    { pools },
  );
  await workOn({ work: (context) => (context.step === 'y' ? { againAt: Date.now() + 3_600_000 } : {}) }, { pools: { heavy: 1 } });
  const handed = await look('2');
  expect(handed.map(({ pipeline: each }) => each)).toEqual(['top', 'second']);
  expect((await stateOf(from))['run']).toBe('cancelled');
  const done: string[] = [];
  await workOn({ begin: beginning(own, all, '2'), work: (context) => (done.push(context.step), {}) }, { version: '2' });
  expect(done).toEqual(['y', 'end']);
  expect((await stateOf(handed[0]!.to))['run']).toBe('done');
  expect(await store.query('select pipeline, version, state from pipeline_run where handed_to is null order by id')).toEqual([
    { pipeline: 'first', version: '1', state: 'done' },
    { pipeline: 'top', version: '2', state: 'done' },
    { pipeline: 'second', version: '2', state: 'done' },
  ]);
});

test('workers of two versions, one after the other: what the old one leaves the new one ends, without a person', async () => {
  const { store, create, workOn, stateOf } = await jobsWorld();
  const run = await create(pipeline(step('a'), step('b', { needs: ['a'] })));
  const drain = new AbortController();
  const events: string[] = [];
  // The old one is drained in the middle of its second step.
  await workOn(
    {
      work: async ({ step: name, stop }) => {
        if (name === 'a') return {};
        drain.abort();
        await new Promise<void>((resolve) => (stop.aborted ? resolve() : stop.addEventListener('abort', () => resolve(), { once: true })));
        return {};
      },
    },
    { untilIdle: false, stop: drain.signal, pools },
  );
  expect(await stateOf(run)).toEqual({ run: 'running', a: 'done', b: 'ready' });
  const stop = new AbortController();
  const working = workOn(
    { work: () => ({ items: 2 }) },
    { version: '2', untilIdle: false, stop: stop.signal, pools, goneAfterMs: 0, onEvent: ({ type }) => void events.push(type) },
  );
  const [next] = await expect
    .poll(() => store.query<{ id: string }>("select id::text as id from pipeline_run where version = '2' and state = 'done'"), {
      timeout: 15_000,
    })
    .toHaveLength(1)
    .then(() => store.query<{ id: string }>("select id::text as id from pipeline_run where version = '2'"));
  stop.abort();
  await working;
  expect(events).toContain('handed-over');
  expect(await stateOf(next!.id)).toEqual({ run: 'done', a: 'done', b: 'done' });
  expect(await store.query('select step, items::int as items from step_attempt where run_id <> $$1$$')).toEqual([{ step: 'b', items: 2 }]);
});

describe('of two versions', () => {
  test.each([
    ['0.2.0', '0.1.0'],
    ['0.10.0', '0.9.9'],
    ['1.0.0', '1.0.0-rc.2'],
    ['1.0.0-rc.10', '1.0.0-rc.9'],
    ['2', '1.9'],
    ['1.0.1', '1.0'],
  ])('%s is newer than %s', (newer, older) => {
    expect([isNewer(newer, older), isNewer(older, newer)]).toEqual([true, false]);
  });

  test('never both are newer, and of three in a row the last is newer than the first', () => {
    const version = fc.stringMatching(/^[0-9a-z]{1,3}(\.[0-9]{1,3}){0,3}(-[a-z0-9.]{1,6})?(\+[a-z]{1,3})?$/);
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(isNewer(a, a)).toBe(false);
        expect(isNewer(a, b) && isNewer(b, a)).toBe(false);
        if (isNewer(b, a) && isNewer(c, b)) expect(isNewer(c, a)).toBe(true);
      }),
    );
  });
});
