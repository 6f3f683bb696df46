import type { DayNumber } from '../calendar.ts';

/**
 * How the interest in a title moves: the ground truth that growth formulas are tested against. All of it is closed form over
 * t = days since the world's base day, so that any figure of any day costs a few multiplications.
 *
 * - `steady`: interest stays 1.
 * - `rising`, `falling`: interest is exp(rate * t) within 90 days of the base day and level outside.
 * - `spike`: 1, and from day `peakDay` on additionally `height * exp(-(t - peakDay) / decayDays)`.
 * - `dormant`: nobody comes since 30 days before the base day.
 */
export type GrowthKind = 'steady' | 'rising' | 'falling' | 'spike' | 'dormant';

export const growthKinds: readonly GrowthKind[] = ['steady', 'rising', 'falling', 'spike', 'dormant'];

export interface Growth {
  readonly kind: GrowthKind;
  /** Change of interest per day: positive for rising, negative for falling, else 0. */
  readonly ratePerDay: number;
  /** Days after the base day at which the spike begins; 0 for the other kinds. */
  readonly peakDay: number;
  readonly height: number;
  readonly decayDays: number;
}

const windowDays = 90;
const dormantSince = -30;

/** Interest at t; 1 is ordinary. */
export const interestAt = (growth: Growth, t: number): number => {
  switch (growth.kind) {
    case 'steady':
      return 1;
    case 'rising':
    case 'falling':
      return Math.exp(growth.ratePerDay * Math.max(-windowDays, Math.min(windowDays, t)));
    case 'spike':
      return t < growth.peakDay ? 1 : 1 + growth.height * Math.exp(-(t - growth.peakDay) / growth.decayDays);
    case 'dormant':
      return t < dormantSince ? 1 : 0;
  }
};

/** The integral of interest from 0 to t, in days of ordinary interest. Never falls as t grows. */
export const interestUntil = (growth: Growth, t: number): number => {
  switch (growth.kind) {
    case 'steady':
      return t;
    case 'rising':
    case 'falling': {
      const inside = Math.max(-windowDays, Math.min(windowDays, t));
      return (Math.exp(growth.ratePerDay * inside) - 1) / growth.ratePerDay + (t - inside) * Math.exp(growth.ratePerDay * inside);
    }
    case 'spike':
      return t < growth.peakDay ? t : t + growth.height * growth.decayDays * (1 - Math.exp(-(t - growth.peakDay) / growth.decayDays));
    case 'dormant':
      return Math.min(t, dormantSince);
  }
};

/** What the growth figures of a title start from. */
export interface Audience {
  readonly growth: Growth;
  /** Views a day at ordinary interest. */
  readonly viewsPerDay: number;
  /** Day of the first episode. */
  readonly debut: DayNumber;
  readonly base: DayNumber;
}

/** Days of ordinary interest gathered from the debut to the end of a day. */
const gathered = ({ growth, debut, base }: Audience, day: DayNumber): number =>
  Math.max(0, interestUntil(growth, day - base) - interestUntil(growth, debut - base - 1));

/** Views of the title since its debut. */
export const viewsOn = (audience: Audience, day: DayNumber): number => Math.floor(audience.viewsPerDay * gathered(audience, day));

const favouritesPerView = 0.004;
const lossPerDay = 0.006;

/** Readers who marked the title. Grows with interest, except that a falling title loses 0.6 % a day since 90 days before the base day. */
export const favouritesOn = (audience: Audience, day: DayNumber): number => {
  const perDay = audience.viewsPerDay * favouritesPerView;
  if (audience.growth.kind !== 'falling') return 20 + Math.floor(perDay * gathered(audience, day));
  const peak = 200 + perDay * Math.max(30, gathered(audience, audience.base - windowDays));
  return Math.floor(peak * Math.exp(-lossPerDay * Math.max(0, day - audience.base + windowDays)));
};
