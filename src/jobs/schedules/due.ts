import type { Instant } from '../../domain/index.ts';
import type { Calendar } from './calendar.ts';
import { mostCaughtUp } from './problem.ts';
import { startsOf } from './starts.ts';
import type { Start } from './starts.ts';

/** A run that begins so much later than it should have is on time: a restart of the scheduler takes less. */
export const graceMs = 300_000;

/** Firings that were passed over are counted so far; beyond that it is "more than". */
const mostCounted = 10_000;

/** What a schedule comes to at an instant. */
export interface Due {
  /** What is begun now, oldest first. */
  readonly starts: readonly Start[];
  /** What is not begun and never will be by this schedule. */
  readonly passedOver: PassedOver | null;
  /** The end of the last interval that is done with. */
  readonly plannedUntil: Instant;
  /** What begins next; null when nothing does within 40 years. */
  readonly next: Start | null;
}

export interface PassedOver {
  /** Intervals; with `more`, at least so many. */
  readonly count: number;
  readonly more: boolean;
  /** Of the first and of the last firing. */
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * Decides what begins at `now`, of all that fell due since `plannedUntil`. What is on time, not later than the grace after its start, begins
 * in any case. The rest was missed, and the policy decides:
 *
 * - `none`: nothing of it.
 * - `last`, or a number N: the newest of all that is due, as long as they are no more than 1, or N; the ones on time count among them.
 * - `all`: everything, but no more than 1,000 at once, the newest.
 *
 * The others are passed over and named. A `now` before `plannedUntil` (a clock that jumped back) finds nothing due.
 */
export const due = (calendar: Calendar, scheduleId: string, plannedUntil: Instant, now: Instant): Due => {
  const all = newestDue(calendar, scheduleId, plannedUntil, now);
  const last = all.at(-1);
  const until = last ? last.interval.end : plannedUntil;
  const next = firstOf(startsOf(calendar, scheduleId, until, Math.max(until, now) + horizonMs));
  if (!last) return { starts: [], passedOver: null, plannedUntil, next };
  const most = { none: 0, last: 1, all: mostCaughtUp }[calendar.definition.catchUp] ?? Number(calendar.definition.catchUp);
  // Later ones never begin earlier, so what is on time are the newest.
  const onTime = all.filter(({ at }) => now - at <= graceMs).length;
  const begun = Math.min(Math.max(most, onTime), mostCaughtUp, all.length);
  const starts = all.slice(all.length - begun);
  const passedOver = countFirings(calendar, plannedUntil, starts[0] ? starts[0].interval.end - 1 : until);
  return { starts, passedOver, plannedUntil: until, next };
};

/** Longer than any line pauses: 29 February on a Monday comes every 28 years, and once after 40. */
export const horizonMs = 41 * 366 * 86_400_000;

/** The newest starts up to now, at least as many as may be begun, or all. Looked for in windows that grow, since a line for every minute may have rested for years. */
const newestDue = (calendar: Calendar, scheduleId: string, plannedUntil: Instant, now: Instant): Start[] => {
  const { jitterMs } = calendar.definition;
  for (let windowMs = jitterMs + 2 * 86_400_000; ; windowMs *= 4) {
    const after = Math.max(plannedUntil, now - windowMs);
    const starts: Start[] = [];
    for (const start of startsOf(calendar, scheduleId, after, now)) {
      if (start.at > now) break;
      starts.push(start);
    }
    if (starts.length >= mostCaughtUp || after === plannedUntil) return starts;
  }
};

const countFirings = (calendar: Calendar, after: Instant, until: Instant): PassedOver | null => {
  let count = 0;
  let from: Instant | undefined;
  let last = after;
  for (const firing of calendar.firings(after, until)) {
    from ??= firing;
    last = firing;
    if (++count === mostCounted) break;
  }
  if (from === undefined) return null;
  const more = count === mostCounted && last < until;
  return { count, more, from, until: more ? until : last };
};

const firstOf = <T>(all: Iterable<T>): T | null => {
  for (const each of all) return each;
  return null;
};
