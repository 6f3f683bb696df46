import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../support/fleet.ts';
import { earlinessOf, lateness } from '../support/fleet-arrivals.ts';
import { createGate } from '../support/fleet-gate.ts';
import { crowdOf, laneFleet, staysOf } from '../support/lanes-fleet.ts';

const latencyMs = 150;
const slow = { intervalMs: 60, concurrency: 6 };
const small = { intervalMs: 20, concurrency: 2 };
const hasty = { intervalMs: 20, concurrency: 6 };

/** A program of another version: it brings other settings along. */
const version = ({ intervalMs, concurrency }: typeof slow) => ({
  NODE_OPTIONS: `--import ${resolve(import.meta.dirname, '../support/lanes-version.ts')}`,
  TEST_LANE: `intervalMs: ${intervalMs}, concurrency: ${concurrency}`,
});

test('of programs with different settings for one lane the slower pace and the smaller number hold', { timeout: 60_000 }, async () => {
  const { store, simulator, asked, start } = await laneFleet({ titles: 300, latencyMs });
  // The hasty one must not have done it all before the others are there.
  await using gate = await createGate(simulator.url);
  gate.allow(20);
  const join = (brought: typeof slow) => start({ ...version(brought), TIDEMARK_SIMULATOR: gate.url });
  const lane = async () => (await store.query("select interval_ms, concurrency from lane where name = 'naver-webtoon'"))[0];
  const fleet = [join(hasty)];
  await until('the hasty one is at work', async () => (await asked()).length === 20);
  expect(await lane()).toEqual({ interval_ms: hasty.intervalMs, concurrency: hasty.concurrency });
  const measured = lateness();
  fleet.push(join(slow), join(small));
  const both = { interval_ms: slow.intervalMs, concurrency: small.concurrency };
  const readers = async () => (await store.query("select distinct worker_id from task where state = 'running'")).length;
  await until('all have begun', async () => (await readers()) === fleet.length);
  expect(await lane()).toEqual(both);
  gate.allow(Infinity);
  await until('those at the gate have arrived', async () => (await asked()).length > 20);
  const since = (await asked()).at(-1)!.at;
  await until('enough was asked', async () => (await asked()).length >= 75);
  const lateMs = measured();

  const entries = await asked();
  // What was started before the others came is at the platform for its time, and the hasty one hears of the new number within a second.
  const settled = since + 1250 + latencyMs;
  const stays = staysOf(entries, latencyMs, 0).map(({ from, until: end }) => ({
    from: Math.max(from, settled),
    until: Math.max(end, settled),
  }));
  const crowd = crowdOf(stays.filter((stay) => stay.until > stay.from));
  const early = earlinessOf(
    entries.map(({ at }) => at).filter((at) => at > since + 250),
    slow.intervalMs,
  );
  const before = earlinessOf(
    entries.map(({ at }) => at).filter((at) => at < since),
    slow.intervalMs,
  );
  if (process.env['LANES_FIGURES'])
    console.log({ requests: entries.length, after: entries.filter(({ at }) => at > settled).length, crowd, before, early, lateMs });

  expect(before, 'the hasty one was faster').toBeGreaterThan(3 * slow.intervalMs);
  expect(entries.filter(({ at }) => at > settled).length).toBeGreaterThan(10);
  expect(crowd).toBeLessThanOrEqual(small.concurrency);
  expect(early).toBeLessThanOrEqual(lateMs < 1.5 ? slow.intervalMs : 3 * slow.intervalMs);
});
