import type { RevisitLimits } from './share-out.ts';

/** Whom to visit now. */
export interface DueQuestion {
  readonly now: number;
  /** How many visits there are to give away. */
  readonly visits: number;
  /** The day of each target's newest visit; NaN: never visited. */
  readonly visitedOn: Float64Array;
  readonly perDay: Float64Array;
  readonly limits: Pick<RevisitLimits, 'floorDays' | 'ceilingPerDay'>;
}

/**
 * The targets to visit now, by their places: those never visited, those the floor is about to forget, then whoever is latest by the plan (days since its
 * visit times visits a day). Nobody before the ceiling lets him; of equals the first. O(n log n) in a sort of plain numbers.
 */
export const dueTargets = ({ now, visits, visitedOn, perDay, limits }: DueQuestion): number[] => {
  const latest = visitedOn.map((day, at) => {
    if (Number.isNaN(day)) return Infinity;
    const gap = now - day;
    if (gap * limits.ceilingPerDay < 1) return 0;
    return gap >= limits.floorDays ? 1e9 + gap : gap * perDay[at]!;
  });
  const sorted = latest.toSorted();
  const bar = sorted[Math.max(0, sorted.length - Math.floor(visits))] ?? Infinity;
  let atBar = Math.floor(visits) - latest.reduce((above, each) => above + Number(each > bar), 0);
  const due: number[] = [];
  latest.forEach((each, at) => {
    if (each > 0 && (each > bar || (each === bar && atBar-- > 0))) due.push(at);
  });
  return due;
};
