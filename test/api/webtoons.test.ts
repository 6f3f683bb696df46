import { describe, expect, it } from 'vitest';
import { refreshSeriesTotals } from '../../src/insight/index.ts';
import { standingClock, testApi } from '../support/api.ts';
import type { Loose } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';

describe('webtoons over HTTP', async () => {
  const { store } = await testStore();
  const clock = standingClock();
  await fillWebtoons(store, { series: 60, episodes: 30, days: 5 });
  await refreshSeriesTotals(store, 'naver-webtoon', clock);

  it('are listed in full', async () => {
    await using server = await testApi(store, { clock });
    const { json } = await server.get('/api/v1/webtoons?sort=favourites&limit=2');
    expect(json.total).toBe(60);
    expect(json.items).toHaveLength(2);
    expect(json.items[0]).toEqual({
      platform: 'naver-webtoon',
      id: '700060',
      title: '달의 노래 60',
      authors: ['작가60'],
      thumbnailUrl: 'https://image-comic.pstatic.net/webtoon/700060/thumbnail.jpg',
      weekdays: ['DAILY_PLUS'],
      state: 'finished',
      genres: ['FANTASY'],
      ageRating: 'RATE_12',
      adult: false,
      counts: {
        views: null,
        likes: { value: 29 * 5 + 100 * ((29 * 30) / 2), precision: 'at-least' },
        comments: { value: 10 * ((29 * 30) / 2), precision: 'at-least' },
        favourites: { value: 60_005, precision: 'exact' },
        seriesLikes: null,
        rank: null,
        stars: { value: 9.5, precision: 'exact' },
        episodes: { value: 30, precision: 'exact' },
      },
      likesKnown: 29,
      commentsKnown: 29,
      lastSeenAt: '2026-03-01T00:00:00.000Z',
    });
  });

  it('page on by cursor to the end', async () => {
    await using server = await testApi(store, { clock });
    const ids = new Set<string>();
    let pages = 0;
    for (let next: string | null = ''; next !== null; pages++) {
      const { json }: { json: Loose } = await server.get(`/api/v1/webtoons?sort=views&limit=25${next && `&cursor=${next}`}`);
      for (const item of json.items) ids.add(item.id);
      next = json.next;
    }
    expect([pages, ids.size]).toEqual([3, 60]);
  });

  it('refuse a cursor of another question', async () => {
    await using server = await testApi(store, { clock });
    const { json } = await server.get('/api/v1/webtoons?limit=5');
    const answer = await server.get(`/api/v1/webtoons?limit=5&sort=likes&cursor=${json.next}`);
    expect([answer.status, answer.json.code]).toEqual([400, 'TDM_REQUEST_INVALID']);
  });

  it('begin with the largest number, but with the first rank and the first title', async () => {
    await using server = await testApi(store, { clock });
    const first = async (query: string) => (await server.get(`/api/v1/webtoons?limit=1&${query}`)).json.items[0];
    expect((await first('sort=favourites')).id).toBe('700060');
    expect((await first('sort=rank')).counts.rank.value).toBe(1);
    expect((await first('sort=title')).title).toBe('Tide 13');
  });

  it('show one with its texts, ranks, address and traces', async () => {
    await using server = await testApi(store, { clock });
    const { json } = await server.get('/api/v1/webtoons/naver-webtoon/700013');
    expect(json).toMatchObject({
      title: 'Tide 13',
      synopsis: expect.stringContaining('긴 이야기'),
      tags: ['tag'],
      publishDescription: null,
      url: 'https://comic.naver.com/webtoon/list?titleId=700013',
      firstSeenAt: '2026-01-01T00:00:00.000Z',
      ranks: [{ scope: 'weekday/SUNDAY/user', weekday: 'SUNDAY', order: 'user', count: { value: 13, precision: 'exact' } }],
      exchangeIds: { fields: '13', views: '5000', favourites: '5000' },
      counts: { views: { value: 13_000, precision: 'exact' } },
    });
    expect((await server.get('/api/v1/webtoons/naver-webtoon/1')).json).toMatchObject({ status: 404, code: 'TDM_NOT_FOUND' });
  });

  it('have curves with a zone, and a trace or a run for every point', async () => {
    await using server = await testApi(store, { clock });
    const { json } = await server.get('/api/v1/webtoons/naver-webtoon/700013/curves?metrics=rank,likes&days=3');
    expect(json.zone).toBe('Asia/Seoul');
    expect(json.curves.map((curve: Loose) => [curve.metric, curve.scope, curve.points.map((point: Loose) => point.day)])).toEqual([
      ['rank', 'weekday/SUNDAY/user', ['2026-02-27', '2026-02-28', '2026-03-01']],
      ['likes', null, ['2026-02-27', '2026-02-28', '2026-03-01']],
    ]);
    expect(json.curves[0].points[0]).toMatchObject({
      exchangeId: '3000',
      runId: '3',
      count: { value: 13, precision: 'exact' },
      known: null,
      of: null,
    });
    expect(json.curves[1].points[0]).toMatchObject({ exchangeId: null, runId: '3', count: { precision: 'at-least' }, known: 29, of: 30 });
  });

  it('list their episodes, those without the number last in both directions', async () => {
    await using server = await testApi(store, { clock });
    const path = '/api/v1/webtoons/naver-webtoon/700002/episodes';
    for (const [direction, firstLikes] of [
      ['desc', 2905],
      ['asc', 105],
    ] as const) {
      const numbers: (number | null)[] = [];
      for (let next: string | null = ''; next !== null;) {
        const { json }: { json: Loose } = await server.get(`${path}?sort=likes&direction=${direction}&limit=7${next && `&cursor=${next}`}`);
        expect(json.total).toBe(30);
        numbers.push(...json.items.map((item: Loose) => item.counts.likes?.value ?? null));
        next = json.next;
      }
      expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([30, firstLikes, null]);
    }
    const { json } = await server.get(`${path}?limit=1`);
    expect(json.items[0]).toMatchObject({
      id: '700002_30',
      no: 30,
      title: '30화',
      charge: true,
      preview: true,
      counts: { likes: null, comments: null, stars: null },
    });
    expect((await server.get(`${path}?sort=publishedOn&direction=asc&limit=1`)).json.items[0].publishedOn).toBe('2020-01-08');
  });

  it('have a curve over their episodes in order', async () => {
    await using server = await testApi(store, { clock });
    const { json } = await server.get('/api/v1/webtoons/naver-webtoon/700002/episode-curve');
    expect(json.points.map((point: Loose) => point.no)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(json.points[0]).toMatchObject({ likes: { value: 105, precision: 'exact' }, stars: { value: 9.5 } });
    expect(json.points[29].likes).toBeNull();
  });

  it('have curves for each episode', async () => {
    await using server = await testApi(store, { clock });
    const { json } = await server.get('/api/v1/episodes/naver-webtoon/700002_3/curves?metrics=likes');
    expect(json.curves).toHaveLength(1);
    expect(json.curves[0].points.map((point: Loose) => point.count.value)).toEqual([301, 302, 303, 304, 305]);
  });

  it('say what they can be filtered by', async () => {
    await using server = await testApi(store, { clock });
    const { json } = await server.get('/api/v1/webtoons/facets');
    expect(json.platforms).toEqual([{ value: 'naver-webtoon', count: 60 }]);
    for (const { value, count } of json.genres)
      expect((await server.get(`/api/v1/webtoons?genre=${value}&limit=1`)).json.total).toBe(count);
    for (const { value, count } of json.weekdays)
      expect((await server.get(`/api/v1/webtoons?weekday=${value}&limit=1`)).json.total).toBe(count);
  });
});
