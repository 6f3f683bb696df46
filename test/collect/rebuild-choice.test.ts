import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import { sourceOf } from '../../src/sources/index.ts';
import type { Source } from '../../src/sources/index.ts';
import { testStore } from '../support/database.ts';
import { rebuildFrom, withParsers } from '../support/rebuild.ts';
import { collectDay, derivedRows } from '../support/rows.ts';

const days = [0, 1, 2].map((n) => addDays('2026-11-16', n));
const secondDay = { from: days[1]!, to: days[1]! };

const source = sourceOf('naver-webtoon');

/** Reads one field more, and leaves every seventh record out. */
const changed: Source = withParsers(source, 'p2', (parsed) => ({
  ...parsed,
  records: parsed.records
    .filter(({ kind, id }) => kind !== 'episode' || !/[07]$/.test(id))
    .map((record) => ({ ...record, fields: { ...record.fields, readBy: 'p2' } })),
}));

describe('a rebuild of some days and streams', { timeout: 120_000 }, async () => {
  const simulator = await createSimulator({ titles: 20, episodes: 200 });
  afterAll(() => simulator.close());
  const { store } = await testStore({ poolSize: 20 });
  beforeAll(async () => {
    for (const day of days) await collectDay(store, source, simulator, day);
  }, 60_000);

  const chosen = `stream = 'episodes' and run_id in (select id from run where day = '${days[1]!}')`;
  const rowsOf = async (text: string) =>
    (await store.query<{ row: string }>(`select (row (each.*)::text) as row from (${text}) as each`)).map(({ row }) => row).toSorted();

  test('by the same parsers changes nothing, newer values least of all', async () => {
    const before = await derivedRows(store);
    const report = await rebuildFrom(store, source, { streams: ['episodes'], days: { from: days[0]!, to: days[0]! } });
    expect(report.records).toMatchObject({ added: 0, changed: 0, removed: 0 });
    expect(report.records.rows).toBeGreaterThan(100);
    expect(await derivedRows(store)).toEqual(before);
  });

  test('by changed parsers leaves every other row alone, and gives what a whole rebuild gives', async () => {
    const others = `select * from observation where not (${chosen})`;
    const versions = `select id, parser_version from exchange where not (${chosen})`;
    const before = {
      observations: await rowsOf(others),
      versions: await rowsOf(versions),
      titles: await rowsOf(`select * from record where kind = 'comment'`),
    };
    const report = await rebuildFrom(store, changed, { streams: ['episodes'], days: secondDay });
    expect(report.observations.removed).toBeGreaterThan(0);
    expect(report.records.changed).toBeGreaterThan(0);
    expect(report.records.removed).toBeGreaterThan(0);
    expect({
      observations: await rowsOf(others),
      versions: await rowsOf(versions),
      titles: await rowsOf(`select * from record where kind = 'comment'`),
    }).toEqual(before);
    expect(await store.query(`select distinct parser_version from exchange where ${chosen}`)).toEqual([{ parser_version: 'p2' }]);

    const partial = {
      observations: await rowsOf(`select * from observation where ${chosen}`),
      records: await rowsOf(`select * from record where fields ? 'readBy'`),
    };
    await rebuildFrom(store, changed);
    expect(partial.records.length).toBeGreaterThan(100);
    const whole = new Set(await rowsOf(`select * from record`));
    expect(await rowsOf(`select * from observation where ${chosen}`)).toEqual(partial.observations);
    expect(partial.records.filter((row) => !whole.has(row))).toEqual([]);
  });

  test('shows the new field, and the exchanges tell who read them', async () => {
    const [counted] = await store.query<{ old: number; versions: string[] }>(`
      select (select count(*) from record where not fields ? 'readBy')::int as old,
        (select array_agg(distinct parser_version) from exchange) as versions`);
    expect(counted).toEqual({ old: 0, versions: ['p2'] });
  });

  test('goes back by the parsers of before', async () => {
    const report = await rebuildFrom(store, source);
    expect(report.records.added).toBeGreaterThan(0);
    const [counted] = await store.query<{ fresh: number }>(`select (select count(*) from record where fields ? 'readBy')::int as fresh`);
    expect(counted).toEqual({ fresh: 0 });
  });

  test('without raw answers is refused with where to look', async () => {
    await expect(rebuildFrom(store, source, { streams: null, days: { from: '2020-01-01', to: '2020-01-31' } })).rejects.toMatchObject({
      code: 'TDM_RAW_NONE',
      message: 'nothing raw is kept of naver-webtoon, 2020-01-01..2020-01-31',
    });
  });
});
