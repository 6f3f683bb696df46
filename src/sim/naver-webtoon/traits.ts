import { mix, unit, unitOf } from '../random.ts';
import { growthKinds } from './growth.ts';
import type { GrowthKind } from './growth.ts';

/** What sort of title stands at an index, before any figure is drawn. */
export interface Traits {
  readonly place: 'week' | 'daily' | 'finished';
  /** Days of the week it publishes on. */
  readonly slotsPerWeek: number;
  readonly growth: GrowthKind;
  readonly adult: boolean;
  readonly resting: boolean;
  readonly renamed: boolean;
  readonly dailyPass: boolean;
  readonly hasGaps: boolean;
  readonly previews: number;
  readonly showsViews: boolean;
  readonly recentShape: boolean;
  /** Ends within weeks after the base day. */
  readonly ending: boolean;
}

/**
 * The first titles of every world play fixed parts, so that a world of a dozen titles still has one of each sort. Tests may rely on the
 * indices; in a world of 2,600 they do not weigh.
 */
const cast: readonly Partial<Traits>[] = [
  {
    place: 'week',
    slotsPerWeek: 1,
    growth: 'steady',
    adult: false,
    resting: false,
    renamed: false,
    hasGaps: false,
    previews: 3,
    showsViews: true,
    recentShape: true,
    ending: false,
  },
  {
    place: 'week',
    slotsPerWeek: 2,
    growth: 'rising',
    adult: false,
    resting: false,
    renamed: false,
    previews: 2,
    recentShape: true,
    ending: false,
  },
  { place: 'week', slotsPerWeek: 1, growth: 'steady', adult: true, resting: false, renamed: false, recentShape: false, ending: false },
  { place: 'daily', growth: 'spike', adult: false, renamed: false, recentShape: true, ending: false },
  { place: 'finished', growth: 'dormant', adult: false, renamed: false, dailyPass: false, recentShape: false, previews: 0 },
  {
    place: 'week',
    slotsPerWeek: 1,
    growth: 'falling',
    adult: false,
    resting: false,
    renamed: true,
    hasGaps: false,
    previews: 0,
    recentShape: false,
    ending: false,
  },
  {
    place: 'week',
    slotsPerWeek: 1,
    growth: 'steady',
    adult: false,
    resting: true,
    renamed: false,
    previews: 0,
    showsViews: false,
    recentShape: true,
    ending: false,
  },
  {
    place: 'week',
    slotsPerWeek: 1,
    growth: 'spike',
    adult: false,
    resting: false,
    renamed: false,
    hasGaps: true,
    previews: 4,
    recentShape: true,
    ending: false,
  },
  { place: 'finished', growth: 'steady', adult: false, renamed: false, dailyPass: true, recentShape: true, previews: 0 },
  {
    place: 'week',
    slotsPerWeek: 1,
    growth: 'rising',
    adult: false,
    resting: false,
    renamed: false,
    previews: 0,
    recentShape: false,
    ending: true,
  },
];

/** What the fixed parts at the beginning of every world are called, by index. */
export const castNames = [
  'steady',
  'two-days',
  'adult',
  'daily-plus',
  'finished',
  'renamed',
  'resting',
  'gaps',
  'daily-pass',
  'ending',
] as const;

export type CastName = (typeof castNames)[number];

/** The share of a sort among the titles comes out evenly in any stretch of indices (golden-ratio steps), not only over thousands. */
const spread = (index: number, step: number, start: number): number => (index * step + start) % 1;

const growthByShare = (share: number, shares: readonly [number, number, number, number]): GrowthKind => {
  let sum = 0;
  for (let i = 0; i < shares.length; i++) if (share < (sum += shares[i]!)) return growthKinds[i]!;
  return 'dormant';
};

/** The traits of the title at an index. Shares follow the recorded listings: a quarter runs weekly, 3 % daily, the rest is finished. */
export const traitsOf = (seed: number, index: number): Traits => {
  const hash = mix(seed, index + 1);
  const draw = (salt: number): number => unitOf(hash, salt);
  const fixed = cast[index] ?? {};
  const placeShare = spread(index, 0.6180339887498949, unit(mix(seed, 0xa1)));
  const place = fixed.place ?? (placeShare < 0.25 ? 'week' : placeShare < 0.28 ? 'daily' : 'finished');
  const growthShare = spread(index, 0.7548776662466927, unit(mix(seed, 0xb2)));
  const running = place !== 'finished';
  const drawn: Traits = {
    place,
    slotsPerWeek: place === 'daily' ? 7 : draw(2) < 0.025 ? 2 : 1,
    growth: growthByShare(growthShare, running ? [0.5, 0.17, 0.17, 0.1] : [0.3, 0.03, 0.1, 0.03]),
    adult: draw(3) < 0.02,
    resting: place === 'week' && draw(4) < 0.04,
    renamed: draw(5) < 0.02,
    dailyPass: !running && draw(6) < 0.2,
    hasGaps: draw(7) < 0.15,
    previews: running && draw(8) < 0.6 ? 1 + (mix(hash, 9) % 6) : 0,
    showsViews: draw(10) < 0.08,
    recentShape: draw(11) < 0.6,
    ending: running && draw(12) < 0.02,
  };
  return { ...drawn, ...fixed };
};
