import { describe, expect, it } from 'vitest';
import { findSeries, listSeries, refreshSeriesTotals, seriesFacets, seriesSorts } from '../../src/insight/index.ts';
import type { SeriesQuestion, SeriesSummary } from '../../src/insight/index.ts';
import { standingClock } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';

const platforms = ['naver-webtoon', 'kakao-webtoon'] as const;

describe('the list of series', async () => {
  const { store } = await testStore();
  await fillWebtoons(store, { series: 120, episodes: 4, days: 2 });
  await refreshSeriesTotals(store, 'naver-webtoon', standingClock());

  const all = async (question: Partial<SeriesQuestion>, limit = 7): Promise<SeriesSummary[]> => {
    const items: SeriesSummary[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await listSeries(store, { platforms, sort: 'views', direction: 'desc', ...question, limit, cursor });
      items.push(...page.items);
      if (page.next === null) return items;
      cursor = page.next;
    }
  };

  describe.each(seriesSorts)('by %s', (sort) => {
    it.each(['asc', 'desc'] as const)(
      '%s gives every series once over all pages, in order, those without the number last',
      async (direction) => {
        const items = await all({ sort, direction });
        expect(new Set(items.map((item) => item.id)).size).toBe(120);
        expect(items).toHaveLength(120);
        if (sort === 'title') return;
        const values = items.map((item) => item.counts[sort]?.value ?? null);
        const known = values.filter((value) => value !== null);
        expect(values.slice(0, known.length)).toEqual(known.toSorted((a, b) => (direction === 'asc' ? a - b : b - a)));
        expect(values.slice(known.length).every((value) => value === null)).toBe(true);
      },
    );
  });

  it('sorts Korean titles as a dictionary does', async () => {
    const titles = (await all({ sort: 'title', direction: 'asc' })).map((item) => item.title);
    expect(titles.indexOf('달의 노래 5')).toBeLessThan(titles.indexOf('도시의 밤 2'));
    expect(titles.indexOf('도시의 밤 2')).toBeLessThan(titles.indexOf('바람 부는 날 1'));
  });

  it('shows missing views as missing', async () => {
    const items = await all({});
    expect(items.filter((item) => item.counts.views !== null)).toHaveLength(Math.floor(120 / 13));
    expect(items.some((item) => item.counts.views?.value === 0)).toBe(false);
  });

  it('takes the rank from the list of the day that is asked for', async () => {
    const monday = await all({ weekday: 'MONDAY', sort: 'rank', direction: 'asc' });
    expect(monday.length).toBeGreaterThan(5);
    expect(monday.every((item) => item.weekdays.includes('MONDAY'))).toBe(true);
    const ranked = monday.filter((item) => item.counts.rank !== null);
    expect(ranked.map((item) => item.counts.rank!.value)).toEqual(ranked.map((item) => Number(item.id) - 700_000));
  });

  it('never ranks a finished series among the running ones, nor by the day it ran on', async () => {
    await store.query(`update record set counts = counts || '{"rank@weekday/FRIDAY/user": 1}' where id = '700010'`);
    const find = (items: SeriesSummary[]) => items.find((item) => item.id === '700010')!;
    expect(find(await all({})).counts.rank).toBeNull();
    expect(find(await all({ state: 'finished' })).counts.rank).toEqual({ value: 10, precision: 'exact' });
    expect((await findSeries(store, 'naver-webtoon', '700010'))!.counts.rank).toEqual({ value: 10, precision: 'exact' });
  });

  it('finds part of a title or of an author, whatever the case', async () => {
    expect((await all({ search: 'tIDe 3' })).every((item) => item.title.startsWith('Tide 3'))).toBe(true);
    expect((await all({ search: '작가17' })).map((item) => item.authors)).toEqual([['작가17']]);
    expect(await all({ search: '100%_' })).toEqual([]);
  });

  it('tells the total also on an empty page', async () => {
    expect(await listSeries(store, { platforms: ['kakao-webtoon'], sort: 'views', direction: 'desc', limit: 5 })).toEqual({
      items: [],
      next: null,
      total: 0,
    });
    expect((await listSeries(store, { platforms, genre: 'FANTASY', sort: 'views', direction: 'desc', limit: 1 })).total).toBe(30);
  });

  it('loses and repeats nobody who stays when rows come in between two pages', async () => {
    const first = await listSeries(store, { platforms, sort: 'favourites', direction: 'desc', limit: 50 });
    await store.query(`insert into record (platform, kind, id, fields, counts, first_seen_at, last_seen_at, exchange_id)
      select 'naver-webtoon', 'series', 'new' || n, '{"title": "new"}', jsonb_build_object('favourites', 10000000 + n), now(), now(), 1 from generate_series(1, 9) n`);
    const seen = new Set(first.items.map((item) => item.id));
    for (let cursor = first.next; cursor !== null;) {
      const page = await listSeries(store, { platforms, sort: 'favourites', direction: 'desc', limit: 50, cursor });
      for (const item of page.items) {
        expect(seen.has(item.id)).toBe(false);
        seen.add(item.id);
      }
      cursor = page.next;
    }
    expect([...seen].filter((id) => !id.startsWith('new'))).toHaveLength(120);
    await store.query("delete from record where id like 'new%'");
  });

  it('counts what can be filtered by', async () => {
    const facets = await seriesFacets(store, platforms);
    expect(facets.platforms).toEqual([{ value: 'naver-webtoon', count: 120 }]);
    expect(facets.genres).toEqual(['DAILY', 'FANTASY', 'ROMANCE', 'THRILLER'].map((value) => ({ value, count: 30 })));
    expect(facets.states.find((state) => state.value === 'finished')).toEqual({ value: 'finished', count: 12 });
    expect(facets.weekdays.reduce((sum, day) => sum + day.count, 0)).toBe(108);
  });

  it('traces each figure of one series to its exchange', async () => {
    const series = (await findSeries(store, 'naver-webtoon', '700001'))!;
    expect(series.exchangeIds).toEqual({
      fields: '1',
      favourites: '2000',
      episodes: '2000',
      views: '2000',
      stars: '2000',
      'rank@weekday/TUESDAY/user': '2000',
    });
    expect(series.ranks).toEqual([
      { scope: 'weekday/TUESDAY/user', list: 'weekday', weekday: 'TUESDAY', order: 'user', count: { value: 1, precision: 'exact' } },
    ]);
    expect(await findSeries(store, 'naver-webtoon', 'nobody')).toBeNull();
  });
});
