import { afterAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import { sourceOf } from '../../src/sources/index.ts';
import { testStore } from '../support/database.ts';
import { rebuildFrom } from '../support/rebuild.ts';
import { collectDay, derivedRows, emptyDerived } from '../support/rows.ts';

const days = [0, 1, 2].map((n) => addDays('2026-11-16', n));
const platforms = ['naver-webtoon', 'kakao-webtoon'];

describe.each(platforms)('three days of %s, with faults and a stop in between,', { timeout: 120_000 }, async (platform) => {
  const simulator = await createSimulator({ titles: 24, episodes: 300, kakaoTitles: 24, kakaoEpisodes: 300 });
  afterAll(() => simulator.close());
  const { store } = await testStore({ poolSize: 20 });
  const source = sourceOf(platform);
  const endpoint = platform === 'kakao-webtoon' ? 'kakao/episodes' : 'article/list';

  test('are collected', async () => {
    await collectDay(store, source, simulator, days[0]!);
    simulator.faults.add([
      { fault: '404', endpoint, after: 3, times: 2 },
      { fault: 'shape-drift', endpoint, after: 6, times: 2, retype: ['no', 'id'] },
      { fault: 'not-json', endpoint, after: 12, times: 1 },
      { fault: '500', endpoint, after: 15, times: 13 },
      { fault: 'shifting', endpoint, rows: 3 },
    ]);
    const stop = new AbortController();
    let commits = 0;
    const stopped = await collectDay(store, source, simulator, days[1]!, {
      stop: stop.signal,
      onEvent: ({ type }) => void (type === 'commit' && ++commits === 6 && stop.abort()),
    });
    expect(stopped.state).toBe('interrupted');
    const resumed = await collectDay(store, source, simulator, days[1]!);
    expect(resumed.id).toBe(stopped.id);
    simulator.faults.clear();
    simulator.faults.add([{ fault: '404', endpoint, after: 5, times: 1 }]);
    // Asked twice on one day, large lists say that they have not changed.
    await collectDay(store, source, simulator, days[2]!, { streams: ['titles'] });
    expect(await collectDay(store, source, simulator, days[2]!)).toMatchObject({ state: 'done' });

    const [has] = await store.query<Record<string, number>>(`
      select (select count(*) from record)::int as records, (select count(*) from quarantine)::int as misfits,
        (select count(*) from record where gone_since is not null)::int as gone,
        (select count(*) from exchange where outcome = 'gone')::int as "goneAnswers",
        (select count(*) from exchange where note like 'unchanged since%')::int as unchanged`);
    // What makes a rebuild hard has happened.
    expect(has!['records']).toBeGreaterThan(300);
    for (const what of platform === 'naver-webtoon' ? ['misfits', 'gone', 'unchanged'] : ['misfits', 'gone'])
      expect(has![what], what).toBeGreaterThan(0);
    expect(has!['goneAnswers']).toBeGreaterThan(has!['gone']!);
  });

  test('are rebuilt from nothing to the very rows', async () => {
    const before = await derivedRows(store);
    await emptyDerived(store);
    const report = await rebuildFrom(store, source);
    const { rows } = before.records;
    expect(report).toMatchObject({ platform, damaged: [], unread: {}, records: { rows, added: rows, changed: 0, removed: 0 } });
    expect(await derivedRows(store)).toEqual(before);
  });

  test('are left alone by a rebuild that finds nothing new', async () => {
    const before = await derivedRows(store);
    const report = await rebuildFrom(store, source);
    for (const rows of [report.records, report.observations, report.misfits])
      expect(rows).toMatchObject({ added: 0, changed: 0, removed: 0 });
    expect(report.exchangesChanged).toBe(0);
    expect(await derivedRows(store)).toEqual(before);
  });
});
