import { describe, expect, it } from 'vitest';
import { findSeries, refreshSeriesTotals, seriesCurves } from '../../src/insight/index.ts';
import type { CurveMetric } from '../../src/insight/index.ts';
import { standingClock } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';

const platform = 'naver-webtoon';

describe('the sums over the episodes of a series', async () => {
  const { store } = await testStore();
  const clock = standingClock();
  await fillWebtoons(store, { series: 3, episodes: 5, days: 3 });
  await refreshSeriesTotals(store, platform, clock);

  const curve = async (metric: CurveMetric, id = '700001') =>
    (await seriesCurves(store, { platform, id, metrics: [metric], since: 0 })).map(({ scope, points }) => ({
      scope,
      points: points.map(({ day, count, known, of }) => [day, count?.value ?? null, known, of]),
    }));

  it('count what is known and say that more may be missing', async () => {
    const series = (await findSeries(store, platform, '700001'))!;
    // Likes of the four free episodes are 100 * e + 3; the paid preview has none.
    expect(series.counts.likes).toEqual({ value: 100 * (1 + 2 + 3 + 4) + 4 * 3, precision: 'at-least' });
    expect(series.likesKnown).toBe(4);
    expect(series.counts.episodes).toEqual({ value: 5, precision: 'exact' });
  });

  it('are exact once every episode gave its number', async () => {
    await store.query(`update record set counts = counts || '{"likes": 1}' where id = '700002_5'`);
    await refreshSeriesTotals(store, platform, clock);
    expect((await findSeries(store, platform, '700002'))!.counts.likes).toEqual({ value: 1000 + 12 + 1, precision: 'exact' });
  });

  it('keep the coarseness of rounded parts', async () => {
    await store.query(
      `update record set counts = counts || '{"comments": {"value": 1200, "precision": "rounded", "digits": 2}}' where id = '700002_5'`,
    );
    await refreshSeriesTotals(store, platform, clock);
    expect((await findSeries(store, platform, '700002'))!.counts.comments).toEqual({ value: 1300, precision: 'rounded', digits: 2 });
  });

  it('are missing, not 0, for a series without a known episode', async () => {
    await store.query(`update record set counts = '{"likes": null}' where parent_id = '700003'`);
    await refreshSeriesTotals(store, platform, clock);
    expect((await findSeries(store, platform, '700003'))!.counts).toMatchObject({ likes: null, comments: null });
  });

  it('are kept for each run', async () => {
    expect(await curve('likes')).toEqual([
      {
        scope: null,
        points: [
          ['2026-02-27', 1004, 4, 5],
          ['2026-02-28', 1008, 4, 5],
          ['2026-03-01', 1012, 4, 5],
        ],
      },
    ]);
  });

  it('of a run are added up again only when it has gone on', async () => {
    await store.query(`update observation set counts = '{"likes": 1000}' where id = '700001_1' and run_id = 3 and stream = 'likes'`);
    await refreshSeriesTotals(store, platform, clock);
    expect((await curve('likes'))[0]!.points.at(-1)).toEqual(['2026-03-01', 1012, 4, 5]);
    await store.query('update run set pages = pages + 1 where id = 3');
    await refreshSeriesTotals(store, platform, clock);
    expect((await curve('likes'))[0]!.points.at(-1)).toEqual(['2026-03-01', 1012 - 103 + 1000, 4, 5]);
  });

  it('do not count a metric twice that two streams give', async () => {
    await store.query(`insert into observation select platform, kind, id, run_id, 'episodes-too', scope, observed_at, counts, exchange_id
      from observation where stream = 'likes' and run_id = 2`);
    await store.query('update run set pages = pages + 1 where id = 2');
    await refreshSeriesTotals(store, platform, clock);
    expect((await curve('likes'))[0]!.points[1]).toEqual(['2026-02-28', 1008, 4, 5]);
  });

  it('go when their episodes do', async () => {
    await store.query("delete from record where parent_id = '700003'");
    await refreshSeriesTotals(store, platform, clock);
    expect(await store.query("select 1 from series_total where series_id = '700003'")).toEqual([]);
  });

  it('are the same when two processes add up at once', async () => {
    await store.query('delete from run_total');
    await Promise.all([1, 2, 3, 4].map(() => refreshSeriesTotals(store, platform, clock)));
    expect((await curve('likes'))[0]!.points[0]).toEqual(['2026-02-27', 1004, 4, 5]);
  });

  it('survive a day that is none', async () => {
    await store.query(`update record set fields = fields || '{"publishedOn": "soon"}' where id = '700001_5'`);
    await refreshSeriesTotals(store, platform, clock);
    expect(await store.query("select last_published_on from series_total where series_id = '700001'")).toEqual([
      { last_published_on: null },
    ]);
  });
});

describe('the curves of a series', async () => {
  const { store } = await testStore();
  await fillWebtoons(store, { series: 26, episodes: 2, days: 3 });

  it('have one point a run for a number that stands in several lists, and keep ranks by list', async () => {
    await store.query(`insert into observation select platform, kind, id, run_id, stream, 'weekday/FRIDAY/view', observed_at, counts || '{"rank": 5}', exchange_id
      from observation where id = '700013' and stream = 'titles'`);
    const curves = await seriesCurves(store, { platform, id: '700013', metrics: ['views', 'rank'], since: 0 });
    expect(curves.map((curve) => [curve.metric, curve.scope, curve.points.length])).toEqual([
      ['rank', 'weekday/FRIDAY/view', 3],
      ['rank', 'weekday/SUNDAY/user', 3],
      ['views', null, 3],
    ]);
  });

  it('prefer a number to a missing one of the same run', async () => {
    await store.query(`insert into observation select platform, kind, id, run_id, 'other', '', observed_at + interval '1 hour', '{"views": null}', 77
      from observation where id = '700026' and stream = 'titles'`);
    const [views] = await seriesCurves(store, { platform, id: '700026', metrics: ['views'], since: 0 });
    expect(views!.points.map((point) => point.count?.value)).toEqual([26_000, 26_000, 26_000]);
  });

  it('have a gap, not 0, where the platform gave nothing', async () => {
    const [views] = await seriesCurves(store, { platform, id: '700001', metrics: ['views'], since: 0 });
    expect(views!.points.map((point) => point.count)).toEqual([null, null, null]);
  });

  it('begin where they are asked to', async () => {
    const [favourites] = await seriesCurves(store, {
      platform,
      id: '700001',
      metrics: ['favourites'],
      since: Date.parse('2026-02-28T00:00:00Z'),
    });
    expect(favourites!.points.map(({ day, exchangeId, runId }) => [day, exchangeId, runId])).toEqual([
      ['2026-02-28', '2000', '2'],
      ['2026-03-01', '3000', '3'],
    ]);
  });
});
