import type { TableLimits } from '../limits.ts';
import { within } from '../refusal.ts';
import type { CellProblem } from '../table.ts';
import type { Range } from './cells.ts';

/** A row that is still being filled. */
export interface OpenRow {
  readonly number: number;
  readonly cells: string[];
  problems?: Map<number, CellProblem>;
}

/**
 * Gives every place of a merged range what stands in its top left cell. Only rows that have content of their own are filled, so that a range over a
 * million empty rows makes none; and places that have content keep it.
 */
export const fillMerged = (rows: readonly OpenRow[], ranges: readonly Range[], limits: TableLimits): void => {
  let filled = 0;
  for (const { firstRow, lastRow, firstColumn, lastColumn } of ranges) {
    let index = firstIndex(rows, firstRow);
    const top = rows[index];
    if (top?.number !== firstRow) continue;
    const text = top.cells[firstColumn] ?? '';
    const problem = top.problems?.get(firstColumn);
    if (text === '' && !problem) continue;
    const last = Math.min(lastColumn, limits.columns - 1);
    for (; index < rows.length && rows[index]!.number <= lastRow; index += 1) {
      const row = rows[index]!;
      for (let column = firstColumn; column <= last; column += 1) {
        within(limits, 'cells', ++filled);
        if (row.cells[column]) continue;
        while (row.cells.length < column) row.cells.push('');
        row.cells[column] = text;
        if (problem) (row.problems ??= new Map()).set(column, problem);
      }
    }
  }
};

/** The first row with this number or a later one. */
const firstIndex = (rows: readonly OpenRow[], number: number): number => {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.number < number) low = middle + 1;
    else high = middle;
  }
  return low;
};
