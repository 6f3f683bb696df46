import { weekdayOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';

/**
 * When the episodes of a title appear. A slot is a day on which the title publishes, counted since 1970; slots and days convert into one
 * another by arithmetic, so no list of dates is kept for 250,000 episodes.
 */
export interface Schedule {
  /** Days of the week on which it publishes, Monday 0, ascending. */
  readonly weekdays: readonly number[];
  /** Episodes that are out on the world's base day. */
  readonly atBase: number;
  /** Slot of the last episode that is out on the base day. */
  readonly lastSlot: number;
  /** Slot of the episode after that: the next one, or a later one after a pause. */
  readonly resumeSlot: number;
  /** Episodes it will ever have; Infinity while no end is planned. */
  readonly total: number;
  /** Episodes after which one number was lost to a deleted episode, ascending. */
  readonly gaps: readonly number[];
}

/** Slots up to and including a day. */
export const slotsUntil = (weekdays: readonly number[], day: DayNumber): number => {
  const weekday = weekdayOf(day);
  let slots = ((day + 3 - weekday) / 7) * weekdays.length;
  for (const published of weekdays) if (published <= weekday) slots++;
  return slots;
};

/** The day of a slot (the first slot is 1). */
export const dayOfSlot = (weekdays: readonly number[], slot: number): DayNumber => {
  const week = Math.floor((slot - 1) / weekdays.length);
  return week * 7 - 3 + weekdays[slot - 1 - week * weekdays.length]!;
};

/** Episodes that are out for everyone at the end of a day. */
export const episodesOn = (schedule: Schedule, day: DayNumber): number => {
  const slots = slotsUntil(schedule.weekdays, day);
  const count =
    slots >= schedule.resumeSlot
      ? schedule.atBase + slots - schedule.resumeSlot + 1
      : schedule.atBase - Math.max(0, schedule.lastSlot - slots);
  return Math.max(0, Math.min(schedule.total, count));
};

/** The day on which the nth episode (from 1) is out for everyone. */
export const dayOfEpisode = (schedule: Schedule, episode: number): DayNumber =>
  dayOfSlot(
    schedule.weekdays,
    episode <= schedule.atBase ? schedule.lastSlot - (schedule.atBase - episode) : schedule.resumeSlot + (episode - schedule.atBase - 1),
  );

/** The number (`no`) of the nth episode: deleted ones leave gaps, so it can exceed the count. */
export const numberOf = (schedule: Schedule, episode: number): number => {
  let number = episode;
  for (const gap of schedule.gaps) if (gap < episode) number++;
  return number;
};

/** The episode that bears a number, or 0 when the number was lost or was never given. */
export const episodeOf = (schedule: Schedule, number: number): number => {
  if (!Number.isInteger(number) || number < 1) return 0;
  let episode = number;
  for (let i = 0; i < schedule.gaps.length; i++) {
    const lost = schedule.gaps[i]! + i + 1;
    if (number === lost) return 0;
    if (number > lost) episode--;
  }
  return episode;
};

/** True once the last episode has been out for a day. */
export const finishedOn = (schedule: Schedule, day: DayNumber): boolean =>
  schedule.total !== Infinity && dayOfEpisode(schedule, schedule.total) < day;

/** True while the title pauses: its next episode is more than one slot away. */
export const restingOn = (schedule: Schedule, day: DayNumber): boolean => {
  const slots = slotsUntil(schedule.weekdays, day);
  return (
    schedule.resumeSlot > schedule.lastSlot + 1 &&
    slots > schedule.lastSlot &&
    slots < schedule.resumeSlot &&
    schedule.atBase > 0 &&
    schedule.total > schedule.atBase
  );
};
