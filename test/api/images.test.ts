import { describe, expect, it } from 'vitest';
import type { FetchedImage } from '../../src/api/index.ts';
import { imageHosts } from '../../src/api/images.ts';
import { testApi } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';

const png: FetchedImage = { status: 200, contentType: 'image/png', body: new Uint8Array([137, 80, 78, 71]) };

describe('covers', async () => {
  const { store } = await testStore();
  await fillWebtoons(store, { series: 1, episodes: 1, days: 1 });

  it('come through the API when somebody fetches them for it, and are kept by the browser for a day', async () => {
    const asked: [string, number][] = [];
    const fetchImage = async (url: string, { maxBytes }: { maxBytes: number }) => (asked.push([url, maxBytes]), png);
    await using server = await testApi(store, { fetchImage });
    const { thumbnailUrl } = (await server.get('/api/v1/webtoons/naver-webtoon/700001')).json;
    expect(thumbnailUrl).toBe('/images/image-comic.pstatic.net/webtoon/700001/thumbnail.jpg');
    const answer = await server.get(`${thumbnailUrl}?type=w200`);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'private, max-age=86400',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect(asked).toEqual([['https://image-comic.pstatic.net/webtoon/700001/thumbnail.jpg?type=w200', 2 * 2 ** 20]]);
    expect((await server.ask('/')).headers['content-security-policy']).not.toContain('pstatic');
  });

  it('come from the simulator in the sample world', async () => {
    const asked: string[] = [];
    await using server = await testApi(store, { imageBase: 'http://127.0.0.1:9/', fetchImage: async (url) => (asked.push(url), png) });
    await server.get('/images/image-comic.pstatic.net/a/b.jpg');
    expect(asked).toEqual(['http://127.0.0.1:9/image-comic.pstatic.net/a/b.jpg']);
  });

  it('are loaded from the platform when nobody fetches them', async () => {
    await using server = await testApi(store);
    expect((await server.get('/api/v1/webtoons/naver-webtoon/700001')).json.thumbnailUrl).toMatch(/^https:\/\/image-comic\.pstatic\.net\//);
    expect((await server.ask('/')).headers['content-security-policy']).toContain("img-src 'self' https://*.pstatic.net");
    expect((await server.get('/images/image-comic.pstatic.net/a.jpg')).status).toBe(404);
  });

  it.each([
    ...['shopping-phinf.pstatic.net', 'nng-phinf.pstatic.net', 'i.ytimg.com', 'yt3.ggpht.com', 'yt3.googleusercontent.com'],
    ...['static-cdn.jtvnw.net', 'profile.img.sooplive.co.kr', 'profile.img.afreecatv.com', 'p16-sign-va.tiktokcdn.com'],
    ...['p16-common-sign.tiktokcdn-us.com', 'p16-tiktok-va.ibyteimg.com', 'p16.muscdn.com'],
  ])('of %s come from it, and may be loaded from it', async (host) => {
    const asked: string[] = [];
    await using server = await testApi(store, { fetchImage: async (url) => (asked.push(url), png) });
    expect([(await server.get(`/images/${host}/a.jpg`)).status, asked]).toEqual([200, [`https://${host}/a.jpg`]]);
    expect(imageHosts.some((known) => (known.startsWith('*.') ? host.endsWith(known.slice(1)) : known === host))).toBe(true);
  });

  it.each([
    '/images/lh3.googleusercontent.com/a.jpg',
    '/images/other.akamaized.net/a.jpg',
    '/images/.ytimg.com/a.jpg',
    '/images/xytimg.com/a.jpg',
    '/images/evil.example/a.jpg',
    '/images/pstatic.net.evil.example/a.jpg',
    '/images/xpstatic.net/a.jpg',
    '/images/127.0.0.1/a.jpg',
    '/images/image-comic.pstatic.net:8080/a.jpg',
    '/images/image-comic.pstatic.net@evil.example/a.jpg',
    '/images/user:x@image-comic.pstatic.net/a.jpg',
    '/images/%2e%2e/a.jpg',
  ])('of %s are not fetched', async (path) => {
    const asked: string[] = [];
    await using server = await testApi(store, { fetchImage: async (url) => (asked.push(url), png) });
    expect([(await server.get(path)).status, asked]).toEqual([404, []]);
  });

  it.each([
    '/images/image-comic.pstatic.net/../../admin',
    '/images/image-comic.pstatic.net/%2e%2e/%2e%2e/admin',
    '/images/image-comic.pstatic.net/%252e%252e/admin',
  ])('cannot climb out of their host by %s', async (path) => {
    const asked: string[] = [];
    await using server = await testApi(store, { imageBase: 'http://127.0.0.1:9', fetchImage: async (url) => (asked.push(url), png) });
    await server.get(path);
    for (const url of asked) expect(new URL(url).pathname).toMatch(/^\/image-comic\.pstatic\.net\//);
  });

  it.each<[string, Partial<FetchedImage>, number]>([
    ['missing', { status: 404 }, 404],
    ['forbidden', { status: 403 }, 502],
    ['a page', { contentType: 'text/html' }, 502],
    ['too large', { body: new Uint8Array(2 * 2 ** 20 + 1) }, 502],
  ])('that are %s are a problem', async (_, image, status) => {
    await using server = await testApi(store, { fetchImage: async () => ({ ...png, ...image }) });
    const answer = await server.get('/images/image-comic.pstatic.net/a.jpg');
    expect([answer.status, answer.json.status]).toEqual([status, status]);
  });

  it('that cannot be fetched are a problem of their host, not of ours', async () => {
    await using server = await testApi(store, { fetchImage: async () => Promise.reject(new Error('connect ECONNREFUSED')) });
    const answer = await server.get('/images/image-comic.pstatic.net/a.jpg');
    expect([answer.status, answer.json.code]).toEqual([502, 'TDM_HOST_UNREACHABLE']);
  });
});
