import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { testApi } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { jobsWorld, pipeline, step } from '../support/jobs.ts';
import { pipelineControl } from '../support/pipeline-control.ts';
import { fillPipelines, pricesHourly, webtoonsDaily } from '../support/pipelines.ts';

const unused = {
  broken: async () => [],
  plan: () => Promise.reject(new Error('nobody plans here')),
  begin: () => Promise.reject(new Error('nobody begins here')),
  cancel: () => Promise.reject(new Error('nobody cancels here')),
  rerun: () => Promise.reject(new Error('nobody reruns here')),
};

describe('pipelines over HTTP', async () => {
  const { store } = await testStore();
  const worker = await store.worker('test', { collect: 8, heavy: 1, light: 2 });
  const now = Date.parse('2026-11-21T00:40:00Z');
  const ids = await fillPipelines(store, { days: 6, now, worker: worker.id });
  const never = { ...pricesHourly, name: 'never-ran', title: 'Never ran' };
  const server = await testApi(store, { pipelines: { definitions: async () => [webtoonsDaily, never], ...unused } });
  afterAll(() => server[Symbol.asyncDispose]());
  const get = async (path: string) => {
    const { status, json } = await server.get(`/api/v1${path}`);
    expect([path, status]).toEqual([path, 200]);
    return json;
  };

  it('are listed with their newest runs and when the next begins', async () => {
    const { items } = await get('/pipelines');
    expect(items.map(({ name, nextAt, isPaused }: Record<string, unknown>) => [name, nextAt, isPaused])).toEqual([
      ['creators-daily', '2026-11-21T21:30:00.000Z', false],
      ['never-ran', null, false],
      ['prices-hourly', null, true],
      ['webtoons-daily', '2026-11-22T00:00:00.000Z', false],
    ]);
    expect(items[3].runs[0]).toMatchObject({ id: ids.webtoons, state: 'running', intervalEnd: '2026-11-21T00:00:00.000Z' });
    expect((await get('/schedules')).items).toHaveLength(3);
  });

  it('have a grid of intervals and steps', async () => {
    const { definition, grid } = await get('/pipelines/webtoons-daily?intervals=3');
    expect(definition.steps[2]).toMatchObject({ name: 'totals', needs: ['naver', 'kakao'], pool: 'heavy' });
    expect(grid.map(({ steps }: { steps: { state: string }[] }) => steps.map(({ state }) => state).join(' '))).toEqual([
      'done done done running blocked',
      'done done done done done',
      'done done done done done',
    ]);
    expect(await get('/pipelines/never-ran')).toMatchObject({ runs: [], grid: [], title: 'Never ran' });
  });

  it('say of a failed run what to do, with the words of the catalogue', async () => {
    const run = await get(`/pipelines/runs/${ids.failed}`);
    expect(run.error).toMatchObject({ code: 'TDM_HOST_UNREACHABLE', next: expect.stringMatching(/network/) });
    expect(run.steps[1].attempts).toHaveLength(3);
    const { items, next } = await get(`/pipelines/runs/${ids.failed}/steps/kakao/log?level=error&limit=2&direction=desc`);
    expect(items.map(({ attempt, level }: Record<string, unknown>) => [attempt, level])).toEqual([
      [3, 'error'],
      [2, 'error'],
    ]);
    const rest = await get(`/pipelines/runs/${ids.failed}/steps/kakao/log?level=error&limit=2&direction=desc&cursor=${next}`);
    expect(rest).toMatchObject({ items: [{ attempt: 1 }], next: null });
  });

  it('wait for what the queue says, held by those the workers name', async () => {
    const { waiting } = await get('/queue');
    const { wait } = waiting.find((each: Record<string, unknown>) => each['step'] === 'changes');
    expect(wait).toMatchObject({ for: 'slot', holders: [{ step: 'seal', workerId: worker.id }] });
    const { items } = await get('/workers');
    expect(items).toMatchObject([{ id: worker.id, isAlive: true, steps: [{ step: 'seal', runId: ids.webtoons }] }]);
  });

  it.each([
    ['/pipelines/nothing', 404, 'TDM_NOT_FOUND'],
    ["/pipelines/'%20or%201=1", 404, 'TDM_NOT_FOUND'],
    ['/pipelines/webtoons-daily?intervals=0', 400, 'TDM_REQUEST_INVALID'],
    ['/pipelines/webtoons-daily?intervals=1e9', 400, 'TDM_REQUEST_INVALID'],
    ['/pipelines/runs/0', 400, 'TDM_REQUEST_INVALID'],
    ['/pipelines/runs/999999', 404, 'TDM_NOT_FOUND'],
    ['/pipelines/runs/999999/steps/naver/log', 404, 'TDM_NOT_FOUND'],
    ['/pipelines/runs/1/steps/nothing/log', 404, 'TDM_NOT_FOUND'],
    ['/pipelines/runs/1/steps/naver/log?cursor=x', 400, 'TDM_REQUEST_INVALID'],
    ['/pipelines/runs/1/steps/naver/log?attempt=-1', 400, 'TDM_REQUEST_INVALID'],
    ['/pipelines/runs/1/steps/naver/log?level=loud', 400, 'TDM_REQUEST_INVALID'],
    ['/pipelines/runs/1/steps/naver/log?limit=501', 400, 'TDM_REQUEST_INVALID'],
  ] as const)('are not asked for %s', async (path, status, code) => {
    const answer = await server.get(`/api/v1${path}`);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
  });

  it('of another workspace are not shown', async () => {
    await store.query(`
      insert into workspace (id, name) values ('other', 'Other');
      insert into pipeline_run (workspace_id, pipeline, definition, version, interval_start, interval_end, reason, parameters, settings)
      values ('other', 'secret', '{"steps": []}', 'test', now(), now(), 'person', '{}', '{}')`);
    const [hidden] = await store.query<{ id: string }>("select id::text as id from pipeline_run where pipeline = 'secret'");
    expect((await server.get(`/api/v1/pipelines/runs/${hidden!.id}`)).status).toBe(404);
    expect((await server.get('/api/v1/pipelines/secret')).status).toBe(404);
    expect(JSON.stringify([await get('/pipelines'), await get('/queue')])).not.toContain('secret');
  });
});

describe('what a person does about runs', () => {
  /** A run whose step `a` has failed, `b` behind it, and `c` done. */
  const failedRun = async () => {
    const world = await jobsWorld();
    const { store, queue, hooks, create, workOn } = world;
    const runId = await create(pipeline(step('a'), step('b', { needs: ['a'] }), step('c')));
    await workOn({
      work: (context) => {
        if (context.step === 'a') throw new Error('no luck');
        return {};
      },
    });
    const server = await testApi(store, {
      pipelines: pipelineControl(store, queue, { version: '1' }, hooks),
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const headers = await server.signIn();
    const post = async (path: string, body?: unknown) => {
      const { status, json } = await server.ask(`/api/v1${path}`, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
      return [status, json] as const;
    };
    return { ...world, server, runId, post };
  };

  it('begins what failed again, once it has ended, and ends it', async () => {
    const { runId, post, stateOf, server } = await failedRun();
    expect((await server.get(`/api/v1/pipelines/runs/${runId}`)).json.actions).toEqual(['rerun']);
    const [status, { id }] = await post(`/pipelines/runs/${runId}/rerun`, { failedOnly: true });
    expect([status, await stateOf(id)]).toEqual([201, { run: 'queued', a: 'ready', b: 'blocked', c: 'done' }]);
    expect((await server.get(`/api/v1/pipelines/runs/${id}`)).json).toMatchObject({ repeats: runId, reason: 'rerun', actions: ['cancel'] });
    expect(await post(`/pipelines/runs/${id}/rerun`, {})).toMatchObject([409, { code: 'TDM_RUN_OPEN' }]);
    expect(await post(`/pipelines/runs/${id}/cancel`)).toEqual([200, { id }]);
    expect(await stateOf(id)).toEqual({ run: 'cancelled', a: 'cancelled', b: 'cancelled', c: 'done' });
    expect(await post(`/pipelines/runs/${id}/cancel`)).toMatchObject([409, { code: 'TDM_RUN_OVER' }]);
  });

  it('begins again from a step on', async () => {
    const { runId, post, stateOf } = await failedRun();
    const [, { id }] = await post(`/pipelines/runs/${runId}/rerun`, { from: 'c' });
    expect(await stateOf(id)).toEqual({ run: 'queued', a: 'ready', b: 'blocked', c: 'ready' });
    const [, { id: whole }] = await post(`/pipelines/runs/${runId}/rerun`, {});
    expect(await stateOf(whole)).toEqual({ run: 'queued', a: 'ready', b: 'blocked', c: 'ready' });
  });

  it('is refused for what there is not', async () => {
    const { runId, post } = await failedRun();
    expect(await post('/pipelines/runs/999999/cancel')).toMatchObject([404, { code: 'TDM_NOT_FOUND' }]);
    expect(await post('/pipelines/runs/999999/rerun', {})).toMatchObject([404, { code: 'TDM_NOT_FOUND' }]);
    expect(await post(`/pipelines/runs/${runId}/rerun`, { from: 'nothing' })).toMatchObject([400, { code: 'TDM_STEP_UNKNOWN' }]);
    expect(await post(`/pipelines/runs/${runId}/rerun`, { failedOnly: 'yes' })).toMatchObject([400, { code: 'TDM_REQUEST_INVALID' }]);
    expect(await post('/schedules/999999/pause')).toMatchObject([404, { code: 'TDM_NOT_FOUND' }]);
  });
});
