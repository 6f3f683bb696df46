import { dayNumber, midnightOf, noonOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { authorAt } from '../naver-webtoon/names.ts';
import { adjectives, places, subtitleFirst, subtitleLast, things } from '../naver-webtoon/words.ts';
import { mix, pick, unitOf } from '../random.ts';
import { partTraits, streamerGrowths } from './cast.ts';
import type { StreamerTraits } from './cast.ts';
import { followerShareOn, interestOn, interestUntil } from './growth.ts';

/** A streamer of an invented platform: figures of any day are a few multiplications, kept nowhere. */
export interface Streamer extends StreamerTraits {
  readonly index: number;
  readonly hash: number;
  readonly base: DayNumber;
  readonly since: DayNumber;
  readonly name: string;
  readonly laterName: string;
  readonly description: string;
  readonly followersAtBase: number;
  readonly viewsPerDay: number;
}

export interface StreamerWorld {
  readonly streamers: readonly Streamer[];
  readonly base: DayNumber;
}

/** `salt` keeps the worlds of two platforms apart under one seed. */
export const createStreamers = (options: { seed: number; salt: number; count: number; baseDay: string }): StreamerWorld => {
  const base = dayNumber(options.baseDay);
  const seed = mix(options.seed, options.salt);
  const streamers = Array.from({ length: options.count }, (_, index) => streamerAt(seed, index, base));
  return { streamers, base };
};

const streamerAt = (seed: number, index: number, base: DayNumber): Streamer => {
  const hash = mix(seed, index + 1);
  const draw = (salt: number): number => unitOf(hash, salt);
  const place = mix(seed, 77) % 700;
  const traits = partTraits(index);
  const playsPart = Object.keys(traits).length > 0;
  // Parts have an audience in which growth can be told from rounding.
  const followersAtBase = Math.round(playsPart ? 5_000 * 10 ** (2 * draw(1)) : 50 * 10 ** (4 * draw(1)));
  return {
    growth: pick(streamerGrowths, mix(hash, 2)),
    renamedAfter: null,
    bannedAfter: null,
    privateAfter: null,
    postDeletedAfter: null,
    air: 'at-times',
    adult: draw(3) < 0.05,
    hidden: draw(4) < 0.05,
    bare: false,
    cadence: 1 + (mix(hash, 5) % 9),
    verified: draw(6) < 0.3,
    ...traits,
    index,
    hash,
    base,
    since: base - 40 - (mix(hash, 7) % 360),
    name: authorAt(place + index).name,
    laterName: `${authorAt(place + index).name}_새출발`,
    description: `${pick(adjectives, mix(hash, 8))} ${pick(places, mix(hash, 9))}에서 방송합니다.\n"${pick(things, mix(hash, 10))}" <매일>`,
    followersAtBase,
    viewsPerDay: Math.max(5, followersAtBase * (0.05 + 0.1 * draw(11))),
  };
};

const happened = (after: number | null, { base }: Streamer, day: DayNumber): boolean => after !== null && day >= base + after;

export const isBanned = (streamer: Streamer, day: DayNumber): boolean => happened(streamer.bannedAfter, streamer, day);
export const isPrivate = (streamer: Streamer, day: DayNumber): boolean => happened(streamer.privateAfter, streamer, day);
export const nameOn = (streamer: Streamer, day: DayNumber): string =>
  happened(streamer.renamedAfter, streamer, day) ? streamer.laterName : streamer.name;

export const followersOn = ({ followersAtBase, growth, base }: Streamer, day: DayNumber): number =>
  Math.floor(followersAtBase * followerShareOn(growth, day - base));

/** Views of the channel since it began. */
export const viewsOn = ({ viewsPerDay, growth, base, since }: Streamer, day: DayNumber): number =>
  Math.floor(viewsPerDay * Math.max(0, interestUntil(growth, day - base) - interestUntil(growth, since - base - 1)));

/** What is on the air at noon of a day. */
export interface Broadcast {
  readonly id: number;
  readonly title: string;
  readonly viewers: number;
  /** Milliseconds; of a broadcast that has ended, too. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly onAir: boolean;
}

const categories = [
  { code: 'Quiet_Sea', name: '고요한 바다', type: 'GAME' },
  { code: 'Paper_Hill', name: '종이언덕', type: 'GAME' },
  { code: 'evening_chat', name: '이야기', type: 'ETC' },
] as const;

export const categoryOf = ({ hash }: Streamer): (typeof categories)[number] => pick(categories, mix(hash, 12));

/** The broadcast of a day: the one on the air, or the last one there was. */
export const broadcastOn = (streamer: Streamer, day: DayNumber): Broadcast => {
  const { hash, air, growth, base, viewsPerDay, index } = streamer;
  const draw = mix(hash, day + 1_000);
  const onAir = air === 'always' || (air === 'at-times' && interestOn(growth, day - base) > 0 && draw % 100 < 35);
  const minutes = 20 + (draw % 200);
  const startedAt = noonOf(day) - minutes * 60_000;
  return {
    id: 900_000_000 + index * 5_000 + (day - base + 2_000),
    title: `${pick(subtitleFirst, mix(draw, 1))} ${pick(subtitleLast, mix(draw, 2))} 🎈`,
    viewers: 1 + Math.floor(viewsPerDay * 0.2 * interestOn(growth, day - base) * (0.8 + 0.4 * unitOf(draw, 3))),
    startedAt: onAir ? startedAt : startedAt - 86_400_000,
    endedAt: onAir ? null : startedAt - 80_000_000,
    onAir,
  };
};

/** A recorded broadcast as it is on a day. */
export interface Video {
  readonly number: number;
  readonly id: number;
  readonly title: string;
  readonly publishedAt: number;
  readonly milliseconds: number;
  readonly tags: readonly string[];
  readonly adult: boolean;
  readonly views: number;
  readonly replayViews: number;
  readonly likes: number;
  readonly comments: number;
}

/** Ids of videos count on per streamer, with room for those to come. */
const videosPerStreamer = 10_000;

/** Numbers of the videos that are there, newest first. */
export const videosOn = (streamer: Streamer, day: DayNumber): number[] => {
  const { since, cadence, growth, base, bare } = streamer;
  if (bare || day < since) return [];
  const last = growth === 'dormant' ? Math.min(day, base - 30) : day;
  const count = Math.floor((last - since) / cadence) + 1;
  const deleted = happened(streamer.postDeletedAfter, streamer, day) ? deletedNumber(streamer) : 0;
  return Array.from({ length: count }, (_, at) => count - at).filter((number) => number !== deleted);
};

/** The video that is taken away: the newest but two of the base day. */
export const deletedNumber = ({ since, base, cadence }: Streamer): number => Math.floor((base - since) / cadence) - 1;

export const videoOn = (streamer: Streamer, number: number, firstId: number, day: DayNumber): Video => {
  const { hash, since, cadence, viewsPerDay, growth, base, index, adult } = streamer;
  const draw = mix(hash, number + 50_000);
  const published = since + (number - 1) * cadence;
  const age = day - published;
  const views = Math.floor(
    viewsPerDay * 0.3 * interestOn(growth, published - base) * (1 - Math.exp(-(age + 0.5) / 5)) * (0.5 + unitOf(draw, 1)),
  );
  return {
    number,
    id: firstId + index * videosPerStreamer + number,
    title: `[${categoryOf(streamer).name}] ${pick(subtitleFirst, mix(draw, 2))} ${pick(subtitleLast, mix(draw, 3))} & "${number}"`,
    publishedAt: midnightOf(published) + (draw % 36_000) * 1_000,
    milliseconds: 1_800_000 + (draw % 14_400_000),
    tags: [pick(adjectives, mix(draw, 4)), categoryOf(streamer).name],
    adult,
    views,
    replayViews: Math.floor(views * 0.4),
    likes: Math.floor(views * 0.02),
    comments: Math.floor(views * 0.004),
  };
};

/** The streamer and the number of the video that an id names; null when there is none such on that day. */
export const videoNamed = (world: StreamerWorld, id: number, firstId: number, day: DayNumber): Video | null => {
  const streamer = world.streamers[Math.floor((id - firstId) / videosPerStreamer)];
  const number = (id - firstId) % videosPerStreamer;
  return streamer && videosOn(streamer, day).includes(number) ? videoOn(streamer, number, firstId, day) : null;
};

/** A time as Korean platforms write it: without a zone. */
export const koreanTime = (instant: number): string => new Date(instant + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
