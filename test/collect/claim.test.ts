import { expect, test } from 'vitest';
import { ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { claimTasks } from '../../src/collect/sql/tasks.ts';
import type { TaskRow } from '../../src/collect/sql/tasks.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';

/** A run with so many tasks that nobody has begun, in the order of their batches. */
const planned = async (store: Store, tasks: number): Promise<string> => {
  await ensureWorkspace(store);
  const [run] = await store.query<{ id: string }>({
    text: `insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, started_at)
      values ($1, 'naver-webtoon', 'simulator', '{titles}', '2026-11-21', 'Asia/Seoul', '{}', 'k', 'running', 'test', now()) returning id`,
    values: [mainWorkspace],
  });
  await store.query({
    text: `insert into task (run_id, stream, batch, targets) select $1, 'titles', n, array['of ' || n] from generate_series(1, $2::int) as n`,
    values: [run!.id, tasks],
  });
  await store.query('analyze task');
  return run!.id;
};

test('reads a handful of pages of the database, however many tasks are open, also when all are planned for later', async () => {
  const { store } = await testStore();
  const run = await planned(store, 20_000);
  await using worker = await store.worker('test');
  const { text, values } = claimTasks(run, 'titles', worker.id, 1) as { text: string; values: (string | number)[] };
  const literal = values.reduce<string>((sql, value, n) => sql.replaceAll(`$${n + 1}`, `'${String(value)}'`), text);
  const read = async (): Promise<number> => {
    const [row] = await store.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
      `explain (analyze, buffers, format json) ${literal}`,
    );
    const { Plan: plan } = row!['QUERY PLAN'][0];
    return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!;
  };
  // What PostgreSQL reads to plan it comes beside it the first time.
  await read();
  expect(await read()).toBeLessThan(60);
  await store.query("update task set planned_for = now() + batch * interval '1 minute' where state = 'pending'");
  await store.query('vacuum analyze task');
  expect(await read()).toBeLessThan(60);
});

test('what has waited is taken before what nobody has begun, that before what was tried, and what a dead process held at last', async () => {
  const { store } = await testStore();
  const run = await planned(store, 8);
  await using worker = await store.worker('test');
  await using living = await store.worker('test');
  // Nobody holds the lock of this one.
  const [dead] = await store.query<{ id: string }>("insert into worker (host, pid, version) values ('here', 1, 'test') returning id");
  for (const [batch, change] of [
    [1, `state = 'running', worker_id = ${living.id}`],
    [2, `state = 'running', worker_id = ${dead!.id}, attempts = 1`],
    [3, 'attempts = 1'],
    [5, "state = 'waiting', not_before = now() - interval '1 s'"],
    [6, "state = 'waiting', not_before = now() + interval '1 hour'"],
    [7, "planned_for = now() + interval '1 hour'"],
    [8, "planned_for = now() - interval '1 s'"],
  ])
    await store.query(`update task set ${change} where batch = ${batch}`);
  const taken: string[] = [];
  for (;;) {
    const [task] = await store.query<TaskRow>(claimTasks(run, 'titles', worker.id, 1));
    if (!task) break;
    taken.push(`${task.targets[0]}, attempt ${task.attempts}`);
  }
  expect(taken).toEqual(['of 5, attempt 1', 'of 4, attempt 1', 'of 8, attempt 1', 'of 3, attempt 2', 'of 2, attempt 1']);
});

test('many at once take each task once', async () => {
  const { store, again } = await testStore({ poolSize: 10 });
  await using worker = await store.worker('test');
  const run = await planned(store, 300);
  const second = await again({ poolSize: 10 });
  const takeAll = async (from: Store): Promise<string[]> => {
    const taken: string[] = [];
    for (;;) {
      const [task] = await from.query<TaskRow>(claimTasks(run, 'titles', worker.id, 1));
      if (!task) return taken;
      taken.push(task.id);
    }
  };
  const all = (await Promise.all(Array.from({ length: 20 }, (_, n) => takeAll(n % 2 ? store : second)))).flat();
  await second.close();
  expect(all).toHaveLength(300);
  expect(new Set(all).size).toBe(300);
});
