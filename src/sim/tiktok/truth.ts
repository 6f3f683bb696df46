import type { DayNumber } from '../calendar.ts';
import { figuresOf, followersOn, isDeleted, postNamed, postsOn } from './world.ts';
import type { Creator, PostFigures, TiktokPart, TiktokWorld } from './world.ts';

/** What is true of an account on a day, whether or not an answer tells it. */
export interface CreatorTruth {
  readonly id: string;
  readonly login: string;
  readonly part: TiktokPart | null;
  readonly state: 'public' | 'private' | 'banned';
  readonly followers: number;
  /** Followers who were not bought. */
  readonly ownFollowers: number;
  readonly followersThatDay: number;
  /** Posts that can be seen. */
  readonly posts: number;
}

/** What is true of a post on a day. */
export interface PostTruth extends PostFigures {
  readonly creator: string;
  readonly deleted: boolean;
}

export const creatorTruth = (world: TiktokWorld, creator: Creator, day: DayNumber): CreatorTruth => {
  const t = day - world.base;
  const { all, own } = followersOn(creator, t);
  const posts = postsOn(world, creator, t);
  return {
    ...{ id: creator.id, login: world.loginOn(creator, day), part: creator.part, state: world.stateOn(creator, day) },
    ...{ followers: all, ownFollowers: own, followersThatDay: all - followersOn(creator, t - 1).all },
    posts: posts - (isDeleted(world, creator, world.options.tiktokPosts, t) ? 1 : 0),
  };
};

/** Null when there is no such post on that day. */
export const postTruth = (world: TiktokWorld, id: string, day: DayNumber): PostTruth | null => {
  const found = postNamed(world, id);
  const t = day - world.base;
  if (!found || found.n > postsOn(world, found.creator, t)) return null;
  const { creator, n } = found;
  return { creator: creator.id, deleted: isDeleted(world, creator, n, t), ...figuresOf(world, creator, n, day) };
};
