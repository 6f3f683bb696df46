import { describe, expect, test } from 'vitest';
import { createCommitter } from '../../src/collect/committer.ts';
import { createIds } from '../../src/collect/ids.ts';
import type { CommitPage } from '../../src/collect/rows.ts';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { exact, TidemarkError } from '../../src/domain/index.ts';
import type { ParsedRecord } from '../../src/domain/index.ts';
import type { Sql, Store } from '../../src/store/index.ts';
import { acknowledged, readableExchanges } from '../support/compare.ts';
import { testStore } from '../support/database.ts';

const record = (id: string, views: number, more: Partial<ParsedRecord> = {}): ParsedRecord => ({
  kind: 'series',
  platform: 'naver-webtoon',
  id,
  fields: { title: `title ${id}` },
  counts: { views: exact(views) },
  ...more,
});

const page = (taskId: string, records: readonly ParsedRecord[], more: Partial<CommitPage> = {}): CommitPage => ({
  taskId,
  stream: 'titles',
  endpoint: 'weekday',
  targetKind: 'listing',
  targets: ['weekday/user'],
  exchange: {
    request: { method: 'GET', url: 'https://comic.naver.com/x' },
    status: 200,
    headers: {},
    body: '{}',
    bytes: 2,
    at: Date.UTC(2026, 10, 21),
    durationMs: 1,
    attempts: 1,
    outcome: 'ok',
  },
  parsed: { outcome: 'ok', records, quarantined: [], next: null },
  cursor: null,
  conditional: false,
  skipped: [],
  ...more,
});

/** A run with one task, held by a living worker. */
const underWay = async (store: Store) => {
  await ensureWorkspace(store);
  const worker = await store.worker('test');
  const [run] = await store.query<{ id: string }>({
    text: `insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, started_at)
      values ($1, 'naver-webtoon', 'simulator', '{titles}', '2026-11-21', 'Asia/Seoul', '{}', 'k', 'running', 'test', now()) returning id`,
    values: [mainWorkspace],
  });
  const [task] = await store.query<{ id: string }>({
    text: `insert into task (run_id, stream, batch, targets, state, worker_id) values ($1, 'titles', 0, '{weekday/user}', 'running', $2) returning id`,
    values: [run!.id, worker.id],
  });
  const options = {
    store,
    ids: createIds(store),
    run: { id: run!.id, platform: 'naver-webtoon', day: '2026-11-21' },
    workerId: worker.id,
    parserVersion: 'p1',
  };
  return { worker, run: run!.id, task: task!.id, options };
};

/** Another task of the same run and worker. */
const secondTask = async (store: Store): Promise<string> => {
  const [task] = await store.query<{ id: string }>(
    `insert into task (run_id, stream, batch, targets, state, worker_id)
    select run_id, stream, 1, '{weekday/view}', state, worker_id from task returning id`,
  );
  return task!.id;
};

describe('a commit', () => {
  test('writes records, observations, watermark, counters and raw answers together', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    const committer = createCommitter(options);
    await committer.submit(page(task, [record('1', 10), record('2', 20)], { cursor: { target: 0, next: 2 } }));
    await committer.submit(page(task, [record('3', 30)]));
    await committer.flush();
    expect(await acknowledged(store)).toMatchObject({ pages: 2, exchanges: 2, lines: 2, observations: 3, counted: 3, adrift: 0 });
    expect(await readableExchanges(store)).toBe(2);
    expect(await store.query('select state, pages, cursor from task')).toEqual([{ state: 'done', pages: 2, cursor: null }]);
    await worker.close();
  });

  test('whose answer was lost with the connection is not written twice when it is repeated', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    let lost = 0;
    const forgetful: Store = Object.assign(Object.create(store) as Store, {
      transaction: async <T>(work: Parameters<Store['transaction']>[0]): Promise<T> => {
        const result = (await store.transaction(work)) as T;
        if (lost++ === 0) throw new TidemarkError('TDM_DATABASE_LOST', { address: 'test', reason: 'the answer to COMMIT' });
        return result;
      },
    });
    const committer = createCommitter({ ...options, store: forgetful });
    await committer.submit(page(task, [record('1', 10)]));
    await committer.flush();
    expect(lost).toBe(2);
    expect(await acknowledged(store)).toMatchObject({ pages: 1, exchanges: 1, lines: 1, observations: 1, counted: 1 });
    await worker.close();
  });

  test('takes names that PostgreSQL cannot hold as they come, and finds the targets that have them', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    await addTargets(store, {
      workspaceId: mainWorkspace,
      targets: ['@one', '@two', '7'].map((externalId) => ({ platform: 'naver-webtoon', kind: 'series', externalId })),
    });
    await store.query("update target set state = 'gone' where external_id = '@two'");
    const committer = createCommitter(options);
    const named = [record('5', 1, { name: '@bad\u0000\ud800name' }), record('6', 1, { name: '@one' })];
    // Two may have had one name; whoever has the id that a target was given by is that target.
    await committer.submit(page(task, [...named, record('7', 1, { name: '@seven' }), record('8', 1, { name: '@two' })]));
    await committer.flush();
    expect(await store.query('select name, id from record_name order by id')).toEqual([
      { name: '@bad\ufffd\ufffdname', id: '5' },
      { name: '@one', id: '6' },
      { name: '@seven', id: '7' },
      { name: '@two', id: '8' },
    ]);
    expect(await store.query('select external_id as given, record_id as is, state from target order by external_id')).toEqual([
      { given: '7', is: '7', state: 'active' },
      { given: '@one', is: '6', state: 'active' },
      { given: '@two', is: '8', state: 'active' },
    ]);
    await worker.close();
  });

  test('for a task that another process has taken over writes nothing at all', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    const other = await store.worker('test');
    await store.query({ text: 'update task set worker_id = $1', values: [other.id] });
    const committer = createCommitter(options);
    await committer.submit(page(task, [record('1', 10)]));
    await expect(committer.flush()).rejects.toMatchObject({ code: 'TDM_TASK_LOST' });
    await expect(committer.submit(page(task, [record('1', 10)]))).rejects.toMatchObject({ code: 'TDM_TASK_LOST' });
    expect(await acknowledged(store)).toMatchObject({ pages: 0, exchanges: 0, frames: 0, observations: 0 });
    await worker.close();
    await other.close();
  });

  test('keeps one observation a place when a title stands in several, and one record', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    const at = (scope: string, rank: number) => record('1', 10, { scope, counts: { views: exact(10), rank: exact(rank) } });
    const committer = createCommitter(options);
    await committer.submit(page(task, [at('weekday/MONDAY/user', 3), at('weekday/FRIDAY/user', 7), at('weekday/MONDAY/user', 9)]));
    await committer.flush();
    expect(await store.query('select scope, counts from observation order by scope')).toEqual([
      { scope: 'weekday/FRIDAY/user', counts: { views: 10, rank: 7 } },
      { scope: 'weekday/MONDAY/user', counts: { views: 10, rank: 3 } },
    ]);
    const [row] = await store.query<{ counts: object }>('select counts from record');
    expect(row!.counts).toEqual({ views: 10, 'rank@weekday/FRIDAY/user': 7, 'rank@weekday/MONDAY/user': 9 });
    await worker.close();
  });

  test('lets what was observed later win, whichever is written first', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    const committer = createCommitter(options);
    const on = (day: number, views: number) => {
      const made = page(task, [record('1', views)], { cursor: { target: 0, next: day } });
      return { ...made, exchange: { ...made.exchange, at: Date.UTC(2026, 10, day) } };
    };
    await committer.submit(on(21, 200));
    await committer.flush();
    await committer.submit(on(20, 100));
    await committer.flush();
    const [row] = await store.query<{ views: number; first: Date; last: Date }>(
      "select (counts ->> 'views')::int as views, first_seen_at as first, last_seen_at as last from record",
    );
    expect(row).toEqual({ views: 200, first: new Date(Date.UTC(2026, 10, 20)), last: new Date(Date.UTC(2026, 10, 21)) });
    await worker.close();
  });

  test('overtaken by one of the same minute leaves no older value behind', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    const committer = createCommitter(options);
    const on = async (at: number, counts: ParsedRecord['counts'], next: number) => {
      const made = page(task, [record('1', 1, { counts })], { cursor: { target: 0, next } });
      await committer.submit({ ...made, exchange: { ...made.exchange, at } });
      await committer.flush();
    };
    const today = Date.UTC(2026, 10, 21);
    await on(today - 86_400_000, { views: exact(1), likes: exact(1) }, 1);
    await on(today + 20, { likes: exact(2) }, 2);
    await on(today, { views: exact(2) }, 3);
    const [row] = await store.query<{ counts: object; last: Date }>('select counts, last_seen_at as last from record');
    expect(row).toEqual({ counts: { views: 2, likes: 2 }, last: new Date(today + 20) });
    await worker.close();
  });

  test('stores texts that PostgreSQL cannot hold with a mark in their place, and the raw answer unchanged', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    const odd = 'a\u0000b \ud83d c \\u0000 d 😀';
    const committer = createCommitter(options);
    const made = page(task, [record('1', 1, { fields: { title: odd } })]);
    await committer.submit({ ...made, exchange: { ...made.exchange, body: JSON.stringify({ odd }) } });
    await committer.flush();
    const [row] = await store.query<{ title: string }>("select fields ->> 'title' as title from record");
    expect(row!.title).toBe('a\ufffdb \ufffd c \\u0000 d 😀');
    await worker.close();
  });

  test('runs beside another one of other tasks; pages of one task follow each other, and a flush waits for all', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    const other = await secondTask(store);
    const held = Promise.withResolvers<void>();
    const begun: string[] = [];
    // The first transaction is held open after its work, until all the others are through.
    const slow: Store = Object.assign(Object.create(store) as Store, {
      transaction: <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
        const nth = begun.push('transaction');
        return store.transaction(async (sql) => {
          if (nth === 1) await held.promise;
          return work(sql);
        });
      },
    });
    const gains: number[] = [];
    const beside = Promise.withResolvers<void>();
    const onCommit = ({ pages }: { pages: number }): void => {
      gains.push(pages);
      beside.resolve();
    };
    const committer = createCommitter({ ...options, store: slow, maxPages: 4, onCommit });
    const at = (next: number) => ({ cursor: { target: 0, next } });
    await committer.submit(page(task, [record('a1', 1)], at(1)));
    await committer.submit(page(task, [record('a2', 1)], at(2)));
    for (let n = 1; n <= 4; n++) await committer.submit(page(other, [record(`b${n}`, 1)], at(n)));
    await beside.promise;
    expect(gains).toEqual([4]);
    expect(await store.query('select pages, cursor from task order by id')).toEqual([
      { pages: 0, cursor: null },
      { pages: 4, cursor: { target: 0, next: 4 } },
    ]);
    let flushed = false;
    const flush = committer.flush().then(() => (flushed = true));
    // Anything that would resolve without the held transaction has done so by the end of a round trip.
    await store.query('select 1');
    expect(flushed).toBe(false);
    held.resolve();
    await flush;
    expect(gains).toEqual([4, 1, 1]);
    expect(await store.query('select pages, cursor from task order by id')).toEqual([
      { pages: 2, cursor: { target: 0, next: 2 } },
      { pages: 4, cursor: { target: 0, next: 4 } },
    ]);
    expect(await acknowledged(store)).toMatchObject({ pages: 6, exchanges: 6, observations: 6, counted: 6, adrift: 0 });
    await worker.close();
  });

  test('that fails is told only after the one beside it has ended', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    const other = await secondTask(store);
    const held = Promise.withResolvers<void>();
    const failed = Promise.withResolvers<void>();
    let begun = 0;
    const slow: Store = Object.assign(Object.create(store) as Store, {
      transaction: <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
        if (++begun === 1) return held.promise.then(() => store.transaction(work));
        return store.transaction(work).finally(() => failed.resolve());
      },
    });
    const committer = createCommitter({ ...options, store: slow, maxPages: 2 });
    const at = { cursor: { target: 0, next: 1 } };
    await store.query({ text: 'update task set worker_id = null where id = $1', values: [other] });
    await committer.submit(page(task, [record('a', 1)], at));
    await committer.submit(page(other, [record('b', 1)], at));
    await committer.submit(page(other, [record('c', 1)], at));
    await failed.promise;
    const told = committer.flush();
    held.resolve();
    await expect(told).rejects.toMatchObject({ code: 'TDM_TASK_LOST' });
    expect(await acknowledged(store)).toMatchObject({ pages: 1, exchanges: 1, observations: 1, counted: 1 });
    await worker.close();
  });

  test('takes many pages of one stream into one transaction, and never mixes streams', async () => {
    const { store } = await testStore();
    const { worker, task, options } = await underWay(store);
    const committer = createCommitter({ ...options, maxPages: 10 });
    for (let n = 0; n < 25; n++)
      await committer.submit(page(task, [record(String(n), n)], { cursor: { target: 0, next: n }, stream: n < 12 ? 'titles' : 'series' }));
    await committer.flush();
    const frames = await store.query<{ stream: string; exchanges: number }>('select stream, exchanges from frame order by id');
    expect(frames.reduce((sum, { exchanges }) => sum + exchanges, 0)).toBe(25);
    expect(Math.max(...frames.map(({ exchanges }) => exchanges))).toBe(10);
    const mixed = await store.query('select 1 from exchange join frame on frame.id = frame_id where exchange.stream <> frame.stream');
    expect(mixed).toEqual([]);
    await worker.close();
  });
});
