import { afterAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import { sourceOf } from '../../src/sources/index.ts';
import { acknowledged } from '../support/compare.ts';
import { testStore } from '../support/database.ts';
import { rebuildFrom, withParsers } from '../support/rebuild.ts';
import { collectDay, derivedRows, emptyDerived } from '../support/rows.ts';

const days = [0, 1].map((n) => addDays('2026-11-16', n));
const source = sourceOf('naver-webtoon');
const marked = withParsers(source, 'p2', (parsed) => ({
  ...parsed,
  records: parsed.records.map((record) => ({ ...record, fields: { ...record.fields, readBy: 'p2' } })),
}));

describe('beside a collection', { timeout: 120_000 }, async () => {
  const simulator = await createSimulator({ titles: 40, episodes: 800 });
  afterAll(() => simulator.close());
  const { store } = await testStore({ poolSize: 20 });

  test('rebuilds harm neither it nor its rows', async () => {
    await collectDay(store, source, simulator, days[0]!);
    let collecting = true;
    const collection = collectDay(store, marked, simulator, days[1]!).finally(() => (collecting = false));
    let rebuilds = 0;
    // Each time with parsers that make every record another one.
    while (collecting) await rebuildFrom(store, rebuilds++ % 2 === 0 ? marked : source);
    expect(await collection).toMatchObject({ state: 'done' });
    expect(rebuilds).toBeGreaterThan(1);
    const { observations, counted, pages, exchanges, adrift } = await acknowledged(store);
    expect({ counted, exchanges, adrift }).toEqual({ counted: observations, exchanges: pages, adrift: 0 });

    await rebuildFrom(store, marked);
    const before = await derivedRows(store);
    await emptyDerived(store);
    await rebuildFrom(store, marked);
    expect(await derivedRows(store)).toEqual(before);
  });

  test('and while it writes, readers find as many rows as before', async () => {
    const rows = async () => {
      const [row] = await store.query<{ records: number; observations: number }>(
        'select (select count(*) from record)::int as records, (select count(*) from observation)::int as observations',
      );
      return row!;
    };
    const before = await rows();
    let rebuilding = true;
    const done = rebuildFrom(store, source).finally(() => (rebuilding = false));
    while (rebuilding) expect(await rows()).toEqual(before);
    expect((await done).records.changed).toBe(before.records);
  });
});
