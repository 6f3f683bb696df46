import { stepOf } from '../../domain/index.ts';
import type { Count } from '../../domain/index.ts';

/** The version of {@link moveOf}; answers carry it, so that a figure can be told apart from one of another formula. */
export const moveFormula = 'move/1';

/**
 * - `rose`, `fell`: by `change`. A rank rises when its number falls.
 * - `unchanged`: the same exact number.
 * - `within-resolution`: rounded numbers whose difference is smaller than their step; it may be anything between.
 * - `lower-bound`: one of them is "at least": their difference says nothing.
 * - `new`: the series was not there before. That is no growth.
 * - `missing-before`, `missing-now`: not given on one of the days. A missing number is not 0.
 */
export const verdicts = ['rose', 'fell', 'unchanged', 'within-resolution', 'lower-bound', 'new', 'missing-before', 'missing-now'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Move {
  readonly verdict: Verdict;
  /** Upwards is positive, also for ranks: from 5th to 3rd is +2. Null unless it rose, fell or stayed. */
  readonly change: number | null;
  /** `change` as a part of the number before; null for ranks, where a part of a place means nothing, and when there was nothing before. */
  readonly relative: number | null;
  /** The step within which the change is known; 0 when both numbers are exact. */
  readonly step: number;
}

/**
 * How a number moved from one day to the next.
 *
 *     change   = now - before                (ranks: before - now)
 *     relative = change / before
 *     step     = the coarser of the two numbers' steps
 *
 * The change is told only when |change| >= step: 1.2M and 1.2M, or 1,234,000 and 1,235,000 rounded to thousands, may hide a fall as well as
 * a rise. (Two numbers a whole step apart differ for sure, in this direction.) Worked examples stand in `test/insight/move.test.ts`.
 */
export const moveOf = (before: Count | null, now: Count | null, facts: { readonly isRank: boolean; readonly isNew: boolean }): Move => {
  const step = Math.max(before === null ? 0 : stepOf(before), now === null ? 0 : stepOf(now));
  const untold = (verdict: Verdict): Move => ({ verdict, change: null, relative: null, step });
  if (now === null) return untold('missing-now');
  if (before === null) return untold(facts.isNew ? 'new' : 'missing-before');
  if (before.precision === 'at-least' || now.precision === 'at-least') return untold('lower-bound');
  const change = facts.isRank ? before.value - now.value : now.value - before.value;
  if (step > 0 && Math.abs(change) < step) return untold('within-resolution');
  const relative = facts.isRank || before.value <= 0 ? null : change / before.value;
  return { verdict: change > 0 ? 'rose' : change < 0 ? 'fell' : 'unchanged', change, relative, step };
};
