import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { tick } from '../../src/jobs/schedules/index.ts';
import type { ScheduleDefinition } from '../../src/jobs/index.ts';
import { plan, schedulesWorld } from '../support/schedules.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The ends of the intervals that have a run, by the clock of a zone. */
const planned = async (store: Store, zone: string): Promise<string[]> => {
  const rows = await store.query<{ interval_end: Date }>('select interval_end from pipeline_run order by interval_end, id');
  return rows.map((row) => {
    const local = Temporal.Instant.fromEpochMilliseconds(row.interval_end.getTime()).toZonedDateTimeISO(zone);
    return `${local.toPlainDateTime().toString({ smallestUnit: 'minute' }).slice(5)} ${local.offset}`;
  });
};

/** How many intervals overlap the one before or leave a gap behind it. */
const untiled = async (store: Store): Promise<number> => {
  const [row] = await store.query<{ wrong: number }>(`
    select count(*)::int as wrong
    from (select interval_start, lag(interval_end) over (partition by schedule_id order by interval_start) as before from pipeline_run) each
    where before <> interval_start`);
  return row!.wrong;
};

/** Two schedulers on connections of their own look side by side, as often as a step says, from one instant to another. */
const lookAlong = async (
  [one, other]: readonly [Store, Store],
  { from, until, stepMs }: { readonly from: string; readonly until: string; readonly stepMs: number },
): Promise<void> => {
  for (let at = Date.parse(from); at <= Date.parse(until); at += stepMs) {
    const reports = await Promise.all([one, other].map((store) => tick({ store, now: () => at, plan })));
    expect(reports.flatMap(({ failed, passedOver }) => [...failed, ...passedOver])).toEqual([]);
  }
};

const spring = { Berlin: ['03-28', '03-29', '03-30'], NewYork: ['03-07', '03-08', '03-09'] } as const;

describe.each<[string, string, readonly [string, string], readonly string[]]>([
  ['Europe/Berlin', 'spring', ['2026-03-27T12:00Z', '2026-03-30T12:00Z'], spring.Berlin],
  ['America/New_York', 'spring', ['2026-03-06T18:00Z', '2026-03-09T18:00Z'], spring.NewYork],
])('two schedulers in %s, over its change in %s', (zone, _, [from, until], days) => {
  const [summer, winter] = zone === 'Europe/Berlin' ? ['+02:00', '+01:00'] : ['-04:00', '-05:00'];
  test.each<[string, readonly string[]]>([
    // 02:30 does not exist on that day: it runs once, right after.
    ['30 2 * * *', [`${days[0]}T02:30 ${winter}`, `${days[1]}T03:00 ${summer}`, `${days[2]}T02:30 ${summer}`]],
    ['0 9 * * *', [`${days[0]}T09:00 ${winter}`, `${days[1]}T09:00 ${summer}`]],
    [
      '15,45 2 * * *',
      [
        `${days[0]}T02:15 ${winter}`,
        `${days[0]}T02:45 ${winter}`,
        `${days[1]}T03:00 ${summer}`,
        `${days[2]}T02:15 ${summer}`,
        `${days[2]}T02:45 ${summer}`,
      ],
    ],
  ])('plan "%s" once a day, none twice and none lost', async (cron, expected) => {
    const { store, again, add } = await schedulesWorld(from);
    await add({ cron, zone });
    await using other = await again();
    await lookAlong([store, other], { from, until, stepMs: 15 * minuteMs });
    expect((await planned(store, zone)).slice(0, expected.length)).toEqual(expected);
    expect(await untiled(store)).toBe(0);
  });
});

describe.each<[string, readonly [string, string], readonly string[], readonly [string, string]]>([
  ['Europe/Berlin', ['2026-10-23T12:00Z', '2026-10-26T12:00Z'], ['10-24', '10-25', '10-26'], ['+02:00', '+01:00']],
  ['America/New_York', ['2026-10-30T18:00Z', '2026-11-02T18:00Z'], ['10-31', '11-01', '11-02'], ['-04:00', '-05:00']],
])('two schedulers in %s, over its change in autumn', (zone, [from, until], days, [summer, winter]) => {
  // The hour that comes twice: from 02:00 in Berlin, from 01:00 in New York.
  const hour = zone === 'Europe/Berlin' ? '02' : '01';
  test('plan a time that comes twice once, the first time', async () => {
    const { store, again, add } = await schedulesWorld(from);
    await add({ cron: `30 ${Number(hour)} * * *`, zone });
    await using other = await again();
    await lookAlong([store, other], { from, until, stepMs: 15 * minuteMs });
    expect(await planned(store, zone)).toEqual([
      `${days[0]}T${hour}:30 ${summer}`,
      `${days[1]}T${hour}:30 ${summer}`,
      `${days[2]}T${hour}:30 ${winter}`,
    ]);
    expect(await untiled(store)).toBe(0);
  });

  test('plan a line for every hour in each real hour', async () => {
    const { store, again, add } = await schedulesWorld(from);
    await add({ cron: '30 * * * *', zone });
    await using other = await again();
    await lookAlong([store, other], { from, until, stepMs: 30 * minuteMs });
    const all = await planned(store, zone);
    expect(all).toHaveLength(72);
    expect(new Set(all).size).toBe(72);
    expect(all.filter((each) => each.startsWith(`${days[1]}T${hour}:30`))).toEqual([
      `${days[1]}T${hour}:30 ${summer}`,
      `${days[1]}T${hour}:30 ${winter}`,
    ]);
    expect(await untiled(store)).toBe(0);
  });
});

describe('three days off over a change of the clock', () => {
  const off = async (catchUp: ScheduleDefinition['catchUp']) => {
    const { store, add, tick: look } = await schedulesWorld('2026-03-27T12:00Z');
    await add({ cron: '30 2 * * *', zone: 'Europe/Berlin', catchUp });
    const { passedOver } = await look('2026-03-30T12:00Z');
    return { store, runs: await planned(store, 'Europe/Berlin'), missed: passedOver.reduce((sum, { count }) => sum + count, 0) };
  };
  const all = ['03-28T02:30 +01:00', '03-29T03:00 +02:00', '03-30T02:30 +02:00'];
  test.each<[ScheduleDefinition['catchUp'], number]>([
    ['none', 0],
    ['last', 1],
    [2, 2],
    ['all', 3],
    [1000, 3],
  ])('with %s catches up the newest %i, and names the others', async (catchUp, count) => {
    const { store, runs, missed } = await off(catchUp);
    expect(runs).toEqual(count === 0 ? [] : all.slice(-count));
    expect(missed).toBe(3 - count);
    expect(await untiled(store)).toBe(0);
  });
});

describe('a clock that jumps', () => {
  test.each([
    ['an hour', hourMs],
    ['twelve hours', 12 * hourMs],
    ['three days', 3 * dayMs],
  ])('back by %s plans nothing twice, whoever looks, and goes on where it was', async (_, ms) => {
    const { store, again, add, clock } = await schedulesWorld('2026-11-21T00:30Z');
    await add({ cron: '0 * * * *', zone: 'UTC', catchUp: 'all' });
    await using other = await again();
    const look = (at: number) => Promise.all([store, other, store].map((each) => tick({ store: each, now: () => at, plan })));
    const start = clock.now;
    for (let n = 1; n <= 6; n++) await look(start + n * hourMs);
    for (let n = 6; n >= 0; n--) await look(start + 6 * hourMs - ms + n * 10 * minuteMs);
    for (let n = 0; n <= 2; n++) await look(start + 6 * hourMs + n * hourMs);
    expect(await planned(store, 'UTC')).toEqual(Array.from({ length: 8 }, (__, n) => `11-21T0${n + 1}:00 +00:00`));
    expect(await untiled(store)).toBe(0);
  });

  test.each([
    ['an hour', hourMs, 2],
    ['three hours', 3 * hourMs, 4],
  ])('ahead by %s and back again has begun what it was then time for, once, and nothing of it comes again', async (_, ms, begun) => {
    const { store, add, tick: look, clock } = await schedulesWorld('2026-11-21T00:30Z');
    await add({ cron: '0 * * * *', zone: 'UTC', catchUp: 'all' });
    const start = clock.now;
    const at = (afterMs: number) => look(new Date(start + afterMs).toISOString());
    await at(hourMs);
    await at(hourMs + ms);
    expect(await planned(store, 'UTC')).toHaveLength(begun);
    for (let n = 0; n <= 4; n++) await at(hourMs + n * hourMs);
    expect(await planned(store, 'UTC')).toEqual(Array.from({ length: 5 }, (__, n) => `11-21T0${n + 1}:00 +00:00`));
    expect(await untiled(store)).toBe(0);
  });

  test('to and fro at random, seen by two schedulers, loses no interval and doubles none', async () => {
    const { store, again, add } = await schedulesWorld('2026-11-20T00:30Z');
    await add({ cron: '0 */2 * * *', zone: 'Asia/Seoul', catchUp: 'all' });
    await using other = await again();
    const start = Date.parse('2026-11-20T00:30Z');
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let n = 1; n <= 40; n++) {
      // It goes on by an hour each time, and is off by up to half a day, to either side.
      const at = () => start + n * hourMs + Math.round((random() - 0.5) * dayMs);
      await Promise.all([store, other].map((each) => tick({ store: each, now: at, plan })));
    }
    const last = start + 60 * hourMs;
    await Promise.all([store, other].map((each) => tick({ store: each, now: () => last, plan })));
    expect(await planned(store, 'UTC')).toEqual(
      Array.from(
        { length: 30 },
        (__, n) => `${new Date(Date.parse('2026-11-20T01:00Z') + n * 2 * hourMs).toISOString().slice(5, 16)} +00:00`,
      ),
    );
    expect(await untiled(store)).toBe(0);
  });
});
