import { describe, expect, it } from 'vitest';
import {
  episodeCurve,
  episodeCurves,
  findSeries,
  listEpisodes,
  listRuns,
  listSeries,
  refreshSeriesTotals,
  seriesCurves,
} from '../../src/insight/index.ts';
import type { Sql } from '../../src/store/index.ts';
import { standingClock } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
}

/** Runs statements with EXPLAIN ANALYZE beside them and keeps the scans they make. */
const watch = (sql: Sql): { sql: Sql; scans: Plan[] } => {
  const scans: Plan[] = [];
  const collect = (plan: Plan): void => {
    if (plan['Node Type'].includes('Scan') && plan['Relation Name']) scans.push(plan);
    for (const child of plan.Plans ?? []) collect(child);
  };
  return {
    scans,
    sql: {
      async query(statement) {
        const { text, values = [] } = typeof statement === 'string' ? { text: statement } : statement;
        if (text.startsWith('analyze')) return sql.query(statement);
        const [row] = await sql.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>({ text: `explain (analyze, format json) ${text}`, values });
        collect(row!['QUERY PLAN'][0].Plan);
        return sql.query(statement);
      },
    },
  };
};

describe('with 130 series of 100 episodes over 8 days', async () => {
  const { store } = await testStore();
  await fillWebtoons(store, { series: 130, episodes: 100, days: 8 });
  const clock = standingClock();
  await refreshSeriesTotals(store, 'naver-webtoon', clock);
  await store.query('vacuum analyze');

  const scansOf = async (work: (sql: Sql) => Promise<unknown>): Promise<Plan[]> => {
    const { sql, scans } = watch(store);
    await work(sql);
    expect(scans.length).toBeGreaterThan(0);
    return scans;
  };
  const whole = (scans: Plan[], table: string) =>
    scans.filter((scan) => scan['Relation Name'] === table && scan['Node Type'] === 'Seq Scan');
  const rows = (scans: Plan[], table: string) =>
    scans
      .filter((scan) => scan['Relation Name'] === table)
      .reduce((sum, scan) => sum + Math.round(scan['Actual Rows'] * scan['Actual Loops']), 0);
  const series = { platform: 'naver-webtoon', id: '700001' } as const;

  it('a page of series never reads the episodes', async () => {
    const scans = await scansOf((sql) =>
      listSeries(sql, { platforms: ['naver-webtoon', 'kakao-webtoon'], sort: 'likes', direction: 'desc', limit: 50 }),
    );
    expect(whole(scans, 'record')).toEqual([]);
    expect(rows(scans, 'record')).toBeLessThanOrEqual(2 * 130);
  });

  it('the curves of a series read its own observations and one row a run, not its episodes', async () => {
    const scans = await scansOf((sql) => seriesCurves(sql, { ...series, metrics: ['views', 'likes', 'comments', 'rank'], since: 0 }));
    expect(whole(scans, 'observation')).toEqual([]);
    expect(rows(scans, 'observation')).toBeLessThanOrEqual(8 * 2 * 4);
    expect(rows(scans, 'series_run_total')).toBe(8);
  });

  it('the curves of an episode read its own observations', async () => {
    const scans = await scansOf((sql) => episodeCurves(sql, { platform: 'naver-webtoon', id: '700001_7', metrics: ['likes'], since: 0 }));
    expect(whole(scans, 'observation')).toEqual([]);
    expect(rows(scans, 'observation')).toBeLessThanOrEqual(3 * 8);
  });

  it('the episodes of a series are found by their parent', async () => {
    for (const work of [
      (sql: Sql) => listEpisodes(sql, { platform: 'naver-webtoon', seriesId: '700001', sort: 'likes', direction: 'desc', limit: 50 }),
      (sql: Sql) => episodeCurve(sql, 'naver-webtoon', '700001'),
    ]) {
      const scans = await scansOf(work);
      expect(whole(scans, 'record')).toEqual([]);
      // Their own rows; and once more those of the page, for their traces.
      expect(rows(scans, 'record')).toBeLessThanOrEqual(200);
    }
  });

  it('one series is found by its key', async () => {
    const scans = await scansOf((sql) => findSeries(sql, 'naver-webtoon', '700001'));
    expect(whole(scans, 'record')).toEqual([]);
    expect(whole(scans, 'observation')).toEqual([]);
  });

  it('adding up a run reads that run and the one it is compared with, whatever the history', async () => {
    await store.query('update run set pages = pages + 1 where id = 8');
    const scans = await scansOf((sql) => refreshSeriesTotals(sql, 'naver-webtoon', clock));
    // 130 series with two observations each are read with them and left out.
    expect(rows(scans, 'observation')).toBeGreaterThan(0);
    // Once for the sums; and both runs for the changes, once a metric.
    expect(rows(scans, 'observation')).toBeLessThanOrEqual(130 * 100 * 3 * (1 + 2 * 2) + 130 * 4 * 4);
    expect(whole(scans, 'observation')).toEqual([]);
  });

  it('a page of runs counts open tasks only', async () => {
    await store.query(
      `insert into task (run_id, stream, batch, targets, state) select 1, 'likes', n, '{}', case when n <= 3 then 'pending' else 'done' end from generate_series(1, 3000) n`,
    );
    await store.query("insert into run_stream (run_id, stream, tasks, targets) values (1, 'likes', 3000, 3000)");
    await store.query('vacuum analyze task');
    const scans = await scansOf((sql) => listRuns(sql, { workspaceId: 'main', limit: 50 }));
    expect(rows(scans, 'task')).toBe(3);
    expect((await listRuns(store, { workspaceId: 'main', limit: 50 })).items.at(-1)!.progress).toEqual({ tasks: 3000, done: 2997 });
  });
});
