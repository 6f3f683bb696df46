import { isoOf, TidemarkError } from '../../domain/index.ts';
import type { Instant } from '../../domain/index.ts';
import type { Interval, ScheduleDefinition } from '../definition.ts';
import { readCron } from './cron.ts';
import type { CronLine } from './cron.ts';
import { problemOf } from './problem.ts';
import { stretchAt } from './zone.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The instants at which a schedule fires. */
export interface Calendar {
  readonly definition: ScheduleDefinition;
  /** Those after `after`, up to and with `until`, in their order; found as they are asked for. */
  firings(after: Instant, until: Instant): Generator<Instant>;
  /** What these firings are about: from the firing before to this one. One ends where the next begins. */
  intervals(after: Instant, until: Instant): Generator<Interval>;
}

/**
 * Reads a schedule. `name` is only for the message. Throws TDM_SCHEDULE_INVALID.
 *
 * Where a zone changes its clock, no firing is lost and none comes twice:
 *
 * - A line that names hours (`30 2 * * *`, `0 2,14 * * *`, `0 0-23/6 * * *`) fires once for each local time it names. Times that the change
 *   leaves out fire right after it, together once. Times that come twice fire the first time.
 * - A line for every hour (`15 * * * *`, a quarter past each) goes by real time: it fires whenever the clock on the wall shows such a minute,
 *   so the hour that comes twice has its firings twice, and an hour that is left out has none: the same minute comes 60 minutes later anyway.
 *   Where the clock is changed by less than an hour (Lord Howe Island, by 30 minutes) that is not so, and what is left out fires right after.
 *
 * The other two possibilities: UTC throughout, which moves "9 in the morning" by an hour for half a year; or one rule for both, which lets an
 * hourly line rest for two hours in autumn.
 */
export const calendarOf = (definition: ScheduleDefinition, name = 'schedule'): Calendar => {
  const problem = problemOf(definition);
  const cron = problem ?? readCron(definition.cron);
  if (typeof cron === 'string') throw new TidemarkError('TDM_SCHEDULE_INVALID', { schedule: name, reason: cron });
  const { zone } = definition;
  const firings = (after: Instant, until: Instant) => firingsOf(cron, zone, after, until);
  return {
    definition,
    firings,
    *intervals(after, until) {
      let start: Instant | undefined;
      for (const end of firings(after, until)) {
        yield { start: start ?? firingBefore(firings, end, definition.cron), end };
        start = end;
      }
    },
  };
};

function* firingsOf(cron: CronLine, zone: string, after: Instant, until: Instant): Generator<Instant> {
  for (let at = after + 1; at <= until && at < Infinity;) {
    const stretch = stretchAt(zone, at);
    const { offsetMs } = stretch;
    // What the clock on the wall would have shown without the change, and what it shows.
    const expected = stretch.from + stretch.offsetBeforeMs;
    const shown = stretch.from + offsetMs;
    const leavesOut = shown > expected && !(cron.everyHour && (shown - expected) % hourMs === 0);
    // Also where it is a firing of its own, which must not come twice.
    const firesAtChange = leavesOut && at === stretch.from && (cron.next(expected - 1) ?? Infinity) < shown;
    if (firesAtChange) yield at;
    let wall = (firesAtChange ? at : at - 1) + offsetMs;
    if (!cron.everyHour) wall = Math.max(wall, expected - 1);
    const last = Math.min(until, stretch.until - 1) + offsetMs;
    for (let next = cron.next(wall); next !== null && next <= last; next = cron.next(next)) yield next - offsetMs;
    at = stretch.until;
  }
}

/** Rather few windows than many firings: 60 of a line for every minute, and one of most others. */
const windowsMs = [hourMs, 25 * hourMs, 8 * dayMs, 32 * dayMs, 367 * dayMs, 9 * 366 * dayMs, 41 * 366 * dayMs];

const firingBefore = (firings: Calendar['firings'], instant: Instant, cron: string): Instant => {
  for (const windowMs of windowsMs) {
    let last: Instant | undefined;
    for (const firing of firings(instant - windowMs, instant - 1)) last = firing;
    if (last !== undefined) return last;
  }
  throw new TidemarkError('TDM_SCHEDULE_INVALID', {
    schedule: cron,
    reason: `"${cron}" has not come for 40 years before ${isoOf(instant)}`,
  });
};
