import type { DayNumber } from '../calendar.ts';
import { interestUntil, viewsOn } from '../naver-webtoon/growth.ts';
import { mix, unit } from '../random.ts';
import { turns } from './world.ts';
import type { Channel, Video } from './world.ts';

/** Subscribers bought in one go. */
export const boughtSubscribers = 50_000;

/** Subscribers on a day, not rounded. Views bring them; who falls loses 0.4 % a day; who buys them has them from one day to the next. */
export const subscribersOn = (channel: Channel, day: DayNumber): number => {
  const { part, growth, base, subscribers, viewsPerDay } = channel;
  const t = day - base;
  if (growth.kind === 'falling') return Math.floor(subscribers * Math.exp(-0.004 * t));
  const won =
    viewsPerDay * 0.01 * interestUntil(growth, t) - (growth.kind === 'dormant' ? viewsPerDay * 0.01 * interestUntil(growth, 0) : 0);
  const bought = part === 'bought' && t >= turns.bought ? boughtSubscribers : 0;
  return Math.max(0, subscribers + Math.floor(won) + bought);
};

/** As the platform shows them: three digits, rounded down. */
export const roundedDown = (value: number): number => {
  const step = 10 ** Math.max(0, String(value).length - 3);
  return Math.floor(value / step) * step;
};

/** Views of the whole channel since its first video. */
export const channelViewsOn = ({ growth, viewsPerDay, debut, base }: Channel, day: DayNumber): number =>
  viewsOn({ growth, viewsPerDay, debut, base }, day);

export interface VideoFigures {
  readonly views: number;
  readonly likes: number;
  readonly comments: number;
}

/** A video's share of what its channel gathers from the day it came out. */
export const videoFiguresOn = ({ channel, hash, published }: Video, day: DayNumber): VideoFigures => {
  const { growth, base, viewsPerDay } = channel;
  const views = viewsOn({ growth, viewsPerDay: viewsPerDay * (0.02 + 0.1 * unit(mix(hash, 51))), debut: published, base }, day);
  return { views, likes: Math.floor(views * 0.03), comments: Math.floor(views * 0.002) };
};
