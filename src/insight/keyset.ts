import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';

/** Where a page ended: the sort key of its last row (null: the row had none), and what tells rows with equal keys apart. */
export interface Position {
  readonly key: string | null;
  readonly tie: readonly string[];
}

// PostgreSQL's text cannot hold a NUL, and nothing we sort by is longer.
const text = z
  .string()
  .max(2_000)
  .refine((value) => !value.includes('\0'));
const shape = z.tuple([z.string().max(20), text.nullable(), z.array(text).max(4)]);

/**
 * An opaque cursor. It holds the position and a fingerprint of the question (filters, sort), because a position in one order means
 * nothing in another. Positions, not offsets: rows that come or go on earlier pages shift nothing.
 */
export const encodeCursor = (question: unknown, position: Position): string =>
  Buffer.from(JSON.stringify([fingerprint(question), position.key, position.tie])).toString('base64url');

/** Reads a cursor back. Throws TDM_REQUEST_INVALID when it is damaged or belongs to another question. `key`: what is sorted by. */
export const decodeCursor = (question: unknown, cursor: string | undefined, key: 'number' | 'text'): Position | null => {
  if (cursor === undefined) return null;
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid('the cursor is damaged');
  }
  const parsed = shape.safeParse(decoded);
  if (!parsed.success) throw invalid('the cursor is damaged');
  const [print, value, tie] = parsed.data;
  if (print !== fingerprint(question)) throw invalid('the cursor belongs to another question; begin again without it');
  if (key === 'number' && value !== null && !/^-?\d{1,40}(\.\d{1,40})?$/.test(value)) throw invalid('the cursor is damaged');
  return { key: value, tie };
};

/** The values of a position for {@link behind}: whether there is one, its key, and so many texts that tell equal keys apart. */
export const positionValues = (after: Position | null, ties: number): unknown[] => [
  after !== null,
  after?.key ?? null,
  ...Array.from({ length: ties }, (_, n) => after?.tie[n] ?? ''),
];

/** A list ordered by its column `key`, whose rows without one come last in both directions, and then by `ties`, upwards. */
export interface KeysetOrder {
  readonly direction: 'asc' | 'desc';
  readonly type: 'text' | 'numeric';
  readonly ties: readonly string[];
}

/** SQL: whether a row stands behind the position whose {@link positionValues} begin at the parameter `from`. */
export const behind = (from: number, { direction, type, ties }: KeysetOrder): string => {
  const key = `$${from + 1}::${type}`;
  const tie = `(${ties.join(', ')}) > (${ties.map((_, n) => `$${from + 2 + n}::text`).join(', ')})`;
  return `(not $${from}::boolean
    or (key is null and (${key} is not null or ${tie}))
    or key ${direction === 'asc' ? '>' : '<'} ${key}
    or (key = ${key} and ${tie}))`;
};

/**
 * What a statement found that asked for one row more than fits a page: the rows that fit, the cursor of the next page, and how many there are in all.
 * A list without rows answers one row of nothing but its total.
 */
export const pageOf = <Row extends { readonly id: string | null; readonly key: string | null; readonly total: number }>(
  question: unknown,
  rows: readonly Row[],
  limit: number,
  tieOf: (row: Row) => readonly string[],
): { readonly page: readonly Row[]; readonly next: string | null; readonly total: number } => {
  const found = rows.filter((row) => row.id !== null);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    page,
    next: found.length > limit && last ? encodeCursor(question, { key: last.key, tie: tieOf(last) }) : null,
    total: rows[0]!.total,
  };
};

const fingerprint = (question: unknown): string => createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);

const invalid = (reason: string): TidemarkError => new TidemarkError('TDM_REQUEST_INVALID', { reason });
