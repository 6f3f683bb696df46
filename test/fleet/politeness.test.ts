import { expect, onTestFinished, test } from 'vitest';
import { declareLanes } from '../../src/net/lanes/sql/declare.ts';
import type { FaultRule } from '../../src/sim/index.ts';
import { testStore } from '../support/database.ts';
import { until } from '../support/fleet.ts';
import { earlinessOf, lateness, mostAtOnce, usedOf, watchedSimulator } from '../support/fleet-arrivals.ts';
import { startTidemark, tidemark } from '../support/tidemark.ts';
import type { Running } from '../support/tidemark.ts';

const paceMs = Number(process.env['LANES_PACE'] ?? 50);
const concurrency = 8;
const titles = 400;
const retryAfterMs = 2000;

const endpoint = 'article/list/info';
/** Complaints come at other requests than kills: one that is killed before it could write a complaint down has not heard it. */
const faults: FaultRule[] = [
  { fault: '429', retryAfter: retryAfterMs / 1000, endpoint, every: 100, times: 3 },
  { fault: '503', endpoint, every: 41 },
  { fault: 'truncated', endpoint, every: 53 },
  { fault: 'slow', ms: 700, endpoint, every: 29 },
];

test('the measures measure', () => {
  expect(earlinessOf([0, 50, 100, 150], 50)).toBe(0);
  expect(earlinessOf([0, 40, 100, 150], 50)).toBe(10);
  expect(earlinessOf([0, 45, 90, 135], 50)).toBe(15);
  expect(usedOf([0, 50, 100, 1100, 1150], 50, [[110, 1050]])).toBeCloseTo(200 / 210);
});

test(
  'three processes with restarts and every kind of complaint never ask above the pace, in any window, and use it',
  { timeout: 120_000 },
  async () => {
    const { databaseUrl, schema, again } = await testStore();
    const sample = `${schema}_sample`;
    const store = await again({ schema: sample });
    const simulator = await watchedSimulator(['--titles', String(titles), '--episodes', '400', '--latency', '30'], faults);
    await declareLanes(store, [{ name: 'naver-webtoon', intervalMs: paceMs, concurrency }]);
    const settings = { DATABASE_URL: databaseUrl, TIDEMARK_SCHEMA: schema, TIDEMARK_SIMULATOR: simulator.url };
    const lists = await tidemark(['collect', 'naver-webtoon', '--stream', 'titles', '--json'], settings);
    expect(lists.code, lists.stderr).toBe(0);

    const before = (await simulator.arrivals()).length;
    const start = (): Running => startTidemark(['collect', 'naver-webtoon', '--stream', 'series', '--json'], settings);
    const fleet = [start(), start(), start()];
    onTestFinished(() => fleet.forEach(({ child }) => child.kill('SIGKILL')));
    const asked = async () => (await simulator.arrivals()).slice(before);
    await until('all have begun', async () => (await asked()).length > 10);
    const measured = lateness();
    for (const [n, signal] of (['SIGKILL', 'SIGTERM', 'SIGKILL'] as const).entries()) {
      await until(`${n + 1} fifths are done`, async () => (await asked()).length > (titles * (n + 1)) / 5);
      fleet[n]!.child.kill(signal);
      await fleet[n]!.ended;
      fleet[n] = start();
    }
    for (const { ended } of fleet) await ended;
    const lateMs = measured();

    const entries = await asked();
    const arrivals = entries.map(({ at }) => at);
    const complaints = entries.filter(({ status }) => status === 429).map(({ at, tookMs }) => at + tookMs!);
    expect(complaints).toHaveLength(3);
    // At its begin processes still start, at its end the last tasks are too few for the pace.
    const busy = arrivals.slice(10, Math.floor(titles * 0.9));
    const rests = complaints.map((at) => [at, at + retryAfterMs * 1.1] as const);
    const used = usedOf(busy, paceMs, rests);
    const earlyMs = earlinessOf(arrivals, paceMs);
    const atOnce = mostAtOnce(entries);
    if (process.env['LANES_FIGURES']) console.log({ paceMs, requests: arrivals.length, used, earlyMs, atOnce, lateMs });

    expect(await store.query('select state from run order by id')).toEqual([{ state: 'done' }, { state: 'done' }]);
    expect(atOnce).toBeLessThanOrEqual(concurrency);
    for (const at of complaints) expect(arrivals.filter((instant) => instant > at + 250 && instant < at + retryAfterMs)).toEqual([]);
    // When things arrive, and how much is used, says something about lanes only while the machine keeps up.
    const isQuiet = lateMs < 1.5;
    expect(earlyMs).toBeLessThanOrEqual(isQuiet ? paceMs : 3 * paceMs);
    expect(used).toBeGreaterThanOrEqual(isQuiet ? 0.95 : 0.3);
    await store.query(`drop schema "${sample}" cascade`);
    await store.close();
  },
);
