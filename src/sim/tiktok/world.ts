import { dayMs, dayNumber, midnightOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { hashText, mix, pick, unitOf } from '../random.ts';
import { firstNames, lastNames, koreanNames, loginWords } from './words.ts';

/** How large a world is and what it is drawn from. */
export interface TiktokWorldOptions {
  readonly seed: number;
  /** Accounts, those with a fixed part among them. */
  readonly tiktokCreators: number;
  /** Posts of an account on the base day. */
  readonly tiktokPosts: number;
  /** Followers an account's list shows, however many there are. */
  readonly tiktokFollowers: number;
  /** Comments of a post on the day it appears. */
  readonly tiktokComments: number;
  readonly baseDay: string;
}

/**
 * Accounts with a fixed part, in this order; every account after them is plain. The first six say how their audience moves; `renamed` gives up its
 * login on day 2 after the base day, and `heir` takes it; `banned` is gone from day 5 on, `private` from day 4; the newest post of
 * `deleted-post` is gone from day 2 on. The rest are oddities of answers.
 */
export const tiktokParts = [
  ...(['steady', 'rising', 'falling', 'spike', 'bought', 'dormant', 'renamed', 'heir', 'banned', 'private', 'deleted-post'] as const),
  ...(['hidden-list', 'no-posts', 'korean', 'rounded', 'no-comments', 'base64', 'filtered', 'sigi-page', 'next-page'] as const),
] as const;
export type TiktokPart = (typeof tiktokParts)[number];

export interface Creator {
  readonly index: number;
  readonly hash: number;
  readonly id: string;
  readonly login: string;
  readonly secUid: string;
  readonly nickname: string;
  readonly part: TiktokPart | null;
  /** Followers on the base day. */
  readonly audience: number;
  /** Days between two posts. */
  readonly cadence: number;
}

export interface TiktokWorld {
  readonly options: TiktokWorldOptions;
  readonly base: DayNumber;
  readonly creators: readonly Creator[];
  bySecUid(secUid: string): Creator | undefined;
  byId(id: string): Creator | undefined;
  /** Whoever bears the login that day. */
  byLogin(login: string, day: DayNumber): Creator | undefined;
  loginOn(creator: Creator, day: DayNumber): string;
  stateOn(creator: Creator, day: DayNumber): 'public' | 'private' | 'banned';
}

const handover = 2;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Characters drawn from a hash, six bits each. */
const drawn = (hash: number, length: number): string => {
  let text = '';
  for (let at = 0; at < length; at++) text += alphabet[mix(hash, at) & 63]!;
  return text;
};

/** Numbers of 19 digits, as today's accounts have: beyond what a JSON number keeps. */
export const personId = (hash: number): string =>
  `70${String(mix(hash, 3)).padStart(10, '0')}${String(hash % 10_000_000).padStart(7, '0')}`;

/** The part of a `secUid` that all share. */
export const secUidHead = 'MS4wLjABAAAA';

const creatorOf = (seed: number, index: number): Creator => {
  const hash = mix(mix(seed, 0x71c70c), index);
  const part = tiktokParts[index] ?? null;
  const isKorean = part === 'korean' || (part === null && index % 3 === 0);
  return {
    ...{ index, hash, part, id: personId(hash) },
    login: `${pick(loginWords, hash)}.${pick(loginWords, hash >>> 9)}${index}`,
    secUid: secUidHead + drawn(hash, 64),
    nickname: isKorean ? `${pick(koreanNames, hash >>> 3)} ${index}` : `${pick(firstNames, hash >>> 3)} ${pick(lastNames, hash >>> 11)}`,
    audience: Math.floor(8000 * 10 ** (2.4 * unitOf(hash, 5))),
    cadence: 1 + (mix(hash, 6) % 3),
  };
};

/** Builds a world; a millisecond for 1,000 accounts. */
export const createTiktokWorld = (options: TiktokWorldOptions): TiktokWorld => {
  const base = dayNumber(options.baseDay);
  const creators = Array.from({ length: options.tiktokCreators }, (_, index) => creatorOf(options.seed, index));
  const [byId, bySecUid, byLogin] = [new Map<string, Creator>(), new Map<string, Creator>(), new Map<string, Creator>()];
  for (const creator of creators) {
    byId.set(creator.id, creator);
    bySecUid.set(creator.secUid, creator);
    byLogin.set(creator.login, creator);
  }
  const playing = (part: TiktokPart): Creator | undefined => creators[tiktokParts.indexOf(part)];
  const renamed = playing('renamed');
  const heir = playing('heir');
  const loginOn = (creator: Creator, day: DayNumber): string => {
    if (day - base < handover) return creator.login;
    if (creator === renamed) return `${creator.login}.new`;
    return creator === heir && renamed ? renamed.login : creator.login;
  };
  return {
    ...{ options, base, creators, loginOn },
    bySecUid: (secUid) => bySecUid.get(secUid),
    byId: (id) => byId.get(id),
    byLogin: (login, day) => {
      const wanted = login.toLowerCase();
      for (const creator of [byLogin.get(wanted), renamed, heir]) if (creator && loginOn(creator, day) === wanted) return creator;
      return undefined;
    },
    stateOn: ({ part }, day) =>
      part === 'banned' && day - base >= 5 ? 'banned' : part === 'private' && day - base >= 4 ? 'private' : 'public',
  };
};

/** Followers, and followers who came by themselves, on a day. */
export const followersOn = ({ part, audience, hash }: Creator, t: number): { readonly all: number; readonly own: number } => {
  const own = audience * growthOf(part, hash, t);
  return { all: Math.floor(part === 'bought' && t >= 3 ? own + audience * 0.8 : own), own: Math.floor(own) };
};

/** The audience as a part of what it is on the base day. Closed form, so that any day costs the same. */
export const growthOf = (part: TiktokPart | null, hash: number, t: number): number => {
  const inside = Math.max(-90, Math.min(90, t));
  switch (part) {
    case 'rising':
      return Math.exp(0.02 * inside);
    case 'falling':
      return Math.exp(-0.01 * inside);
    case 'spike':
      return t < 3 ? 1 : 1 + 0.5 * (1 - Math.exp(-(t - 2) / 3));
    case 'dormant':
      return 1;
    default:
      return Math.exp((((hash >>> 7) % 41) - 10) * 0.0001 * inside);
  }
};

/** The day, counted from the base day, on which a post appears; posts are numbered from 1. */
const dayOfPost = ({ options: { tiktokPosts } }: TiktokWorld, creator: Creator, n: number): number =>
  (creator.part === 'dormant' ? -60 : 0) + (n - tiktokPosts) * creator.cadence;

/** Posts that have appeared by a day, deleted ones among them. */
export const postsOn = (world: TiktokWorld, creator: Creator, t: number): number => {
  if (creator.part === 'no-posts') return 0;
  const { tiktokPosts } = world.options;
  const quiet = creator.part === 'dormant' ? Math.min(0, t + 60) : t;
  return Math.max(0, Math.min(4095, tiktokPosts + Math.floor(quiet / creator.cadence)));
};

export const isDeleted = (world: TiktokWorld, creator: Creator, n: number, t: number): boolean =>
  creator.part === 'deleted-post' && n === world.options.tiktokPosts && t >= 2;

/** When a post appeared, seconds since 1970: some time between midnight and noon in Korea. */
export const secondsOfPost = (world: TiktokWorld, creator: Creator, n: number): number =>
  Math.floor((midnightOf(world.base + dayOfPost(world, creator, n)) + (mix(creator.hash, n) % (dayMs / 2))) / 1000);

const scramble = 0x5a17c3e9;

/** Ids of posts as TikTok makes them: the second in the upper 32 bits. The lower ones name account and number, so nothing is looked up. */
export const postId = (world: TiktokWorld, creator: Creator, n: number): string =>
  String((BigInt(secondsOfPost(world, creator, n)) << 32n) | BigInt(((creator.index * 4096 + n) ^ scramble) >>> 0));

/** A post by its id, visible that day or not; null when there never was one. */
export const postNamed = (world: TiktokWorld, id: string): { readonly creator: Creator; readonly n: number } | null => {
  if (!/^\d{15,20}$/.test(id)) return null;
  const low = (Number(BigInt(id) & 0xffff_ffffn) ^ scramble) >>> 0;
  const creator = world.creators[Math.floor(low / 4096)];
  const n = low % 4096;
  return creator && n > 0 && postId(world, creator, n) === id ? { creator, n } : null;
};

/** What a post has on a day. Views approach the reach of its first days and go on slowly. */
export interface PostFigures {
  readonly views: number;
  readonly likes: number;
  readonly comments: number;
  readonly shares: number;
  readonly saves: number;
}

export const figuresOf = (world: TiktokWorld, creator: Creator, n: number, day: DayNumber): PostFigures => {
  const born = dayOfPost(world, creator, n);
  const age = day - world.base - born + 0.5;
  const hash = mix(creator.hash, n + 9_000);
  const reach = creator.audience * growthOf(creator.part, creator.hash, born) * (0.1 + 0.5 * unitOf(hash, 1));
  const views = Math.floor(reach * (1 - Math.exp(-age / 2) + 0.001 * age));
  return {
    views,
    likes: Math.floor(views * (0.04 + 0.08 * unitOf(hash, 2))),
    comments: commentsOn(world, creator, age),
    shares: Math.floor(views * 0.004),
    saves: Math.floor(views * 0.012),
  };
};

const commentsOn = ({ options: { tiktokComments } }: TiktokWorld, { part }: Creator, age: number): number =>
  part === 'no-comments' ? 0 : Math.floor(tiktokComments * (1 + 0.05 * Math.floor(Math.max(0, age))));

/** A hash of a text that belongs to a world, for lists that are asked by a word. */
export const hashOf = (world: TiktokWorld, text: string): number => mix(world.options.seed, hashText(text));
