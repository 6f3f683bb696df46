import { atLeast, exact, fromStored, rounded } from '../domain/index.ts';
import type { Count, StoredCount } from '../domain/index.ts';

/** A stored count as it comes out of `jsonb`; absent and null both read as missing. */
export const countOf = (stored: StoredCount | undefined): Count | null => fromStored(stored ?? null);

/** A sum as the totals tables keep it. */
export interface SumRow {
  /** `numeric` arrives as text. Null when no part gave a number. */
  readonly sum: string | null;
  readonly known: number;
  readonly of: number;
  readonly digits: number | null;
  readonly open: boolean;
}

/**
 * How well a sum is known. Parts that are missing or lower bounds make it a lower bound. Otherwise the coarsest part decides: numbers
 * of at least d significant digits each add up to a number of about d digits, because the relative error of a sum of positive
 * numbers is at most the greatest of its parts.
 */
export const countOfSum = (row: SumRow): Count | null => {
  if (row.sum === null) return null;
  const value = Number(row.sum);
  if (row.open || row.known < row.of) return atLeast(value);
  return row.digits === null ? exact(value) : rounded(value, row.digits);
};
