/**
 * A number together with how well it is known.
 *
 * - `exact`: the platform gave this very number.
 * - `rounded`: only the first `digits` significant digits are meant ("1.2M" has 2).
 * - `at-least`: the true number is this or more ("999+").
 *
 * A missing count is `null`, never 0: "the platform did not say" and "nobody looked" are different facts.
 */
export type Count =
  | { readonly value: number; readonly precision: 'exact' }
  | { readonly value: number; readonly precision: 'rounded'; readonly digits: number }
  | { readonly value: number; readonly precision: 'at-least' };

/** Counts of one record by metric name. A metric that is absent was not asked for; `null` was asked for and not given. */
export type Counts = Readonly<Record<string, Count | null>>;

export const exact = (value: number): Count => ({ value, precision: 'exact' });
export const rounded = (value: number, digits: number): Count => ({ value, precision: 'rounded', digits });
export const atLeast = (value: number): Count => ({ value, precision: 'at-least' });

/** An exact count, or missing when the platform left the field out or gave null. */
export const exactOrMissing = (value: number | null | undefined): Count | null =>
  value === null || value === undefined ? null : exact(value);

/** For fields where the platform writes 0 to mean "not given" (each use says why it is known to mean that). */
export const exactUnlessZero = (value: number | null | undefined): Count | null => (value ? exact(value) : null);

/**
 * The step within which two numbers cannot be told apart: the unit of the last digit that is meant (1,234,000 with 4 digits: 1,000; 9.61
 * with 3: 0.01), and 0 for an exact number, of which every difference counts.
 */
export const stepOf = (count: Count): number => {
  if (count.precision !== 'rounded' || count.value === 0) return 0;
  const magnitude = Math.floor(Math.log10(Math.abs(count.value))) + 1;
  const step = 10 ** (magnitude - count.digits);
  return Number.isInteger(count.value) ? Math.max(1, step) : step;
};

/** The stored form: an exact count is the bare number, so that the common case stays small and readable in SQL. */
export type StoredCount =
  | number
  | null
  | { readonly value: number; readonly precision: 'rounded'; readonly digits: number }
  | { readonly value: number; readonly precision: 'at-least' };

export const toStored = (count: Count | null): StoredCount => (count === null ? null : count.precision === 'exact' ? count.value : count);

export const fromStored = (stored: StoredCount): Count | null =>
  stored === null ? null : typeof stored === 'number' ? exact(stored) : stored;
