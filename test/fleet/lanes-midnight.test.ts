import { expect, test } from 'vitest';
import { declareLanes } from '../../src/net/lanes/sql/declare.ts';
import { until } from '../support/fleet.ts';
import { lateness } from '../support/fleet-arrivals.ts';
import { laneFleet } from '../support/lanes-fleet.ts';

const units = 60;
const titles = 100;
const second = 1000;

/**
 * The zone in which midnight comes at an instant (whole seconds of the database's clock), in the form PostgreSQL takes: so many hours west of
 * Greenwich. No clock is set for it: the processes and the database take the day from the very statements that they always take it from.
 */
const zoneWithMidnightAt = (instant: number): string => {
  const two = (count: number): string => String(Math.floor(count)).padStart(2, '0');
  const west = (instant / second) % 86_400;
  return `<SOON>${two(west / 3600)}:${two((west / 60) % 60)}:${two(west % 60)}`;
};

test(
  'a daily budget is spent by several programs, never exceeded, and begins anew at midnight of its zone',
  { timeout: 60_000 },
  async () => {
    const { store, simulator, asked, start } = await laneFleet({ titles, latencyMs: 30 });
    const [row] = await store.query<{ now: Date }>('select clock_timestamp() as now');
    const midnight = Math.ceil(Number(row!.now) / second) * second + 5 * second;
    const budget = { units, zone: zoneWithMidnightAt(midnight) };
    await declareLanes(store, [{ name: 'naver-webtoon', intervalMs: 20, concurrency: 8, budget }]);
    const measured = lateness();
    const fleet = [start(), start(), start()];
    await until('a third is spent', async () => (await asked()).length > units / 3);
    fleet[0]!.child.kill('SIGKILL');
    await fleet[0]!.ended;
    fleet[0] = start();
    const ends = await Promise.all(fleet.map(({ ended }) => ended));
    const lateMs = measured();

    const at = (await asked()).map((entry) => simulator.instantOf(entry));
    // Two clocks of one machine: the simulator's runs from its start on, the database's is corrected meanwhile.
    const before = at.filter((instant) => instant < midnight - 20);
    const after = at.filter((instant) => instant >= midnight - 20);
    const figures = {
      before: before.length,
      restMs: after[0]! - before.at(-1)!,
      lateAfterMidnightMs: after[0]! - midnight,
      after: after.length,
    };
    if (process.env['LANES_FIGURES']) console.log({ ...figures, lateMs });

    for (const { code, stderr } of ends) expect(code, stderr).toBe(0);
    expect(before.length).toBeLessThanOrEqual(units);
    expect(after.length).toBeLessThanOrEqual(units);
    expect(await store.query('select state from run order by id')).toEqual([{ state: 'done' }, { state: 'done' }]);
    // On a machine that keeps up, the first day is used but for what the killed one had drawn, and the second begins at once.
    if (lateMs >= 20) return;
    expect(before.length).toBeGreaterThan(units * 0.75);
    expect(after[0]! - midnight).toBeLessThan(2 * second);
  },
);
