import { expect, test } from 'vitest';
import { createSimulator } from '../../src/sim/index.ts';
import { sourceOf } from '../../src/sources/index.ts';
import { testStore } from '../support/database.ts';
import { rebuildFrom } from '../support/rebuild.ts';
import { derivedRows, emptyDerived } from '../support/rows.ts';
import { tidemark } from '../support/tidemark.ts';

test('what three processes collected together is rebuilt to the very rows', { timeout: 120_000 }, async () => {
  const simulator = await createSimulator({ titles: 60, episodes: 1000 });
  const { store: root, databaseUrl, schema, again } = await testStore();
  const settings = {
    DATABASE_URL: databaseUrl,
    TIDEMARK_SCHEMA: schema,
    TIDEMARK_SIMULATOR: simulator.url,
    TIDEMARK_PRIVACY_KEY: 'the same key for all processes',
  };
  const store = await again({ schema: `${schema}_sample` });
  try {
    for (const day of ['2026-11-19', '2026-11-20']) {
      simulator.clock.set(day);
      // The first begins a new run, the others join it.
      const begun = tidemark(['collect', 'naver-webtoon', '--new'], settings);
      await expect.poll(async () => (await store.query("select 1 from run where state = 'running'")).length, { timeout: 20_000 }).toBe(1);
      const ends = await Promise.all([
        begun,
        tidemark(['collect', 'naver-webtoon'], settings),
        tidemark(['collect', 'naver-webtoon'], settings),
      ]);
      expect(ends.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0]);
    }
    const before = await derivedRows(store);
    await emptyDerived(store);
    await rebuildFrom(store, sourceOf('naver-webtoon'));
    expect(await derivedRows(store)).toEqual(before);
  } finally {
    await store.close();
    await root.query(`drop schema if exists "${schema}_sample" cascade`);
    await simulator.close();
  }
});
