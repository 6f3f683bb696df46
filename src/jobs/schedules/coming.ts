import type { Instant } from '../../domain/index.ts';
import { calendarOf } from './calendar.ts';
import { horizonMs } from './due.ts';
import { keyOf } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { startsOf } from './starts.ts';
import type { Start } from './starts.ts';

/** The coming starts of a schedule as if it were not paused, with those that wait for the end of quiet hours. Throws TDM_SCHEDULE_INVALID. */
export const comingStarts = (schedule: Schedule, now: Instant, count: number): Start[] => {
  const { definition, plannedUntil, id } = schedule;
  const calendar = calendarOf(definition, keyOf(schedule));
  // What fired before that has begun, or was missed: jitter and quiet hours delay by less.
  const after = Math.max(plannedUntil, now - definition.jitterMs - 2 * 86_400_000);
  const starts: Start[] = [];
  for (const start of startsOf(calendar, id, after, now + horizonMs)) {
    if (start.at > now) starts.push(start);
    if (starts.length === count) break;
  }
  return starts;
};
