import { describe, expect, it } from 'vitest';
import type { LaneReport } from '../../src/net/index.ts';
import { standingClock, testApi } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';
import { keepExchange } from '../support/trace.ts';

const lane: LaneReport = {
  name: 'comic.naver.com',
  intervalMs: 150,
  concurrency: 4,
  setByOperator: false,
  waitingFor: 'backoff',
  until: Date.parse('2026-03-01T12:02:00Z'),
  cause: '429 without Retry-After from comic.naver.com',
  causeAt: Date.parse('2026-03-01T11:59:00Z'),
  incidents: 1,
  budgetUsed: 17,
  permits: 0,
};

describe('the operator', async () => {
  const { store, again } = await testStore();
  await fillWebtoons(store, { series: 2, episodes: 2, days: 3 });
  await store.query(
    `update run set state = 'failed', error_code = 'TDM_RUN_FAILED', error_message = '2 of 9 tasks failed: timeout', finished_at = null where id = 2`,
  );
  const clock = standingClock();

  it('sees runs with what went wrong and what to do', async () => {
    await using server = await testApi(store, { clock });
    const { json } = await server.get('/api/v1/runs?state=failed');
    expect(json.items).toMatchObject([
      {
        id: '2',
        origin: 'simulator',
        day: '2026-02-28',
        zone: 'Asia/Seoul',
        pages: 100,
        finishedAt: null,
        error: { code: 'TDM_RUN_FAILED', message: '2 of 9 tasks failed: timeout', next: expect.stringContaining('tidemark runs show 2') },
        progress: { tasks: 0, done: 0 },
      },
    ]);
    expect(json.next).toBeNull();
    expect((await server.get('/api/v1/runs/2')).json).toMatchObject({
      id: '2',
      version: '0.1.0',
      selection: {},
      streams: [],
      failures: [],
      misfitGroups: [],
      misfits: 0,
    });
    expect((await server.get('/api/v1/runs/9')).json).toMatchObject({ status: 404, code: 'TDM_RUN_UNKNOWN' });
  });

  it('follows a figure to the raw answer it came from', async () => {
    const id = await keepExchange(store, { runId: '1', body: '{"titleList":[]}' });
    const damaged = await keepExchange(store, { runId: '1', body: '{}', frame: Buffer.from('damaged') });
    await using server = await testApi(store, { clock });
    expect((await server.get(`/api/v1/exchanges/${id}`)).json).toEqual({
      id,
      platform: 'naver-webtoon',
      stream: 'titles',
      endpoint: 'weekday',
      url: 'https://comic.naver.com/api',
      status: 200,
      outcome: 'ok',
      note: null,
      at: '2026-03-01T00:00:00.000Z',
      durationMs: 12,
      attempts: 1,
      bytes: 16,
      parserVersion: '1',
      runId: '1',
      body: '{"titleList":[]}',
    });
    expect((await server.get(`/api/v1/exchanges/${damaged}`)).json).toMatchObject({ status: 500, code: 'TDM_SEGMENT_CORRUPT' });
    expect((await server.get('/api/v1/exchanges/999999999999999999')).json).toMatchObject({ status: 404, code: 'TDM_NOT_FOUND' });
  });

  it('sees why a lane waits, and the sources as the command line shows them', async () => {
    await using server = await testApi(store, {
      clock,
      lanesReport: async () => [lane],
      sourcesReport: () => [{ platform: 'naver-webtoon' }],
    });
    expect((await server.get('/api/v1/lanes')).json).toEqual({
      items: [{ ...lane, until: '2026-03-01T12:02:00.000Z', causeAt: '2026-03-01T11:59:00.000Z' }],
    });
    expect((await server.get('/api/v1/sources')).json).toEqual([{ platform: 'naver-webtoon' }]);
    await keepExchange(store, { runId: '3', body: '[]' });
    expect((await server.get('/api/v1/sources/health')).json).toMatchObject({
      items: [{ platform: 'naver-webtoon', stream: 'titles', endpoint: 'weekday', state: 'well', asked: 1, trouble: null }],
      hosts: [],
    });
  });

  it('sees what robots.txt of a host answered, and why the operator allows it', async () => {
    await store.query(`insert into robots (origin, status, fetched_at, reason, expires_at) values
      ('https://read.example', 200, '2026-03-01T11:00:00Z', null, '2026-03-02T11:00:00Z'),
      ('https://silent.example', null, null, 'it does not answer', '2026-03-02T11:00:00Z')`);
    await store.query(`insert into host_permission (host, reason, allowed_at) values
      ('read.example', 'consent of 2026-02-28, file 17', '2026-02-28T00:00:00Z'), ('unasked.example', 'contract 4', '2026-02-27T00:00:00Z')`);
    await using server = await testApi(store, { clock });
    expect((await server.get('/api/v1/sources/health')).json.hosts).toEqual([
      {
        host: 'read.example',
        robots: { status: 200, fetchedAt: '2026-03-01T11:00:00.000Z', trouble: null },
        permission: { reason: 'consent of 2026-02-28, file 17', allowedAt: '2026-02-28T00:00:00.000Z' },
      },
      { host: 'silent.example', robots: { status: null, fetchedAt: null, trouble: 'it does not answer' }, permission: null },
      { host: 'unasked.example', robots: null, permission: { reason: 'contract 4', allowedAt: '2026-02-27T00:00:00.000Z' } },
    ]);
  });

  it('scrapes metrics of requests, runs, volumes and lanes', async () => {
    await using server = await testApi(store, { clock, lanesReport: async () => [lane] });
    await server.get('/api/v1/runs/1');
    await server.get('/api/v1/runs/2');
    const { text, headers } = await server.get('/metrics');
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    for (const line of [
      'tidemark_http_request_seconds_count{method="GET",route="/api/v1/runs/:id",status="200"} 2',
      'tidemark_runs{platform="naver-webtoon",state="done"} 2',
      'tidemark_runs{platform="naver-webtoon",state="failed"} 1',
      'tidemark_collected_pages_total{platform="naver-webtoon"} 300',
      'tidemark_collected_records_total{platform="naver-webtoon"} 3000',
      'tidemark_lane_backoff_seconds{lane="comic.naver.com"} 120',
      'tidemark_lane_budget_used{lane="comic.naver.com"} 17',
      'tidemark_database_up 1',
    ])
      expect(text).toContain(line);
    expect(text).toMatch(/process_resident_memory_bytes \d/);
  });

  it('counts each API of a process for itself', async () => {
    await using first = await testApi(store, { clock });
    await using second = await testApi(store, { clock });
    await first.get('/api/v1/runs');
    expect((await second.get('/metrics')).text).not.toContain('route="/api/v1/runs"');
  });

  it('knows the process lives and whether it is ready, without signing in', async () => {
    await using server = await testApi(store, { clock });
    for (const path of ['/healthz', '/readyz']) expect((await server.ask(path)).json).toEqual({ status: 'ok' });
  });

  it('is told when the database does not answer', async () => {
    const own = await again();
    await using server = await testApi(own, { clock });
    await own.close();
    const ready = await server.ask('/readyz');
    expect([ready.status, ready.headers['retry-after']]).toEqual([503, '5']);
    expect((await server.ask('/healthz')).status).toBe(200);
  });

  it('is told so also when the database neither answers nor refuses', async () => {
    const hanging = new Proxy(store, {
      get: (target, name) => (name === 'query' && armed ? () => new Promise(() => undefined) : bound(target, name)),
    });
    const bound = (target: object, name: string | symbol): unknown => {
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    };
    let armed = false;
    let ring: () => void = () => undefined;
    const late = { ...clock, sleep: () => new Promise<void>((resolve) => (ring = resolve)) };
    await using server = await testApi(hanging, { clock: late });
    armed = true;
    const asked = server.ask('/readyz');
    const poll = setInterval(() => ring(), 5);
    expect((await asked).status).toBe(503);
    clearInterval(poll);
  });
});
