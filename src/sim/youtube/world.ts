import { dayNumber } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { growthKinds } from '../naver-webtoon/growth.ts';
import type { Growth, GrowthKind } from '../naver-webtoon/growth.ts';
import { hashText, mix, unitOf } from '../random.ts';
import { castNames } from './cast.ts';
import type { CastName } from './cast.ts';
import { idFrom, numbersIn } from './ids.ts';
import { handleWords, titleWords } from './words.ts';

/** How large a world is and what it is drawn from. */
export interface YoutubeWorldOptions {
  readonly seed: number;
  readonly youtubeChannels: number;
  readonly baseDay: string;
}

/** A channel of the world, as it always was. */
export interface Channel {
  readonly index: number;
  readonly hash: number;
  readonly id: string;
  readonly part: CastName | null;
  readonly growth: Growth;
  /** Views a day at ordinary interest. */
  readonly viewsPerDay: number;
  /** Subscribers on the base day. */
  readonly subscribers: number;
  readonly base: DayNumber;
  /** Day of the first video. */
  readonly debut: DayNumber;
  /** Days from one video to the next. */
  readonly gapDays: number;
  readonly title: string;
  readonly handle: string;
}

/** One video of a channel. */
export interface Video {
  readonly channel: Channel;
  /** From 0, the oldest, on. */
  readonly number: number;
  readonly id: string;
  readonly hash: number;
  readonly published: DayNumber;
}

export interface YoutubeWorld {
  readonly channels: readonly Channel[];
  readonly base: DayNumber;
  byId(id: string): Channel | undefined;
  byPart(part: CastName): Channel | undefined;
  byHandle(handle: string, day: DayNumber): Channel | undefined;
  byUserName(name: string): Channel | undefined;
  videoById(id: string): Video | undefined;
}

const steady = { ratePerDay: 0, peakDay: 0, height: 0, decayDays: 1 } as const;

const growthOf = (kind: GrowthKind, hash: number): Growth => {
  if (kind === 'rising') return { ...steady, kind, ratePerDay: 0.02 };
  if (kind === 'falling') return { ...steady, kind, ratePerDay: -0.02 };
  if (kind === 'spike') return { ...steady, kind, peakDay: 1 + (hash % 5), height: 30, decayDays: 4 };
  return { ...steady, kind };
};

const kindOfPart = (part: CastName | null, hash: number): GrowthKind => {
  if (part === null) return growthKinds[hash % growthKinds.length]!;
  return (growthKinds as readonly string[]).includes(part) ? (part as GrowthKind) : 'steady';
};

const gapOf = (part: CastName | null, hash: number): number => {
  if (part === 'long') return 1;
  if (part === 'losing') return 2;
  return 3 + (hash % 25);
};

const createChannel = (seed: number, index: number, base: DayNumber): Channel => {
  const hash = mix(mix(seed, 0x79743031), index);
  const part = castNames[index] ?? null;
  const audience = 10 ** (3 + 3.5 * unitOf(hash, 1));
  const subscribers = part === 'small' ? 100 + (hash % 800) : Math.floor(audience * 3);
  const debut = base - (part === 'long' ? 230 : 60 + (mix(hash, 2) % 900));
  return {
    index,
    hash,
    id: `UC${idFrom(0, index, hash, 22)}`,
    part,
    growth: growthOf(kindOfPart(part, mix(hash, 3)), hash),
    viewsPerDay: part === 'small' ? 40 : Math.floor(audience),
    subscribers,
    base,
    debut,
    gapDays: gapOf(part, mix(hash, 4)),
    title: titleWords(hash),
    handle: part === 'korean' ? `모래상자채널${index}` : handleWords(hash, index),
  };
};

/** Builds a world; about a millisecond for 1,000 channels. Videos are computed when they are asked for. */
export const createYoutubeWorld = ({ seed, youtubeChannels, baseDay }: YoutubeWorldOptions): YoutubeWorld => {
  const base = dayNumber(baseDay);
  const channels = Array.from({ length: youtubeChannels }, (_, index) => createChannel(seed, index, base));
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  const byHandle = new Map(channels.flatMap((channel) => namesOf(channel).map((name) => [name, channel])));
  return {
    channels,
    base,
    byId: (id) => byId.get(id),
    byPart: (part) => channels[castNames.indexOf(part)],
    byHandle(handle, day) {
      const channel = byHandle.get(handle.replace(/^@/, '').toLowerCase());
      return channel && handleOn(channel, day)?.toLowerCase() === handle.replace(/^@/, '').toLowerCase() ? channel : undefined;
    },
    byUserName: (name) => channels.find((channel) => userNameOf(channel)?.toLowerCase() === name.toLowerCase()),
    videoById(id) {
      const [index, number] = numbersIn(id);
      const channel = channels[index];
      const video = channel && videoOf(channel, number);
      return video?.id === id ? video : undefined;
    },
  };
};

const namesOf = (channel: Channel): string[] => [channel.handle, newHandleOf(channel)].map((name) => name.toLowerCase());

/** The handle that the renamed channel takes. */
export const newHandleOf = ({ handle }: Channel): string => `${handle}.tv`;

/** How many days after the base day something happens to a part. */
export const turns = { renamed: 3, banned: 2, losing: 1, bought: 2 } as const;

/** The handle on a day; null for who has none. */
export const handleOn = (channel: Channel, day: DayNumber): string | null => {
  if (channel.part === 'before-handles') return null;
  return channel.part === 'renamed' && day - channel.base >= turns.renamed ? newHandleOf(channel) : channel.handle;
};

/** The name an account had before there were handles; most have none. */
export const userNameOf = ({ part, handle }: Channel): string | null => (part === 'before-handles' ? `${handle}old` : null);

export const isBanned = ({ part, base }: Channel, day: DayNumber): boolean => part === 'banned' && day - base >= turns.banned;

/** How many videos there ever were by the end of a day. */
export const videosOn = ({ part, debut, gapDays, base, growth }: Channel, day: DayNumber): number => {
  if (part === 'silent' || day < debut) return 0;
  // Who is dormant has stopped a month before the base day.
  const last = growth.kind === 'dormant' ? Math.min(day, base - 30) : day;
  return Math.max(0, Math.floor((last - debut) / gapDays) + 1);
};

export const videoOf = (channel: Channel, number: number): Video => {
  const hash = mix(mix(channel.hash, 0x766964), number);
  return { channel, number, id: idFrom(channel.index, number, hash, 11), hash, published: channel.debut + number * channel.gapDays };
};

/** What became of a video by a day. */
export const fateOn = ({ channel, number }: Video, day: DayNumber): 'shown' | 'deleted' | 'private' => {
  if (channel.part !== 'losing' || day - channel.base < turns.losing) return 'shown';
  const newest = videosOn(channel, channel.base) - 1;
  return number === newest ? 'deleted' : number === newest - 1 ? 'private' : 'shown';
};

/** Stands for the whole of what a text says, in answers' etags. */
export const etagOf = (text: string): string => `"${hashText(text).toString(36)}${mix(hashText(text), 7).toString(36)}"`;
