/** The traces of `bench/revisit.ts`, and the days of a collector that sees nothing but what its own visits bring. */
import { dueTargets, noMemory, planRevisits, remember, shareOut } from '../src/collect/revisit/index.ts';
import type { RevisitLimits, RevisitMemory } from '../src/collect/revisit/index.ts';
import { createWorld } from '../src/sim/naver-webtoon/world.ts';
import { favouritesOn } from '../src/sim/naver-webtoon/growth.ts';
import { createStreamers, followersOn as streamerFollowersOn } from '../src/sim/streamers/world.ts';
import { createTiktokWorld, followersOn as tiktokFollowersOn } from '../src/sim/tiktok/world.ts';
import { followersOn as twitchFollowersOn } from '../src/sim/twitch/growth.ts';
import { createTwitchWorld } from '../src/sim/twitch/world.ts';
import { roundedDown, subscribersOn } from '../src/sim/youtube/figures.ts';
import { createYoutubeWorld } from '../src/sim/youtube/world.ts';

/** What a visit on each day would see, whether or not there is one. */
export interface Trace {
  readonly growth: string;
  readonly values: Float64Array;
}

const baseDay = '2026-11-21';
/** A month before anything happens, and all of the 90 days in which it does. */
const [firstDay, lastDay] = [-30, 90];

/** The simulator's mixed population: favourites, subscribers and followers of `each` titles or accounts of five platforms. */
export const tracesOf = (seed: number, each: number): Trace[] => {
  const trace = (growth: string, valueOn: (t: number) => number): Trace => ({
    growth,
    values: Float64Array.from({ length: lastDay - firstDay }, (_, at) => valueOn(firstDay + at)),
  });
  const naver = createWorld({ seed, titles: each, episodes: each, baseDay });
  const youtube = createYoutubeWorld({ seed, youtubeChannels: each, baseDay });
  const tiktok = createTiktokWorld({ seed, tiktokCreators: each, tiktokPosts: 1, tiktokFollowers: 1, tiktokComments: 1, baseDay });
  const twitch = createTwitchWorld({ seed, twitchChannels: each, baseDay });
  const soop = createStreamers({ seed, salt: 1, count: each, baseDay });
  const kinds = ['rising', 'falling', 'spike', 'bought', 'dormant'];
  return [
    ...naver.titles.slice(0, each).map(({ audience }) => trace(audience.growth.kind, (t) => favouritesOn(audience, naver.base + t))),
    ...youtube.channels.map((channel) =>
      trace(channel.part === 'bought' ? 'bought' : channel.growth.kind, (t) => roundedDown(subscribersOn(channel, youtube.base + t))),
    ),
    ...tiktok.creators.map((creator) =>
      trace(kinds.find((kind) => kind === creator.part) ?? 'steady', (t) => tiktokFollowersOn(creator, t).all),
    ),
    ...twitch.channels.map(({ following }) =>
      trace(following.bought ? 'bought' : following.growth.kind, (t) => twitchFollowersOn(following, following.base + t)),
    ),
    ...soop.streamers.map((streamer) => trace(streamer.growth, (t) => streamerFollowersOn(streamer, soop.base + t))),
  ];
};

/** Days and values of a target's visits. */
interface Seen {
  readonly days: number[];
  readonly values: number[];
}

export type Policy = (
  known: { memories: readonly RevisitMemory[]; seen: readonly Seen[] },
  now: number,
  limits: RevisitLimits,
) => Float64Array;

/** Changes seen a day: one more than the intervals with a change by one more than the days, the posterior mean under the conjugate Gamma(1, 1). */
const changesPerDay = ({ days, values }: Seen): number => {
  const changed = values.reduce((sum, value, at) => sum + Number(at > 0 && value !== values[at - 1]), 0);
  return (1 + changed) / (1 + (days.at(-1) ?? 0) - (days[0] ?? 0));
};

export const policies = {
  uniform: ({ memories }, _, limits) => shareOut(new Float64Array(memories.length).fill(1), limits).perDay,
  proportional: ({ seen }, _, limits) => shareOut(Float64Array.from(seen, changesPerDay), limits).perDay,
  adaptive: ({ memories }, now, limits) => planRevisits(memories, { now, ...limits }).perDay,
} satisfies Record<string, Policy>;

/** Visits day by day, each day's by a plan from what was seen before it. */
const visitsOf = (traces: readonly Trace[], policy: Policy, limits: RevisitLimits): Seen[] => {
  const memories = traces.map((): RevisitMemory => noMemory);
  const seen = traces.map((): Seen => ({ days: [], values: [] }));
  const visitedOn = new Float64Array(traces.length).fill(NaN);
  for (let now = 0; now < traces[0]!.values.length; now++) {
    const perDay = policy({ memories, seen }, now, limits);
    for (const at of dueTargets({ now, visits: limits.budgetPerDay, visitedOn, perDay, limits })) {
      const value = traces[at]!.values[now]!;
      memories[at] = remember(memories[at]!, { day: now, value });
      visitedOn[at] = now;
      seen[at]!.days.push(now);
      seen[at]!.values.push(value);
    }
  }
  return seen;
};

/** The curve on each day: straight between visits, the last value after the newest, the first before the oldest. */
const curveOf = ({ days, values }: Seen, length: number): Float64Array => {
  let next = 0;
  return Float64Array.from({ length }, (_, day) => {
    while (next < days.length && days[next]! < day) next++;
    if (next === days.length) return values.at(-1) ?? 0;
    if (next === 0 || days[next] === day) return values[next]!;
    const [from, to] = [days[next - 1]!, days[next]!];
    return values[next - 1]! + ((values[next]! - values[next - 1]!) * (day - from)) / (to - from);
  });
};

export interface Errors {
  /** The mean distance from the truth, as a share of the target's mean: every target weighs the same. */
  readonly relative: number;
  /** The mean distance in followers: the large weigh most. */
  readonly absolute: number;
  /** The root of the mean square of `relative`'s distances: jumps weigh most. */
  readonly rootMeanSquare: number;
  readonly visits: number;
}

export const errorsOf = (traces: readonly Trace[], policy: Policy, limits: RevisitLimits): Errors => {
  let [relative, absolute, squares, visits] = [0, 0, 0, 0];
  visitsOf(traces, policy, limits).forEach((seen, at) => {
    const { values } = traces[at]!;
    const mean = Math.max(1, values.reduce((sum, value) => sum + value) / values.length);
    curveOf(seen, values.length).forEach((value, day) => {
      const distance = Math.abs(value - values[day]!);
      absolute += distance;
      relative += distance / mean;
      squares += (distance / mean) ** 2;
    });
    visits += seen.days.length;
  });
  const points = traces.length * traces[0]!.values.length;
  return { relative: relative / points, absolute: absolute / points, rootMeanSquare: Math.sqrt(squares / points), visits };
};
