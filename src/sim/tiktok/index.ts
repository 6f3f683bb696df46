import type { Day } from '../../domain/index.ts';
import { dayNumber } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { SimPlatform } from '../platform.ts';
import { createItemList, createUserDetail } from './accounts.ts';
import { relayHost, signed, siteHost } from './answers.ts';
import { answerScript, scriptPath } from './comment-script.ts';
import { createHashtags, createRecommend, createVideoList } from './discovery.ts';
import { createUserPage, createVideoPage } from './pages.ts';
import { createComments, createFollowers } from './people.ts';
import { creatorTruth, postTruth } from './truth.ts';
import type { CreatorTruth, PostTruth } from './truth.ts';
import { createTiktokWorld, postId, postsOn, tiktokParts } from './world.ts';
import type { Creator, TiktokPart, TiktokWorld, TiktokWorldOptions } from './world.ts';

export { tiktokParts } from './world.ts';
export type { TiktokPart, TiktokWorldOptions } from './world.ts';
export type { CreatorTruth, PostTruth } from './truth.ts';

/** The simulated TikTok with its world in reach. */
export interface Tiktok extends SimPlatform {
  world(): TiktokWorld;
  /** The account that plays a fixed part. */
  playing(part: TiktokPart): Creator;
  /** Logins, on the base day, of accounts without a part: each has as many posts, followers and comments as the world was given. */
  plainLogins(): string[];
  creatorTruth(part: TiktokPart, day: Day): CreatorTruth;
  postTruth(id: string, day: Day): PostTruth | null;
  /** Ids of an account's posts on a day, the newest first. */
  postIds(creator: Creator, day: Day): string[];
}

const sizes = ['tiktokCreators', 'tiktokPosts', 'tiktokFollowers', 'tiktokComments'] as const;

/**
 * TikTok: its site, which answers calls only with a signature and pages without, and a relay of a provider, which wants a key. The world is built at
 * the first look into it.
 */
export const createTiktok = (options: TiktokWorldOptions): Tiktok => {
  for (const name of sizes)
    if (!Number.isInteger(options[name]) || options[name] < 1)
      throw new RangeError(`${name} must be a whole number from 1 on, not ${options[name]}`);
  if (options.tiktokPosts > 2000) throw new RangeError(`tiktokPosts must be 2000 at most, not ${options.tiktokPosts}`);
  let built: TiktokWorld | null = null;
  const world = (): TiktokWorld => (built ??= createTiktokWorld(options));
  const playing = (part: TiktokPart): Creator => {
    const creator = world().creators[tiktokParts.indexOf(part)];
    if (!creator) throw new RangeError(`nobody plays "${part}" in a world of ${options.tiktokCreators} accounts`);
    return creator;
  };
  const call = (name: string, path: string, answer: Parameters<typeof signed>[0]) => ({
    ...{ name: `tiktok/${name}`, hosts: [siteHost, relayHost], path },
    answer: signed(answer),
  });
  const postsOf = (creator: Creator, day: DayNumber): string[] => {
    const count = postsOn(world(), creator, day - world().base);
    return Array.from({ length: count }, (_, at) => postId(world(), creator, count - at));
  };
  return {
    ...{ name: 'tiktok', world, playing, hosts: [siteHost, relayHost] },
    endpoints: [
      call('user-detail', '/api/user/detail/', createUserDetail(world)),
      call('item-list', '/api/post/item_list/', createItemList(world)),
      call('comments', '/api/comment/list/', createComments(world)),
      call('followers', '/api/user/list/', createFollowers(world)),
      call('recommend', '/api/recommend/item_list/', createRecommend(world)),
      call('video-list', '/browse/api/get-video-list', createVideoList(world)),
      call('hashtags', '/creative_radar_api/v1/popular_trend/hashtag/list', createHashtags(world)),
      { name: 'tiktok/video-page', hosts: [siteHost], path: /^\/@[^/]+\/video\/(\d{1,20})$/, answer: createVideoPage(world) },
      { name: 'tiktok/comment-script', hosts: [siteHost], path: scriptPath, answer: answerScript },
      { name: 'tiktok/user-page', hosts: [siteHost], path: /^\/@([^/]+)$/, answer: createUserPage(world) },
    ],
    summary(day) {
      const open = world().creators.filter((creator) => world().stateOn(creator, day) === 'public');
      return {
        ...{ creators: world().creators.length, publicCreators: open.length },
        posts: open.reduce((sum, creator) => sum + creatorTruth(world(), creator, day).posts, 0),
      };
    },
    truth(id, day) {
      const creator = id.startsWith('@')
        ? world().byLogin(id.slice(1), day)
        : (world().byId(id) ?? world().creators[tiktokParts.indexOf(id as TiktokPart)]);
      return creator ? creatorTruth(world(), creator, day) : postTruth(world(), id, day);
    },
    watched: () => world().creators.map(({ id }) => id),
    plainLogins: () =>
      world()
        .creators.slice(tiktokParts.length)
        .map(({ login }) => login),
    creatorTruth: (part, day) => creatorTruth(world(), playing(part), dayNumber(day)),
    postTruth: (id, day) => postTruth(world(), id, dayNumber(day)),
    postIds: (creator, day) => postsOf(creator, dayNumber(day)),
  };
};
