import { describe, expect, it } from 'vitest';
import {
  findPipeline,
  findPipelineRun,
  listPipelines,
  listSchedules,
  listWorkers,
  stepLog,
  stepQueue,
  waitOf,
} from '../../src/insight/index.ts';
import type { PipelineStepState, Surroundings, WaitingStep } from '../../src/insight/index.ts';
import { testStore } from '../support/database.ts';
import * as jobs from '../support/jobs.ts';
import { creatorsDaily, fillPipelines, webtoonsDaily } from '../support/pipelines.ts';

const now = Date.parse('2026-11-21T00:40:00Z');
const workspaceId = 'main';

describe('questions about pipelines', async () => {
  const { store } = await testStore();
  const worker = await store.worker('test', { collect: 8, heavy: 1, light: 2 });
  // What goes on later is told from the clock of the database.
  const [clock] = await store.query<{ ms: number }>('select extract(epoch from now())::float8 * 1000 as ms');
  const ids = await fillPipelines(store, { days: 30, now, worker: worker.id });
  await store.query({
    text: "update pipeline_step set ready_at = to_timestamp($1 / 1000.0) where run_id = $2 and step = 'offers'",
    values: [clock!.ms + 3_600_000, ids.prices],
  });

  it('list every pipeline by name with its newest runs, also one that is known and never ran', async () => {
    const known = { ...webtoonsDaily, name: 'alone', title: 'Never ran' };
    const pipelines = await listPipelines(store, workspaceId, [known, webtoonsDaily]);
    expect(pipelines.map(({ name, title, runs, isPaused }) => [name, title, runs.length, isPaused])).toEqual([
      ['alone', 'Never ran', 0, false],
      ['creators-daily', creatorsDaily.title, 10, false],
      ['prices-hourly', 'Prices and places in shopping search', 10, true],
      ['webtoons-daily', webtoonsDaily.title, 10, false],
    ]);
    expect(pipelines.map(({ nextAt }) => nextAt?.toISOString() ?? null)).toEqual([
      null,
      '2026-11-21T21:30:00.000Z',
      null,
      '2026-11-22T00:00:00.000Z',
    ]);
    expect(pipelines[3]!.runs[0]).toMatchObject({ id: ids.webtoons, state: 'running' });
    expect(await listPipelines(store, 'other', [])).toEqual([]);
  });

  it('tell one run an interval, the repetition where a run was repeated', async () => {
    const found = await findPipeline(store, { workspaceId, name: 'webtoons-daily', known: [], intervals: 30 });
    expect(found!.grid).toHaveLength(30);
    expect(new Set(found!.grid.map(({ intervalStart }) => intervalStart.getTime())).size).toBe(30);
    expect(found!.grid.find(({ id }) => id === ids.failed)).toBeUndefined();
    expect(found!.grid.find(({ id }) => id === ids.repeated)).toMatchObject({ state: 'done', reason: 'rerun', repeats: ids.failed });
    expect(found!.definition!.steps.map(({ name }) => name)).toEqual(['naver', 'kakao', 'totals', 'seal', 'check']);
    expect((await findPipeline(store, { workspaceId, name: 'webtoons-daily', known: [], intervals: 3 }))!.grid).toHaveLength(3);
    expect(await findPipeline(store, { workspaceId, name: 'nothing', known: [], intervals: 3 })).toBeNull();
    expect(await findPipeline(store, { workspaceId: 'other', name: 'webtoons-daily', known: [], intervals: 3 })).toBeNull();
  });

  it('tell a run with its steps, attempts and seats, what it repeats and what repeats it', async () => {
    const failed = await findPipelineRun(store, workspaceId, ids.failed);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'TDM_HOST_UNREACHABLE' }, schedule: 'default', zone: 'Asia/Seoul' });
    expect(failed!.repeatedBy).toEqual([{ id: ids.repeated, pipeline: 'webtoons-daily', state: 'done' }]);
    const kakao = failed!.steps.find(({ name }) => name === 'kakao')!;
    expect(kakao).toMatchObject({ state: 'failed', failures: 3, attemptsBegun: 3, retries: 2, wait: null });
    expect(kakao.attempts.map(({ attempt, state, outcomes, items }) => [attempt, state, outcomes, items])).toEqual([
      [1, 'failed', { unreachable: 3 }, 3],
      [2, 'failed', { unreachable: 3 }, 3],
      [3, 'failed', { unreachable: 3 }, 3],
    ]);
    expect(failed!.steps.map(({ state }) => state)).toEqual(['done', 'failed', 'skipped', 'skipped', 'skipped']);

    const open = await findPipelineRun(store, workspaceId, ids.webtoons);
    const [naver, , , seal, check] = open!.steps;
    expect(naver!.attempts.map(({ seat, state, workerAlive }) => [seat, state, workerAlive])).toEqual([
      [0, 'lost', false],
      [0, 'done', false],
      [1, 'done', false],
    ]);
    expect(seal!.attempts).toMatchObject([{ state: 'running', workerAlive: true, endedAt: null, durationMs: null }]);
    expect(check!.wait).toEqual({ for: 'needs', steps: [{ name: 'seal', state: 'running' }] });
    expect(await findPipelineRun(store, 'other', ids.webtoons)).toBeNull();
    expect(await findPipelineRun(store, workspaceId, '999999')).toBeNull();
  });

  it('page through a log without a gap, from either end, while it grows', async () => {
    const question = { workspaceId, runId: ids.webtoons, step: 'naver', limit: 100 } as const;
    const read = async (direction: 'asc' | 'desc') => {
      const ids_: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = (await stepLog(store, { ...question, direction, cursor }))!;
        ids_.push(...page.items.map(({ id }) => id));
        await store.query(`insert into step_log (attempt_id, level, message) select max(attempt_id), 'info', 'more' from step_log where attempt_id in
          (select id from step_attempt where run_id = ${ids.webtoons} and step = 'naver')`);
        if (page.next === null || ids_.length > 400) return ids_;
        cursor = page.next;
      }
    };
    const down = await read('desc');
    expect(down).toEqual(down.toSorted((a, b) => Number(b) - Number(a)));
    expect(down).toHaveLength(263);
    const up = await read('asc');
    expect(new Set(up).size).toBe(up.length);
    expect(up).toEqual(expect.arrayContaining(down));
  });

  it('narrow a log to an attempt and to what is grave', async () => {
    const failed = await findPipelineRun(store, workspaceId, ids.failed);
    const attemptId = failed!.steps[1]!.attempts[2]!.id;
    const question = { workspaceId, runId: ids.failed, step: 'kakao', direction: 'asc', limit: 100 } as const;
    const lines = async (more: object) => (await stepLog(store, { ...question, ...more }))!.items.map(({ level }) => level);
    expect(await lines({ attemptId })).toEqual(['info', 'info', 'info', 'info', 'warn', 'error']);
    expect(await lines({ attemptId, level: 'warn' })).toEqual(['warn', 'error']);
    expect(await lines({ level: 'error' })).toEqual(['error', 'error', 'error']);
    // The attempt of another step is none of this one.
    expect((await stepLog(store, { ...question, step: 'naver', attemptId }))!.items).toEqual([]);
    expect(await stepLog(store, { ...question, step: 'nothing' })).toBeNull();
    await expect(stepLog(store, { ...question, cursor: 'abc' })).rejects.toThrow('cursor');
  });

  it('say of each step that waits what it waits for, and who holds it', async () => {
    const { waiting, failed, pools } = await stepQueue(store, workspaceId);
    expect(waiting.map(({ pipeline, step, wait }) => [pipeline, step, wait.for])).toEqual([
      ['creators-daily', 'changes', 'slot'],
      ['prices-hourly', 'offers', 'later'],
      ['webtoons-daily', 'check', 'needs'],
      ['prices-hourly', 'places', 'needs'],
    ]);
    const holder = { runId: ids.webtoons, pipeline: 'webtoons-daily', step: 'seal', workerId: worker.id };
    expect(waiting[0]!.wait).toMatchObject({ for: 'slot', pool: 'heavy', slots: 1, holders: [holder] });
    expect(waiting[1]!.wait).toMatchObject({ because: { code: 'TDM_BUDGET_SPENT' } });
    expect(failed).toEqual([]);
    expect(pools.map(({ name, holders }) => [name, holders.length])).toEqual([
      ['collect', 0],
      ['heavy', 1],
      ['light', 0],
    ]);
  });

  it('name a failed step until its run was repeated', async () => {
    await store.query({ text: 'update pipeline_run set repeats = null where id = $1', values: [ids.repeated] });
    expect((await stepQueue(store, workspaceId)).failed).toMatchObject([
      { runId: ids.failed, step: 'kakao', attempts: 3, error: { code: 'TDM_HOST_UNREACHABLE' } },
    ]);
    await store.query({ text: 'update pipeline_run set repeats = $2 where id = $1', values: [ids.repeated, ids.failed] });
  });

  it('tell who works, at what, and who is dead', async () => {
    await store.query("insert into worker (host, pid, version) values ('shore-9', 77, 'test')");
    const workers = await listWorkers(store, workspaceId);
    expect(workers.map(({ isAlive, pools, steps }) => [isAlive, pools, steps.map(({ step }) => step)])).toEqual([
      [true, { collect: 8, heavy: 1, light: 2 }, ['seal']],
      [false, null, []],
    ]);
    expect((await listSchedules(store, workspaceId)).map(({ pipeline, pausedAt }) => [pipeline, pausedAt !== null])).toEqual([
      ['creators-daily', false],
      ['prices-hourly', true],
      ['webtoons-daily', false],
    ]);
  });

  it('give back a slot whose worker has died', async () => {
    await store.query({
      text: "update step_attempt set worker_id = 999996 where state = 'running' and run_id = $1",
      values: [ids.webtoons],
    });
    const { waiting } = await stepQueue(store, workspaceId);
    expect(waiting.find(({ step }) => step === 'changes')!.wait).toEqual({ for: 'turn' });
    const run = await findPipelineRun(store, workspaceId, ids.webtoons);
    expect(run!.steps[3]!.attempts[0]).toMatchObject({ state: 'running', workerAlive: false });
  });
});

it('a step that cannot come to its end says when it goes on and why, as its worker left it', async () => {
  const { store, create, workOn } = await jobs.jobsWorld();
  const runId = await create(jobs.pipeline(jobs.step('a'), jobs.step('b', { needs: ['a'] })));
  const again = Date.now() + 3_600_000;
  await workOn({ work: () => ({ againAt: again, reason: 'the lane is held' }) });
  const run = await findPipelineRun(store, workspaceId, runId);
  expect(run!.steps[0]).toMatchObject({
    ...{ state: 'ready', failures: 0, attempts: [{ state: 'waiting' }] },
    wait: { for: 'later', because: { code: null, message: 'the lane is held' } },
  });
  const { waiting } = await stepQueue(store, workspaceId);
  const [{ wait }] = waiting as [(typeof waiting)[number]];
  expect(wait.for === 'later' && Math.abs(wait.at.getTime() - again)).toBeLessThan(60_000);
});

describe('a step', () => {
  const at = new Date(now);
  const ready: WaitingStep = {
    ...{ state: 'ready', definition: { needs: ['a', 'b'], pool: 'heavy' }, states: new Map(), version: '1' },
    ...{ readyAt: at, because: null },
  };
  const around: Surroundings = {
    now: at,
    pools: [{ name: 'heavy', slots: 1, holders: [] }],
    versions: ['1', '2'],
    serving: [{ version: '1', pool: 'heavy' }],
  };
  const states = (a: PipelineStepState, b: PipelineStepState) => new Map([['a', a] as const, ['b', b] as const]);

  it.each<[string, Partial<WaitingStep>, Partial<Surroundings>, unknown]>([
    ['waits for its turn', {}, {}, { for: 'turn' }],
    ['waits for a worker when none lives', {}, { versions: [] }, { for: 'worker' }],
    ['is long since ready, while those that serve its pool are busy,', { readyAt: new Date(now - 61_000) }, {}, { for: 'turn' }],
    ['has no worker of its version that serves its pool', { version: '2' }, {}, { for: 'worker' }],
    ['is in a pool that nobody serves', { definition: { needs: [], pool: 'light' } }, {}, { for: 'worker' }],
    ['waits for a worker of its version', { version: '3' }, {}, { for: 'version', version: '3', workers: ['1', '2'] }],
    [
      'waits for a slot of a closed pool',
      {},
      { pools: [{ name: 'heavy', slots: 0, holders: [] }] },
      { for: 'slot', pool: 'heavy', slots: 0, holders: [] },
    ],
    [
      'waits for its instant before all else',
      { readyAt: new Date(now + 1) },
      { versions: [] },
      { for: 'later', at: new Date(now + 1), because: null },
    ],
    [
      'waits for those of its needs that are not done',
      { state: 'blocked', states: states('done', 'running') },
      {},
      { for: 'needs', steps: [{ name: 'b', state: 'running' }] },
    ],
    ['under way waits for nothing', { state: 'running' }, { versions: [] }, null],
  ])('that %s says so', (_, step, surroundings, expected) => {
    expect(waitOf({ ...ready, ...step }, { ...around, ...surroundings })).toEqual(expected);
  });
});
