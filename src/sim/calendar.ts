import { dayOf, isDay } from '../domain/index.ts';
import type { Day } from '../domain/index.ts';

/** Days since 1970-01-01, the arithmetic form of a calendar day. */
export type DayNumber = number;

export const dayMs = 86_400_000;

/** The zone in which the simulated platforms live. */
export const simZone = 'Asia/Seoul';

/** Korea is nine hours ahead of UTC and keeps no summer time. */
const seoulOffsetMs = 9 * 3_600_000;

/** @throws RangeError for a day that does not exist. */
export const dayNumber = (day: Day): DayNumber => {
  if (!isDay(day)) throw new RangeError(`"${day}" is not a day; use the form 2026-11-21`);
  return Date.parse(`${day}T00:00:00Z`) / dayMs;
};

export const dayText = (day: DayNumber): Day => new Date(day * dayMs).toISOString().slice(0, 10);

/** Monday is 0. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: DayNumber): number => (((day + 3) % 7) + 7) % 7;

/** Midnight in Korea as an instant, milliseconds. */
export const midnightOf = (day: DayNumber): number => day * dayMs - seoulOffsetMs;

/** "Now" of a virtual day is noon in Korea: answers depend on the day alone. */
export const noonOf = (day: DayNumber): number => midnightOf(day) + dayMs / 2;

const shortDates = new Map<DayNumber, string>();

/** A day as the webtoon listings write it, `26.11.21`. */
export const shortDate = (day: DayNumber): string => {
  let text = shortDates.get(day);
  if (text === undefined) shortDates.set(day, (text = dayText(day).slice(2).replaceAll('-', '.')));
  return text;
};

/** The day the simulator is in. */
export interface VirtualClock {
  /** The current day. */
  today(): DayNumber;
  set(day: Day): void;
  /** Moves on by whole days; negative goes back. */
  advance(days: number): void;
  readonly mode: 'virtual' | 'real';
}

/** A clock that stands still until it is set, or (`real`) follows the date in Korea until it is set. */
export const createVirtualClock = (day: Day, mode: 'virtual' | 'real', now: () => number = Date.now): VirtualClock => {
  let fixed: DayNumber | null = mode === 'real' ? null : dayNumber(day);
  let real = 0;
  let realUntil = 0;
  const today = (): DayNumber => {
    if (fixed !== null) return fixed;
    const instant = now();
    if (instant >= realUntil) {
      real = dayNumber(dayOf(instant, simZone));
      realUntil = midnightOf(real + 1);
    }
    return real;
  };
  return {
    today,
    set: (next) => void (fixed = dayNumber(next)),
    advance: (days) => void (fixed = today() + Math.trunc(days)),
    get mode() {
      return fixed === null ? 'real' : 'virtual';
    },
  };
};
