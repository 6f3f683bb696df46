import type { z } from 'zod';
import type { Parsed, ParsedRecord } from '../../domain/index.ts';
import { outcomeOf } from '../fields.ts';
import { misfit, nothing } from '../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../rows.ts';
import { wireData } from './helix.ts';
import { onceEach } from './shape.ts';

/**
 * Reads the channels of an answer that has no further pages: each by the schema of its row, and once. `expected` are the fields whose silence in every
 * row is told.
 */
export const channelList = <Row extends object>(
  row: z.ZodType<Row>,
  channelOf: (row: Row) => ParsedRecord,
  expected: readonly (keyof Row & string)[],
): ((payload: unknown) => Parsed) => {
  const readRows = rowReader<Row>(row);
  return (payload) => {
    const parsed = wireData.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
    const { rows, misfits } = readRows(parsed.data.data, 'data');
    const records = onceEach(rows.filter((each) => each !== null).map(channelOf));
    return {
      outcome: outcomeOf(records, misfits),
      records,
      quarantined: [...misfits, ...absentEverywhere(rows, 'data', expected)],
      next: null,
    };
  };
};
