import { tmpdir } from 'node:os';
import pino from 'pino';
import { expect, test } from 'vitest';
import { mainWorkspace } from '../../src/catalog/index.ts';
import { ledgerHooks, tellLateRuns } from '../../src/cli/events.ts';
import { readSettings } from '../../src/cli/settings.ts';
import { stepHandlers } from '../../src/cli/step-handlers.ts';
import { version } from '../../src/cli/version.ts';
import { runWorker, usualPools } from '../../src/cli/working.ts';
import { systemClock } from '../../src/domain/index.ts';
import { createRun, work } from '../../src/jobs/index.ts';
import { jobsWorld, pipeline, step } from '../support/jobs.ts';
import { simulator } from './place.ts';

const sim = await simulator({ titles: 12, episodes: 60 });
const before = '0.0.9';
const never = new AbortController().signal;

test(
  'a collection that a worker of the version before had begun is gone on with after an update, and nothing is asked twice',
  { timeout: 120_000 },
  async () => {
    const { store, queue } = await jobsWorld();
    const hooks = ledgerHooks(systemClock);
    const settings = readSettings({ data: tmpdir() }, { TIDEMARK_PRIVACY_KEY: 'one key for all tests' });
    const shared = {
      store,
      queue,
      settings,
      clock: systemClock,
      logger: pino({ enabled: false }),
      simulatorUrl: sim.url,
      pools: usualPools,
    };
    const day = 86_400_000;
    const interval = { start: Date.now() - 3 * day, end: Date.now() - 2 * day };
    const definition = pipeline(
      step('get', { does: 'collect', pool: 'collect', with: { platform: 'naver-webtoon', streams: ['titles', 'episodes'] } }),
    );
    const from = await store.transaction((sql) =>
      createRun(sql, queue, { workspace: mainWorkspace, definition, version: before, interval, reason: 'schedule', parameters: {} }, hooks),
    );
    await tellLateRuns(store, systemClock);

    // The old version is drained as soon as it has something.
    const drain = new AbortController();
    const old = work({
      ...shared,
      ...hooks,
      version: before,
      handlers: stepHandlers({ ...shared, hooks }),
      stop: drain.signal,
      abort: never,
    });
    const collections = () =>
      store.query<{ asked: string; state: string; pages: number }>('select asked_by as asked, state, pages::int as pages from run');
    await expect.poll(async () => (await collections())[0]?.pages ?? 0, { timeout: 30_000, interval: 10 }).toBeGreaterThan(1);
    drain.abort();
    await old;
    const [left] = await collections();
    expect(left).toMatchObject({ asked: `${from}/get` });
    expect(left!.state).not.toBe('done');

    const round = () => runWorker({ ...shared, stop: never, abort: never, untilIdle: true });
    const next = async () => {
      await store.query("update pipeline_run set unserved_since = unserved_since - interval '61 seconds'");
      await round();
      return store.query<{ id: string; state: string }>({
        text: 'select id::text as id, state from pipeline_run where version = $1 and repeats = $2',
        values: [version, from],
      });
    };
    await expect.poll(next, { timeout: 60_000, interval: 50 }).toMatchObject([{ state: 'done' }]);
    const [to] = await next();
    const all = await collections();
    expect(all).toMatchObject([{ asked: `${to!.id}/get`, state: 'done' }]);
    const [{ exchanges, pages }] = (await store.query(
      'select count(*)::int as exchanges, count(distinct url)::int as pages from exchange',
    )) as [{ exchanges: number; pages: number }];
    expect(exchanges).toBe(pages);
    // One delay is told of once, and the end of the run that came to it.
    await tellLateRuns(store, systemClock);
    expect(await store.query('select kind, run_id::text as run from alert_event order by id')).toEqual([
      { kind: 'run-late', run: from },
      { kind: 'run-succeeded', run: to!.id },
    ]);
  },
);
