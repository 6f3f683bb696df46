import { describe, expect, test } from 'vitest';
import { isoOf } from '../../src/domain/index.ts';
import { scheduleProblem } from '../../src/jobs/index.ts';
import { calendarOf, due, startsOf } from '../../src/jobs/schedules/index.ts';
import type { ScheduleDefinition } from '../../src/jobs/index.ts';

const calendar = (definition: Partial<ScheduleDefinition>) =>
  calendarOf({ cron: '0 9 * * *', zone: 'Asia/Seoul', jitterMs: 0, quiet: null, catchUp: 'none', ...definition });
const at = (text: string): number => Date.parse(text);
const minuteMs = 60_000;

/** Starts as `09:00+09:00` of the day, with the firing when that is another time. */
const starts = (definition: Partial<ScheduleDefinition>, after: string, until: string, id = '1'): string[] =>
  [...startsOf(calendar(definition), id, at(after), at(until))].map(({ at: start, interval: { end } }) => {
    const zone = definition.zone ?? 'Asia/Seoul';
    const [begun, fired] = [start, end].map((each) =>
      Temporal.Instant.fromEpochMilliseconds(each)
        .toZonedDateTimeISO(zone)
        .toString({ smallestUnit: 'minute', timeZoneName: 'never' })
        .slice(8),
    );
    return begun === fired ? begun! : `${fired} at ${begun}`;
  });

describe('quiet hours', () => {
  test('a firing inside them begins at their end, and is about the same interval', () => {
    const night = { quiet: { from: '23:00', to: '07:00' } };
    expect(starts({ ...night, cron: '30 */4 * * *' }, '2026-11-21T09:00Z', '2026-11-22T00:00Z')).toEqual([
      '21T20:30+09:00',
      '22T00:30+09:00 at 22T07:00+09:00',
      '22T04:30+09:00 at 22T07:00+09:00',
      '22T08:30+09:00',
    ]);
    const [first] = startsOf(calendar({ ...night, cron: '0 3 * * *' }), '1', at('2026-11-21T00:00Z'), at('2026-11-23T00:00Z'));
    expect(first).toMatchObject({ isQuiet: true, interval: { start: at('2026-11-20T18:00Z'), end: at('2026-11-21T18:00Z') } });
  });

  test('their first minute is quiet, their last is not, and they need not span midnight', () => {
    const noon = { quiet: { from: '12:00', to: '13:00' } };
    expect(starts({ ...noon, cron: '59 11 * * *' }, '2026-11-21T00:00Z', '2026-11-22T00:00Z')).toEqual(['21T11:59+09:00']);
    expect(starts({ ...noon, cron: '0 12 * * *' }, '2026-11-21T00:00Z', '2026-11-22T00:00Z')).toEqual(['21T12:00+09:00 at 21T13:00+09:00']);
    expect(starts({ ...noon, cron: '0 13 * * *' }, '2026-11-21T00:00Z', '2026-11-22T00:00Z')).toEqual(['21T13:00+09:00']);
  });

  test('they end by the clock on the wall, also on days when it is changed', () => {
    const berlin = { zone: 'Europe/Berlin', cron: '0 0 * * *' };
    const until = (to: string, day: string) => starts({ ...berlin, quiet: { from: '23:00', to } }, `${day}T12:00Z`, `${day}T23:30Z`);
    expect(until('07:00', '2026-03-28')).toEqual(['29T00:00+01:00 at 29T07:00+02:00']);
    expect(until('07:00', '2026-10-24')).toEqual(['25T00:00+02:00 at 25T07:00+01:00']);
    // An end that does not exist: right after the gap.
    expect(until('02:30', '2026-03-28')).toEqual(['29T00:00+01:00 at 29T03:00+02:00']);
    // An end that comes twice: the first time.
    expect(until('02:30', '2026-10-24')).toEqual(['25T00:00+02:00 at 25T02:30+02:00']);
  });
});

describe('jitter', () => {
  const spread = { jitterMs: 10 * minuteMs };
  const delays = (id: string, more: Partial<ScheduleDefinition> = {}) =>
    [...startsOf(calendar({ ...spread, ...more }), id, at('2026-01-01T00:00Z'), at('2027-01-01T00:00Z'))].map(
      ({ at: start, interval }) => start - interval.end,
    );

  test('is the same for the same interval, another for every other, and within its bound', () => {
    expect(delays('1')).toEqual(delays('1'));
    expect(delays('1')).not.toEqual(delays('2'));
    expect(Math.min(...delays('1'))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays('1'))).toBeLessThanOrEqual(10 * minuteMs);
    // Evenly: half of them in either half.
    const early = delays('1').filter((delay) => delay < 5 * minuteMs).length;
    expect(early).toBeGreaterThan(150);
    expect(early).toBeLessThan(215);
  });

  test('carries nothing into the quiet hours', () => {
    const quiet = { from: '09:05', to: '10:00' };
    expect([...new Set(delays('1', { quiet }).map((delay) => (delay < 5 * minuteMs ? 'before' : delay)))].sort()).toEqual([
      60 * minuteMs,
      'before',
    ]);
  });

  test('lets no run begin before the one ahead of it', () => {
    const all = [
      ...startsOf(calendar({ cron: '0 * * * *', jitterMs: 60 * minuteMs }), '1', at('2026-01-01T00:00Z'), at('2026-02-03T00:00Z')),
    ];
    expect(all.filter(({ at: start }, n) => n > 0 && start < all[n - 1]!.at)).toEqual([]);
    expect(all.filter(({ at: start, interval }) => start < interval.end || start > interval.end + 60 * minuteMs)).toEqual([]);
  });

  test.each<[string, number, string | null]>([
    ['*/5 * * * *', 5, null],
    ['*/5 * * * *', 6, 'longer than the 5 min between two runs'],
    ['0 9,10 * * *', 60, null],
    ['0 9,10 * * *', 61, 'longer than the 60 min'],
    ['0 * * * *', 61, 'longer than the 60 min'],
    // Far apart as a rule, and close once a month or a year.
    ['0 23 28-31,1 * *', 24 * 60, null],
    ['0,30 12 1 1 *', 31, 'longer than the 30 min'],
    ['0 9 * * *', 24 * 60, null],
    ['* * * * *', 1, null],
    ['* * * * *', 2, 'longer than the 1 min'],
  ])('of a line "%s" that lasts %i minutes is no longer than from one run to the next', (cron, minutes, expected) => {
    const problem = scheduleProblem({ cron, zone: 'Europe/Berlin', jitterMs: minutes * minuteMs, quiet: null, catchUp: 'none' });
    expect(problem === null ? null : problem.includes(expected!) && expected).toBe(expected);
    if (expected !== null)
      expect(() => calendar({ cron, jitterMs: minutes * minuteMs })).toThrow(expect.objectContaining({ code: 'TDM_SCHEDULE_INVALID' }));
  });
});

describe('after three days off, a run each day at nine', () => {
  const off = at('2026-11-18T00:01Z');
  const after = (catchUp: ScheduleDefinition['catchUp'], now: string, more: Partial<ScheduleDefinition> = {}) => {
    const { starts: begun, passedOver, plannedUntil, next } = due(calendar({ catchUp, ...more }), '1', off, at(now));
    const days = begun.map(({ interval }) => isoOf(interval.end).slice(8, 10));
    return { days, missed: passedOver?.count ?? 0, until: isoOf(plannedUntil).slice(8, 16), next: next && isoOf(next.at).slice(8, 16) };
  };

  test('none begins nothing, and what is on time all the same', () => {
    expect(after('none', '2026-11-21T08:00Z')).toEqual({ days: [], missed: 3, until: '21T00:00', next: '22T00:00' });
    expect(after('none', '2026-11-21T00:05Z')).toEqual({ days: ['21'], missed: 2, until: '21T00:00', next: '22T00:00' });
    expect(after('none', '2026-11-21T00:05:01Z')).toMatchObject({ days: [], missed: 3 });
  });

  test('last begins the newest', () => {
    expect(after('last', '2026-11-21T08:00Z')).toEqual({ days: ['21'], missed: 2, until: '21T00:00', next: '22T00:00' });
    expect(after('last', '2026-11-21T00:01Z')).toMatchObject({ days: ['21'], missed: 2 });
  });

  test('a number begins so many of the newest', () => {
    expect(after(2, '2026-11-21T08:00Z')).toEqual({ days: ['20', '21'], missed: 1, until: '21T00:00', next: '22T00:00' });
    expect(after(5, '2026-11-21T08:00Z')).toMatchObject({ days: ['19', '20', '21'], missed: 0 });
  });

  test('all begins everything, oldest first', () => {
    expect(after('all', '2026-11-21T08:00Z')).toEqual({ days: ['19', '20', '21'], missed: 0, until: '21T00:00', next: '22T00:00' });
  });

  test('all of a line for every minute begins the newest 1,000 and names the rest', () => {
    const { starts: begun, passedOver } = due(calendar({ cron: '* * * * *', catchUp: 'all' }), '1', off, at('2026-11-21T00:00Z'));
    expect(begun).toHaveLength(1000);
    expect(begun.at(-1)!.interval.end).toBe(at('2026-11-21T00:00Z'));
    expect(passedOver).toEqual({ count: 3319, more: false, from: at('2026-11-18T00:02Z'), until: begun[0]!.interval.start });
    // After years nobody counts them one by one.
    const years = due(calendar({ cron: '* * * * *', catchUp: 'all' }), '1', at('2016-01-01T00:00Z'), at('2026-11-21T00:00Z'));
    expect(years.passedOver).toMatchObject({ count: 10_000, more: true, from: at('2016-01-01T00:01Z') });
    expect(years.starts).toHaveLength(1000);
  });

  test('what waits for its jitter or the end of quiet hours is neither begun nor passed over', () => {
    expect(after('none', '2026-11-21T00:30Z', { quiet: { from: '08:00', to: '10:00' } })).toMatchObject({
      missed: 2,
      until: '20T00:00',
      next: '21T01:00',
    });
    expect(after('none', '2026-11-21T01:04Z', { quiet: { from: '08:00', to: '10:00' } })).toMatchObject({ days: ['21'], missed: 2 });
  });

  test('a clock that jumps back finds nothing due', () => {
    expect(due(calendar({ catchUp: 'all' }), '1', off, at('2026-11-10T00:00Z'))).toMatchObject({
      starts: [],
      passedOver: null,
      plannedUntil: off,
    });
  });
});
