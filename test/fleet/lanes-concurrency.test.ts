import { expect, test } from 'vitest';
import type { FaultRule } from '../../src/sim/index.ts';
import { until } from '../support/fleet.ts';
import { lateness } from '../support/fleet-arrivals.ts';
import { crowdOf, endpoint, laneFleet, meanOf, staysOf } from '../support/lanes-fleet.ts';

const concurrency = 8;
const intervalMs = 20;
/** At 20 ms apart 20 would be under way: the concurrency decides and not the pace. */
const latencyMs = 400;
const slowMs = 200;
const titles = 400;
const retryAfterMs = 1000;

const faults: FaultRule[] = [
  { fault: '503', endpoint, every: 41 },
  { fault: 'truncated', endpoint, every: 53 },
  { fault: 'slow', ms: slowMs, endpoint, every: 29 },
  { fault: '429', retryAfter: retryAfterMs / 1000, endpoint, after: 70, times: 1 },
];

test('the measures measure', () => {
  const stays = [
    { from: 0, until: 10 },
    { from: 5, until: 15 },
    { from: 10, until: 20 },
  ];
  const rests = [
    [0, 5],
    [2, 5],
  ] as const;
  expect(crowdOf(stays)).toBe(2);
  expect(meanOf(stays, 0, 20, [])).toBeCloseTo(1.5);
  expect(meanOf(stays, 0, 20, rests)).toBeCloseTo(25 / 15);
});

test(
  'three processes with kills and complaints never have more at the platform than allowed, even one that works on for the dead, and use it',
  { timeout: 90_000 },
  async () => {
    const { asked, start, startTogether } = await laneFleet({ titles, latencyMs, faults, lane: { intervalMs, concurrency } });
    const fleet = await startTogether(3);
    const measured = lateness();
    const enough = (count: number) => until(`${count} were asked`, async () => (await asked()).length >= count);
    await enough(90);
    const lateMs = measured();
    const firstKill = (await asked()).at(-1)!.at;
    for (const [n, signal] of (['SIGKILL', 'SIGTERM', 'SIGKILL'] as const).entries()) {
      await enough(90 + 15 * n);
      fleet[n]!.child.kill(signal);
      await fleet[n]!.ended;
      fleet[n] = start();
    }
    await enough(150);

    const entries = await asked();
    const stays = staysOf(entries, latencyMs, slowMs);
    const crowd = crowdOf(stays);
    const rests = entries
      .filter(({ status }) => status === 429)
      .map(({ at, tookMs }) => [at + tookMs!, at + tookMs! + retryAfterMs * 1.1 + concurrency * intervalMs] as const);
    // They do not hear in the same moment that they may begin.
    const steady = entries[20]!.at;
    const used = meanOf(stays, steady, firstKill, rests) / concurrency;
    const usedInAll = meanOf(stays, steady, entries.at(-1)!.at, rests) / concurrency;
    const cut = entries.filter(({ status }) => status === 0).length;
    if (process.env['LANES_FIGURES'])
      console.log({ requests: entries.length, cut, crowd, used, usedInAll, lateMs, steadyMs: firstKill - steady });

    expect(cut, 'requests whose process was killed').toBeGreaterThan(0);
    expect(crowd).toBeLessThanOrEqual(concurrency);
    // How much is used says something about lanes only while the machine keeps up.
    expect(used).toBeGreaterThanOrEqual(lateMs < 1.5 ? 0.95 : 0.3);
  },
);
