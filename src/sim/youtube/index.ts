import { dayNumber } from '../calendar.ts';
import type { Answer, SimPlatform, SimRequest } from '../platform.ts';
import { createQuota } from './access.ts';
import type { CastName } from './cast.ts';
import { createChannels } from './channels.ts';
import { createPlaylistItems } from './playlist-items.ts';
import { channelTruth, videoTruth } from './truth.ts';
import type { ChannelTruth, VideoTruth } from './truth.ts';
import { createVideos } from './videos.ts';
import { createYoutubeWorld, isBanned, videosOn } from './world.ts';
import type { YoutubeWorld, YoutubeWorldOptions } from './world.ts';

export type { CastName } from './cast.ts';
export type { ChannelTruth, VideoTruth } from './truth.ts';

export interface YoutubeOptions extends YoutubeWorldOptions {
  /** Units a day. */
  readonly youtubeUnits: number;
}

/** The simulated platform with what is true in it. */
export interface Youtube extends SimPlatform {
  world(): YoutubeWorld;
  /** The id of the channel that plays a part. */
  idOf(part: CastName): string;
  channelTruth(id: string, day: string): ChannelTruth | null;
  videoTruth(id: string, day: string): VideoTruth | null;
}

const api = ['www.googleapis.com'];

/**
 * YouTube's Data API: channels, playlists of uploads and videos, one unit a call, answered only to its key. The faults `youtube-quota`,
 * `youtube-rate` and `youtube-key` play its refusals.
 *
 * The world is built at the first look into it: most simulators are started for another platform.
 */
export const createYoutube = (options: YoutubeOptions): Youtube => {
  for (const name of ['youtubeChannels', 'youtubeUnits'] as const)
    if (!Number.isInteger(options[name]) || options[name] < 1 || options[name] > 200_000)
      throw new RangeError(`${name} must be a whole number from 1 to 200000, not ${options[name]}`);
  let built: YoutubeWorld | null = null;
  const world = (): YoutubeWorld => (built ??= createYoutubeWorld(options));
  const quota = createQuota(options.youtubeUnits);
  const charged =
    (answer: (request: SimRequest) => Answer) =>
    (request: SimRequest): Answer =>
      quota.charge(request) ?? answer(request);
  const channelOf = (id: string) => world().byId(id) ?? world().byPart(id as CastName);
  return {
    name: 'youtube',
    world,
    hosts: api,
    endpoints: [
      { name: 'youtube/channels', hosts: api, path: '/youtube/v3/channels', answer: charged(createChannels(world)) },
      { name: 'youtube/playlist-items', hosts: api, path: '/youtube/v3/playlistItems', answer: charged(createPlaylistItems(world)) },
      { name: 'youtube/videos', hosts: api, path: '/youtube/v3/videos', answer: charged(createVideos(world)) },
    ],
    summary(day) {
      const there = world().channels.filter((channel) => !isBanned(channel, day));
      return {
        channels: there.length,
        videos: there.reduce((sum, channel) => sum + videosOn(channel, day), 0),
        unitsUsed: quota.used(day),
      };
    },
    watched: () => world().channels.map(({ id }) => id),
    truth(id, day) {
      const channel = channelOf(id);
      if (channel) return channelTruth(channel, day);
      const video = world().videoById(id);
      return video ? videoTruth(video, day) : null;
    },
    idOf(part) {
      const channel = world().byPart(part);
      if (!channel) throw new RangeError(`nobody plays "${part}" in a world of ${options.youtubeChannels} channels`);
      return channel.id;
    },
    channelTruth(id, day) {
      const channel = channelOf(id);
      return channel ? channelTruth(channel, dayNumber(day)) : null;
    },
    videoTruth(id, day) {
      const video = world().videoById(id);
      return video ? videoTruth(video, dayNumber(day)) : null;
    },
  };
};
