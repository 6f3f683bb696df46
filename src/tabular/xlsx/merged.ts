import type { TableLimits } from '../limits.ts';
import { within } from '../refusal.ts';
import type { CellProblem } from '../table.ts';
import type { Archive } from './archive.ts';
import { rangeOf } from './cells.ts';
import type { Range } from './cells.ts';

/** A row that is still being filled. */
export interface OpenRow {
  readonly number: number;
  readonly cells: string[];
  problems?: Map<number, CellProblem> | undefined;
}

interface Active extends Range {
  readonly text: string;
  readonly problem: CellProblem | undefined;
}

/** More merged ranges than this are no table; the rest is left as it is. */
const mostRanges = 20_000;
const opening = 'mergeCells';

/**
 * Finds the merged ranges of a sheet. They stand behind its rows, which are not kept until then: so the part is searched for them first, which costs a
 * tenth of reading it. As text and not as bytes: bytes lie outside of the heap, where 30 MB of pieces would pile up before anybody clears them away.
 */
export const findMerged = async (archive: Archive, part: string): Promise<Range[]> => {
  const ranges: Range[] = [];
  let tail = '';
  let isInside = false;
  for await (const chunk of archive.read(part)) {
    // What was cut in two by the end of a piece is put together with the next.
    const text = tail + chunk.toString('latin1');
    isInside ||= text.includes(opening);
    if (!isInside) {
      tail = text.slice(-opening.length);
      continue;
    }
    const end = text.lastIndexOf('<');
    for (const [, reference = ''] of text.slice(0, end).matchAll(/<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]{1,30})"/g)) {
      const range = rangeOf(reference);
      if (range && ranges.length < mostRanges) ranges.push(range);
    }
    tail = text.slice(end, end + 2048);
  }
  return ranges.sort((a, b) => a.firstRow - b.firstRow);
};

/**
 * Gives every place of a merged range what stands in its top left cell. Only rows that have content of their own are filled, so that a range over a
 * million empty rows makes none; places that have content keep it.
 */
export class MergedRanges {
  readonly #ranges: readonly Range[];
  readonly #limits: TableLimits;
  #next = 0;
  #steps = 0;
  #active: Active[] = [];

  constructor(ranges: readonly Range[], limits: TableLimits) {
    this.#ranges = ranges;
    this.#limits = limits;
  }

  /** Fills a row. Rows come in their order. */
  complete(row: OpenRow): void {
    if (this.#next === this.#ranges.length && this.#active.length === 0) return;
    this.#active = this.#active.filter(({ lastRow }) => lastRow >= row.number);
    for (; (this.#ranges[this.#next]?.firstRow ?? Infinity) <= row.number; this.#next += 1) {
      const range = this.#ranges[this.#next]!;
      const text = row.cells[range.firstColumn] ?? '';
      const problem = row.problems?.get(range.firstColumn);
      if (range.firstRow === row.number && (text !== '' || problem)) this.#active.push({ ...range, text, problem });
    }
    for (const { firstColumn, lastColumn, text, problem } of this.#active)
      for (let column = firstColumn; column <= Math.min(lastColumn, this.#limits.columns - 1); column += 1) {
        // Ranges that overlap, which no program makes, could ask for more work than there are cells.
        within(this.#limits, 'cells', ++this.#steps);
        if (row.cells[column]) continue;
        while (row.cells.length < column) row.cells.push('');
        row.cells[column] = text;
        if (problem) (row.problems ??= new Map()).set(column, problem);
      }
  }
}
