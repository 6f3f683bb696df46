import { expect, onTestFinished, test } from 'vitest';
import { openQueue } from '../../src/jobs/index.ts';
import type { Job } from '../../src/jobs/index.ts';
import { testStore } from '../support/database.ts';

const name = { pool: 'light', version: '1' };

test('processes that open the queue at the same moment, the first of all, can all use it', async () => {
  const { store } = await testStore({ poolSize: 10 });
  onTestFinished(async () => void (await store.query(`drop schema if exists "${store.schema}_jobs" cascade`)));
  const queues = await Promise.all(Array.from({ length: 6 }, () => openQueue(store)));
  for (const [seat, queue] of queues.entries())
    await store.transaction((sql) => queue.send(sql, name, [{ runId: '1', step: 'a', seat }], { priority: 10 }));
  const taken: Job[] = [];
  for (const queue of queues) taken.push((await store.transaction((sql) => queue.take(sql, name)))!);
  expect(taken.map(({ seat }) => seat)).toEqual([0, 1, 2, 3, 4, 5]);
  for (const queue of queues) await queue.close();
});

test('jobs that are sent together come one by one, none before its time', async () => {
  const { store } = await testStore();
  await using queue = await openQueue(store);
  onTestFinished(async () => void (await store.query(`drop schema if exists "${store.schema}_jobs" cascade`)));
  const jobs = (step: string): Job[] => [0, 1].map((seat) => ({ runId: '1', step, seat }));
  await store.transaction(async (sql) => {
    await queue.send(sql, name, jobs('later'), { priority: 10, afterMs: 1_000 * 3600 });
    await queue.send(sql, name, jobs('second'), { priority: 0 });
    await queue.send(sql, name, jobs('first'), { priority: 10 });
    await queue.send(sql, name, [], { priority: 10 });
  });
  const take = () => store.transaction((sql) => queue.take(sql, name));
  const taken = [await take(), await take(), await take(), await take()];
  expect(taken.map((job) => job?.step)).toEqual(['first', 'first', 'second', 'second']);
  expect(new Set(taken.map((job) => `${job?.step} ${job?.seat}`)).size).toBe(4);
  expect(await take()).toBe(null);
});
