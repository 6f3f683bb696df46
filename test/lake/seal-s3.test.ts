import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { createFrameReader, openStorage, sealFrames, verifyRaw } from '../../src/lake/index.ts';
import type { ObjectStorage } from '../../src/lake/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { keepFrames, prepareRun, textsOf } from './frames.ts';
import { startS3 } from './lakes.ts';

const s3 = await startS3();
beforeAll(() => {
  for (const [name, value] of Object.entries(s3.settings)) vi.stubEnv(name, value);
});
afterAll(() => void vi.unstubAllEnvs());

let places = 0;
const seal = (store: Store, storage: ObjectStorage) => sealFrames({ store, storage, version: 'test' });
const waiting = async (store: Store): Promise<number> => {
  const [row] = await store.query<{ waiting: number }>('select count(*)::int as waiting from frame where body is not null');
  return row!.waiting;
};

describe('sealing into S3', () => {
  afterEach(() => void (s3.refuse = () => undefined));
  const place = async () => {
    const { store, again } = await testStore();
    await prepareRun(store);
    const storage = openStorage({ url: `s3://${s3.bucket}/${++places}`, maxAttempts: 2 });
    onTestFinished(() => storage[Symbol.asyncDispose]());
    return { store, again, storage };
  };

  test('writes segments of their full size, which are read back whole and in parts', { timeout: 60_000 }, async () => {
    const { store, storage } = await place();
    const ids = await keepFrames(store, { frames: 16, exchanges: 1, letters: 2 * 2 ** 20 });
    expect(await seal(store, storage)).toMatchObject({ segments: 2, frames: 16 });
    const sizes = await store.query<{ bytes: number }>('select bytes::float8 as bytes from segment order by bytes desc');
    expect(sizes[0]!.bytes).toBeGreaterThan(30 * 2 ** 20);
    expect(await verifyRaw({ sql: store, storage })).toMatchObject({ segments: 2, frames: 16, exchanges: 16, problems: [], unknown: [] });
    expect(await textsOf(createFrameReader(store, storage), ids.slice(14))).toHaveLength(2);
  });

  test.each([
    [409, 'OperationAborted', 'TDM_LAKE_FAILED'],
    [412, 'PreconditionFailed', 'TDM_LAKE_FAILED'],
    [403, 'AccessDenied', 'TDM_LAKE_LOGIN'],
  ])('that refuses (%i %s) keeps every frame, and gives the segment to whoever comes next', async (status, code, told) => {
    const { store, again, storage } = await place();
    const ids = await keepFrames(store, { frames: 2 });
    s3.refuse = (method) => (method === 'PUT' ? { status, code } : undefined);
    await expect(seal(store, storage)).rejects.toMatchObject({ code: told });
    s3.refuse = () => undefined;
    expect(await waiting(store)).toBe(2);
    await using other = await again();
    expect(await seal(other, storage)).toMatchObject({ segments: 1, frames: 2, busy: 0 });
    expect(await textsOf(createFrameReader(store, storage), ids)).toHaveLength(6);
    expect(await verifyRaw({ sql: store, storage })).toMatchObject({ problems: [], unknown: [], open: 0 });
  });

  test.each([
    [403, 'AccessDenied', 'TDM_LAKE_LOGIN'],
    [412, 'PreconditionFailed', 'TDM_LAKE_FAILED'],
  ])(
    'that lets nothing be written twice (%i %s) seals what a dead process has written whole, and nothing else',
    async (status, code, told) => {
      const { store, storage } = await place();
      const ids = await keepFrames(store, { frames: 2 });
      const dying = (bytes?: number): ObjectStorage => ({
        ...storage,
        put: async (key, body) => {
          await storage.put(key, body.subarray(0, bytes));
          throw new Error('killed');
        },
      });
      await expect(seal(store, dying(100))).rejects.toThrow('killed');
      s3.refuse = (method) => (method === 'PUT' ? { status, code } : undefined);
      await expect(seal(store, storage)).rejects.toMatchObject({ code: told });
      expect(await waiting(store)).toBe(2);
      s3.refuse = () => undefined;
      await expect(seal(store, dying())).rejects.toThrow('killed');
      s3.refuse = (method) => (method === 'PUT' ? { status, code } : undefined);
      expect(await seal(store, storage)).toMatchObject({ segments: 1, frames: 2 });
      expect(await textsOf(createFrameReader(store, storage), ids)).toHaveLength(6);
    },
  );

  test('over an object that is there already, torn or whole, leaves the whole one', async () => {
    const { store, storage } = await place();
    await keepFrames(store, { frames: 2 });
    for (const bytes of [0, 100, Infinity]) {
      const dying: ObjectStorage = {
        ...storage,
        put: async (key, body) => {
          await storage.put(key, body.subarray(0, bytes));
          throw new Error('killed');
        },
      };
      await expect(seal(store, dying)).rejects.toThrow('killed');
    }
    expect(await seal(store, storage)).toMatchObject({ segments: 1, frames: 2 });
    expect(await verifyRaw({ sql: store, storage })).toMatchObject({ exchanges: 6, problems: [], unknown: [] });
  });

  test.each([
    ['ends well', async () => undefined],
    [
      'fails, because the next one has cleared it away',
      () => Promise.reject(new TidemarkError('TDM_LAKE_FOLDER', { folder: '', reason: '' })),
    ],
  ])('by one who has lost the database, and whose write %s, seals nothing, says so, and harms nothing', async (_, end) => {
    const { store, again, storage } = await place();
    await keepFrames(store, { frames: 2 });
    await using other = await again();
    const slow: ObjectStorage = {
      ...storage,
      put: async (key, body) => {
        await store.query(`select pg_terminate_backend(pid) from pg_locks
          where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
            and classid = (hashtext(current_schema())::bigint & 4294967295)::oid and objid = (select max(id) from worker)::oid`);
        let done: Awaited<ReturnType<typeof seal>> | undefined;
        for (let tries = 0; tries < 200 && !done?.segments; tries++) done = await seal(other, storage);
        expect(done).toMatchObject({ segments: 1, frames: 2 });
        await storage.put(key, body);
        await end();
      },
    };
    await expect(seal(store, slow)).rejects.toMatchObject({ code: 'TDM_DATABASE_LOST' });
    expect(await verifyRaw({ sql: other, storage })).toMatchObject({ segments: 1, exchanges: 6, waiting: 0, problems: [], unknown: [] });
  });
});
