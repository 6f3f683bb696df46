import type { StreamerGrowth } from './cast.ts';

const windowDays = 90;
const dormantSince = -30;
const riseADay = 0.02;
const fallADay = -0.012;
const steadyADay = 0.0005;
/** The spike and the purchase begin on this day; after so many days the platform takes half of what was bought. */
export const peakDay = 5;
export const purgeAfterDays = 21;
const spikeHeight = 1.5;
const spikeDays = 4;
/** Bought followers as a share of those there were. */
export const boughtShare = 0.8;

const inWindow = (t: number): number => Math.max(-windowDays, Math.min(windowDays, t));

/** Interest of a day, 1 being ordinary: how many watch. Nobody watches more for bought followers. */
export const interestOn = (growth: StreamerGrowth, t: number): number => {
  switch (growth) {
    case 'steady':
    case 'bought':
      return 1;
    case 'rising':
      return Math.exp(riseADay * inWindow(t));
    case 'falling':
      return Math.exp(fallADay * inWindow(t));
    case 'spike':
      return t < peakDay ? 1 : 1 + spikeHeight * Math.exp(-(t - peakDay) / spikeDays);
    case 'dormant':
      return t < dormantSince ? 1 : 0;
  }
};

/** Followers as a share of those on the base day. */
export const followerShareOn = (growth: StreamerGrowth, t: number): number => {
  const steady = Math.max(0.2, 1 + steadyADay * t);
  switch (growth) {
    case 'steady':
      return steady;
    case 'rising':
      return Math.exp(riseADay * inWindow(t));
    case 'falling':
      return Math.exp(fallADay * inWindow(t));
    case 'spike':
      return t < peakDay ? steady : steady + spikeHeight * (1 - Math.exp(-(t - peakDay + 1) / spikeDays));
    case 'bought':
      return t < peakDay ? steady : steady + boughtShare * (t < peakDay + purgeAfterDays ? 1 : 0.5);
    case 'dormant':
      return 1;
  }
};

/** The integral of interest from 0 to t, in days of ordinary interest; never falls as t grows. */
export const interestUntil = (growth: StreamerGrowth, t: number): number => {
  switch (growth) {
    case 'steady':
    case 'bought':
      return t;
    case 'rising':
    case 'falling': {
      const rate = growth === 'rising' ? riseADay : fallADay;
      const inside = inWindow(t);
      return (Math.exp(rate * inside) - 1) / rate + (t - inside) * Math.exp(rate * inside);
    }
    case 'spike':
      return t < peakDay ? t : t + spikeHeight * spikeDays * (1 - Math.exp(-(t - peakDay) / spikeDays));
    case 'dormant':
      return Math.min(t, dormantSince);
  }
};
