import { describe, expect, it, onTestFinished } from 'vitest';
import { testApi } from '../support/api.ts';
import { jobsWorld, pipeline, step } from '../support/jobs.ts';
import { pipelineControl } from '../support/pipeline-control.ts';
import { fillSchedule, webtoonsDaily } from '../support/pipelines.ts';

/** Without a schedule of its own, and with parameters of every type. */
const report = {
  ...pipeline(step('a')),
  name: 'report',
  parameters: {
    watchlist: { type: 'text', title: 'Watchlist', default: null },
    limit: { type: 'number', title: 'How many', default: 10, min: 1, max: 100 },
  },
} as const;

const signedIn = async () => {
  const world = await jobsWorld();
  const { store, queue } = world;
  const server = await testApi(store, { pipelines: pipelineControl(store, queue, { definitions: [webtoonsDaily, report] }) });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const headers = await server.signIn();
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await server.ask(`/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    return [answer.status, answer.text === '' ? null : answer.json] as const;
  };
  return { ...world, server, ask };
};

describe('schedules over HTTP', () => {
  it('are added, changed and removed, and say when they begin next', async () => {
    const { ask } = await signedIn();
    const line = { cron: '30 7 * * MON', zone: 'Europe/Berlin', jitterMs: 60_000, quiet: { from: '23:00', to: '06:00' }, catchUp: 3 };
    const [status, added] = await ask('POST', '/schedules', { pipeline: 'report', name: 'mondays', ...line, parameters: { limit: '5' } });
    expect([status, added]).toMatchObject([
      201,
      { pipeline: 'report', name: 'mondays', ...line, catchUp: '3', parameters: { limit: 5 }, waits: null, isOwn: false },
    ]);
    expect(Date.parse(added.nextAt)).toBeGreaterThan(Date.now());
    expect(await ask('PATCH', `/schedules/${added.id}`, { cron: '0 8 * * *', quiet: null })).toMatchObject([
      200,
      { cron: '0 8 * * *', quiet: null, zone: 'Europe/Berlin', parameters: { limit: 5 } },
    ]);
    const [, { items, zone }] = await ask('GET', `/schedules/${added.id}/starts?count=3`);
    expect([items.length, zone, items[1].interval.start]).toEqual([3, 'Europe/Berlin', items[0].interval.end]);
    expect((await ask('GET', '/schedules'))[1]).toMatchObject({ items: [{ id: added.id, catchUp: '3' }], actions: ['add'] });
    expect(await ask('DELETE', `/schedules/${added.id}`)).toEqual([204, null]);
    expect((await ask('GET', '/schedules'))[1].items).toEqual([]);
  });

  it('are told everything that is wrong with them in one go, each at its place, and nothing is written', async () => {
    const { ask } = await signedIn();
    const wrong = { cron: '61 * * * *', zone: 'Asia/Soul', jitterMs: -1, quiet: { from: '25:00', to: '06:00' }, catchUp: 0 };
    const [status, problem] = await ask('POST', '/schedules', { pipeline: 'report', name: 'x', ...wrong });
    expect([status, problem.code]).toEqual([400, 'TDM_SCHEDULE_INVALID']);
    expect(problem.issues.map(({ path }: { path: string }) => path)).toEqual([
      'body/cron',
      'body/zone',
      'body/jitterMs',
      'body/quiet',
      'body/catchUp',
    ]);
    const values = await ask('POST', '/schedules', { pipeline: 'report', name: 'x', cron: '0 1 * * *', parameters: { limit: 0, no: 1 } });
    expect(values).toMatchObject([
      400,
      { code: 'TDM_PARAMETER_INVALID', issues: [{ path: 'body/parameters/limit' }, { path: 'body/parameters/no' }] },
    ]);
    expect((await ask('GET', '/schedules'))[1].items).toEqual([]);
  });

  it('show when they would begin before they are written down', async () => {
    const { ask } = await signedIn();
    const [status, { items }] = await ask('POST', '/schedules/preview', { cron: '0 9 * * *', zone: 'Asia/Seoul' });
    expect([status, items.length, items[0].at.slice(11, 16)]).toEqual([200, 3, '00:00']);
    expect(await ask('POST', '/schedules/preview', { cron: 'now', zone: 'Asia/Seoul' })).toMatchObject([
      400,
      { issues: [{ path: 'body/cron' }] },
    ]);
  });

  it('are paused and go on; the own one of a pipeline can only be paused', async () => {
    const { store, ask } = await signedIn();
    const id = await fillSchedule(store, webtoonsDaily, { nextAt: 0 });
    expect(await ask('POST', `/schedules/${id}/pause`)).toMatchObject([
      200,
      { nextAt: null, waits: 'paused', isOwn: true, pausedAt: expect.stringMatching(/Z$/) },
    ]);
    const [status, resumed] = await ask('POST', `/schedules/${id}/resume`);
    expect([status, resumed.pausedAt, resumed.waits]).toEqual([200, null, null]);
    expect(Date.parse(resumed.nextAt)).toBeGreaterThan(Date.now());
    expect(await ask('DELETE', `/schedules/${id}`)).toMatchObject([409, { code: 'TDM_SCHEDULE_OWN' }]);
  });

  it('say what keeps them: a line that cannot be read, a pipeline that is gone, a worker that is not there', async () => {
    const { store, ask } = await signedIn();
    const id = await fillSchedule(store, webtoonsDaily, { nextAt: 0 });
    const told = async (): Promise<unknown> => (await ask('GET', '/schedules'))[1].items[0];
    await store.query("update schedule set next_at = now() - interval '1 hour'");
    expect(await told()).toMatchObject({ waits: 'worker', dueAt: expect.stringMatching(/Z$/) });
    await store.query("update schedule set cron = 'nonsense'");
    expect(await told()).toMatchObject({ id, waits: 'invalid', nextAt: null, problem: expect.stringContaining('nonsense') });
    await store.query("update schedule set cron = '0 9 * * *', pipeline = 'gone'");
    expect(await told()).toMatchObject({ waits: 'pipeline', nextAt: null });
  });

  it('are not what there is not, and not those of another workspace', async () => {
    const { store, ask } = await signedIn();
    await store.query("insert into workspace (id, name) values ('other', 'Other')");
    const id = await fillSchedule(store, webtoonsDaily, { nextAt: 0 });
    await store.query("update schedule set workspace_id = 'other'");
    for (const [method, path, body] of [
      ['POST', `/schedules/${id}/pause`],
      ['PATCH', `/schedules/${id}`, { cron: '0 1 * * *' }],
      ['DELETE', `/schedules/${id}`],
      ['GET', `/schedules/${id}/starts`],
      ['POST', '/schedules/999999/resume'],
    ] as const)
      expect([path, await ask(method, path, body)]).toMatchObject([path, [404, { code: 'TDM_NOT_FOUND' }]]);
    expect(await ask('POST', '/schedules', { pipeline: 'nothing', name: 'x', cron: '0 1 * * *' })).toMatchObject([
      404,
      { code: 'TDM_PIPELINE_UNKNOWN' },
    ]);
  });
});
