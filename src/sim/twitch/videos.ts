import { dayText, noonOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { mix, unitOf } from '../random.ts';
import { isThere, nameOn } from './world.ts';
import type { Channel } from './world.ts';

/** Videos have numbers of their own, which name the channel too: nothing has to be looked up. */
const numberBase = 100_000;
const firstNumber = 20_000_000_000;

/** What is true of a video on a day. */
export interface VideoTruth {
  readonly id: string;
  readonly channelId: string;
  readonly published: string;
  readonly views: number;
  readonly deleted: boolean;
}

const publishedOn = ({ videosSince, videoEvery }: Channel, number: number): DayNumber => videosSince + (number - 1) * videoEvery;

const countOn = ({ videoEvery, videosSince }: Channel, day: DayNumber): number =>
  videoEvery === 0 || day < videosSince ? 0 : Math.floor((day - videosSince) / videoEvery) + 1;

const isDeleted = (channel: Channel, number: number, day: DayNumber): boolean =>
  channel.part === 'deleted-video' && number === countOn(channel, channel.following.base) && day > channel.following.base;

const viewsOn = ({ hash, following }: Channel, number: number, age: number): number =>
  Math.floor((10 + following.followers * 0.3 * unitOf(hash, number)) * (1 - Math.exp(-(age + 1) / 6)));

const idOf = ({ index }: Channel, number: number): string => String(firstNumber + index * numberBase + number);

/** The videos that a channel shows on a day, newest first. */
export const videosOn = (channel: Channel, day: DayNumber): readonly number[] =>
  isThere(channel, day)
    ? Array.from({ length: countOn(channel, day) }, (_, at) => countOn(channel, day) - at).filter(
        (number) => !isDeleted(channel, number, day),
      )
    : [];

const durationOf = (seconds: number): string => {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${minutes}m` : ''}${seconds % 60}s`;
};

/** A video in wire shape. */
export const videoRow = (channel: Channel, number: number, day: DayNumber): object => {
  const { login, displayName } = nameOn(channel, day);
  const id = idOf(channel, number);
  const draw = mix(channel.hash, 900 + number);
  const type = draw % 9 === 0 ? 'upload' : draw % 5 === 0 ? 'highlight' : 'archive';
  const at = new Date(noonOf(publishedOn(channel, number)) - (draw % 7200) * 1000).toISOString().replace('.000Z', 'Z');
  return {
    id,
    stream_id: type === 'archive' ? String(30_000_000_000 + draw) : type === 'highlight' ? '1' : null,
    user_id: channel.id,
    user_login: login,
    user_name: displayName,
    title: `${displayName} #${number}${type === 'highlight' ? ' - the best of it' : ''}`,
    description: draw % 4 === 0 ? `Number ${number} of ${displayName}.` : '',
    created_at: at,
    published_at: at,
    url: `https://www.twitch.tv/videos/${id}`,
    thumbnail_url: `https://static-cdn.jtvnw.net/cf_vods/invented/${id}/thumb/thumb0-%{width}x%{height}.jpg`,
    viewable: 'public',
    view_count: viewsOn(channel, number, day - publishedOn(channel, number)),
    language: channel.language,
    type,
    duration: durationOf(type === 'archive' ? 1800 + (draw % 25_000) : 20 + (draw % 1500)),
    muted_segments: draw % 11 === 0 ? [{ duration: 30, offset: 120 }] : null,
  };
};

/** Views of all videos that a channel shows on a day. */
export const viewTotalOn = (channel: Channel, day: DayNumber): number =>
  videosOn(channel, day).reduce((sum, number) => sum + viewsOn(channel, number, day - publishedOn(channel, number)), 0);

/** What is true of a video, deleted ones included; null when it is not out. */
export const videoTruth = (channels: readonly Channel[], id: string, day: DayNumber): VideoTruth | null => {
  const offset = Number(id) - firstNumber;
  const channel = channels[Math.floor(offset / numberBase)];
  const number = offset % numberBase;
  if (!channel || number < 1 || number > countOn(channel, day)) return null;
  const published = publishedOn(channel, number);
  return {
    ...{ id, channelId: channel.id, published: dayText(published), deleted: isDeleted(channel, number, day) },
    views: viewsOn(channel, number, day - published),
  };
};
