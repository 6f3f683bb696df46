import { afterAll, describe, expect, test } from 'vitest';
import { collect, resolveSelection } from '../../src/collect/index.ts';
import type { RunReport } from '../../src/collect/index.ts';
import { ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { systemClock } from '../../src/domain/index.ts';
import type { Clock } from '../../src/domain/index.ts';
import { createHasher, createLanes, createNet, createRobots } from '../../src/net/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { FaultRule } from '../../src/sim/index.ts';
import { sourceOf } from '../../src/sources/index.ts';
import type { Store, Worker } from '../../src/store/index.ts';
import { acknowledged } from '../support/compare.ts';
import { testStore } from '../support/database.ts';

const source = sourceOf('naver-webtoon');
const never = new AbortController().signal;

/** A clock on which nobody waits: sleeping moves it. Retries and retry delays then cost no real time. */
const hurriedClock = (): Clock => {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    sleep: async (ms) => {
      ahead += ms;
    },
  };
};

describe('what comes of asking', async () => {
  const simulator = await createSimulator({ titles: 12, episodes: 150 });
  afterAll(() => simulator.close());

  const run = async (
    store: Store,
    streams: string[],
    targets: string[] = [],
    clock: Clock = systemClock,
    maxHoldMs = 5000,
  ): Promise<RunReport> => {
    await ensureWorkspace(store);
    const selection = await resolveSelection(store, source, { workspace: mainWorkspace, streams, targets, watchlist: null });
    const openNet = async (worker: Worker) => {
      const lanes = createLanes({ store, workerId: worker.id, clock: systemClock, random: () => 0, maxHoldMs });
      await lanes.declare([{ name: 'naver-webtoon', intervalMs: 0, concurrency: 4 }]);
      const net = createNet({
        lanes,
        robots: (fetch) => createRobots({ store, fetch, clock: systemClock }),
        clock,
        random: () => 0,
        userAgent: 'test',
        hasher: createHasher(new Uint8Array(32)),
        simulatorUrl: simulator.url,
      });
      return { net, lanes };
    };
    return collect({
      ...{
        store,
        source,
        selection,
        openNet,
        clock: systemClock,
        workspace: mainWorkspace,
        origin: 'simulator',
        version: 'test',
        maxHoldMs,
      },
      stop: never,
      abort: never,
    });
  };

  const withFaults = async <T>(faults: FaultRule[], work: () => Promise<T>): Promise<T> => {
    simulator.faults.add(faults);
    try {
      return await work();
    } finally {
      simulator.faults.clear();
    }
  };

  const outcomesOf = (store: Store, stream: string) =>
    store.query<{ outcome: string; count: number }>({
      text: 'select outcome, count(*)::int as count from exchange where stream = $1 group by outcome order by outcome',
      values: [stream],
    });

  test('a 429 holds the lane and costs no retry: the run ends complete', async () => {
    const { store } = await testStore();
    const report = await withFaults([{ fault: '429', endpoint: 'titlelist/weekday', retryAfter: 1, times: 1 }], () =>
      run(store, ['titles']),
    );
    expect(report).toMatchObject({ state: 'done', error: null });
    const [lane] = await store.query<{ incidents: number; cause: string }>('select incidents, cause from lane');
    expect(lane!.incidents).toBe(1);
    expect(lane!.cause).toContain('429');
  });

  test('a lane held for longer than one is willing to wait ends the run as waiting, and a rerun goes on', async () => {
    const { store } = await testStore();
    const waiting = await withFaults([{ fault: '429', endpoint: 'titlelist/weekday', retryAfter: 3600, times: 1 }], () =>
      run(store, ['titles']),
    );
    expect(waiting.state).toBe('waiting');
    expect(waiting.error).toMatchObject({ code: 'TDM_LANE_HELD', exitCode: 75 });
    const tasks = await store.query<{ state: string; attempts: number }>("select state, attempts from task where state = 'waiting'");
    expect(tasks.length).toBeGreaterThan(0);
    expect(tasks.every(({ attempts }) => attempts === 0)).toBe(true);

    await store.query("update lane set backoff_until = '-infinity'");
    await store.query('update task set not_before = now()');
    expect(await run(store, ['titles'])).toMatchObject({ id: waiting.id, state: 'done' });
  });

  test('a batch whose targets all fail twice gives none up: attempts are those at one place', async () => {
    const { store } = await testStore();
    await run(store, ['titles']);
    const report = await withFaults([{ fault: 'redirect-outside', endpoint: 'article/list/info', per: 'url', times: 2 }], () =>
      run(store, ['series']),
    );
    expect(report).toMatchObject({ state: 'done', error: null });
  });

  test('a target that always answers 500 is given up by name, the rest of its batch is collected, and a rerun asks it again', async () => {
    const { store } = await testStore();
    await run(store, ['titles']);
    const [first] = await store.query<{ id: string }>("select id from record where kind = 'series' order by id limit 1");
    const broken = first!.id;
    const failed = await withFaults([{ fault: '500', endpoint: 'article/list/info', match: `titleId=${broken}` }], () =>
      run(store, ['series'], [], hurriedClock()),
    );
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed.error).toMatchObject({ code: 'TDM_RUN_FAILED', exitCode: 1 });
    expect(failed.error!.message).toContain(broken);
    const missing = await store.query<{ id: string }>("select id from record where kind = 'series' and not counts ? 'favourites'");
    expect(missing).toEqual([{ id: broken }]);

    const mended = await run(store, ['series']);
    expect(mended).toMatchObject({ id: failed.id, state: 'done' });
    expect(await store.query("select id from record where kind = 'series' and not counts ? 'favourites'")).toEqual([]);
  });

  test('an answer of 200 without a body is blocked, not empty, and rests the lane', async () => {
    const { store } = await testStore();
    const report = await withFaults([{ fault: 'empty', endpoint: 'titlelist/weekday', times: 1 }], () =>
      run(store, ['titles'], ['weekday/user']),
    );
    expect(report.state).toBe('waiting');
    expect(await outcomesOf(store, 'titles')).toEqual([{ outcome: 'blocked', count: 1 }]);
    const [lane] = await store.query<{ resting: boolean }>("select backoff_until > now() + interval '30 seconds' as resting from lane");
    expect(lane!.resting).toBe(true);
  });

  test('a payload of another shape goes into quarantine with its reason, and the run says so', async () => {
    const { store } = await testStore();
    const report = await withFaults([{ fault: 'not-json', endpoint: 'article/list/info', times: 1 }], async () => {
      await run(store, ['titles']);
      return run(store, ['series']);
    });
    expect(report.error).toMatchObject({ code: 'TDM_PAYLOAD_SHAPE', consequence: 'skip' });
    const [row] = await store.query<{ outcome: string; raw: boolean }>(
      "select outcome, exists (select from frame where frame.id = frame_id) as raw from exchange where outcome = 'changed-shape'",
    );
    expect(row).toEqual({ outcome: 'changed-shape', raw: true });
  });

  test('a title that answers 404 is marked gone, kept, and left alone for a week', async () => {
    const { store } = await testStore();
    await run(store, ['titles']);
    const [first] = await store.query<{ id: string }>("select id from record where kind = 'series' order by id limit 1");
    await withFaults([{ fault: '404', endpoint: 'article/list/info', match: `titleId=${first!.id}` }], () => run(store, ['series']));
    const [gone] = await store.query<{ gone: boolean }>({
      text: "select gone_since is not null as gone from record where kind = 'series' and id = $1",
      values: [first!.id],
    });
    expect(gone!.gone).toBe(true);
    await run(store, ['series', 'episodes']);
    const asked = await store.query({
      text: 'select 1 from exchange where stream = $1 and url like $2',
      values: ['episodes', `%titleId=${first!.id}&%`],
    });
    expect(asked).toEqual([]);
  });

  test('what robots.txt forbids is not asked, and the run says which line to write to allow it', async () => {
    const { store } = await testStore();
    simulator.robots.set('comic.naver.com', 'User-agent: *\nDisallow: /api/');
    try {
      simulator.log.reset();
      const report = await run(store, ['titles']);
      expect(report.error).toMatchObject({ code: 'TDM_ROBOTS_DISALLOWED', exitCode: 3 });
      expect(report.error!.next).toContain('lanes allow comic.naver.com');
      expect(simulator.log.entries({ endpoint: 'titlelist/weekday' })).toEqual([]);
    } finally {
      simulator.robots.set('comic.naver.com', 'User-agent: *\nAllow: /');
    }
    expect(await outcomesOf(store, 'titles')).toEqual([{ outcome: 'disallowed', count: expect.any(Number) }]);
  });

  test('an unchanged list costs the platform no body, and is still observed', async () => {
    const { store } = await testStore();
    const first = await run(store, ['titles'], ['weekday/user']);
    const second = await run(store, ['titles'], ['weekday/user']);
    expect(second.id).not.toBe(first.id);
    expect(second).toMatchObject({ state: 'done', bytes: 0, observations: first.observations });
    const asked = await store.query('select status, outcome from exchange order by id');
    expect(asked).toEqual([
      { status: 200, outcome: 'ok' },
      { status: 304, outcome: 'ok' },
    ]);
  });

  test('truncated answers are asked again and leave nothing half read', async () => {
    const { store } = await testStore();
    const report = await withFaults([{ fault: 'truncated', endpoint: 'titlelist/weekday', every: 2 }], () =>
      run(store, ['titles'], [], hurriedClock()),
    );
    expect(report).toMatchObject({ state: 'done', error: null });
    const counts = await acknowledged(store);
    expect(counts).toMatchObject({ adrift: 0, exchanges: counts.pages, lines: counts.pages });
  });
});
