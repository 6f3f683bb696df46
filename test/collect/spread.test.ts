import { expect, test } from 'vitest';
import { testStore } from '../support/database.ts';
import { collectFrom as run } from './world.ts';

test('a collection that is spread over a window begins its tasks evenly over it, each stream in its part', async () => {
  const { store } = await testStore();
  const asked = new Map<string, number>();
  const answer = async (path: string) => {
    asked.set(path, Date.now());
    return path.startsWith('titles/') ? ['1', '2', '3', '4'].map((n) => `${path.slice(7)}${n}`) : [path.slice(7)];
  };
  const report = await run(store, answer, { spreadMs: 1600 });
  expect(report).toMatchObject({ state: 'done', pages: 10 });
  const tasks = await store.query<{ stream: string; target: string; at: Date }>(
    'select stream, targets[1] as target, planned_for as at from task order by id',
  );
  for (const { stream, target, at } of tasks) expect(asked.get(`${stream}/${target}`)! - at.getTime()).toBeGreaterThanOrEqual(-2);
  // Two tasks of the first stream over a half of the window, eight of the second over the rest of it.
  const instants = tasks.map(({ at }) => at.getTime() - tasks[0]!.at.getTime());
  expect(instants[1]! - instants[0]!).toBeCloseTo(400, -2);
  expect(instants[9]!).toBeGreaterThan(800);
  const gaps = await store.query<{ gap: number }>(`
    select (extract(epoch from planned_for - lag(planned_for) over (order by batch)) * 1000)::float8 as gap from task where stream = 'series'`);
  const steps = gaps.slice(1).map(({ gap }) => gap);
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(1);
});

test('a task that takes long holds up none of those that are planned for later', async () => {
  const { store } = await testStore();
  const begun: string[] = [];
  let finish = (): void => undefined;
  const last = new Promise<void>((resolve) => (finish = resolve));
  const answer = async (path: string) => {
    begun.push(path);
    if (path.startsWith('titles/')) return path === 'titles/first' ? ['1', '2', '3'] : [];
    if (path === 'series/3') finish();
    // The first series is answered only once the last one was asked for.
    if (path === 'series/1') await last;
    return [path.slice(7)];
  };
  expect(await run(store, answer, { spreadMs: 1200 })).toMatchObject({ state: 'done', pages: 5 });
  expect(begun).toEqual(['titles/first', 'titles/second', 'series/1', 'series/2', 'series/3']);
});

test('a run that is resumed after its window has nothing left to wait for', async () => {
  const { store } = await testStore();
  const answer = async (path: string) => (path.startsWith('titles/') ? [path.slice(7)] : ('server-error' as const));
  await run(store, answer, { spreadMs: 1000 });
  await store.query("update run set spread_until = now() - interval '1 hour'");
  await store.query("update task set planned_for = now() - interval '1 hour'");
  const begun = performance.now();
  const report = await run(store, async (path) => [path.replace(/^\w+\//, '')], { spreadMs: 3_600_000 });
  expect(report).toMatchObject({ state: 'done' });
  expect(performance.now() - begun).toBeLessThan(5000);
});
