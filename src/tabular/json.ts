import { setImmediate } from 'node:timers/promises';
import { badJson, findList, shape } from './json-list.ts';
import type { JsonList } from './json-list.ts';
import type { TableLimits } from './limits.ts';
import { unreadable, within } from './refusal.ts';
import { isRoundedNumber } from './table.ts';
import type { CellProblem, OnRow } from './table.ts';

type Entry = Readonly<Record<string, unknown>>;

/** Read at once; between two pieces whoever takes the rows can go on with what it does elsewhere. */
const entriesAtOnce = 1000;

/**
 * Reads a list of objects, or an object with one such list, as a table whose first row (number 0) has the names. Numbers keep the digits that stand in
 * the file, also those a JavaScript number would lose. A list of texts is one of addresses. Entries are parsed one by one, and once more for the names:
 * all of them at once would take 15 times the size of the file. Throws TDM_TABLE_*.
 */
export const readJson = async (bytes: Buffer, limits: TableLimits, onRow: OnRow): Promise<void> => {
  const list = findList(bytes, limits);
  const names = namesIn(list, limits);
  if (names.size > 0) onRow({ number: 0, cells: [...names.keys()] });
  let cellCount = 0;
  for (let index = 0; index < list.length; index += 1) {
    if (index % entriesAtOnce === entriesAtOnce - 1) await setImmediate();
    const cells: string[] = [];
    const problems = new Map<number, CellProblem>();
    for (const [name, value] of Object.entries(entryAt(list, index, numbersAsText))) {
      const column = names.get(name)!;
      while (cells.length < column) cells.push('');
      cells[column] = textOf(value);
      if (value instanceof NumberText && isRoundedNumber(value.text) && /e/i.test(value.text)) problems.set(column, 'rounded');
    }
    cellCount += cells.length;
    within(limits, 'cells', cellCount);
    within(limits, 'rows', index + 1);
    if (cells.some((cell) => cell.trim() !== '')) onRow({ number: index + 1, cells, ...(problems.size > 0 && { problems }) });
  }
};

/** Every name that an entry has, in the order in which they come up. */
const namesIn = (list: JsonList, limits: TableLimits): ReadonlyMap<string, number> => {
  const names = new Map<string, number>();
  for (let index = 0; index < list.length; index += 1) {
    for (const name of Object.keys(entryAt(list, index))) if (!names.has(name)) names.set(name, names.size);
    within(limits, 'columns', names.size);
  }
  return names;
};

/** A number as it was written. */
class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Reviver = (name: string, value: unknown, context?: { source?: string }) => unknown;

const numbersAsText: Reviver = (_, value, context) =>
  typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value;

const entryAt = (list: JsonList, index: number, reviver?: Reviver): Entry => {
  let value: unknown;
  try {
    value = JSON.parse(list.text(index), reviver);
  } catch (error) {
    throw badJson(`entry ${index + 1} of its list`, error);
  }
  if (typeof value === 'string') return { url: value };
  if (isObject(value)) return value;
  throw unreadable(`entry ${index + 1} of its list is no object`, shape);
};

const isObject = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value instanceof NumberText) return value.text;
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
  return typeof value === 'boolean' ? String(value) : '';
};
