import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { join } from 'node:path';
import { createFrameReader, openStorage, sealFrames, verifyRaw } from '../../src/lake/index.ts';
import type { ObjectStorage } from '../../src/lake/index.ts';
import { readSegmentIndex } from '../../src/lake/segment.ts';
import { crashPoints } from '../../src/store/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import type { TestStore } from '../support/database.ts';
import { startTidemark } from '../support/tidemark.ts';
import type { Running } from '../support/tidemark.ts';
import { keepFrames, prepareRun, textsOf } from './frames.ts';
import { startS3, temporaryFolder } from './lakes.ts';

const points = crashPoints.filter((point) => /^(seal|upload)\./.test(point));
const s3 = await startS3();
const folder = temporaryFolder();
beforeAll(() => {
  for (const [name, value] of Object.entries(s3.settings)) vi.stubEnv(name, value);
});
afterAll(() => void vi.unstubAllEnvs());

/** `tidemark raw seal` as a process of its own. */
const sealing = ({ databaseUrl, schema }: TestStore, lake: string, crashAt?: string): Running =>
  startTidemark(['--world', 'real', 'raw', 'seal', '--json'], {
    ...{ DATABASE_URL: databaseUrl, TIDEMARK_SCHEMA: schema, LAKE_URL: lake, TIDEMARK_DATA: folder, ...s3.settings },
    ...(crashAt === undefined ? {} : { TIDEMARK_CRASH_AT: crashAt }),
  });
/** Seals here what a dead process has left. The server may take an instant to see that it is dead. */
const sealHere = async (store: Store, storage: ObjectStorage): Promise<void> => {
  for (let tries = 0; tries < 100; tries++) if ((await sealFrames({ store, storage, version: 'test' })).busy === 0) return;
  throw new Error('the dead process is still taken for a living one');
};
const segmentsOf = (store: Store) => store.query('select key, frames, exchanges, bytes, sha256 from segment order by key');

describe.each([
  ['a folder', () => join(folder, 'lake')],
  ['S3', () => `s3://${s3.bucket}/crashes`],
])('kill -9 while sealing into %s', async (_, url) => {
  test.each(points)('at %s loses nothing, doubles nothing and leaves nothing behind', { timeout: 60_000 }, async (point) => {
    const place = await testStore();
    const { store } = place;
    await prepareRun(store);
    const lake = `${url()}/${point}`;
    const storage = openStorage({ url: lake });
    const ids = [...(await keepFrames(store, { frames: 3 })), ...(await keepFrames(store, { frames: 2, stream: 'episodes' }))];
    const before = await textsOf(createFrameReader(store), ids);

    // A segment that somebody else has left behind is taken over only where there is one.
    const deaths = point === 'seal.after-lease' ? ['seal.after-plan', point] : [point];
    for (const death of deaths) expect((await sealing(place, lake, death).ended).signal).toBe('SIGKILL');
    // Nothing is visible under its name that is not whole.
    for await (const { key } of storage.list('raw/'))
      if (!key.endsWith('.part')) expect(readSegmentIndex(key, (await storage.read(key))!).frames.length).toBeGreaterThan(0);
    expect(await textsOf(createFrameReader(store, storage), ids)).toEqual(before);
    expect(await verifyRaw({ sql: store, storage })).toMatchObject({ problems: [], exchanges: 15 });

    // What came meanwhile does not change what was begun.
    const later = await keepFrames(store, { frames: 1 });
    await sealHere(store, storage);
    const { segments, ...whole } = await verifyRaw({ sql: store, storage });
    expect(whole).toEqual({ frames: 6, waiting: 0, open: 0, exchanges: 18, problems: [], unknown: [] });
    expect(segments).toBeGreaterThanOrEqual(2);
    expect((await textsOf(createFrameReader(store, storage), [...ids, ...later])).slice(0, 15)).toEqual(before);
    expect(await sealFrames({ store, storage, version: 'test' })).toMatchObject({ segments: 0 });
  });

  test('and sealing again writes the same objects as sealing undisturbed', { timeout: 60_000 }, async () => {
    const place = await testStore();
    await prepareRun(place.store);
    await keepFrames(place.store, { frames: 3 });
    const lake = `${url()}/again`;
    expect((await sealing(place, lake, 'upload.after').ended).signal).toBe('SIGKILL');
    const storage = openStorage({ url: lake });
    await sealHere(place.store, storage);
    const disturbed = await segmentsOf(place.store);
    // As if it had never been sealed: the bodies come back from the lake.
    const bodies = createFrameReader(place.store, storage);
    for (const { id } of await place.store.query<{ id: string }>('select id from frame'))
      await place.store.query({ text: 'update frame set body = $2 where id = $1', values: [id, (await bodies.read(id)).body] });
    await place.store.query('update frame set segment_id = null');
    await place.store.query('delete from segment');
    await sealFrames({ store: place.store, storage: openStorage({ url: `${lake}/undisturbed` }), version: 'test' });
    expect(await segmentsOf(place.store)).toEqual(disturbed);
  });
});

test('an upload to S3 that is killed half way shows nothing, and the next one completes it', { timeout: 60_000 }, async () => {
  const place = await testStore();
  const { store } = place;
  await prepareRun(store);
  const ids = await keepFrames(store, { frames: 4, exchanges: 4, letters: 100_000 });
  const lake = `s3://${s3.bucket}/half`;
  const storage = openStorage({ url: lake });
  const listed = async () => (await Array.fromAsync(storage.list('raw/'))).length;
  const { child, ended } = sealing(place, lake);
  let half = false;
  s3.refuse = (method) =>
    method === 'PUT' && !half
      ? {
          cutAfterBytes: 700_000,
          then: () => {
            half = true;
            child.kill('SIGKILL');
          },
        }
      : undefined;
  expect((await ended).signal).toBe('SIGKILL');
  expect(half).toBe(true);
  expect(await listed()).toBe(0);
  expect(await textsOf(createFrameReader(store, storage), ids)).toHaveLength(16);
  await sealHere(store, storage);
  expect(await listed()).toBe(1);
  expect(await verifyRaw({ sql: store, storage })).toMatchObject({ exchanges: 16, waiting: 0, problems: [], unknown: [] });
});

test('two processes that seal at once share the work', { timeout: 60_000 }, async () => {
  const place = await testStore();
  const { store } = place;
  await prepareRun(store);
  for (const day of ['01', '02', '03', '04', '05', '06']) await keepFrames(store, { frames: 5, day: `2026-03-${day}` });
  const lake = join(folder, 'two');
  const ends = await Promise.all([sealing(place, lake), sealing(place, lake)].map(({ ended }) => ended));
  for (const { code, stderr } of ends) expect(code, stderr).toBe(0);
  const frames = ends.map(({ stdout }) => (JSON.parse(stdout) as { frames: number }).frames);
  expect(frames[0]! + frames[1]!).toBe(30);
  expect(await verifyRaw({ sql: store, storage: openStorage({ url: lake }) })).toMatchObject({
    segments: 6,
    exchanges: 90,
    problems: [],
    unknown: [],
  });
});
