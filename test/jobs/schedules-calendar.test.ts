import { describe, expect, test } from 'vitest';
import { startOfDay } from '../../src/domain/index.ts';
import { calendarOf } from '../../src/jobs/schedules/index.ts';
import type { ScheduleDefinition } from '../../src/jobs/index.ts';

const schedule = (cron: string, zone: string, more: Partial<ScheduleDefinition> = {}): ScheduleDefinition => ({
  ...{ cron, zone, jitterMs: 0, quiet: null, catchUp: 'none' },
  ...more,
});

const at = (text: string): number => Date.parse(text);

/** Firings as the clock on the wall shows them, with their offset. */
const local = (cron: string, zone: string, after: string, until: string): string[] =>
  [...calendarOf(schedule(cron, zone)).firings(at(after), at(until))].map((firing) =>
    Temporal.Instant.fromEpochMilliseconds(firing)
      .toZonedDateTimeISO(zone)
      .toString({ smallestUnit: 'minute', timeZoneName: 'never' })
      .slice(5),
  );

describe('where a zone changes its clock', () => {
  test('a time of day that does not exist fires once, right after the gap', () => {
    expect(local('30 2 * * *', 'Europe/Berlin', '2026-03-27T12:00Z', '2026-03-30T12:00Z')).toEqual([
      '03-28T02:30+01:00',
      '03-29T03:00+02:00',
      '03-30T02:30+02:00',
    ]);
    // Together once, also with the firing that stands there anyway.
    expect(local('*/20 2,3 * * *', 'America/New_York', '2026-03-08T00:00Z', '2026-03-08T12:00Z')).toEqual([
      '03-08T03:00-04:00',
      '03-08T03:20-04:00',
      '03-08T03:40-04:00',
    ]);
  });

  test('a time of day that comes twice fires once, the first time', () => {
    expect(local('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-26T12:00Z')).toEqual([
      '10-25T02:30+02:00',
      '10-26T02:30+01:00',
    ]);
    // Also for one who asks between the two.
    expect(local('30 2 * * *', 'Europe/Berlin', '2026-10-25T00:45Z', '2026-10-25T12:00Z')).toEqual([]);
    expect(local('0 */2 * * *', 'Europe/Berlin', '2026-10-24T21:00Z', '2026-10-25T05:00Z')).toEqual([
      '10-25T00:00+02:00',
      '10-25T02:00+02:00',
      '10-25T04:00+01:00',
      '10-25T06:00+01:00',
    ]);
  });

  test('a line for every hour fires in every real hour', () => {
    expect(local('30 * * * *', 'Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T03:00Z')).toEqual([
      '03-29T00:30+01:00',
      '03-29T01:30+01:00',
      '03-29T03:30+02:00',
      '03-29T04:30+02:00',
    ]);
    expect(local('30 * * * *', 'Europe/Berlin', '2026-10-24T23:00Z', '2026-10-25T03:00Z')).toEqual([
      '10-25T01:30+02:00',
      '10-25T02:30+02:00',
      '10-25T02:30+01:00',
      '10-25T03:30+01:00',
    ]);
  });

  test('where the clock moves by half an hour, what it leaves out fires right after', () => {
    expect(local('0 * * * *', 'Australia/Lord_Howe', '2026-10-03T14:00Z', '2026-10-03T17:00Z')).toEqual([
      '10-04T01:00+10:30',
      '10-04T02:30+11:00',
      '10-04T03:00+11:00',
      '10-04T04:00+11:00',
    ]);
    expect(local('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T14:00Z', '2026-10-03T17:00Z')).toEqual(['10-04T02:30+11:00']);
    expect(local('0 2 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00Z', '2026-04-05T12:00Z')).toEqual(['04-05T02:00+10:30']);
    expect(local('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00Z', '2026-04-05T12:00Z')).toEqual(['04-05T01:45+11:00']);
  });

  test('a day that a zone leaves out altogether fires at the beginning of the next one', () => {
    expect(local('0 9 * * *', 'Pacific/Apia', '2011-12-29T12:00Z', '2011-12-31T12:00Z')).toEqual([
      '12-29T09:00-10:00',
      '12-31T00:00+14:00',
      '12-31T09:00+14:00',
    ]);
  });
});

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Seoul',
  'Africa/Casablanca',
  'America/Havana',
  'Asia/Kathmandu',
];
/** The year as it is lived there; a firing at its very beginning is part of it. */
const yearIn = (zone: string) => [startOfDay('2026-01-01', zone) - 1, startOfDay('2027-01-01', zone) - 1] as const;
const hourMs = 3_600_000;

describe.each(zones)('a year in %s', (zone) => {
  test('has each daily firing once, whatever its hour', () => {
    const days = new Set<string>();
    for (const hour of [0, 1, 2, 3, 12, 23])
      for (const minute of [0, 30]) {
        const firings = [...calendarOf(schedule(`${minute} ${hour} * * *`, zone)).firings(...yearIn(zone))];
        const named = firings.map((firing) =>
          Temporal.Instant.fromEpochMilliseconds(firing).toZonedDateTimeISO(zone).toPlainDate().toString(),
        );
        days.add(`${firings.length} ${new Set(named).size}`);
      }
    expect([...days]).toEqual(['365 365']);
  });

  test('has a firing in every real hour, and never two closer together than the clock is moved', () => {
    for (const minute of [0, 15, 30, 59]) {
      const firings = [...calendarOf(schedule(`${minute} * * * *`, zone)).firings(...yearIn(zone))];
      const gaps = firings.slice(1).map((firing, n) => (firing - firings[n]!) / hourMs);
      const usual = gaps.filter((gap) => gap === 1).length;
      // Lord Howe's two changes of 30 minutes; everywhere else not one interval differs.
      expect(gaps.length - usual).toBeLessThanOrEqual(zone === 'Australia/Lord_Howe' ? 4 : 0);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0.5);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(1.5);
    }
  });

  test('is tiled by its intervals without a gap or an overlap, from wherever one begins to look', () => {
    const random = seeded(zone.length);
    for (let round = 0; round < 4; round++) {
      const calendar = calendarOf(schedule(randomLine(random), zone));
      const text = JSON.stringify;
      const [from, until] = yearIn(zone);
      const whole = [...calendar.intervals(from, until)];
      expect(whole[0]!.start).toBeLessThanOrEqual(from);
      expect(whole.filter(({ start, end }, n) => start >= end || (n > 0 && start !== whole[n - 1]!.end))).toEqual([]);
      // In two looks that part anywhere, the same intervals.
      const part = from + Math.floor(random() * (until - from));
      expect(text([...calendar.intervals(from, part), ...calendar.intervals(part, until)])).toBe(text(whole));
      const near = whole[Math.floor(random() * whole.length)]!.end;
      expect(text([...calendar.intervals(from, near), ...calendar.intervals(near, until)])).toBe(text(whole));
    }
  });
});

/** Lines of all kinds, often around the hours at which clocks are changed, and seldom more than some thousand firings a year. */
const randomLine = (random: () => number): string => {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const minute = pick(['0', '15', '30', '45', '59', '0,30']);
  const hour = pick(['*', '0', '1', '2', '3', '1-3', '2,14', '*/6', '0-23/5', '23', '0-23']);
  return `${minute} ${hour} ${pick(['*', '*', '1', 'L', '*/10', '29'])} ${pick(['*', '*', '3,4,10,11'])} ${pick(['*', '*', 'SUN', 'MON-FRI'])}`;
};

/** mulberry32: the same lines in every run. */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

describe('a schedule that cannot be used is refused with the reason', () => {
  test.each([
    ['0 9 * *', 'UTC', {}, 'five fields'],
    ['0 0 9 * * * 2026', 'UTC', {}, 'five fields'],
    ['', 'UTC', {}, 'five fields'],
    ['@daily', 'UTC', {}, 'five fields'],
    ['2026-01-01T00:00:00', 'UTC', {}, 'five fields'],
    ['* * * * * *', 'UTC', {}, 'more often than once a minute'],
    ['0,30 0 9 * * *', 'UTC', {}, 'more often than once a minute'],
    ['0 24 * * *', 'UTC', {}, 'Invalid value for hour: 24'],
    ['61 9 * * *', 'UTC', {}, 'Invalid value for minute: 61'],
    ['99 0 9 * * *', 'UTC', {}, 'Invalid value for second: 99'],
    ['*/0 * * * *', 'UTC', {}, 'no cron line'],
    ['nine o clock in morning', 'UTC', {}, 'no cron line'],
    ['0 9 31 2 *', 'UTC', {}, 'a day that never comes'],
    ['0 9 30 2 *', 'Asia/Seoul', {}, 'a day that never comes'],
    ['0 9 * * *', 'Mars/Phobos', {}, 'no time zone "Mars/Phobos"'],
    ['0 9 * * *', '+09:00', {}, 'no time zone'],
    ['0 9 * * *', '', {}, 'no time zone'],
    ['0 9 * * *', 'UTC', { jitterMs: -1 }, 'a jitter is'],
    ['0 9 * * *', 'UTC', { jitterMs: 1.5 }, 'a jitter is'],
    ['0 9 * * *', 'UTC', { jitterMs: 90_000_000 }, 'a jitter is'],
    ['0 9 * * *', 'UTC', { quiet: { from: '23:00', to: '24:00' } }, 'not "24:00"'],
    ['0 9 * * *', 'UTC', { quiet: { from: '7:00', to: '08:00' } }, 'not "7:00"'],
    ['0 9 * * *', 'UTC', { quiet: { from: '23:00', to: '23:00' } }, 'leave no time'],
    ['0 9 * * *', 'UTC', { catchUp: 0 }, 'what is caught up'],
    ['0 9 * * *', 'UTC', { catchUp: 1001 }, 'what is caught up'],
    ['0 9 * * *', 'UTC', { catchUp: 'sometimes' as 'none' }, 'what is caught up'],
  ] as const)('%s in %s with %o', (cron, zone, more, reason) => {
    const read = () => calendarOf(schedule(cron, zone, more as Partial<ScheduleDefinition>), 'a/b');
    expect(read).toThrow(expect.objectContaining({ code: 'TDM_SCHEDULE_INVALID', message: expect.stringContaining(reason) }));
  });

  test('six fields with one second, a leap day and names of days are lines', () => {
    expect(local('30 0 9 * * *', 'UTC', '2026-01-01T00:00Z', '2026-01-02T00:00Z')).toEqual(['01-01T09:00+00:00']);
    expect(local('0 0 29 2 *', 'UTC', '2026-01-01T00:00Z', '2033-01-01T00:00Z')).toEqual(['02-29T00:00+00:00', '02-29T00:00+00:00']);
    expect(local('0 9 * * MON', 'Asia/Seoul', '2026-11-21T00:00Z', '2026-11-24T00:00Z')).toEqual(['11-23T09:00+09:00']);
    const [interval] = calendarOf(schedule('0 0 29 2 *', 'UTC')).intervals(at('2026-01-01T00:00Z'), at('2029-01-01T00:00Z'));
    expect(interval).toEqual({ start: at('2024-02-29T00:00Z'), end: at('2028-02-29T00:00Z') });
  });
});
