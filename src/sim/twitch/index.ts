import { dayText } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { Growth } from '../naver-webtoon/growth.ts';
import type { SimPlatform } from '../platform.ts';
import { boughtOn, followersOn } from './growth.ts';
import { createChannels, createFollowers, createHelix, createStreams, createUsers, createVideos } from './helix.ts';
import { createPoints } from './points.ts';
import { isLiveOn, viewersOn } from './streams.ts';
import { createTokens } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { videosOn, videoTruth, viewTotalOn } from './videos.ts';
import type { VideoTruth } from './videos.ts';
import { createTwitchWorld, isThere, nameOn, twitchParts } from './world.ts';
import type { Channel, TwitchPart, TwitchWorld, TwitchWorldOptions } from './world.ts';

export { application } from './tokens.ts';
export { twitchParts } from './world.ts';
export type { TwitchPart } from './world.ts';

export interface TwitchOptions extends TwitchWorldOptions {
  readonly twitchPointsPerMinute: number;
  readonly twitchTokenSeconds: number;
}

/** What is true of a channel on a day, whether or not an answer tells it. */
export interface ChannelTruth {
  readonly id: string;
  readonly part: TwitchPart | null;
  readonly login: string;
  readonly displayName: string;
  readonly growth: Growth;
  readonly followers: number;
  readonly followersThatDay: number;
  readonly boughtFollowers: number;
  readonly videos: number;
  readonly videoViews: number;
  readonly live: boolean;
  readonly viewers: number | null;
  /** False while banned or suspended. */
  readonly there: boolean;
  readonly renamedOn: string | null;
}

/** The simulated Twitch with its world in reach. */
export interface Twitch extends SimPlatform {
  world(): TwitchWorld;
  readonly tokens: Tokens;
  idOf(part: TwitchPart): string;
  channelTruth(id: string, day: DayNumber): ChannelTruth | null;
}

const api = ['api.twitch.tv'];

const truthOf = (channel: Channel, day: DayNumber): ChannelTruth => {
  const { following, renamed, part, id } = channel;
  const followers = followersOn(following, day);
  const live = isLiveOn(channel, day);
  const { login, displayName } = nameOn(channel, day);
  return {
    ...{ id, part, login, displayName, followers, live },
    growth: following.growth,
    followersThatDay: followers - followersOn(following, day - 1),
    boughtFollowers: boughtOn(following, day),
    videos: videosOn(channel, day).length,
    videoViews: viewTotalOn(channel, day),
    viewers: live ? viewersOn(channel, day) : null,
    there: isThere(channel, day),
    renamedOn: renamed === null ? null : dayText(renamed.day),
  };
};

/**
 * Helix and the address that gives tokens. Points are counted by the machine's clock, everything else goes by the virtual day. The world is built at the
 * first look into it.
 */
export const createTwitch = (options: TwitchOptions): Twitch => {
  for (const name of ['twitchChannels', 'twitchPointsPerMinute', 'twitchTokenSeconds'] as const)
    if (!Number.isInteger(options[name]) || options[name] < 1)
      throw new RangeError(`${name} must be a whole number from 1 on, not ${options[name]}`);
  let built: TwitchWorld | null = null;
  const world = (): TwitchWorld => (built ??= createTwitchWorld(options));
  const tokens = createTokens(options.seed, options.twitchTokenSeconds, Date.now);
  const helix = createHelix(tokens, createPoints(options.twitchPointsPerMinute, Date.now));
  const channelTruth = (id: string, day: DayNumber): ChannelTruth | null => {
    const channel = world().byId(id) ?? world().channels[twitchParts.indexOf(id as TwitchPart)];
    return channel ? truthOf(channel, day) : null;
  };
  return {
    name: 'twitch',
    hosts: [...api, 'id.twitch.tv'],
    endpoints: [
      { name: 'twitch/token', hosts: ['id.twitch.tv'], path: '/oauth2/token', answer: (request) => tokens.give(request) },
      { name: 'twitch/users', hosts: api, path: '/helix/users', answer: helix(createUsers(world)) },
      { name: 'twitch/channels', hosts: api, path: '/helix/channels', answer: helix(createChannels(world)) },
      { name: 'twitch/followers', hosts: api, path: '/helix/channels/followers', answer: helix(createFollowers(world)) },
      { name: 'twitch/videos', hosts: api, path: '/helix/videos', answer: helix(createVideos(world)) },
      { name: 'twitch/streams', hosts: api, path: '/helix/streams', answer: helix(createStreams(world)) },
    ],
    world,
    tokens,
    idOf: (part) => world().byPart(part).id,
    channelTruth,
    watched: () => world().channels.map(({ id }) => id),
    summary: (day) => {
      const there = world().channels.filter((channel) => isThere(channel, day));
      return {
        channels: there.length,
        live: there.filter((channel) => isLiveOn(channel, day)).length,
        videos: there.reduce((sum, channel) => sum + videosOn(channel, day).length, 0),
      };
    },
    truth: (id, day): ChannelTruth | VideoTruth | null =>
      channelTruth(id, day) ?? (/^\d+$/.test(id) ? videoTruth(world().channels, id, day) : null),
  };
};
