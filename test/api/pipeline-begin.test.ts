import { describe, expect, it, onTestFinished } from 'vitest';
import { handlerForms } from '../../src/pipelines/index.ts';
import { testApi } from '../support/api.ts';
import { fillWebtoons } from '../support/fill.ts';
import { jobsWorld, pipeline, step } from '../support/jobs.ts';
import { pipelineControl } from '../support/pipeline-control.ts';

const report = {
  ...pipeline(step('a')),
  name: 'report',
  parameters: {
    watchlist: { type: 'text', title: 'Watchlist', default: null },
    limit: { type: 'number', title: 'How many', default: 10, min: 1, max: 100 },
    deep: { type: 'boolean', title: 'Deep', default: false },
  },
  schedule: { cron: '0 9 * * *', zone: 'Asia/Seoul', jitterMs: 0, quiet: null, catchUp: 'none' },
} as const;
const collecting = {
  ...pipeline(step('naver', { does: 'collect', with: { platform: 'naver-webtoon', streams: ['titles'] }, pool: 'collect' })),
  name: 'collecting',
};
const broken = { name: 'night', file: '/somewhere/night.yaml', problems: [{ path: [], place: 'zone', message: 'there is none', line: 3 }] };

const signedIn = async () => {
  const world = await jobsWorld();
  const { store, queue } = world;
  const server = await testApi(store, {
    pipelines: pipelineControl(store, queue, { definitions: [report, collecting], broken: [broken] }),
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const headers = await server.signIn();
  const post = async (path: string, body?: unknown) => {
    const { status, json } = await server.ask(`/api/v1${path}`, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
    return [status, json] as const;
  };
  const get = async (path: string) => (await server.get(`/api/v1${path}`)).json;
  return { ...world, server, post, get };
};

describe('a run that a person begins', () => {
  it('has the parameters that were given, read as their types, and the defaults of the others', async () => {
    const { post, get } = await signedIn();
    expect((await get('/pipelines/report')).actions).toEqual(['begin']);
    const [status, { id }] = await post('/pipelines/report/runs', { parameters: { limit: '25', deep: true } });
    expect(status).toBe(201);
    const run = await get(`/pipelines/runs/${id}`);
    expect(run).toMatchObject({ reason: 'person', parameters: { watchlist: null, limit: 25, deep: true }, priority: 10 });
    // About the time since its schedule fired last.
    expect(run.intervalStart).toMatch(/T00:00:00/);
    expect((await post('/pipelines/report/runs'))[0]).toBe(201);
  });

  it('is refused with every parameter that does not fit at its place, and does not begin', async () => {
    const { post, get } = await signedIn();
    const [status, problem] = await post('/pipelines/report/runs', { parameters: { limit: 1000, deep: 'perhaps', nothing: 1 } });
    expect([status, problem.code]).toEqual([400, 'TDM_PARAMETER_INVALID']);
    expect(problem.issues.map(({ path }: { path: string }) => path)).toEqual([
      'body/parameters/limit',
      'body/parameters/deep',
      'body/parameters/nothing',
    ]);
    expect(await post('/pipelines/report/runs', { parameters: { limit: [1] } })).toMatchObject([400, { code: 'TDM_REQUEST_INVALID' }]);
    expect(await post('/pipelines/nothing/runs')).toMatchObject([404, { code: 'TDM_PIPELINE_UNKNOWN' }]);
    expect((await get('/pipeline-runs')).items).toEqual([]);
  });

  it('of days that are past comes once for each interval, behind everything fresh', async () => {
    const { post, get } = await signedIn();
    const days = { from: '2026-08-01', to: '2026-08-03' };
    const [status, { begun, intervals }] = await post('/pipelines/report/backfill', days);
    expect([status, begun.length, intervals]).toEqual([201, 3, 3]);
    expect(await get(`/pipelines/runs/${begun[0]}`)).toMatchObject({
      ...{ reason: 'backfill', priority: 0 },
      ...{ intervalStart: '2026-07-31T00:00:00.000Z', intervalEnd: '2026-08-01T00:00:00.000Z' },
    });
    expect(await post('/pipelines/report/backfill', { ...days, to: '2026-08-04' })).toMatchObject([
      201,
      { intervals: 4, begun: [expect.any(String)] },
    ]);
    expect(await post('/pipelines/report/backfill', { from: '2026-08-03', to: '2026-08-01' })).toMatchObject([
      400,
      { issues: [{ path: 'body/to' }] },
    ]);
    expect(await post('/pipelines/report/backfill', { from: '2020-01-01', to: '2026-08-01' })).toMatchObject([
      400,
      { issues: [{ path: 'body/to' }] },
    ]);
  });
});

describe('what a run would do', () => {
  it('is told step by step, with requests and lanes, and nothing is begun', async () => {
    const { post, get } = await signedIn();
    const [status, { steps }] = await post('/pipelines/report/plan', { parameters: {} });
    expect([status, steps]).toEqual([200, [{ step: 'a', does: 'work', needs: [], pool: 'light', streams: [], closed: [] }]]);
    const planned = await post('/pipelines/collecting/plan');
    expect(planned).toMatchObject([
      200,
      {
        steps: [
          { does: 'collect', streams: [{ stream: 'titles', calls: expect.any(Number), lane: 'naver-webtoon', by: 'least' }], closed: [] },
        ],
      },
    ]);
    expect(await post('/pipelines/report/plan', { parameters: { limit: 0 } })).toMatchObject([400, { code: 'TDM_PARAMETER_INVALID' }]);
    expect((await get('/pipeline-runs')).items).toEqual([]);
  });
});

describe('runs of the past', () => {
  it('are all listed, by page, by state and by pipeline', async () => {
    const { post, get, store } = await signedIn();
    await post('/pipelines/report/backfill', { from: '2026-08-01', to: '2026-08-05' });
    await store.query("update pipeline_run set state = 'failed' where id in (2, 4)");
    const first = await get('/pipeline-runs?limit=2');
    const second = await get(`/pipeline-runs?limit=2&cursor=${first.next}`);
    const third = await get(`/pipeline-runs?limit=2&cursor=${second.next}`);
    const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }: { id: string }) => Number(id)));
    expect([ids, third.next]).toEqual([ids.toSorted((a, b) => b - a), null]);
    expect(ids).toHaveLength(5);
    expect((await get('/pipeline-runs?state=failed')).items.map(({ id }: { id: string }) => id)).toEqual(['4', '2']);
    expect((await get('/pipeline-runs?pipeline=other')).items).toEqual([]);
    expect((await get(`/pipeline-runs?state=failed&cursor=${first.next}`)).code).toBe('TDM_REQUEST_INVALID');
    expect((await get('/pipelines')).broken).toEqual([
      { name: 'night', file: 'night.yaml', problems: [{ place: 'zone', line: 3, message: 'there is none' }] },
    ]);
  });
});

describe('tasks of a collection that failed', () => {
  const failed = async () => {
    const world = await signedIn();
    const { store } = world;
    await fillWebtoons(store, { series: 1, episodes: 1, days: 1 });
    await store.query(`
      update run set state = 'failed', day = (now() at time zone zone)::date,
        selection = '{"streams": ["titles", "episodes"], "targets": ["7", "8"], "watchlist": null}'`);
    await store.query(`
      insert into task (run_id, stream, batch, targets, state, error_code, error_message)
      select id, 'episodes', n, array[n::text], case when n = 1 then 'done' else 'failed' end, 'TDM_HOST_UNREACHABLE', 'no answer'
      from run, generate_series(1, 3) n`);
    return world;
  };

  it('stand in the queue, and are tried again by a run that asks for the same', async () => {
    const { post, get } = await failed();
    const { failedTasks, actions } = await get('/queue');
    expect(actions).toContain('retry');
    expect(failedTasks).toMatchObject([{ runId: '1', failed: 2, tasks: 3, isToday: true, error: { code: 'TDM_HOST_UNREACHABLE' } }]);
    const [status, { id }] = await post('/runs/1/retry');
    const run = await get(`/pipelines/runs/${id}`);
    expect([status, run.pipeline, run.steps[0].with]).toEqual([
      201,
      'failed-tasks',
      { platform: 'naver-webtoon', streams: ['titles', 'episodes'], targets: ['7', '8'] },
    ]);
    expect(handlerForms.collect.check(run.steps[0].with)).toBeNull();
  });

  it('of a step of a pipeline are tried again by its run, with the steps behind it', async () => {
    const { store, post, get, create, workOn } = await failed();
    const runId = await create(pipeline(step('a'), step('b', { needs: ['a'] })));
    await workOn({
      work: () => {
        throw new Error('no luck');
      },
    });
    await store.query({ text: 'update run set asked_by = $1', values: [`${runId}/a`] });
    const [, { id }] = await post('/runs/1/retry');
    expect(await get(`/pipelines/runs/${id}`)).toMatchObject({ repeats: runId, pipeline: 'daily' });
  });

  it('are not tried again once their day is over, or another collection has asked for the same', async () => {
    const { store, post, get } = await failed();
    await store.query("update run set day = day - 1, started_at = started_at - interval '1 day'");
    expect(await post('/runs/1/retry')).toMatchObject([409, { code: 'TDM_RUN_DAY_OVER' }]);
    expect((await get('/queue')).failedTasks).toMatchObject([{ isToday: false }]);
    await store.query(`
      insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, started_at)
      select workspace_id, platform, origin, streams, day + 1, zone, selection, selection_key, 'done', version, started_at + interval '1 day' from run`);
    expect((await get('/queue')).failedTasks).toEqual([]);
    expect(await post('/runs/2/retry')).toMatchObject([409, { code: 'TDM_RUN_OVER' }]);
    expect(await post('/runs/99/retry')).toMatchObject([404, { code: 'TDM_RUN_UNKNOWN' }]);
  });
});

describe('pools', () => {
  it('are given slots, also none', async () => {
    const { server, get } = await signedIn();
    const headers = await server.signIn();
    const put = async (name: string, slots: unknown) => {
      const { status, json } = await server.ask(`/api/v1/pools/${name}`, { method: 'PUT', headers, body: { slots } });
      return [status, json] as const;
    };
    expect(await put('heavy', 0)).toEqual([200, { name: 'heavy', slots: 0 }]);
    expect(await put('night', 3)).toEqual([200, { name: 'night', slots: 3 }]);
    expect((await get('/queue')).pools).toMatchObject([
      { name: 'collect' },
      { name: 'heavy', slots: 0 },
      { name: 'light' },
      { name: 'night', slots: 3 },
    ]);
    for (const [name, slots] of [
      ['heavy', -1],
      ['heavy', 1.5],
      ['heavy', 1e6],
      ['heavy', '2'],
    ] as const)
      expect(await put(name, slots)).toMatchObject([400, { code: 'TDM_REQUEST_INVALID' }]);
    expect(await put('No%20name', 1)).toMatchObject([400, { code: 'TDM_POOL_INVALID' }]);
  });
});
