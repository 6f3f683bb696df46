import { dayText } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { streamerParts } from './cast.ts';
import type { StreamerGrowth, StreamerPart } from './cast.ts';
import { boughtShare, peakDay } from './growth.ts';
import { broadcastOn, followersOn, isBanned, isPrivate, nameOn, videosOn, viewsOn } from './world.ts';
import type { Streamer, StreamerWorld } from './world.ts';

/** What is true of a streamer on a day, whether or not an answer tells it. */
export interface StreamerTruth {
  readonly id: string;
  readonly name: string;
  readonly part: StreamerPart | null;
  readonly growth: StreamerGrowth;
  readonly followers: number;
  readonly followersThatDay: number;
  readonly views: number;
  readonly viewsThatDay: number;
  readonly posts: number;
  readonly onAir: boolean;
  /** 0 off the air; also where the platform does not show them. */
  readonly viewers: number;
  readonly viewersHidden: boolean;
  readonly adult: boolean;
  readonly banned: boolean;
  readonly private: boolean;
  readonly renamedOn: string | null;
  readonly bannedOn: string | null;
  readonly privateOn: string | null;
  readonly boughtOn: string | null;
  readonly boughtFollowers: number;
  readonly postDeletedOn: string | null;
}

export const streamerTruth = (streamer: Streamer, id: string, day: DayNumber): StreamerTruth => {
  const dated = (after: number | null): string | null => (after === null ? null : dayText(streamer.base + after));
  const broadcast = broadcastOn(streamer, day);
  const isBought = streamer.growth === 'bought';
  return {
    id,
    name: nameOn(streamer, day),
    part: streamerParts[streamer.index] ?? null,
    growth: streamer.growth,
    followers: followersOn(streamer, day),
    followersThatDay: followersOn(streamer, day) - followersOn(streamer, day - 1),
    views: viewsOn(streamer, day),
    viewsThatDay: viewsOn(streamer, day) - viewsOn(streamer, day - 1),
    posts: videosOn(streamer, day).length,
    onAir: broadcast.onAir,
    viewers: broadcast.onAir ? broadcast.viewers : 0,
    viewersHidden: streamer.hidden,
    adult: streamer.adult,
    banned: isBanned(streamer, day),
    private: isPrivate(streamer, day),
    renamedOn: dated(streamer.renamedAfter),
    bannedOn: dated(streamer.bannedAfter),
    privateOn: dated(streamer.privateAfter),
    boughtOn: isBought ? dayText(streamer.base + peakDay) : null,
    boughtFollowers: isBought ? Math.floor(streamer.followersAtBase * boughtShare) : 0,
    postDeletedOn: dated(streamer.postDeletedAfter),
  };
};

/** The sums of a world on a day. */
export const streamersSummary = ({ streamers }: StreamerWorld, day: DayNumber): Record<string, number> => {
  const there = streamers.filter((streamer) => !isBanned(streamer, day));
  return {
    channels: streamers.length,
    banned: streamers.length - there.length,
    private: there.filter((streamer) => isPrivate(streamer, day)).length,
    onAir: there.filter((streamer) => broadcastOn(streamer, day).onAir).length,
    videos: there.reduce((sum, streamer) => sum + videosOn(streamer, day).length, 0),
  };
};

/** The streamer with a fixed part. @throws RangeError in a world too small for it. */
export const streamerPlaying = ({ streamers }: StreamerWorld, part: StreamerPart): Streamer => {
  const streamer = streamers[streamerParts.indexOf(part)];
  if (!streamer) throw new RangeError(`nobody plays "${part}" in a world of ${streamers.length} streamers`);
  return streamer;
};

/** @throws RangeError for a number of channels that makes no world. */
export const checkCount = (name: string, count: number): void => {
  if (!Number.isInteger(count) || count < 1 || count > 100_000)
    throw new RangeError(`${name} must be a whole number from 1 to 100,000, not ${count}`);
};
