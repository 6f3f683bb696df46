import { z } from 'zod';
import { exact, rounded } from '../../domain/index.ts';
import type { Count } from '../../domain/index.ts';
import { numberOf, wireNumber } from './shape.ts';
import type { WireNumber } from './shape.ts';

/** Counters by name. */
export const wireStats = z
  .object({
    ...{ followerCount: wireNumber, followingCount: wireNumber, heartCount: wireNumber, heart: wireNumber, videoCount: wireNumber },
    ...{ playCount: wireNumber, diggCount: wireNumber, commentCount: wireNumber, shareCount: wireNumber, collectCount: wireNumber },
  })
  .nullish();
type Stats = z.infer<typeof wireStats>;
type Key = keyof NonNullable<Stats>;

/** Tells a count: undefined where the answer does not have it at all, null where it has nothing in its place. */
export type CountReader = (...keys: readonly Key[]) => Count | null | undefined;

/**
 * Reads `statsV2` before `stats`. `stats` is what the page shows: 11,900 stands for 11,934, so from 10,000 on it has a place after the point of its
 * K, M or B. `statsV2` has the very numbers, but in some lists it only repeats `stats` as text; it counts as exact when at least one of
 * its numbers is finer than the one beside it, or when there is none beside it.
 */
export const countReader = (stats: Stats, exactStats: Stats): CountReader => {
  const isFiner = stats ? differs(stats, exactStats) : true;
  return (...keys) => {
    for (const [from, sure] of [
      [exactStats, isFiner],
      [stats, false],
    ] as const)
      for (const key of keys) {
        const value = from?.[key];
        if (value === undefined || value === null || value === '') continue;
        const number = numberOf(value);
        return number === null ? null : sure ? exact(number) : asShown(number);
      }
    return keys.some((key) => stats?.[key] !== undefined || exactStats?.[key] !== undefined) ? null : undefined;
  };
};

const differs = (stats: NonNullable<Stats>, exactStats: Stats): boolean => {
  for (const key in exactStats) {
    const [shown, told] = [numberOf(stats[key as Key]), numberOf(exactStats[key as Key])];
    if (shown !== null && told !== null && shown !== told) return true;
  }
  return false;
};

/** 427,700 is 427.7K: 4 digits are meant. A number that is no multiple of its step was not rounded: until 2021 `stats` were exact. */
const asShown = (value: number): Count => {
  const step = value < 10_000 ? 1 : value < 1_000_000 ? 100 : value < 1_000_000_000 ? 100_000 : 100_000_000;
  return step === 1 || value % step !== 0 ? exact(value) : rounded(value, String(value).length - String(step).length + 1);
};

/** A count that has its own place in a row, without a finer one beside it. */
export const shownCount = (value: WireNumber): Count | null | undefined => {
  if (value === undefined) return undefined;
  const number = numberOf(value);
  return number === null ? null : asShown(number);
};

/** Counts by our names; what an answer does not have at all is left out. */
export const givenCounts = (counts: Readonly<Record<string, Count | null | undefined>>): Record<string, Count | null> => {
  const given: Record<string, Count | null> = {};
  for (const name in counts) if (counts[name] !== undefined) given[name] = counts[name];
  return given;
};
