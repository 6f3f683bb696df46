/**
 * How the audience of a streamer moves: the truth that growth formulas are tested against. Days are counted from the world's base day.
 *
 * - `steady`: a little more every day.
 * - `rising`, `falling`: by a share a day within 90 days of the base day, level outside.
 * - `spike`: steady, and from `peakDay` on a crowd that comes within days and stays.
 * - `bought`: steady, and on `peakDay` as many followers more as bought, of whom the platform takes back half three weeks later. Nobody watches more.
 * - `dormant`: nothing since 30 days before the base day.
 */
export const streamerGrowths = ['steady', 'rising', 'falling', 'spike', 'bought', 'dormant'] as const;
export type StreamerGrowth = (typeof streamerGrowths)[number];

/** What sort of streamer stands at an index. Days are days after the base day; null: never. */
export interface StreamerTraits {
  readonly growth: StreamerGrowth;
  readonly renamedAfter: number | null;
  /** Suspended: not there any more. */
  readonly bannedAfter: number | null;
  readonly privateAfter: number | null;
  /** The newest video but two is taken away. */
  readonly postDeletedAfter: number | null;
  readonly air: 'always' | 'never' | 'at-times';
  readonly adult: boolean;
  /** Viewers are not shown: by wish, or behind a password. */
  readonly hidden: boolean;
  /** Without videos, description and picture. */
  readonly bare: boolean;
  /** Days from one video to the next. */
  readonly cadence: number;
  readonly verified: boolean;
}

/** The parts played in every world, by index, so that a small one has them too. */
const cast = {
  steady: { growth: 'steady', cadence: 1 },
  rising: { growth: 'rising' },
  falling: { growth: 'falling' },
  spike: { growth: 'spike' },
  bought: { growth: 'bought' },
  dormant: { growth: 'dormant', air: 'never' },
  renamed: { growth: 'steady', renamedAfter: 3 },
  banned: { growth: 'steady', bannedAfter: 4 },
  private: { growth: 'steady', privateAfter: 2 },
  'deleted-post': { growth: 'steady', postDeletedAfter: 2, cadence: 2 },
  'on-air': { growth: 'steady', air: 'always', adult: false, hidden: false },
  'off-air': { growth: 'steady', air: 'never' },
  adult: { growth: 'steady', air: 'always', adult: true, hidden: false },
  hidden: { growth: 'steady', air: 'always', adult: false, hidden: true },
  bare: { growth: 'steady', air: 'never', bare: true },
} as const satisfies Readonly<Record<string, Partial<StreamerTraits>>>;

export type StreamerPart = keyof typeof cast;
export const streamerParts = Object.keys(cast) as readonly StreamerPart[];

/** The fixed traits of the part played at an index; none from there on. */
export const partTraits = (index: number): Partial<StreamerTraits> => {
  const part = streamerParts[index];
  return part === undefined ? {} : cast[part];
};
