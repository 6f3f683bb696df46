import { tmpdir } from 'node:os';
import { expect, test, vi } from 'vitest';
import { testStore } from '../support/database.ts';
import { OpenerProcess } from './opener-process.ts';

const { store, databaseUrl, schema, again } = await testStore();

const isAlive = async (id: string) =>
  (await store.query<{ alive: boolean }>({ text: 'select worker_alive($1) as alive', values: [id] }))[0]!.alive;
const rows = (id: string) => store.query({ text: 'select host, pid, version from worker where id = $1', values: [id] });

test('a worker is seen alive by others until it closes, and then its row is gone', async () => {
  await using other = await again();
  const worker = await other.worker('1.2.3');
  expect(await isAlive(worker.id)).toBe(true);
  expect(await rows(worker.id)).toEqual([{ host: expect.any(String), pid: process.pid, version: '1.2.3' }]);
  expect(await isAlive(String(Number(worker.id) + 1))).toBe(false);
  await worker.close();
  expect(await isAlive(worker.id)).toBe(false);
  expect(await rows(worker.id)).toEqual([]);
  expect(worker.lost.aborted).toBe(false);
});

test('the death of a worker process is seen at once, and its row tells who it was', async () => {
  const process = new OpenerProcess();
  await process.open({ databaseUrl, schema, dataFolder: tmpdir() });
  const id = await process.worker();
  expect(await isAlive(id)).toBe(true);
  await process.kill();
  // The server sees the closed socket; on a busy machine that takes milliseconds.
  await vi.waitFor(async () => expect(await isAlive(id)).toBe(false), { timeout: 2000, interval: 5 });
  expect(await rows(id)).toHaveLength(1);
});

test('a worker whose connection is cut learns of it, and is dead to the others', async () => {
  await using worker = await store.worker('1.2.3');
  const lost = new Promise((resolve) => worker.lost.addEventListener('abort', resolve, { once: true }));
  await store.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tidemark worker ${process.pid}'`);
  await lost;
  expect(worker.lost.reason).toMatchObject({ code: 'TDM_DATABASE_LOST' });
  // The server says goodbye a moment before it lets go of the lock.
  await vi.waitFor(async () => expect(await isAlive(worker.id)).toBe(false), { timeout: 2000, interval: 5 });
});

test('workers of two schemas in one database do not stand for each other', async () => {
  const elsewhere = await testStore();
  await using worker = await elsewhere.store.worker('1.2.3');
  await using mine = await store.worker('1.2.3');
  await mine.close();
  expect(await isAlive(worker.id)).toBe(false);
});
