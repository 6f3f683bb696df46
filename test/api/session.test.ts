import { describe, expect, it } from 'vitest';
import { createLoginLink, linkLifetimeMs, sessionLifetimeMs } from '../../src/catalog/index.ts';
import { cookieOf, standingClock, testApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';

const post = (server: TestApi, link: unknown, headers: Record<string, string> = {}) =>
  server.ask('/api/v1/session', { method: 'POST', body: { link }, headers });

describe('signing in', async () => {
  const { store } = await testStore();

  it('trades a link for a cookie that scripts cannot read and other sites cannot send', async () => {
    const clock = standingClock();
    await using server = await testApi(store, { clock });
    const answer = await post(server, (await createLoginLink(store, clock)).secret);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers['set-cookie']![0]).toMatch(/^tidemark_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    expect((await server.ask('/api/v1/session', { headers: { cookie: cookieOf(answer) } })).json).toEqual({
      user: { name: 'Owner', role: 'owner' },
      workspace: { id: 'main', name: 'Main' },
      world: 'sample',
      origins: [],
      version: '0.0.0-test',
      firstRealCommand: expect.stringContaining('bin/tidemark collect'),
    });
  });

  it('marks the cookie as secure when served over https', async () => {
    const clock = standingClock();
    for (const [secureCookies, headers] of [
      [true, {}],
      [false, { 'x-forwarded-proto': 'https' }],
    ] as const) {
      await using server = await testApi(store, { clock, secureCookies });
      const answer = await post(server, (await createLoginLink(store, clock)).secret, headers);
      expect(answer.headers['set-cookie']![0]).toContain('; Secure');
    }
  });

  it('works once, and not after a day', async () => {
    const clock = standingClock();
    await using server = await testApi(store, { clock });
    const used = (await createLoginLink(store, clock)).secret;
    await post(server, used);
    expect(await post(server, used)).toMatchObject({ status: 401 });
    const old = (await createLoginLink(store, clock)).secret;
    clock.move(linkLifetimeMs);
    expect((await post(server, old)).json).toMatchObject({ code: 'TDM_UNAUTHENTICATED' });
  });

  it('is slowed down after ten attempts in a minute', async () => {
    const clock = standingClock();
    await using server = await testApi(store, { clock });
    for (let attempt = 0; attempt < 10; attempt++) expect((await post(server, 'guess')).status).toBe(401);
    const good = (await createLoginLink(store, clock)).secret;
    const refused = await post(server, good);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60']);
    clock.move(60_000);
    expect((await post(server, good)).status).toBe(204);
  });

  it('is not begun by a page of another site', async () => {
    const clock = standingClock();
    await using server = await testApi(store, { clock });
    const { secret } = await createLoginLink(store, clock);
    expect((await post(server, secret, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(server, secret, { origin: server.origin })).status).toBe(204);
  });

  it('ends when one signs out, and by itself after 30 days', async () => {
    const clock = standingClock();
    await using server = await testApi(store, { clock });
    const headers = await server.signIn();
    const out = await server.ask('/api/v1/session', { method: 'DELETE', headers });
    expect([out.status, out.headers['set-cookie']![0]]).toEqual([204, expect.stringContaining('tidemark_session=; ')]);
    expect((await server.ask('/api/v1/session', { headers })).status).toBe(401);
    const again = await server.signIn();
    clock.move(sessionLifetimeMs);
    expect((await server.ask('/api/v1/session', { headers: again })).status).toBe(401);
  });

  it('leaves no link, session or token in the log', async () => {
    const clock = standingClock();
    await using server = await testApi(store, { clock });
    const { secret } = await createLoginLink(store, clock);
    await server.ask(`/login?link=${secret}`);
    const signedIn = await post(server, secret);
    const made = await server.ask('/api/v1/tokens', {
      method: 'POST',
      body: { name: 'log' },
      headers: { cookie: cookieOf(signedIn), origin: server.origin },
    });
    await server.ask('/api/v1/session', { headers: { authorization: `Bearer ${made.json.token}` } });
    const log = JSON.stringify(server.log);
    expect(log).toContain('/api/v1/tokens');
    for (const hidden of [secret, cookieOf(signedIn).split('=')[1]!, made.json.token]) expect(log).not.toContain(hidden);
  });

  it('says where the data came from', async () => {
    await fillWebtoons(store, { series: 1, episodes: 1, days: 1 });
    await using server = await testApi(store);
    expect((await server.get('/api/v1/session')).json.origins).toEqual(['simulator']);
  });
});

describe('tokens', async () => {
  const { store } = await testStore();

  it('are shown once, listed by name, and revoked', async () => {
    await using server = await testApi(store);
    const headers = await server.signIn();
    const made = await server.ask('/api/v1/tokens', { method: 'POST', body: { name: '  export ' }, headers });
    expect([made.status, made.json]).toEqual([
      201,
      { id: expect.any(String), name: 'export', createdAt: expect.any(String), token: expect.stringMatching(/^tdm_/) },
    ]);
    const listed = await server.ask('/api/v1/tokens', { headers });
    expect(listed.json.items).toEqual([{ id: made.json.id, name: 'export', createdAt: made.json.createdAt }]);
    expect(listed.text).not.toContain(made.json.token);
    expect((await server.ask(`/api/v1/tokens/${made.json.id}`, { method: 'DELETE', headers })).status).toBe(204);
    expect((await server.ask(`/api/v1/tokens/${made.json.id}`, { method: 'DELETE', headers })).status).toBe(404);
  });

  it('need a name that is not taken', async () => {
    await using server = await testApi(store);
    const headers = await server.signIn();
    const make = async (body: unknown) => (await server.ask('/api/v1/tokens', { method: 'POST', body, headers })).status;
    expect(await make({ name: 'twice' })).toBe(201);
    for (const body of [{ name: 'twice' }, { name: ' ' }, { name: 'a\0b' }, {}, [], 'x', { name: 'x'.repeat(101) }])
      expect([body, await make(body)]).toEqual([body, 400]);
  });

  it('cannot be made by a token, which would outlive its own revocation', async () => {
    await using server = await testApi(store);
    expect((await server.get('/api/v1/tokens')).status).toBe(403);
  });
});
