import { afterAll, describe, expect, test } from 'vitest';
import { rebuild } from '../../src/collect/index.ts';
import type { RawChoice, RebuildOptions } from '../../src/collect/index.ts';
import { addDays, systemClock } from '../../src/domain/index.ts';
import { createFrameReader } from '../../src/lake/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import { sourceOf } from '../../src/sources/index.ts';
import type { Source } from '../../src/sources/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { collectDay, derivedRows, emptyDerived } from '../support/rows.ts';

const all: RawChoice = { streams: null, days: null };
const rebuildAll = (store: Store, source: Source, choice = all, more: Partial<RebuildOptions> = {}) =>
  rebuild({ store, source, choice, frames: createFrameReader(store), clock: systemClock, ...more });

const firstDay = '2026-03-02';
const days = [0, 1, 2].map((n) => addDays(firstDay, n));

describe.each(['naver-webtoon', 'kakao-webtoon'])(
  'three days of %s, with faults and a stop in between',
  { timeout: 240_000 },
  async (platform) => {
    const simulator = await createSimulator({ titles: 24, episodes: 300, kakaoTitles: 24, kakaoEpisodes: 300 });
    afterAll(() => simulator.close());
    const { store } = await testStore({ poolSize: 20 });
    const source = sourceOf(platform);
    const kakao = platform === 'kakao-webtoon';
    const episodeList = kakao ? 'kakao/episodes' : 'article/list';

    test('are collected', async () => {
      await collectDay(store, source, simulator, days[0]!);
      simulator.faults.add([
        { fault: '404', endpoint: episodeList, after: 3, times: 2 },
        { fault: 'shape-drift', endpoint: episodeList, after: 6, times: 2, retype: kakao ? ['no', 'episodeNo', 'id'] : ['no'] },
        { fault: 'empty', endpoint: episodeList, after: 12, times: 1 },
        { fault: '500', endpoint: episodeList, after: 15, times: 9 },
        { fault: 'shifting', endpoint: episodeList, rows: 3 },
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
      await collectDay(store, source, simulator, days[2]!);
      const [has] = await store.query<{ gone: number; misfits: number; records: number; repeated: number }>(`
      select (select count(*) from record where gone_since is not null)::int as gone, (select count(*) from quarantine)::int as misfits,
        (select count(*) from record)::int as records,
        (select count(*) from exchange where note like 'unchanged since%')::int as repeated`);
      expect(has!.records).toBeGreaterThan(300);
    });

    test('are rebuilt from nothing to the very rows', async () => {
      const before = await derivedRows(store);
      await emptyDerived(store);
      const report = await rebuildAll(store, source);
      expect(await derivedRows(store)).toEqual(before);
    });

    test('are left alone by a rebuild that finds nothing new', async () => {
      const before = await derivedRows(store);
      const report = await rebuildAll(store, source);
      for (const rows of [report.records, report.observations, report.misfits])
        expect(rows).toMatchObject({ added: 0, changed: 0, removed: 0 });
      expect(report.exchangesChanged).toBe(0);
      expect(await derivedRows(store)).toEqual(before);
    });
  },
);
