import { createHash } from 'node:crypto';
import type { Instant } from '../../domain/index.ts';
import type { Interval, ScheduleDefinition } from '../definition.ts';
import type { Calendar } from './calendar.ts';
import { minutesOf } from './problem.ts';
import { stretchAt } from './zone.ts';

/** One coming run. */
export interface Start {
  /** What it is about; its end is the firing. */
  readonly interval: Interval;
  /** When it begins: the firing, out of the quiet hours, with its jitter. */
  readonly at: Instant;
  /** Whether it would have begun earlier without the quiet hours. */
  readonly isQuiet: boolean;
}

/**
 * The coming runs of a schedule in the order of their intervals. None begins before the one ahead of it, even where jitter would have it so:
 * what is planned is one instant per schedule, and all before it is done.
 */
export function* startsOf(calendar: Calendar, scheduleId: string, after: Instant, until: Instant): Generator<Start> {
  let ahead = -Infinity;
  for (const interval of calendar.intervals(after, until)) {
    const start = startOf(calendar.definition, scheduleId, interval);
    ahead = Math.max(ahead, start.at);
    yield { ...start, at: ahead };
  }
}

/** A firing inside the quiet hours begins at their end, and one that its jitter would carry into them, too. */
const startOf = (definition: ScheduleDefinition, scheduleId: string, interval: Interval): Start => {
  const awake = endOfQuiet(definition, interval.end);
  const delayed = awake + jitterOf(definition, scheduleId, interval);
  const at = endOfQuiet(definition, delayed);
  return { interval, at, isQuiet: awake > interval.end || at > delayed };
};

/** The same for the same interval on every machine, so that two schedulers agree on it and a restart changes nothing. */
const jitterOf = ({ jitterMs }: ScheduleDefinition, scheduleId: string, { start }: Interval): number => {
  if (jitterMs === 0) return 0;
  const drawn = createHash('sha256').update(`${scheduleId}/${start}`).digest().readUInt32BE() / 2 ** 32;
  return Math.floor(drawn * (jitterMs + 1));
};

const dayMs = 86_400_000;
const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** The instant itself, or the end of the quiet hours it lies in. Changes of the clock make them longer or shorter, as they do for people. */
export const endOfQuiet = ({ quiet, zone }: ScheduleDefinition, instant: Instant): Instant => {
  if (quiet === null) return instant;
  const [from, to] = [minutesOf(quiet.from)! * 60_000, minutesOf(quiet.to)! * 60_000];
  const lengthMs = modulo(to - from, dayMs);
  let at = instant;
  // Once or twice; a third time only if a clock were changed again within the hour.
  for (let round = 0; round < 4; round++) {
    const { offsetMs, until } = stretchAt(zone, at);
    const since = modulo(at + offsetMs - from, dayMs);
    if (since >= lengthMs) break;
    at = Math.min(at + lengthMs - since, until);
  }
  return at;
};
