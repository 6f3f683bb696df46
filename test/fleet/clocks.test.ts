import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startOfDay, systemClock } from '../../src/domain/index.ts';
import type { Clock } from '../../src/domain/index.ts';
import { databaseClock } from '../../src/store/index.ts';
import { collectFrom } from '../collect/world.ts';
import { testStore } from '../support/database.ts';
import { createFleetWorld, livingWorkers, until } from '../support/fleet.ts';
import { ownDatabase } from '../support/fleet-database.ts';

const hour = 3_600_000;
const database = await ownDatabase();

/** A process whose machine shows the wrong time. */
const skewed = (ms: number) => ({
  NODE_OPTIONS: `--import ${join(import.meta.dirname, '../support/fleet-skew.ts')}`,
  TEST_SKEW_MS: String(ms),
});

describe('machines whose clocks are wrong', () => {
  const simulator = {
    ...{ titles: 10, episodes: 60, kakaoTitles: 8, kakaoEpisodes: 40 },
    faults: [
      { fault: '429', retryAfter: 1, endpoint: 'article/list/info', after: 3, times: 1 },
      { fault: '429', retryAfter: 'date', endpoint: 'article/list', after: 3, times: 1 },
    ],
  } as const;

  test('work on one run of one day, rest together, and write down the time of the database', { timeout: 60_000 }, async () => {
    const options = { database, simulator, intervalMs: 2 };
    const calm = await createFleetWorld({ ...options, schema: 'right' });
    await calm.finish('naver-webtoon');
    const world = await createFleetWorld({ ...options, schema: 'wrong' });
    const now = async () => Number((await world.store.query<{ now: Date }>('select clock_timestamp() as now'))[0]!.now);
    const begun = await now();
    const fleet = [0, hour, -24 * hour].map((ms) => world.start('naver-webtoon', ms === 0 ? {} : skewed(ms)));
    // Nobody is answered before all have begun.
    await until('all have begun', async () => (await livingWorkers(world)) === fleet.length);
    world.gates['naver-webtoon'].allow(Infinity);
    const ends = await Promise.all(fleet.map(({ ended }) => ended));
    for (const { code, stderr } of ends) expect(code, stderr).toBe(0);
    expect(new Set(ends.map(({ stdout }) => JSON.parse(stdout).id)).size).toBe(1);
    const ended = await now();
    expect(ended - begun, 'nobody waits for an hour that is not').toBeLessThan(30_000);
    const [times] = await world.store.query<{ first: Date; last: Date; early: Date; late: Date }>(
      `select min(exchange.at) as first, max(exchange.at) as last, min(observed_at) as early, max(observed_at) as late
       from exchange join observation on observation.exchange_id = exchange.id`,
    );
    for (const time of Object.values(times!)) {
      expect(Number(time)).toBeGreaterThanOrEqual(begun - 100);
      expect(Number(time)).toBeLessThanOrEqual(ended + 100);
    }
    expect(await world.contents()).toEqual(await calm.contents());
    for (const { fault, at, tookMs } of world.simulator.log.entries().filter((entry) => entry.fault === '429')) {
      const soon = world.simulator.log.entries().filter((entry) => entry.at > at + tookMs! + 100 && entry.at < at + tookMs! + 900);
      expect(soon, `after ${fault}`).toEqual([]);
    }
  });

  test('see the clock of the database, whatever their own one shows', async () => {
    const { store } = await testStore();
    const own: Clock = { now: () => systemClock.now() + hour, sleep: systemClock.sleep };
    const clock = await databaseClock(store, own);
    expect(clock.aheadMs / hour).toBeCloseTo(1, 3);
    expect(Math.abs(clock.now() - systemClock.now())).toBeLessThan(1000);
  });
});

describe("around midnight in the platform's zone", () => {
  const midnight = startOfDay('2026-03-02', 'Asia/Seoul');
  /** A clock that shows this when it is first looked at, and runs on. */
  const clockAt = (instant: number): Clock => {
    const offset = instant - systemClock.now();
    return { now: () => systemClock.now() + offset, sleep: systemClock.sleep };
  };
  const titles = (what: string) => (what.startsWith('titles/') ? ['1', '2'] : [what.split('/')[1]!]);

  test('a process that begins after it begins the new day, and one that began before ends the old one', async () => {
    const { store } = await testStore();
    const later = Promise.withResolvers<void>();
    const first = collectFrom(
      store,
      async (what) => {
        if (what === 'series/1') await later.promise;
        return titles(what);
      },
      { clock: clockAt(midnight - 60_000) },
    );
    const joined = collectFrom(store, titles, { clock: clockAt(midnight - 30_000) });
    await until(
      'the lists are read',
      async () => (await store.query("select from task where state = 'done' and stream = 'titles'")).length === 2,
    );
    const next = await collectFrom(store, titles, { clock: clockAt(midnight + 30_000) });
    later.resolve();
    const old = await first;
    expect(await joined).toMatchObject({ id: old.id });
    expect(old).toMatchObject({ state: 'done', day: '2026-03-01', pages: 4 });
    expect(next).toMatchObject({ state: 'done', day: '2026-03-02', pages: 4 });
    expect(await store.query('select day, state from run order by id')).toEqual([
      { day: '2026-03-01', state: 'done' },
      { day: '2026-03-02', state: 'done' },
    ]);
  });
});
