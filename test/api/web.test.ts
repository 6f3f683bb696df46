import { describe, expect, it } from 'vitest';
import { testApi } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { webFolder } from '../support/web-folder.ts';

describe('the web app', async () => {
  const { store } = await testStore();

  it('is served to anybody, its own addresses included, and holds no data', async () => {
    await using web = await webFolder();
    await using server = await testApi(store, { webFolder: web.path });
    for (const path of ['/', '/login?link=abc', '/webtoons/naver-webtoon/1', '/runs', '/index.html']) {
      const answer = await server.ask(path);
      expect([path, answer.status, answer.text]).toEqual([path, 200, '<!doctype html><title>Tidemark</title>']);
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
    const script = await server.ask('/assets/index-1a2b.js');
    expect(script.headers).toMatchObject({
      'content-type': expect.stringContaining('javascript'),
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it('has nothing but its own files', async () => {
    await using web = await webFolder();
    await using server = await testApi(store, { webFolder: web.path });
    for (const path of [
      '/assets/gone.js',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '//secret.txt',
      '/%5c..%5csecret.txt',
      '/secret.txt',
    ]) {
      const answer = await server.ask(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).not.toContain('secret\n');
    }
  });

  it('never answers for an address of data', async () => {
    await using web = await webFolder();
    await using server = await testApi(store, { webFolder: web.path });
    for (const path of ['/api/v1/nothing', '/API/v1/runs', '/images/x', '/metrics/'])
      expect([path, (await server.ask(path)).status]).toEqual([path, 401]);
    expect((await server.get('/api/v1/nothing')).json).toMatchObject({ status: 404, code: 'TDM_NOT_FOUND' });
  });

  it('may be absent', async () => {
    await using server = await testApi(store, { webFolder: '/nowhere' });
    expect((await server.ask('/')).json).toMatchObject({ status: 404 });
  });
});
