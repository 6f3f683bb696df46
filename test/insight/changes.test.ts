import { describe, expect, it } from 'vitest';
import { commentActivity, findEpisodeMovers, findMovers, refreshSeriesTotals } from '../../src/insight/index.ts';
import type { Movers, MoversQuestion } from '../../src/insight/index.ts';
import { standingClock } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';

const platform = 'naver-webtoon';
const clock = standingClock();

describe('the movers of a day', async () => {
  const { store } = await testStore();
  // Runs 1, 2 and 3 on 27 and 28 February and 1 March.
  await fillWebtoons(store, { series: 6, episodes: 4, days: 3 });
  await refreshSeriesTotals(store, platform, clock);

  const set = (id: string, run: number, stream: string, counts: object) =>
    store.query({
      text: 'update observation set counts = counts || $4::jsonb where id = $1 and run_id = $2 and stream = $3',
      values: [id, run, stream, JSON.stringify(counts)],
    });
  const again = async () => {
    await store.query('update run set pages = pages + 1');
    await refreshSeriesTotals(store, platform, clock);
  };
  const movers = (question: Partial<MoversQuestion>): Promise<Movers> =>
    findMovers(store, { platforms: [platform], metric: 'favourites', by: 'absolute', least: 0, limit: 10, ...question });
  const told = ({ rose, fell }: Movers) => ({
    rose: rose.map(({ id, change }) => [id, change]),
    fell: fell.map(({ id, change }) => [id, change]),
  });

  it('are compared with the last day before on which the platform was looked at', async () => {
    const { days } = await movers({});
    expect(days).toMatchObject([{ platform, day: '2026-03-01', beforeDay: '2026-02-28', verdicts: { rose: 6, fell: 0 } }]);
    expect((await movers({ day: '2026-02-28' })).days).toMatchObject([{ day: '2026-02-28', beforeDay: '2026-02-27' }]);
    // The first day has nothing before it, and other days were not looked at.
    for (const day of ['2026-02-27', '2025-01-01']) expect(await movers({ day })).toEqual({ days: [], rose: [], fell: [], fresh: [] });
  });

  it('stand in order, each direction by itself, with the exchanges and runs of both numbers', async () => {
    await set('700002', 3, 'series', { favourites: 2902 });
    await set('700003', 3, 'series', { favourites: 1000 });
    await set('700004', 3, 'series', { favourites: null });
    await again();
    const found = await movers({});
    expect(told(found)).toEqual({
      rose: [
        ['700002', 900],
        ['700001', 1],
        ['700005', 1],
        ['700006', 1],
      ],
      fell: [['700003', -2002]],
    });
    expect(found.days[0]!.verdicts).toMatchObject({ rose: 4, fell: 1, 'missing-now': 1 });
    expect(found.rose[0]).toMatchObject({
      title: '도시의 밤 2',
      before: { value: 2002, precision: 'exact' },
      count: { value: 2902, precision: 'exact' },
      relative: 900 / 2002,
      runId: '3',
      beforeRunId: '2',
      exchangeId: '3000',
      beforeExchangeId: '2000',
    });
  });

  it('by their part leave out what was next to nothing', async () => {
    await set('700001', 2, 'series', { favourites: 3 });
    await set('700001', 3, 'series', { favourites: 30 });
    await again();
    expect((await movers({ by: 'relative' })).rose[0]).toMatchObject({ id: '700001', relative: 9 });
    expect((await movers({ by: 'relative', least: 100 })).rose[0]).toMatchObject({ id: '700002' });
  });

  it('in rank are compared within one list only', async () => {
    // Up in its own list, and newly first in another one, where it has no place to come from.
    await set('700005', 2, 'titles', { rank: 9 });
    await set('700006', 3, 'titles', { rank: 60 });
    await store.query(`insert into observation select platform, kind, id, run_id, stream, 'weekday/MONDAY/user', observed_at, '{"rank": 1}', exchange_id
      from observation where id = '700004' and run_id = 3 and stream = 'titles'`);
    await again();
    const found = await movers({ metric: 'rank' });
    expect(told(found)).toEqual({ rose: [['700005', 4]], fell: [['700006', -54]] });
    expect(found.rose[0]).toMatchObject({ scope: 'weekday/SATURDAY/user', relative: null });
    expect(found.days[0]!.verdicts).toMatchObject({ 'missing-before': 1, unchanged: 3 });
  });

  it('that are new are no risers', async () => {
    await store.query("update record set first_seen_at = '2026-03-01 00:01' where id = '700006'");
    await store.query("delete from observation where id = '700006' and run_id < 3");
    await again();
    const found = await movers({});
    expect(found.fresh.map(({ id, verdict, change, relative }) => [id, verdict, change, relative])).toEqual([
      ['700006', 'new', null, null],
    ]);
    expect(found.rose.map(({ id }) => id)).not.toContain('700006');
  });

  it('in likes compare the episodes known on both days, and add those published since', async () => {
    // Episode 1 was not given yesterday, episode 3 came out today: 2 moves by 1, 3 brings all it has, 1 says nothing.
    await set('700001_1', 2, 'likes', { likes: null });
    await store.query("delete from observation where id = '700001_3' and run_id < 3");
    await store.query(`update record set fields = fields || '{"publishedOn": "2026-03-01"}' where id = '700001_3'`);
    await again();
    const found = await movers({ metric: 'likes' });
    expect(found.rose[0]).toMatchObject({
      id: '700001',
      before: { value: 202, precision: 'exact' },
      count: { value: 203 + 303, precision: 'exact' },
      change: 304,
      compared: 1,
      added: 1,
      exchangeId: null,
      runId: '3',
      beforeRunId: '2',
    });
    expect(found.rose.slice(1).every(({ change, compared, added }) => change === 3 && compared === 3 && added === 0)).toBe(true);
  });

  it('in rounded likes are told only beyond the step', async () => {
    await set('700002_1', 3, 'likes', { likes: { value: 100, precision: 'rounded', digits: 1 } });
    await again();
    const { days, rose } = await movers({ metric: 'likes' });
    expect(rose.map(({ id }) => id)).not.toContain('700002');
    expect(days[0]!.verdicts['within-resolution']).toBe(1);
  });

  it('of two runs of a day take the newest that gave the number', async () => {
    await store.query(`insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, started_at, pages)
      select workspace_id, platform, origin, streams, day, zone, selection, 'again', state, version, started_at + interval '5 hours', 1 from run where id = 3`);
    await store.query(`insert into observation select platform, kind, id, 4, stream, scope, observed_at + interval '5 hours', '{"favourites": 9000}', 4000
      from observation where run_id = 3 and id in ('700002', '700004') and stream = 'series'`);
    await store.query(`insert into observation select platform, kind, id, 4, stream, scope, observed_at + interval '5 hours', '{"favourites": null}', 4000
      from observation where run_id = 3 and id = '700005' and stream = 'series'`);
    await again();
    const { rose, days } = await movers({});
    expect(days[0]).toMatchObject({ day: '2026-03-01', beforeDay: '2026-02-28' });
    expect(rose.slice(0, 2)).toMatchObject([
      { id: '700002', count: { value: 9000 }, exchangeId: '4000', runId: '4' },
      { id: '700004', count: { value: 9000 }, before: { value: 4002 } },
    ]);
    expect(rose.find(({ id }) => id === '700005')).toMatchObject({ count: { value: 5003 }, runId: '3' });
  });

  it('are the same however often they are written down, and by how many at once', async () => {
    const before = await store.query('select * from series_change order by platform, day, metric, series_id');
    await store.query('delete from run_total');
    await Promise.all([1, 2, 3].map(() => refreshSeriesTotals(store, platform, clock)));
    expect(await store.query('select * from series_change order by platform, day, metric, series_id')).toEqual(before);
  });
});

describe('the comments of a day', async () => {
  const { store } = await testStore();
  await fillWebtoons(store, { series: 3, episodes: 4, days: 3 });
  // Episodes have 10 * e comments; three episodes get more on the last day, and one is published on it.
  for (const [id, comments] of [
    ['700001_2', 520],
    ['700002_1', 40],
    ['700003_3', 31],
  ] as const)
    await store.query({
      text: `update observation set counts = jsonb_build_object('comments', $2::integer) where id = $1 and run_id = 3 and stream = 'comment-counts'`,
      values: [id, comments],
    });
  await store.query("delete from observation where id = '700002_3' and run_id < 3");
  await store.query(`update record set fields = fields || '{"publishedOn": "2026-02-28"}' where id = '700002_3'`);
  await refreshSeriesTotals(store, platform, clock);

  it('name the episodes that gained the most, with their exchanges', async () => {
    const { items } = await findEpisodeMovers(store, { platforms: [platform], metric: 'comments', limit: 10 });
    expect(items.map(({ id, change, verdict }) => [id, verdict, change])).toEqual([
      ['700001_2', 'rose', 500],
      ['700002_1', 'rose', 30],
      ['700002_3', 'new', null],
      ['700003_3', 'rose', 1],
    ]);
    expect(items[0]).toMatchObject({
      no: 2,
      seriesId: '700001',
      seriesTitle: '바람 부는 날 1',
      before: { value: 20 },
      exchangeId: '3001',
      runId: '3',
      beforeExchangeId: '2001',
      beforeRunId: '2',
    });
  });

  it('of a title are told day by day', async () => {
    const { days } = await commentActivity(store, { platform, seriesId: '700001', since: '2026-01-01', zone: 'Asia/Seoul' });
    expect(days.map(({ day, verdict, change, compared, added }) => [day, verdict, change, compared, added])).toEqual([
      ['2026-02-28', 'unchanged', 0, 3, 0],
      ['2026-03-01', 'rose', 500, 3, 0],
    ]);
  });

  it('that were collected are counted by the day they were written in Korea, and their writers by their hashes', async () => {
    await store.query(`insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
      select '${platform}', 'comment', 'c' || n, '700001_1', fields::jsonb, '{}', now(), now(), 1 from (values
        (1, '{"createdAt": "2026-02-27T14:59:59Z", "author": "h1:a"}'), (2, '{"createdAt": "2026-02-27T15:00:00Z", "author": "h1:a"}'),
        (3, '{"createdAt": "2026-02-28T03:00:00Z", "author": "h1:a"}'), (4, '{"createdAt": "2026-02-28T04:00:00Z", "author": "h1:b"}'),
        (5, '{"createdAt": "2026-03-01T04:00:00Z"}'), (6, '{}')) comment (n, fields)`);
    const { written, collected } = await commentActivity(store, { platform, seriesId: '700001', since: '2026-01-01', zone: 'Asia/Seoul' });
    expect(written).toEqual([
      { day: '2026-02-27', comments: 1, writers: 1 },
      { day: '2026-02-28', comments: 3, writers: 2 },
      { day: '2026-03-01', comments: 1, writers: null },
    ]);
    expect(collected).toEqual({ comments: 6, episodes: 1 });
  });
});
