import type { TableLimits } from '../limits.ts';
import { saveAgain, unreadable, within } from '../refusal.ts';
import { isRoundedNumber } from '../table.ts';
import type { CellProblem, OnRow } from '../table.ts';
import type { Archive } from './archive.ts';
import { columnName, columnOf, unescapeText } from './cells.ts';
import { findMerged, MergedRanges } from './merged.ts';
import type { OpenRow } from './merged.ts';
import type { StringTable } from './strings.ts';
import { readXml } from './xml.ts';

/** The last row of a sheet. */
const lastRow = 1_048_576;

/** What a sheet is read with. */
export interface SheetReading {
  readonly archive: Archive;
  readonly part: string;
  readonly strings: StringTable;
  readonly limits: TableLimits;
  readonly onRow: OnRow;
}

/** Hands out the rows with content of one sheet. */
export const readSheet = async ({ archive, part, strings, limits, onRow }: SheetReading): Promise<void> => {
  const merged = new MergedRanges(await findMerged(archive, part), limits);
  let rowNumber = 0;
  let cells: string[] = [];
  let problems: Map<number, CellProblem> | undefined;
  let column = -1;
  let type = '';
  let value = '';
  let reads: 'value' | 'text' | null = null;
  let hasFormula = false;
  let hasValue = false;
  let inPhonetic = false;
  let rowCount = 0;
  let cellCount = 0;
  let letters = 0;

  const endCell = (): void => {
    if (value === '' && !hasFormula) return;
    const { text, problem } = contentOf(type, value, hasFormula && !hasValue, strings, part);
    if (text === '' && !problem) return;
    within(limits, 'columns', column + 1, `in ${columnName(column)}${rowNumber} `);
    letters += text.length;
    within(limits, 'letters', letters);
    while (cells.length < column) cells.push('');
    cells[column] = text;
    if (problem) (problems ??= new Map()).set(column, problem);
  };
  const endRow = (): void => {
    if (cells.length === 0) return;
    const row: OpenRow = { number: rowNumber, cells, problems };
    merged.complete(row);
    cellCount += cells.length;
    within(limits, 'cells', cellCount);
    within(limits, 'rows', ++rowCount);
    onRow(row.problems ? { number: rowNumber, cells, problems: row.problems } : { number: rowNumber, cells });
    cells = [];
    problems = undefined;
  };

  await readXml(archive.read(part), part, {
    open: (name, attributes) => {
      switch (name) {
        case 'c':
          column = attributes['r'] === undefined ? column + 1 : columnOf(attributes['r']);
          if (column < 0) throw unreadable(`${part} has a cell without a place`, saveAgain);
          type = attributes['t'] ?? 'n';
          value = '';
          hasFormula = hasValue = false;
          break;
        case 'v':
          reads = 'value';
          hasValue = true;
          break;
        case 't':
          reads = inPhonetic ? null : 'text';
          break;
        case 'f':
          hasFormula = true;
          break;
        case 'rPh':
          inPhonetic = true;
          break;
        case 'row': {
          const number = attributes['r'] === undefined ? rowNumber + 1 : Number(attributes['r']);
          if (!Number.isInteger(number) || number <= rowNumber || number > lastRow)
            throw unreadable(`${part} has row ${String(attributes['r']).slice(0, 20)} after row ${rowNumber}`, saveAgain);
          rowNumber = number;
          column = -1;
          break;
        }
      }
    },
    text: (piece) => {
      if (reads !== null) value += piece;
    },
    close: (name) => {
      if (name === 'c') endCell();
      else if (name === 'v' || name === 't') reads = null;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'row') endRow();
    },
  });
};

const contentOf = (
  type: string,
  value: string,
  isUncalculated: boolean,
  strings: StringTable,
  part: string,
): { readonly text: string; readonly problem?: CellProblem } => {
  if (isUncalculated) return { text: '', problem: 'uncalculated' };
  switch (type) {
    case 's': {
      const text = /^\d+$/.test(value) ? strings.at(Number(value)) : undefined;
      if (text === undefined) throw unreadable(`${part} refers to a text that is not there`, saveAgain);
      return { text };
    }
    case 'n': {
      const written = value.trim();
      if (isRoundedNumber(written)) return { text: written, problem: 'rounded' };
      // Digits as they stand; a fraction in its shortest form, as 0.1 is stored as 0.10000000000000001.
      return { text: /^-?\d+$/.test(written) || written === '' || Number.isNaN(Number(written)) ? written : String(Number(written)) };
    }
    case 'b':
      return { text: value.trim() === '1' ? 'TRUE' : 'FALSE' };
    case 'e':
      return { text: value, problem: 'error' };
    default:
      return { text: detached(unescapeText(value)) };
  }
};

/** The same text without a hold on the piece of the file it was cut from. */
const detached = (text: string): string => (text.length > 12 ? ` ${text}`.slice(1) : text);
