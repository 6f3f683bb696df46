import type { DayNumber } from '../calendar.ts';
import type { Audience } from './growth.ts';
import type { Author } from './names.ts';
import type { Schedule } from './schedule.ts';

/** A title of the simulated platform. Everything that moves with the days is computed from this. */
export interface Title {
  readonly index: number;
  readonly id: number;
  /** Hash from which the figures of its episodes and comments are drawn. */
  readonly hash: number;
  readonly name: string;
  /** The name from `day` on, for titles that are renamed. */
  readonly renamed: { readonly day: DayNumber; readonly name: string } | null;
  readonly writers: readonly Author[];
  readonly painters: readonly Author[];
  readonly originAuthors: readonly Author[];
  readonly genre: number;
  /** Numbers of its free tags, from 1. */
  readonly tags: readonly number[];
  readonly ageRating: 'RATE_12' | 'RATE_15' | 'RATE_18';
  readonly adult: boolean;
  /** Listed under "every day" instead of the days of the week. */
  readonly dailyPlus: boolean;
  /** A finished title that is read for one free episode a day; episodes from the 21st on must be paid. */
  readonly dailyPass: boolean;
  /** Paid episodes shown ahead of the free ones. */
  readonly previews: number;
  /** Whether the listings give its views; most titles have 0 there. */
  readonly showsViews: boolean;
  /** Answers in today's shape (`communityArtists`, `volumeNo`) instead of that of 2023. */
  readonly recentShape: boolean;
  /** Episodes carry names of their own instead of bare numbers. */
  readonly namedEpisodes: boolean;
  /** Stars at the base day, out of 10. */
  readonly stars: number;
  readonly schedule: Schedule;
  readonly audience: Audience;
}

/** The name a title bears on a day. */
export const nameOn = (title: Title, day: DayNumber): string =>
  title.renamed !== null && day >= title.renamed.day ? title.renamed.name : title.name;
