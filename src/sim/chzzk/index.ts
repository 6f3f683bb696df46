import type { Day } from '../../domain/index.ts';
import { dayNumber } from '../calendar.ts';
import type { SimPlatform } from '../platform.ts';
import { streamerParts } from '../streamers/cast.ts';
import type { StreamerPart } from '../streamers/cast.ts';
import { checkCount, streamerPlaying, streamersSummary, streamerTruth } from '../streamers/truth.ts';
import type { StreamerTruth } from '../streamers/truth.ts';
import { videoNamed } from '../streamers/world.ts';
import { aboutChannel, contentAnswer, errorAnswer } from './answers.ts';
import { channelAnswer, createOpenChannels, unknownChannel } from './channel.ts';
import { createLives, detailAnswer, statusAnswer } from './live.ts';
import { videosAnswer } from './videos.ts';
import { channelIdOf, createChzzkWorld, firstVideo } from './world.ts';
import type { ChzzkWorld, ChzzkWorldOptions } from './world.ts';

/** The simulated Chzzk with its world in reach. */
export interface Chzzk extends SimPlatform {
  world(): ChzzkWorld;
  /** The id of the channel with a fixed part. */
  idOf(part: StreamerPart): string;
  /** The ids of all channels, in order. */
  ids(): readonly string[];
  /** What is true of a channel on a day, by id; null when there is no such one. */
  streamerTruth(id: string, day: Day): StreamerTruth | null;
}

const api = ['api.chzzk.naver.com'];
const open = ['openapi.chzzk.naver.com'];
const noVideos = contentAnswer({ page: 0, size: 24, totalCount: 0, totalPages: 0, data: [] });
const noChannel = errorAnswer(404, '채널이 존재하지 않습니다.');

/**
 * Chzzk: the interface behind the site, and the official one, which wants the key of an application. The fault `error-in-200` plays its refusals that
 * come with a 200. The world is built at the first look into it.
 */
export const createChzzk = (options: ChzzkWorldOptions): Chzzk => {
  checkCount('chzzkChannels', options.chzzkChannels);
  let built: ChzzkWorld | null = null;
  const world = (): ChzzkWorld => (built ??= createChzzkWorld(options));
  return {
    name: 'chzzk',
    world,
    hosts: [...api, ...open],
    endpoints: [
      {
        name: 'chzzk/channel',
        hosts: api,
        path: /^\/service\/v1\/channels\/([^/]+)$/,
        answer: aboutChannel(world, unknownChannel, channelAnswer),
      },
      {
        name: 'chzzk/videos',
        hosts: api,
        path: /^\/service\/v1\/channels\/([^/]+)\/videos$/,
        answer: aboutChannel(world, noVideos, videosAnswer),
      },
      {
        name: 'chzzk/live-detail',
        hosts: api,
        path: /^\/service\/v[123]\/channels\/([^/]+)\/live-detail$/,
        answer: aboutChannel(world, noChannel, detailAnswer),
      },
      {
        name: 'chzzk/live-status',
        hosts: api,
        path: /^\/polling\/v[123]\/channels\/([^/]+)\/live-status$/,
        answer: aboutChannel(world, noChannel, statusAnswer),
      },
      { name: 'chzzk/lives', hosts: api, path: '/service/v1/lives', answer: createLives(world) },
      { name: 'chzzk-open/channels', hosts: open, path: '/open/v1/channels', answer: createOpenChannels(world) },
    ],
    summary: (day) => streamersSummary(world(), day),
    /** By id, by part, or a video by its number. */
    truth(id, day) {
      if (/^\d{1,15}$/.test(id)) return videoNamed(world(), Number(id), firstVideo, day);
      const streamer = world().byId(id) ?? world().streamers[streamerParts.indexOf(id as StreamerPart)];
      return streamer ? streamerTruth(streamer, channelIdOf(streamer), day) : null;
    },
    idOf: (part) => channelIdOf(streamerPlaying(world(), part)),
    ids: () => world().streamers.map(channelIdOf),
    watched: () => world().streamers.map(channelIdOf),
    streamerTruth(id, day) {
      const streamer = world().byId(id);
      return streamer ? streamerTruth(streamer, channelIdOf(streamer), dayNumber(day)) : null;
    },
  };
};
