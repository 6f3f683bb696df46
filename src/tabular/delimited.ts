import { CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { unguardCell } from './guard.ts';
import type { TableLimits } from './limits.ts';
import { saveAgain, unreadable, within } from './refusal.ts';
import { isRoundedNumber } from './table.ts';
import type { CellProblem, OnRow, Row } from './table.ts';

const delimiters = [',', ';', '\t'] as const;

/** A record longer than this is a quote that was never closed, or no row of a table. */
const longestRecord = 2 ** 20;

/** Read at once; between two pieces whoever takes the rows can go on with what it does elsewhere. */
const pieceBytes = 128 * 1024;

async function* piecesOf(text: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += pieceBytes) {
    yield text.subarray(at, at + pieceBytes);
    await setImmediate();
  }
}

/** Reads CSV or TSV. Rows are numbered as a spreadsheet program shows them: empty lines count, line breaks inside quotes do not. */
export const readDelimited = async (text: Buffer, limits: TableLimits, onRow: OnRow): Promise<void> => {
  let rowCount = 0;
  let number = 0;
  let cellCount = 0;
  try {
    const parser = parse({
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: longestRecord,
      // What is returned here would be kept.
      on_record: (record: unknown): null => {
        number += 1;
        const cells = (record as string[]).map(unguardCell);
        if (cells.every((cell) => cell.trim() === '')) return null;
        cellCount += cells.length;
        within(limits, 'columns', cells.length, `in row ${number} `);
        within(limits, 'cells', cellCount);
        within(limits, 'rows', ++rowCount);
        onRow(rowOf(number, cells));
        return null;
      },
    });
    // Nothing comes out of the parser, so that nobody has to read it; `resume` lets it end.
    await pipeline(Readable.from(piecesOf(text)), parser.resume());
  } catch (error) {
    throw csvTrouble(error, number + 1);
  }
};

/** A row of texts, with what a spreadsheet program may have done to long numbers before they were written as text. */
const rowOf = (number: number, cells: readonly string[]): Row => {
  const problems = new Map<number, CellProblem>();
  // Digits alone are whole in a text file, however many; only an exponent shows that some were lost.
  for (const [column, cell] of cells.entries()) if (/e\+/i.test(cell) && isRoundedNumber(cell.trim())) problems.set(column, 'rounded');
  return problems.size === 0 ? { number, cells } : { number, cells, problems };
};

const csvTrouble = (error: unknown, row: number): unknown => {
  const { code } = error as { code?: string };
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return unreadable(`a quote that opens in row ${row} or below is never closed`, 'close it, or save the table again as CSV UTF-8', error);
  if (code === 'CSV_MAX_RECORD_SIZE')
    return unreadable(
      `row ${row} has more than ${longestRecord.toLocaleString('en-US')} letters: a quote in it is never closed, or a cell holds what belongs into no table`,
      'close the quote or empty the cell',
      error,
    );
  if (error instanceof CsvError) return unreadable(`row ${row} is not CSV (${code})`, saveAgain, error);
  return error;
};

/** The delimiter that cuts the first lines most alike: `;` where the decimal mark is a comma, tab in what was copied from a sheet. */
const delimiterOf = (text: Buffer): string => {
  const lines = firstLines(text, 30);
  let best: { readonly delimiter: string; readonly score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const count = line.split(delimiter).length - 1;
      if (count > 0) counts.set(count, (counts.get(count) ?? 0) + 1);
    }
    const score = Math.max(0, ...[...counts].map(([count, times]) => count * times));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
};

/** The first lines, without what stands in quotes. */
const firstLines = (text: Buffer, count: number): string[] =>
  text
    .toString('utf8', 0, 65_536)
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, count);
