import { describe, expect, it } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import type { Store } from '../../src/store/index.ts';
import { cookieOf, standingClock, testApi } from '../support/api.ts';
import { createLoginLink } from '../../src/catalog/index.ts';
import { testStore } from '../support/database.ts';

/** A store whose statements fail once `failure` is set. */
const breakable = (store: Store): { store: Store; fail(error: unknown): void } => {
  let failure: unknown;
  return {
    store: new Proxy(store, {
      get: (target, name) => {
        if (name === 'query' && failure !== undefined) return async () => Promise.reject(failure);
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
    fail: (error) => void (failure = error),
  };
};

describe('a problem', async () => {
  const { store } = await testStore();

  it('names the route that is not there', async () => {
    await using server = await testApi(store);
    const answer = await server.get('/api/v1/nothing?secret=1');
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json).toEqual({
      type: 'urn:tidemark:error:TDM_NOT_FOUND',
      title: 'Not Found',
      status: 404,
      detail: 'there is no route "GET /api/v1/nothing"',
      code: 'TDM_NOT_FOUND',
      next: 'check the address',
    });
  });

  it.each([
    ['/api/v1/webtoons?limit=0', 'querystring/limit'],
    ['/api/v1/webtoons?limit=201', 'querystring/limit'],
    ['/api/v1/webtoons?sort=beauty', 'querystring/sort'],
    ['/api/v1/webtoons?weekday=monday', 'querystring/weekday'],
    ['/api/v1/webtoons?genre=a&genre=b', 'querystring/genre'],
    ['/api/v1/runs?state=tired', 'querystring/state'],
    ['/api/v1/runs/1e3', 'params/id'],
    ['/api/v1/webtoons/tiktok/1', 'params/platform'],
    ['/api/v1/webtoons/naver-webtoon/1/curves?metrics=views,beauty', 'querystring/metrics/1'],
    ['/api/v1/webtoons/naver-webtoon/1/curves?days=-1', 'querystring/days'],
  ])('of %s points to %s', async (path, issue) => {
    await using server = await testApi(store);
    const answer = await server.get(path);
    expect([answer.status, answer.json.code]).toEqual([400, 'TDM_REQUEST_INVALID']);
    expect(answer.json.issues.map((each: { path: string }) => each.path)).toContain(issue);
    expect(answer.json.detail).toContain(issue);
  });

  it.each([
    '/api/v1/%zz',
    '/api/v1/webtoons/naver-webtoon/%00',
    '/api/v1/webtoons?q=%00',
    `/api/v1/webtoons?cursor=${'x'.repeat(4_001)}`,
    '/api/v1/webtoons?cursor=bm9uc2Vuc2U',
  ])('of the odd address %s is a 400', async (path) => {
    await using server = await testApi(store);
    const answer = await server.get(path);
    expect([answer.status, answer.json.code]).toEqual([400, 'TDM_REQUEST_INVALID']);
  });

  it('of a body that is too large or no JSON says so', async () => {
    await using server = await testApi(store);
    const headers = await server.signIn();
    const large = await server.ask('/api/v1/tokens', { method: 'POST', body: { name: 'x'.repeat(70_000) }, headers });
    expect([large.status, large.json.code]).toEqual([413, 'TDM_REQUEST_INVALID']);
    const broken = await server.ask('/api/v1/tokens', {
      method: 'POST',
      body: '{"name":',
      headers: { ...headers, 'content-type': 'application/json' },
    });
    expect([broken.status, broken.json.code]).toEqual([400, 'TDM_REQUEST_INVALID']);
  });

  it('of a lost database is 503, says when to come back, and keeps the address of the database to itself', async () => {
    const { store: broken, fail } = breakable(store);
    await using server = await testApi(broken);
    fail(new TidemarkError('TDM_DATABASE_LOST', { address: 'db.internal:5432', reason: 'ECONNREFUSED' }));
    const answer = await server.ask('/api/v1/runs', { headers: { authorization: 'Bearer tdm_x' } });
    expect([answer.status, answer.headers['retry-after'], answer.json.code]).toEqual([503, '5', 'TDM_DATABASE_LOST']);
    expect(answer.text).not.toContain('db.internal');
    expect(JSON.stringify(server.log)).toContain('db.internal');
  });

  it('nobody foresaw is 500, tells nothing, and is logged with its cause', async () => {
    const { store: broken, fail } = breakable(store);
    const clock = standingClock();
    await using server = await testApi(broken, { clock });
    fail(new Error('column "password_of_bob" does not exist'));
    const answer = await server.ask('/api/v1/runs', { headers: { authorization: 'Bearer tdm_x' } });
    expect([answer.status, answer.json.code]).toEqual([500, 'TDM_INTERNAL']);
    expect(answer.text).not.toContain('bob');
    const logged = server.log.find((line) => line['code'] === 'TDM_INTERNAL')!;
    expect(logged).toMatchObject({
      route: '/api/v1/runs',
      err: { message: 'column "password_of_bob" does not exist', stack: expect.any(String) },
    });
  });

  it('of the caller is no error in the log', async () => {
    await using server = await testApi(store);
    await server.get('/api/v1/webtoons?limit=0');
    expect(server.log.filter((line) => Number(line['level']) >= 50)).toEqual([]);
  });

  it('of an answer that breaks its own schema is ours, not a half answer', async () => {
    const clock = standingClock();
    await using server = await testApi(store, { clock, lanesReport: async () => [{ name: 7 } as never] });
    const signedIn = await server.ask('/api/v1/session', { method: 'POST', body: { link: (await createLoginLink(store, clock)).secret } });
    const answer = await server.ask('/api/v1/lanes', { headers: { cookie: cookieOf(signedIn) } });
    expect([answer.status, answer.json.code]).toEqual([500, 'TDM_INTERNAL']);
  });
});
