import { expect, test } from 'vitest';
import { configureLane } from '../../src/net/lanes/sql/configure.ts';
import { until } from '../support/fleet.ts';
import { lateness } from '../support/fleet-arrivals.ts';
import { laneFleet } from '../support/lanes-fleet.ts';

const units = 60;
const titles = 400;
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
    const lane = { intervalMs: 20, concurrency: 8 };
    const utc = { units, zone: 'UTC' };
    const { store, simulator, asked, start, startTogether } = await laneFleet({ titles, latencyMs: 30, lane: { ...lane, budget: utc } });
    let midnight = 0;
    const fleet = await startTogether(3, async () => {
      const [row] = await store.query<{ now: Date }>('select clock_timestamp() as now');
      midnight = Math.ceil(Number(row!.now) / second) * second + 4 * second;
      await configureLane(store, 'naver-webtoon', { budget: { units, zone: zoneWithMidnightAt(midnight) } });
    });
    const measured = lateness();
    await until('a third is spent', async () => (await asked()).length > units / 3);
    fleet[0]!.child.kill('SIGKILL');
    await fleet[0]!.ended;
    fleet[0] = start();
    const drawn = async () =>
      (
        await store.query<{ spent: boolean }>({
          text: 'select budget_used >= budget_units and now() > to_timestamp($1::float8 / 1000) as spent from lane',
          values: [midnight],
        })
      )[0]!.spent;
    await until('the second day is spent', drawn);
    // So long after it nobody must ask any more: every process has heard of it twice.
    const spentAt = Date.now();
    await until('a while has passed', () => Date.now() > spentAt + 2 * second);
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

    expect(before.length).toBeLessThanOrEqual(units);
    expect(after.length).toBeLessThanOrEqual(units);
    // On a machine that keeps up, the first day is used but for what the killed one had drawn, and the second begins at once.
    if (lateMs >= 20) return;
    expect(before.length).toBeGreaterThan(units * 0.75);
    expect(after.length).toBeGreaterThan(units * 0.75);
    expect(after[0]! - midnight).toBeLessThan(2 * second);
  },
);
