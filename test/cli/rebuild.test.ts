import { beforeAll, describe, expect, test } from 'vitest';
import { crashPoints } from '../../src/store/index.ts';
import type { Store } from '../../src/store/index.ts';
import { derivedRows, emptyDerived } from '../support/rows.ts';
import { startTidemark } from '../support/tidemark.ts';
import { expectError, place, simulator, temporaryFolder } from './place.ts';

const platforms = await simulator({ titles: 10, episodes: 120, kakaoTitles: 6, kakaoEpisodes: 40 });
// Raw answers are sealed into this lake at the end of each collection.
const here = place({ TIDEMARK_SIMULATOR: platforms.url, LAKE_URL: temporaryFolder() });

const sums = async (store: Store) => ({
  totals: await store.query('select platform, series_id, episodes, likes, comments from series_total order by 1, 2'),
  curves: await store.query('select platform, series_id, run_id, episodes, likes, comments from series_run_total order by 1, 2, 3'),
});

const rowCounts = async (store: Store) => {
  const { records, observations, misfits } = await derivedRows(store);
  return { records: records.rows, observations: observations.rows, misfits: misfits.rows };
};

/** Spoils derived rows in every way: gone, changed, and there without an answer that gives them. */
const spoil = async (store: Store): Promise<void> => {
  await store.query(`delete from observation where id like '%1'`);
  await store.query(`update observation set counts = '{}' where id like '%2'`);
  await store.query(`delete from record where id like '%3'`);
  await store.query(`update record set fields = fields || '{"title": "spoilt"}' where id like '%4'`);
  await store.query(`
    insert into record (platform, kind, id, fields, counts, first_seen_at, last_seen_at, exchange_id)
    select platform, kind, id || 'x', fields, counts, first_seen_at, last_seen_at, exchange_id from record where id like '%5' limit 3 on conflict do nothing`);
  await store.query(`update exchange set parser_version = 'p0'`);
};

beforeAll(async () => {
  for (const platform of ['naver-webtoon', 'kakao-webtoon']) {
    const { code, stderr } = await here.run(['collect', platform]);
    if (code !== 0) throw new Error(stderr);
  }
}, 90_000);

describe('tidemark rebuild', { timeout: 90_000 }, () => {
  test('makes the rows of all platforms anew, also from sealed raw answers, and the sums with them', async () => {
    const store = await here.store('sample');
    const before = { ...(await sums(store)), rows: await derivedRows(store) };
    expect(before.curves.length).toBeGreaterThan(5);
    expect(await store.query('select 1 from frame where body is not null')).toEqual([]);
    await emptyDerived(store);
    await store.query('truncate series_total, series_run_total, run_total');
    const report = await here.json(['rebuild', '--world', 'sample']);
    expect(report.platforms.map(({ platform }: { platform: string }) => platform)).toEqual(['naver-webtoon', 'kakao-webtoon']);
    expect(report).toMatchObject({ world: 'sample', error: null });
    expect({ ...(await sums(store)), rows: await derivedRows(store) }).toEqual(before);
  });

  test('whose lake is away names what it cannot read, and keeps every row', async () => {
    const store = await here.store('sample');
    const before = await derivedRows(store);
    const end = await here.run(['rebuild', '--world', 'sample'], { LAKE_URL: temporaryFolder() });
    expectError(end, 'TDM_REBUILD_INCOMPLETE', 1);
    expect(end.stdout).toMatch(/frame \d+ \(run \d+, titles, \d+ answers\) is damaged: /);
    expect(await derivedRows(store)).toEqual(before);
  });

  test('says in words what it did', async () => {
    const end = await here.run(['rebuild', '--platform', 'naver-webtoon', '--stream', 'episodes']);
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toMatch(/naver-webtoon {2}parser \S+: [\d,]+ answers in [\d,]+ frames read in /);
    expect(end.stdout).toMatch(/[\d,]+ records: all as they were/);
  });
});

describe('a rebuild that is killed', { timeout: 180_000 }, () => {
  const points = crashPoints.filter((point) => point.startsWith('rebuild.'));

  test.each(points)('at %s is completed by the next one', async (point) => {
    const store = await here.store('sample');
    const whole = await derivedRows(store);
    const wholeSums = await sums(store);
    await spoil(store);
    await store.query('update series_run_total set likes = 0');
    const spoilt = await rowCounts(store);
    const killed = await startTidemark(['rebuild', '--world', 'sample'], { ...here.settings, TIDEMARK_CRASH_AT: point }).ended;
    expect(killed.signal).toBe('SIGKILL');
    const left = await rowCounts(store);
    // Nothing was taken away before there was something in its place.
    for (const table of ['records', 'observations', 'misfits'] as const)
      expect(left[table], table).toBeGreaterThanOrEqual(Math.min(spoilt[table], whole[table].rows));
    const again = await here.run(['rebuild', '--world', 'sample']);
    expect(again.code, again.stderr).toBe(0);
    expect(await derivedRows(store)).toEqual(whole);
    expect(await sums(store)).toEqual(wholeSums);
  });
});

describe('mistyped', () => {
  test.each([
    [['--platform', 'nowhere'], 'TDM_PLATFORM_UNKNOWN'],
    [['--stream', 'nothing'], 'TDM_STREAM_UNKNOWN'],
    [['--stream', 'naver-webtoon/nothing'], 'TDM_STREAM_UNKNOWN'],
    [['--stream', 'nowhere/titles'], 'TDM_PLATFORM_UNKNOWN'],
    [['--platform', 'kakao-webtoon', '--stream', 'stars'], 'TDM_STREAM_UNKNOWN'],
    [['--platform', 'kakao-webtoon', '--stream', 'naver-webtoon/titles'], 'TDM_USAGE'],
    [['--days', '2026-02-30'], 'TDM_USAGE'],
    [['--days', '2026-11-21..2026-11-20'], 'TDM_USAGE'],
    [['--days', '2026-11-01..2026-11-02..2026-11-03'], 'TDM_USAGE'],
    [['--days', 'yesterday'], 'TDM_USAGE'],
    [['--days', ''], 'TDM_USAGE'],
    [['--days', '2020-01-01..2020-12-31'], 'TDM_RAW_NONE'],
    [['extra'], 'TDM_USAGE'],
  ])('%j is told as %s', async (words, code) => {
    expectError(await here.run(['rebuild', ...words]), code, 2);
  });
});
