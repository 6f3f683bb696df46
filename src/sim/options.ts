import type { FaultRule } from './faults.ts';
import type { RobotsRule } from './robots.ts';

/** How a simulator is set up. Everything has a default; see {@link defaultOptions}. */
export interface SimulatorOptions {
  /** 0 chooses a free one. */
  readonly port?: number;
  /** The same seed makes the same worlds. */
  readonly seed?: number;
  /** Titles of Naver Webtoon on the base day. */
  readonly titles?: number;
  /** Free episodes of Naver Webtoon on the base day, all titles together. */
  readonly episodes?: number;
  /** Titles of Kakao Webtoon on the base day. */
  readonly kakaoTitles?: number;
  /** Free episodes of Kakao Webtoon on the base day, all titles together. */
  readonly kakaoEpisodes?: number;
  /** Accounts of TikTok. */
  readonly tiktokCreators?: number;
  /** Posts of each account on the base day. */
  readonly tiktokPosts?: number;
  /** Followers that the list of each account shows. */
  readonly tiktokFollowers?: number;
  /** Comments of each post on the day it appears. */
  readonly tiktokComments?: number;
  /** Channels of Twitch. */
  readonly twitchChannels?: number;
  /** Points an application of Twitch may spend a minute, by the machine's clock. */
  readonly twitchPointsPerMinute?: number;
  /** How long a token of Twitch holds. */
  readonly twitchTokenSeconds?: number;
  /** Products of Naver Shopping; a word finds about a third or a half of them. */
  readonly shoppingOffers?: number;
  /** Calls the shopping search allows on a virtual day; beyond them it answers 429 with 010. */
  readonly shoppingCallsADay?: number;
  /** Calls it allows within a real second; beyond them it answers 429 with 012. Without end by default: tests hurry. */
  readonly shoppingCallsASecond?: number;
  /** Streamers of SOOP. */
  readonly soopChannels?: number;
  /** Channels of Chzzk. */
  readonly chzzkChannels?: number;
  /** Channels of YouTube. */
  readonly youtubeChannels?: number;
  /** Units that YouTube allows on a virtual day; beyond them it answers 403 with quotaExceeded. */
  readonly youtubeUnits?: number;
  /** The day the worlds are described for; growth is counted from it. */
  readonly baseDay?: string;
  /** The virtual day to begin with; the base day when absent. */
  readonly day?: string;
  /** `real` follows the date in Korea until a day is set. */
  readonly clock?: 'virtual' | 'real';
  /** Wait before every answer, milliseconds. */
  readonly latencyMs?: number;
  /** Added to or taken from the latency, at most this much; drawn from a hash of the request's count. */
  readonly jitterMs?: number;
  /** Compress bodies above 1 kB when the client accepts it. Off by default: on loopback it costs more than it saves. */
  readonly compress?: boolean;
  readonly faults?: readonly FaultRule[];
  /** robots.txt by host; a host that is not named allows everything. */
  readonly robots?: Readonly<Record<string, RobotsRule>>;
  /** Requests kept in the log; counters are kept for all. */
  readonly logLimit?: number;
}

export const defaultOptions = {
  port: 0,
  seed: 1,
  titles: 2600,
  episodes: 250_000,
  kakaoTitles: 2000,
  kakaoEpisodes: 120_000,
  tiktokCreators: 30,
  tiktokPosts: 60,
  tiktokFollowers: 95,
  tiktokComments: 45,
  twitchChannels: 30,
  twitchPointsPerMinute: 800,
  twitchTokenSeconds: 5_000_000,
  shoppingOffers: 360,
  shoppingCallsADay: 25_000,
  shoppingCallsASecond: Number.POSITIVE_INFINITY,
  soopChannels: 30,
  chzzkChannels: 30,
  youtubeChannels: 30,
  youtubeUnits: 10_000,
  baseDay: '2026-11-21',
  clock: 'virtual',
  latencyMs: 0,
  jitterMs: 0,
  compress: false,
  logLimit: 5000,
} as const satisfies SimulatorOptions;
