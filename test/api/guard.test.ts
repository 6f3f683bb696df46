import type { RouteOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createToken, revokeToken } from '../../src/catalog/index.ts';
import { testApi } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { webFolder } from '../support/web-folder.ts';

describe('the guard', async () => {
  const { store } = await testStore();

  it('lets nobody in without a session or token, on any route there is', async () => {
    const routes: { method: string; url: string }[] = [];
    const onRoute = ({ method, url }: RouteOptions) => routes.push(...[method].flat().map((each) => ({ method: each, url })));
    await using web = await webFolder();
    const fetchImage = async () => ({ status: 200, contentType: 'image/png', body: new Uint8Array() });
    await using server = await testApi(store, { onRoute, webFolder: web.path, fetchImage });
    const open = new Set(['GET /healthz', 'HEAD /healthz', 'GET /readyz', 'HEAD /readyz', 'POST /api/v1/session', 'GET /*', 'HEAD /*']);
    const closed = routes.filter(({ method, url }) => !open.has(`${method} ${url}`));
    expect(closed.length).toBeGreaterThan(30);
    for (const { method, url } of closed) {
      const path = url
        .replace(':platform', 'naver-webtoon')
        .replace(':id', '1')
        .replace(':host', 'image-comic.pstatic.net')
        .replace('*', 'a.jpg');
      const answer = await server.ask(path, { method });
      expect([`${method} ${path}`, answer.status]).toEqual([`${method} ${path}`, 401]);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      if (method !== 'HEAD') expect(answer.json).toMatchObject({ code: 'TDM_UNAUTHENTICATED', status: 401 });
    }
    expect(routes.filter(({ method, url }) => open.has(`${method} ${url}`))).toHaveLength(open.size);
  });

  it('does not tell strangers which routes exist', async () => {
    await using server = await testApi(store);
    for (const path of [
      '/api/v1/nothing',
      '/API/v1/runs',
      '/api',
      '/metrics/x',
      '/images/x',
      '/api/v1/runs/not-a-number',
      '/api/v1/webtoons?limit=zero',
    ]) {
      expect([path, (await server.ask(path)).status]).toEqual([path, 401]);
    }
  });

  it.each([
    ['a wrong token', { authorization: 'Bearer tdm_wrong' }],
    ['a token that is none', { authorization: 'Basic abc' }],
    ['an unknown session', { cookie: 'tidemark_session=unknown' }],
    ['a damaged cookie', { cookie: 'tidemark_session=%zz; =;;;' }],
  ])('refuses %s', async (_, headers) => {
    await using server = await testApi(store);
    expect((await server.ask('/api/v1/session', { headers })).status).toBe(401);
  });

  it('lets a token in until it is revoked', async () => {
    await using server = await testApi(store);
    const { id, token } = await createToken(store, 'main', 'guard');
    const headers = { authorization: `Bearer ${token}` };
    expect((await server.ask('/api/v1/runs', { headers })).status).toBe(200);
    await revokeToken(store, 'main', id);
    expect((await server.ask('/api/v1/runs', { headers })).status).toBe(401);
  });

  it('answers only to names of its own, so that no other page can make itself the same origin', async () => {
    await using server = await testApi(store, { hosts: ['tidemark.example'] });
    const statusUnder = async (host: string, path = '/api/v1/session') => (await server.ask(path, { headers: { host } })).status;
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:80', '192.168.1.5:8080', 'Tidemark.Example'])
      expect([host, await statusUnder(host)]).toEqual([host, 401]);
    for (const host of ['evil.example', 'localhost.evil.example', 'tidemark.example.evil.example', 'local_host'])
      expect([host, await statusUnder(host)]).toEqual([host, 421]);
    expect(await statusUnder('10-0-0-7.pod.cluster.local', '/healthz')).toBe(200);
  });

  it('takes writes with a cookie only from our own pages', async () => {
    await using server = await testApi(store);
    const { cookie, origin } = (await server.signIn()) as { cookie: string; origin: string };
    const make = async (headers: Record<string, string>) =>
      (await server.ask('/api/v1/tokens', { method: 'POST', body: { name: crypto.randomUUID() }, headers: { cookie, ...headers } })).status;
    expect(await make({ origin })).toBe(201);
    expect(await make({ 'sec-fetch-site': 'same-origin' })).toBe(201);
    expect(await make({})).toBe(403);
    expect(await make({ origin: 'https://evil.example' })).toBe(403);
    expect(await make({ origin: 'null' })).toBe(403);
    expect(await make({ origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await make({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it('takes writes from a page under a configured name, whatever name the proxy in front asks by', async () => {
    await using server = await testApi(store, { hosts: ['tidemark.example'] });
    const { cookie } = (await server.signIn()) as { cookie: string };
    const make = async (origin: string) =>
      (await server.ask('/api/v1/tokens', { method: 'POST', body: { name: crypto.randomUUID() }, headers: { cookie, origin } })).status;
    expect(await make('https://tidemark.example')).toBe(201);
    expect(await make('https://tidemark.example:8443')).toBe(403);
    expect(await make('http://tidemark.example')).toBe(403);
  });

  it('reads nothing but JSON, which no form of another site can send', async () => {
    await using server = await testApi(store);
    const headers = await server.signIn();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await server.ask('/api/v1/tokens', {
        method: 'POST',
        body: '{"name":"x"}',
        headers: { ...headers, 'content-type': type },
      });
      expect([type, answer.status, answer.json.code]).toEqual([type, 415, 'TDM_REQUEST_INVALID']);
    }
  });

  it('sends its security headers with every answer, refusals included', async () => {
    await using server = await testApi(store, { secureCookies: true });
    for (const path of ['/healthz', '/api/v1/session', '/nowhere']) {
      const { headers } = await server.ask(path);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['content-security-policy']).not.toMatch(/script-src|unsafe-eval/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'strict-transport-security': 'max-age=31536000',
        'x-tidemark-world': 'sample',
      });
    }
  });
});
