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

const fingerprint = (question: unknown): string => createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);

const invalid = (reason: string): TidemarkError => new TidemarkError('TDM_REQUEST_INVALID', { reason });
