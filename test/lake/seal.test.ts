import { mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createFrameReader, exportLines, openStorage, sealFrames, verifyRaw } from '../../src/lake/index.ts';
import type { ObjectStorage } from '../../src/lake/index.ts';
import { findExchange } from '../../src/insight/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { keepFrames, prepareRun, textsOf } from './frames.ts';
import { startS3, temporaryFolder } from './lakes.ts';

const s3 = await startS3();
const folder = temporaryFolder();
beforeAll(() => {
  for (const [name, value] of Object.entries(s3.settings)) vi.stubEnv(name, value);
});
afterAll(() => void vi.unstubAllEnvs());

let places = 0;
/** A folder nobody has used yet. */
const freshFolder = (): string => join(folder, `lake-${++places}`);
const sealAll = (store: Store, storage: ObjectStorage, more: { segmentBytes?: number; platform?: string } = {}) =>
  sealFrames({ store, storage, version: 'test', ...more });
const waiting = async (store: Store): Promise<number> => {
  const [row] = await store.query<{ waiting: number }>('select count(*)::int as waiting from frame where body is not null');
  return row!.waiting;
};
const segmentsOf = (store: Store) =>
  store.query<{ key: string; stream: string; day: string; frames: number; sealed: boolean }>(
    'select key, stream, day, frames, sealed_at is not null as sealed from segment order by id',
  );
/** Counts what is asked of a storage, and can hold its writes back. */
const watched = (storage: ObjectStorage, beforePut: () => Promise<void> = async () => undefined) => {
  const puts: string[] = [];
  const reads: string[] = [];
  const seen: ObjectStorage = {
    ...storage,
    put: async (key, body) => {
      puts.push(key);
      await beforePut();
      await storage.put(key, body);
    },
    read: (key, range) => {
      reads.push(key);
      return storage.read(key, range);
    },
  };
  return { puts, reads, seen };
};

describe.each([
  ['a folder', () => freshFolder()],
  ['S3', () => `s3://${s3.bucket}/${++places}`],
])('frames sealed into %s', (_, url) => {
  test('read as they were, leave the database, and are whole', async () => {
    const { store } = await testStore();
    const storage = openStorage({ url: url() });
    await prepareRun(store);
    const ids = [
      ...(await keepFrames(store, { frames: 5, letters: 2000 })),
      ...(await keepFrames(store, { frames: 2, day: '2026-03-02' })),
      ...(await keepFrames(store, { frames: 3, stream: 'episodes' })),
    ];
    const before = await textsOf(createFrameReader(store), ids);
    const report = await sealAll(store, storage);
    expect(report).toMatchObject({ segments: 3, frames: 10, exchanges: 30, damaged: [], busy: 0 });
    expect(await waiting(store)).toBe(0);
    expect((await segmentsOf(store)).map(({ stream, day, frames }) => [stream, day, frames])).toEqual([
      ['episodes', '2026-03-01', 3],
      ['titles', '2026-03-01', 5],
      ['titles', '2026-03-02', 2],
    ]);
    const reader = createFrameReader(store, storage);
    expect(await textsOf(reader, ids)).toEqual(before);
    expect(await textsOf(reader, ids.toReversed())).toHaveLength(30);
    const [first] = before[0]!.split(' ');
    expect(await findExchange(store, 'main', first!, reader)).toMatchObject({ id: first, body: before[0]!.split(' ')[1] });
    expect(await verifyRaw({ sql: store, storage })).toEqual({
      ...{ segments: 3, frames: 10, waiting: 0, open: 0, exchanges: 30, problems: [], unknown: [] },
    });
    expect(await sealAll(store, storage)).toMatchObject({ segments: 0, frames: 0 });
  });

  test('stay in the database, all of them readable, when the lake gives back something else than was written', async () => {
    const { store } = await testStore();
    const storage = openStorage({ url: url() });
    await prepareRun(store);
    const ids = await keepFrames(store, { frames: 2 });
    const forgetful: ObjectStorage = { ...storage, put: (key, body) => storage.put(key, body.subarray(0, -1)) };
    await expect(sealAll(store, forgetful)).rejects.toMatchObject({ code: 'TDM_LAKE_FAILED' });
    expect(await textsOf(createFrameReader(store), ids)).toHaveLength(6);
    expect(await sealAll(store, storage)).toMatchObject({ segments: 1, frames: 2 });
    expect(await verifyRaw({ sql: store, storage })).toMatchObject({ problems: [], unknown: [], exchanges: 6 });
  });
});

describe('sealing', () => {
  test('fills segments up to their limit in the order of frames, and gives a larger frame one of its own', async () => {
    const { store } = await testStore();
    await prepareRun(store);
    const storage = openStorage({ url: freshFolder() });
    await keepFrames(store, { frames: 4, exchanges: 1, letters: 3000 });
    await keepFrames(store, { frames: 1, exchanges: 1, letters: 30_000 });
    await keepFrames(store, { frames: 3, exchanges: 1, letters: 3000 });
    await sealAll(store, storage, { segmentBytes: 10_000 });
    expect((await segmentsOf(store)).map(({ frames }) => frames)).toEqual([3, 1, 1, 3]);
    expect(await verifyRaw({ sql: store, storage })).toMatchObject({ segments: 4, frames: 8, problems: [] });
  });

  test('of one platform leaves those of others waiting', async () => {
    const { store } = await testStore();
    await prepareRun(store);
    await keepFrames(store, { frames: 1 });
    await keepFrames(store, { frames: 2, platform: 'kakao-webtoon' });
    const storage = openStorage({ url: freshFolder() });
    expect(await sealAll(store, storage, { platform: 'kakao-webtoon' })).toMatchObject({ frames: 2 });
    expect(await waiting(store)).toBe(1);
  });

  test('by several processes at once does nothing twice and forgets nothing', async () => {
    const { store, again } = await testStore();
    await prepareRun(store);
    const ids = await keepFrames(store, { frames: 40, exchanges: 2 });
    await using other = await again();
    await using third = await again();
    const { seen, puts } = watched(openStorage({ url: freshFolder() }));
    const reports = await Promise.all([store, other, third].map((each) => sealAll(each, seen, { segmentBytes: 2000 })));
    expect(reports.reduce((sum, { frames }) => sum + frames, 0)).toBe(40);
    expect(new Set(puts).size).toBe(puts.length);
    expect(await waiting(store)).toBe(0);
    expect(await textsOf(createFrameReader(store, seen), ids)).toHaveLength(80);
    expect(await verifyRaw({ sql: store, storage: seen })).toMatchObject({ frames: 40, exchanges: 80, problems: [], unknown: [] });
  });

  test('leaves alone what a living process is writing, and says so', async () => {
    const { store, again } = await testStore();
    await prepareRun(store);
    await keepFrames(store, { frames: 2 });
    await using other = await again();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let begun = (): void => undefined;
    const writing = new Promise<void>((resolve) => (begun = resolve));
    const storage = openStorage({ url: freshFolder() });
    const slow = sealAll(
      store,
      watched(storage, async () => {
        begun();
        await held;
      }).seen,
    );
    await writing;
    expect(await sealAll(other, storage)).toMatchObject({ segments: 0, busy: 1 });
    letGo();
    expect(await slow).toMatchObject({ segments: 1, frames: 2 });
  });

  test('leaves a damaged frame in the database by name, and seals the rest', async () => {
    const { store } = await testStore();
    await prepareRun(store);
    const ids = await keepFrames(store, { frames: 3 });
    await store.query({ text: `update frame set body = 'torn' where id = $1`, values: [ids[1]] });
    const storage = openStorage({ url: freshFolder() });
    expect(await sealAll(store, storage, { segmentBytes: 1 })).toMatchObject({ frames: 2, damaged: [ids[1]] });
    expect(await sealAll(store, storage)).toMatchObject({ frames: 0, damaged: [ids[1]] });
    const { problems } = await verifyRaw({ sql: store, storage });
    expect(problems).toEqual([{ segment: null, frame: ids[1], reason: expect.stringContaining('checksum') }]);
  });

  test('of a frame that was damaged after it was planned plans anew without it', async () => {
    const { store } = await testStore();
    await prepareRun(store);
    const ids = await keepFrames(store, { frames: 3 });
    const storage = openStorage({ url: freshFolder() });
    const unwilling: ObjectStorage = { ...storage, put: () => Promise.reject(new Error('no')) };
    await expect(sealAll(store, unwilling)).rejects.toThrow('no');
    await store.query({ text: `update frame set body = 'torn' where id = $1`, values: [ids[0]] });
    expect(await sealAll(store, storage)).toMatchObject({ segments: 1, frames: 2, damaged: [ids[0]] });
    expect(await verifyRaw({ sql: store, storage })).toMatchObject({ exchanges: 6, problems: [{ frame: ids[0] }], unknown: [] });
  });

  test('stops after the segment under way when it is told to', async () => {
    const { store } = await testStore();
    await prepareRun(store);
    await keepFrames(store, { frames: 6 });
    const stop = new AbortController();
    const storage = watched(openStorage({ url: freshFolder() }), async () => stop.abort()).seen;
    expect(await sealFrames({ store, storage, version: 'test', segmentBytes: 1, stop: stop.signal })).toMatchObject({ segments: 1 });
    expect(await waiting(store)).toBe(5);
  });
});

describe('a sealed frame', () => {
  test('that is read after its neighbour costs no request of its own', async () => {
    const { store } = await testStore();
    await prepareRun(store);
    const ids = await keepFrames(store, { frames: 30 });
    const { seen, reads } = watched(openStorage({ url: freshFolder() }));
    await sealAll(store, seen);
    reads.length = 0;
    expect(await textsOf(createFrameReader(store, seen), ids)).toHaveLength(90);
    expect(reads.length).toBe(2);
  });

  test('that is asked for while its neighbours are on their way costs no request of its own either', async () => {
    const { store } = await testStore();
    await prepareRun(store);
    const ids = await keepFrames(store, { frames: 40, letters: 2000 });
    const storage = openStorage({ url: `s3://${s3.bucket}/${++places}` });
    await sealAll(store, storage);
    const [row] = await store.query<{ bytes: number }>('select bytes::float8 as bytes from segment');
    const { seen, reads } = watched(storage);
    const before = s3.answered;
    const reader = createFrameReader(store, seen);
    for (let n = 0; n < ids.length; n += 4)
      expect((await Promise.all(ids.slice(n, n + 4).map((id) => textsOf(reader, [id])))).flat()).toHaveLength(12);
    expect(reads.length).toBeLessThan(6);
    expect(s3.answered - before).toBeLessThan(3 * row!.bytes);
  });

  test('whose segment was away is read as soon as it is back', async () => {
    const { store } = await testStore();
    await prepareRun(store);
    const [id] = await keepFrames(store, { frames: 1 });
    const root = freshFolder();
    const storage = openStorage({ url: root });
    await sealAll(store, storage);
    const path = join(root, (await segmentsOf(store))[0]!.key);
    const whole = readFileSync(path);
    for (const damage of [() => rmSync(path), () => writeFileSync(path, whole.subarray(0, 150)), () => writeFileSync(path, '')]) {
      const reader = createFrameReader(store, storage);
      damage();
      await expect(textsOf(reader, [id!])).rejects.toMatchObject({ code: 'TDM_SEGMENT_CORRUPT' });
      writeFileSync(path, whole);
      expect(await textsOf(reader, [id!])).toHaveLength(3);
    }
  });
});

describe('what is damaged in the lake', async () => {
  const { store } = await testStore();
  await prepareRun(store);
  const ids = await keepFrames(store, { frames: 4, letters: 1000 });
  const root = freshFolder();
  const storage = openStorage({ url: root });
  await sealAll(store, storage);
  const [segment] = await segmentsOf(store);
  const path = join(root, segment!.key);
  const whole = readFileSync(path);
  const problems = async () => (await verifyRaw({ sql: store, storage })).problems;
  const readAll = () => textsOf(createFrameReader(store, storage), ids);
  const corrupt = expect.objectContaining({ code: 'TDM_SEGMENT_CORRUPT' });

  test('is named when a segment is torn in the middle, with every frame that went with it; the others can still be read', async () => {
    truncateSync(path, Math.floor(whole.length / 2));
    const found = await problems();
    expect(found[0]).toEqual({ segment: segment!.key, frame: null, reason: 'it ends early' });
    expect(found.slice(1).map(({ frame }) => frame)).toEqual(ids.slice(-found.length + 1));
    expect(found.length).toBeLessThan(5);
    expect(await textsOf(createFrameReader(store, storage), ids.slice(0, 1))).toHaveLength(3);
    await expect(readAll()).rejects.toEqual(corrupt);
    writeFileSync(path, whole);
    expect(await problems()).toEqual([]);
  });

  test('is named when a segment has zero bytes', async () => {
    writeFileSync(path, '');
    expect(await problems()).toContainEqual({ segment: segment!.key, frame: null, reason: 'it is empty' });
    await expect(readAll()).rejects.toEqual(corrupt);
    writeFileSync(path, whole);
  });

  test('is named when a newer Tidemark has written it', async () => {
    writeFileSync(path, Buffer.from(whole.toString('latin1').replace('"version":1', '"version":9'), 'latin1'));
    expect(await problems()).toEqual([{ segment: segment!.key, frame: null, reason: expect.stringContaining('TDM_SEGMENT_VERSION') }]);
    writeFileSync(path, whole);
  });

  test('is named when one bit has turned', async () => {
    const turned = Buffer.from(whole);
    turned[Math.floor(whole.length / 2)]! ^= 1;
    writeFileSync(path, turned);
    const found = await problems();
    expect(found.map(({ segment: key, frame }) => [key, frame === null])).toEqual([
      [segment!.key, true],
      [segment!.key, false],
    ]);
    writeFileSync(path, whole);
  });

  test('is named when a segment is missing, with the place it was written to', async () => {
    renameSync(path, `${path}.away`);
    expect(await problems()).toEqual([{ segment: segment!.key, frame: null, reason: `it is not in ${root}` }]);
    const elsewhere = openStorage({ url: `${root}-moved` });
    await expect(textsOf(createFrameReader(store, elsewhere), ids)).rejects.toThrow(`it was written to ${root}`);
    renameSync(`${path}.away`, path);
  });

  test('is left out of an export by name', async () => {
    writeFileSync(path, whole.subarray(0, whole.length - 1500));
    const damaged: string[] = [];
    let text = '';
    const question = { platform: 'naver-webtoon', stream: 'titles', from: '2026-01-01', to: '2026-12-31' };
    for await (const chunk of exportLines(store, createFrameReader(store, storage), question, ({ details }) =>
      damaged.push(String(details['frame'])),
    ))
      text += chunk.toString();
    expect(damaged).toEqual([ids.at(-1)]);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => Object.keys(JSON.parse(line))[0]),
    ).toEqual(Array(9).fill('id'));
    writeFileSync(path, whole);
  });

  test('is named when an exchange is not where the index says, and when one is missing there', async () => {
    await store.query({ text: 'update exchange set line = 7 where id = $1::bigint + 2', values: [ids[0]] });
    expect(await problems()).toEqual([
      { segment: segment!.key, frame: ids[0], reason: `the index does not name its exchange ${Number(ids[0]) + 2}` },
    ]);
    await store.query({ text: 'update exchange set line = 1 where id = $1::bigint + 2', values: [ids[0]] });
    await store.query({ text: 'delete from exchange where id = $1::bigint + 3', values: [ids[1]] });
    expect((await problems()).map(({ frame, reason }) => [frame, reason])).toContainEqual([
      ids[1],
      'the index names 2 exchanges of it; 3 were written',
    ]);
  });

  test('is left alone when it belongs to somebody else, and named', async () => {
    mkdirSync(join(root, 'raw/platform=other'), { recursive: true });
    writeFileSync(join(root, 'raw/platform=other/x.ndjson.zst'), 'x');
    expect((await verifyRaw({ sql: store, storage })).unknown).toEqual(['raw/platform=other/x.ndjson.zst']);
    rmSync(join(root, 'raw/platform=other'), { recursive: true });
  });
});
