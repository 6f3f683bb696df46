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

/** Why a target is visited: it never was, the floor is about to forget it, or it is later than others by the plan. */
export type DueReason = 'new' | 'floor' | 'turn';

/** Why a target would be visited now; null: it was visited just before. */
export const dueReason = (gap: number, { floorDays, ceilingPerDay }: DueQuestion['limits']): DueReason | null => {
  if (Number.isNaN(gap)) return 'new';
  // Half of an interval is enough: a run may begin somewhat earlier in its day than the one before.
  if (gap * ceilingPerDay < 0.5) return null;
  return gap >= floorDays ? 'floor' : 'turn';
};

/**
 * The targets to visit now, by their places: those never visited, those the floor is about to forget, then whoever is latest by the plan (days since its
 * visit times visits a day). Nobody before the ceiling lets him; of equals the first. O(n log n) in a sort of plain numbers.
 */
export const dueTargets = ({ now, visits, visitedOn, perDay, limits }: DueQuestion): number[] => {
  const latest = visitedOn.map((day, at) => {
    const gap = now - day;
    const reason = dueReason(gap, limits);
    if (reason === 'new') return Infinity;
    return reason === null ? 0 : reason === 'floor' ? 1e9 + gap : gap * perDay[at]!;
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
