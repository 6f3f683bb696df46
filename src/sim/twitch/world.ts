import { dayNumber } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { Growth, GrowthKind } from '../naver-webtoon/growth.ts';
import { mix, pick, unitOf } from '../random.ts';
import type { Following } from './growth.ts';

/** How large a world is and what it is drawn from. */
export interface TwitchWorldOptions {
  readonly seed: number;
  readonly twitchChannels: number;
  readonly baseDay: string;
}

/** Channels with fixed parts: the first of every world, in this order. */
export const twitchParts = [
  'steady',
  'rising',
  'falling',
  'spike', // from three days after the base day on
  'bought', // two days after the base day
  'dormant',
  'renamed', // five days after the base day
  'banned', // since three days after the base day
  'suspended', // from two to nine days after the base day
  'korean',
  'always-live',
  'never-live',
  'prolific', // several hundred videos: more than two pages
  'no-videos',
  'deleted-video', // its newest video of the base day is deleted a day later
  'plain', // neither partner nor affiliate, nothing described
] as const;
export type TwitchPart = (typeof twitchParts)[number];

export interface Channel {
  readonly index: number;
  readonly hash: number;
  readonly id: string;
  readonly part: TwitchPart | null;
  readonly login: string;
  readonly displayName: string;
  /** The name from a day on. */
  readonly renamed: { readonly day: DayNumber; readonly login: string; readonly displayName: string } | null;
  /** From and until which day the account cannot be found. */
  readonly away: { readonly from: DayNumber; readonly until: DayNumber } | null;
  readonly following: Following;
  readonly created: DayNumber;
  readonly language: string;
  readonly broadcasterType: '' | 'affiliate' | 'partner';
  /** A video every so many days; 0: none. */
  readonly videoEvery: number;
  /** Day of the first video. */
  readonly videosSince: DayNumber;
}

export interface TwitchWorld {
  readonly channels: readonly Channel[];
  byId(id: string): Channel | undefined;
  byLogin(login: string, day: DayNumber): Channel | undefined;
  byPart(part: TwitchPart): Channel;
}

const words = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'haven',
  'inlet',
  'jetty',
  'knoll',
  'lagoon',
  'maple',
  'north',
  'otter',
  'pebble',
];
const koreanWords = ['호수', '등대', '바람', '모래', '구름', '나루', '들꽃', '별빛'];
const languages = ['ko', 'en', 'ja', 'es', 'de', 'other'];

const kindOf: Readonly<Partial<Record<TwitchPart, GrowthKind>>> = {
  rising: 'rising',
  falling: 'falling',
  spike: 'spike',
  dormant: 'dormant',
};
const plainKinds: readonly GrowthKind[] = ['steady', 'steady', 'steady', 'rising', 'falling', 'spike', 'dormant'];

const growthOf = (kind: GrowthKind, hash: number): Growth => ({
  kind,
  ratePerDay: kind === 'rising' ? 0.01 + 0.02 * unitOf(hash, 11) : kind === 'falling' ? -0.004 - 0.006 * unitOf(hash, 11) : 0,
  peakDay: kind === 'spike' ? 3 : 0,
  height: kind === 'spike' ? 12 : 0,
  decayDays: 4,
});

const channelAt = (index: number, seed: number, base: DayNumber): Channel => {
  const hash = mix(seed, index + 1);
  const part = twitchParts[index] ?? null;
  const word = pick(words, mix(hash, 1));
  const login = `${word}_${index}`;
  const korean = part === 'korean' || (part === null && mix(hash, 2) % 3 === 0);
  const displayName = korean ? `${pick(koreanWords, mix(hash, 3))}${index}` : `${word[0]!.toUpperCase()}${word.slice(1)}_${index}`;
  // Most channels are small and few are large.
  const followers = Math.floor(200 * Math.exp(9 * unitOf(hash, 4) ** 2));
  const kind = part === null ? pick(plainKinds, mix(hash, 5)) : (kindOf[part] ?? 'steady');
  const videoEvery = part === 'no-videos' ? 0 : part === 'prolific' ? 1 : 1 + (mix(hash, 6) % 4);
  const created = base - 400 - (mix(hash, 7) % 3000);
  return {
    index,
    hash,
    // Beyond the numbers in use, with gaps.
    id: String(9_000_000_000 + index * 17 + (hash % 17)),
    part,
    login,
    displayName,
    renamed: part === 'renamed' ? { day: base + 5, login: `${word}_anew_${index}`, displayName: `${displayName} anew` } : null,
    away:
      part === 'banned'
        ? { from: base + 3, until: Number.MAX_SAFE_INTEGER }
        : part === 'suspended'
          ? { from: base + 2, until: base + 9 }
          : null,
    following: {
      growth: growthOf(kind, hash),
      followers,
      perDay: followers * (0.001 + 0.004 * unitOf(hash, 8)),
      bought: part === 'bought' ? { day: base + 2, followers: 3 * followers } : null,
      base,
    },
    created,
    language: korean ? 'ko' : pick(languages, mix(hash, 9)),
    broadcasterType: part === 'plain' ? '' : pick(['partner', 'affiliate', ''] as const, mix(hash, 10)),
    videoEvery,
    videosSince: base - (part === 'prolific' ? 249 : part === 'deleted-video' ? 20 : 10 + (mix(hash, 12) % 120)),
  };
};

/** Builds a world. Any figure of any day is a hash or a closed form: there is no state. */
export const createTwitchWorld = ({ seed, twitchChannels, baseDay }: TwitchWorldOptions): TwitchWorld => {
  const base = dayNumber(baseDay);
  const channels = Array.from({ length: twitchChannels }, (_, index) => channelAt(index, mix(seed, 0x74776974), base));
  const ids = new Map(channels.map((channel) => [channel.id, channel]));
  const logins = new Map(
    channels.flatMap((channel) => [channel.login, channel.renamed?.login ?? channel.login].map((login) => [login, channel])),
  );
  return {
    channels,
    byId: (id) => ids.get(id),
    byLogin: (login, day) => {
      const channel = logins.get(login.toLowerCase());
      return channel && nameOn(channel, day).login === login.toLowerCase() ? channel : undefined;
    },
    byPart: (part) => {
      const channel = channels[twitchParts.indexOf(part)];
      if (!channel) throw new RangeError(`nobody plays "${part}" in a world of ${twitchChannels} channels`);
      return channel;
    },
  };
};

export const nameOn = (
  { renamed, login, displayName }: Channel,
  day: DayNumber,
): { readonly login: string; readonly displayName: string } => (renamed !== null && day >= renamed.day ? renamed : { login, displayName });

/** Whether an account can be found on a day. */
export const isThere = ({ away }: Channel, day: DayNumber): boolean => away === null || day < away.from || day >= away.until;
