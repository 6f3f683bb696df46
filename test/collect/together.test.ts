import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import type { Store } from '../../src/store/index.ts';
import { acknowledged } from '../support/compare.ts';
import { testStore } from '../support/database.ts';
import { collectFrom } from './world.ts';
import type { Answer } from './world.ts';

const titles = (what: string): Answer => (what === 'titles/first' ? ['1'] : what === 'titles/second' ? ['2'] : [what.split('/')[1]!]);

const askedOf = (store: Store) =>
  store.query<{ url: string }>('select url from exchange order by url').then((rows) => rows.map(({ url }) => url.split('.com/')[1]));

describe('a run', () => {
  test('asks about what a list that failed at first has found on the rerun', async () => {
    const { store } = await testStore();
    const first = await collectFrom(store, (what) => (what === 'titles/second' ? 'refused' : titles(what)));
    expect(first).toMatchObject({ state: 'failed' });
    const mended = await collectFrom(store, titles);
    expect(mended).toMatchObject({ id: first.id, state: 'done' });
    expect((await askedOf(store)).filter((url) => url!.startsWith('series'))).toEqual(['series/1', 'series/2']);
  });

  test('that waits asks the lane again when it is run again, which may have been opened', async () => {
    const { store } = await testStore();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const waiting = await collectFrom(store, () => new TidemarkError('TDM_LANE_HELD', { lane: 'naver-webtoon', until, cause: '429' }));
    expect(waiting).toMatchObject({ state: 'waiting' });
    expect(await collectFrom(store, titles)).toMatchObject({ id: waiting.id, state: 'done' });
  });

  test('goes on as another worker when the database was away for a moment', async () => {
    const { store } = await testStore();
    let away = false;
    const lost = () => new TidemarkError('TDM_DATABASE_LOST', { address: 'test', reason: 'it restarts' });
    const whenThere =
      <Args extends unknown[], T>(method: (...args: Args) => Promise<T>) =>
      async (...args: Args): Promise<T> => {
        if (away) throw lost();
        return method.apply(store, args);
      };
    const shaky = {
      query: whenThere(store.query.bind(store)),
      transaction: whenThere(store.transaction.bind(store)),
      worker: whenThere(store.worker.bind(store)),
    } as unknown as Store;
    // More than are asked about at once: a worker that takes the next one finds the database away.
    const many = Array.from({ length: 12 }, (_, n) => String(n + 10));
    let restarts = 0;
    const report = await collectFrom(
      store,
      async (what) => {
        if (what === 'series/2' && restarts++ === 0) {
          // The names of our connections carry the number of this process.
          await store.query({
            text: 'select pg_terminate_backend(pid) from pg_stat_activity where application_name like $1 and pid <> pg_backend_pid()',
            values: [`tidemark % ${process.pid}`],
          });
          away = true;
          setTimeout(() => (away = false), 300);
        }
        return what === 'titles/first' ? many : titles(what);
      },
      { store: shaky },
    );
    expect(report).toMatchObject({ state: 'done', error: null, pages: 15 });
    expect(await acknowledged(store)).toMatchObject({ pages: 15, exchanges: 15, lines: 15, adrift: 0 });
  });

  test('waits for another process although it is not willing to wait for a lane', async () => {
    const { store } = await testStore();
    const first = await collectFrom(store, titles);
    const other = await store.worker('test');
    await store.query({ text: "update task set state = 'running', worker_id = $1 where targets = '{2}'", values: [other.id] });
    await store.query("update run set state = 'running'");
    setTimeout(() => void other.close(), 700);
    const second = await collectFrom(store, titles, { maxHoldMs: 0 });
    expect(second).toMatchObject({ id: first.id, state: 'done' });
  });

  test('that must end keeps and counts what was answered while it ended', async () => {
    const { store } = await testStore();
    const failing = Promise.withResolvers<void>();
    const report = await collectFrom(store, async (what) => {
      if (what === 'titles/second') {
        setTimeout(failing.resolve, 100);
        return new TidemarkError('TDM_LANE_UNKNOWN', { lane: 'naver-webtoon' });
      }
      await failing.promise;
      return titles(what);
    });
    expect(report).toMatchObject({ state: 'failed', error: { code: 'TDM_LANE_UNKNOWN' }, pages: 1 });
    expect(await acknowledged(store)).toMatchObject({ pages: 1, exchanges: 1 });
  });
});

describe('a replay', () => {
  test('rests no lane and closes none: its answers are of another day', async () => {
    const { store } = await testStore();
    const calls = { incidents: [], closures: [] };
    const answers: Record<string, Answer> = { 'titles/first': 'blocked', 'titles/second': 'quota-exhausted' };
    const report = await collectFrom(store, (what) => answers[what] ?? titles(what), { origin: 'replay', calls });
    expect(calls).toEqual({ incidents: [], closures: [] });
    expect(report).toMatchObject({ state: 'failed' });
  });

  test('is read by many tasks at once, although it has no lane', async () => {
    const { store } = await testStore();
    const both = Promise.withResolvers<void>();
    let asked = 0;
    const report = await collectFrom(
      store,
      async (what) => {
        if (++asked === 2) both.resolve();
        await both.promise;
        return titles(what);
      },
      { origin: 'replay' },
    );
    expect(report).toMatchObject({ state: 'done', pages: 4 });
  });

  test('of an answer that told to wait ends instead of waiting for another', async () => {
    const { store } = await testStore();
    const stop = AbortSignal.timeout(5000);
    const report = await collectFrom(store, (what) => (what === 'titles/first' ? 'rate-limited' : titles(what)), {
      origin: 'replay',
      maxHoldMs: 900_000,
      stop,
    });
    expect(report).toMatchObject({ state: 'failed' });
    expect(report.error!.message).toContain('rate-limited');
  });
});

describe('an answer that is kept', () => {
  test('and damaged is asked for anew', async () => {
    const { store } = await testStore();
    await collectFrom(store, titles);
    await store.query("update frame set sha256 = 'x'");
    const second = await collectFrom(store, (what, validators) => (validators ? 'unchanged' : titles(what)));
    expect(second).toMatchObject({ state: 'done', error: null });
  });
});
