import type { TableLimits } from '../limits.ts';
import { saveAgain, unreadable, within } from '../refusal.ts';
import { isRoundedNumber } from '../table.ts';
import type { CellProblem, Row } from '../table.ts';
import type { Archive } from './archive.ts';
import { columnName, columnOf, rangeOf, unescapeText } from './cells.ts';
import type { Range } from './cells.ts';
import { fillMerged } from './merged.ts';
import type { OpenRow } from './merged.ts';
import type { StringTable } from './strings.ts';
import { readXml } from './xml.ts';

/** The last row of a sheet. */
const lastRow = 1_048_576;
const mostMerged = 100_000;

/** Reads the rows with content of one sheet. */
export const readSheet = async (archive: Archive, part: string, strings: StringTable, limits: TableLimits): Promise<readonly Row[]> => {
  const rows: OpenRow[] = [];
  const merged: Range[] = [];
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
    cellCount += cells.length;
    within(limits, 'cells', cellCount);
    within(limits, 'rows', rows.length + 1);
    rows.push(problems ? { number: rowNumber, cells, problems } : { number: rowNumber, cells });
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
        case 'mergeCell': {
          const range = rangeOf(attributes['ref'] ?? '');
          if (range && merged.length < mostMerged) merged.push(range);
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
  fillMerged(rows, merged, limits);
  return rows;
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
