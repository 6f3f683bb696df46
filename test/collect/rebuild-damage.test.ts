import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunReport } from '../../src/collect/index.ts';
import { exact } from '../../src/domain/index.ts';
import { createFrameReader, openStorage, sealFrames } from '../../src/lake/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { rebuildFrom, withParsers } from '../support/rebuild.ts';
import { derivedRows, emptyDerived } from '../support/rows.ts';
import { collectFrom, source } from './world.ts';

const titles = (what: string) => (what === 'titles/first' ? ['1', '2'] : what === 'titles/second' ? ['3'] : [what.split('/')[1]!]);

/** Counts one view more. */
const changed = withParsers(source, 'p2', (parsed) => ({
  ...parsed,
  records: parsed.records.map((record) => ({ ...record, counts: { views: exact(2) } })),
}));

/** Breaks the frame that holds an answer. */
const damage = async (store: Store, url: string): Promise<string> => {
  const [frame] = await store.query<{ id: string }>({
    text: `update frame set body = set_byte(body, 20, 255 - get_byte(body, 20))
      where id = (select frame_id from exchange where url like $1) returning id`,
    values: [`%${url}`],
  });
  return frame!.id;
};

const collected = async (): Promise<{ store: Store; report: RunReport }> => {
  const { store } = await testStore();
  const report = await collectFrom(store, titles);
  expect(report).toMatchObject({ state: 'done' });
  return { store, report };
};

const views = (store: Store, table: string) =>
  store
    .query<{ id: string; stream: string; views: number }>(
      `select id, ${table === 'record' ? "''" : 'stream'} as stream, (counts ->> 'views')::int as views from ${table} order by stream, id`,
    )
    .then((rows) => rows.map(({ id, stream, views: count }) => `${stream}${stream && ' '}${id}: ${count}`));

describe('a rebuild that meets a damaged frame', () => {
  test('names it, reads the rest, and leaves its rows as they were', async () => {
    const { store } = await collected();
    const [{ exchanges } = { exchanges: 0 }] = await store.query<{ exchanges: number }>(
      `select exchanges from frame where id = (select frame_id from exchange where url like '%/series/2')`,
    );
    const before = await store.query<{ id: string }>(
      `select record.id from record join observation using (platform, kind, id) join exchange on exchange.id = observation.exchange_id
        where frame_id = (select frame_id from exchange where url like '%/series/2')`,
    );
    const frame = await damage(store, '/series/2');
    const report = await rebuildFrom(store, changed);
    expect(report.damaged).toMatchObject([{ frame, stream: 'series', exchanges, reason: expect.stringContaining('checksum') as string }]);
    const old = new Set(before.map(({ id }) => id));
    const expected = ['1', '2', '3'].map((id) => `${id}: ${old.has(id) ? 1 : 2}`);
    expect(await views(store, 'record')).toEqual(expected);
    expect(await views(store, 'observation')).toEqual([
      ...['1', '2', '3'].map((id) => `series ${id}: ${old.has(id) ? 1 : 2}`),
      ...['1', '2', '3'].map((id) => `titles ${id}: 2`),
    ]);
    const versions = await store.query(`select parser_version from exchange where url like '%/series/2'`);
    expect(versions).toEqual([{ parser_version: 'p1' }]);
  });

  test('in a segment that is torn, empty or missing names it, keeps its rows, and reads them again when it is whole', async () => {
    const { store } = await collected();
    const root = mkdtempSync(join(tmpdir(), 'tidemark-rebuild-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const storage = openStorage({ url: root });
    await sealFrames({ store, storage, version: 'test' });
    const before = await derivedRows(store);
    const [segment] = await store.query<{ key: string }>(`select key from segment where stream = 'series'`);
    const path = join(root, segment!.key);
    const bytes = readFileSync(path);
    const frames = createFrameReader(store, storage);
    for (const spoil of [() => truncateSync(path, bytes.length >>> 1), () => truncateSync(path, 0), () => rmSync(path)]) {
      spoil();
      const { damaged } = await rebuildFrom(store, source, undefined, { frames });
      expect(new Set(damaged.map(({ stream }) => stream))).toEqual(new Set(['series']));
      expect(await derivedRows(store)).toEqual(before);
      writeFileSync(path, bytes);
    }
    await emptyDerived(store);
    expect((await rebuildFrom(store, source, undefined, { frames })).damaged).toEqual([]);
    expect(await derivedRows(store)).toEqual(before);
  });

  test('takes nothing away that only the damaged one may have given', async () => {
    const { store } = await collected();
    await damage(store, '/series/2');
    const gone = withParsers(source, 'p2', (parsed) => ({ ...parsed, records: [] }));
    const report = await rebuildFrom(store, gone);
    expect(report.records).toMatchObject({ rows: 0, removed: 0 });
    expect(await views(store, 'record')).toEqual(['1: 1', '2: 1', '3: 1']);
  });

  test('makes the rest anew also when nothing was left', async () => {
    const { store } = await collected();
    await damage(store, '/titles/second');
    await emptyDerived(store);
    expect((await rebuildFrom(store, source)).damaged).toHaveLength(1);
    expect(await views(store, 'record')).toEqual(['1: 1', '2: 1', '3: 1']);
  });
});

describe('a rebuild', () => {
  test('leaves rows as they were whose endpoint has no parser any more, and counts them', async () => {
    const { store } = await collected();
    const before = await derivedRows(store);
    const without = {
      ...source,
      streams: source.streams.map((stream) => (stream.name === 'series' ? { ...stream, endpoints: [] } : stream)),
    };
    const report = await rebuildFrom(store, without);
    expect(report).toMatchObject({ unread: { 'series:series': 3 }, damaged: [] });
    expect(await derivedRows(store)).toEqual(before);
  });

  test('is refused while another process rebuilds the same database', async () => {
    const { store } = await collected();
    let second: unknown;
    await rebuildFrom(store, source, undefined, {
      onEvent: ({ type }) => void (type === 'reading' && (second ??= rebuildFrom(store, source).catch((error: unknown) => error))),
    });
    expect(await second).toMatchObject({ code: 'TDM_REBUILD_UNDER_WAY', exitCode: 75 });
  });
});
