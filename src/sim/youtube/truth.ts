import { dayText } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { interestAt } from '../naver-webtoon/growth.ts';
import type { Growth } from '../naver-webtoon/growth.ts';
import type { CastName } from './cast.ts';
import { channelViewsOn, roundedDown, subscribersOn, videoFiguresOn } from './figures.ts';
import type { VideoFigures } from './figures.ts';
import { fateOn, handleOn, isBanned, turns, userNameOf, videosOn } from './world.ts';
import type { Channel, Video } from './world.ts';

/** What is true of a channel on a day, whether or not an answer tells it. */
export interface ChannelTruth {
  readonly id: string;
  readonly part: CastName | null;
  readonly title: string;
  readonly handle: string | null;
  readonly userName: string | null;
  readonly growth: Growth;
  readonly interest: number;
  readonly subscribers: number;
  readonly shownSubscribers: number | null;
  readonly subscribersThatDay: number;
  readonly views: number;
  readonly viewsThatDay: number;
  readonly videos: number;
  readonly banned: boolean;
  readonly renamedOn: string | null;
  readonly bannedOn: string | null;
}

export const channelTruth = (channel: Channel, day: DayNumber): ChannelTruth => {
  const { id, part, title, growth, base } = channel;
  const subscribers = subscribersOn(channel, day);
  const views = channelViewsOn(channel, day);
  return {
    id,
    part,
    title,
    handle: handleOn(channel, day),
    userName: userNameOf(channel),
    growth,
    interest: interestAt(growth, day - base),
    subscribers,
    shownSubscribers: part === 'hidden' ? null : roundedDown(subscribers),
    subscribersThatDay: subscribers - subscribersOn(channel, day - 1),
    views,
    viewsThatDay: views - channelViewsOn(channel, day - 1),
    videos: videosOn(channel, day),
    banned: isBanned(channel, day),
    renamedOn: part === 'renamed' ? dayText(base + turns.renamed) : null,
    bannedOn: part === 'banned' ? dayText(base + turns.banned) : null,
  };
};

/** What is true of a video on a day. */
export interface VideoTruth extends VideoFigures {
  readonly id: string;
  readonly channelId: string;
  readonly published: string;
  readonly fate: 'shown' | 'deleted' | 'private';
}

/** What is true of one video on a day, or null when it is not out. */
export const videoTruth = (video: Video, day: DayNumber): VideoTruth | null =>
  video.number < videosOn(video.channel, day)
    ? {
        id: video.id,
        channelId: video.channel.id,
        published: dayText(video.published),
        fate: fateOn(video, day),
        ...videoFiguresOn(video, day),
      }
    : null;
