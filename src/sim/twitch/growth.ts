import type { DayNumber } from '../calendar.ts';
import { interestUntil } from '../naver-webtoon/growth.ts';
import type { Growth } from '../naver-webtoon/growth.ts';

/** Followers bought on a day: they come within two days and a third of them is taken away again within a month. */
export interface Purchase {
  readonly day: DayNumber;
  readonly followers: number;
}

/** What the followers of a channel are computed from. */
export interface Following {
  readonly growth: Growth;
  /** On the base day. */
  readonly followers: number;
  /** New ones a day at ordinary interest. */
  readonly perDay: number;
  readonly bought: Purchase | null;
  readonly base: DayNumber;
}

const dropped = 1 / 3;
const dropDays = 30;

/** Bought followers who are still there. */
export const boughtOn = ({ bought }: Following, day: DayNumber): number => {
  if (bought === null || day < bought.day) return 0;
  const come = day === bought.day ? 0.6 : 1;
  return Math.floor(bought.followers * come * (1 - dropped * Math.min(1, (day - bought.day) / dropDays)));
};

/**
 * Followers on a day, in closed form. Those of a falling channel go as fast as its interest; of all others nobody goes, so that a day's gain is the
 * day's interest times `perDay`.
 */
export const followersOn = (following: Following, day: DayNumber): number => {
  const { growth, followers, perDay, base } = following;
  const t = day - base;
  const own =
    growth.kind === 'falling'
      ? followers * Math.exp(growth.ratePerDay * Math.max(-90, Math.min(90, t)))
      : followers + perDay * interestUntil(growth, t);
  return Math.max(0, Math.floor(own)) + boughtOn(following, day);
};
