import type { TableLimits } from './limits.ts';
import { unreadable, within } from './refusal.ts';
import { isRoundedNumber } from './table.ts';
import type { CellProblem, OnRow } from './table.ts';

const shape = 'give a list of objects such as [{"platform": "twitch", "id": "..."}], or an object with one such list';

/**
 * Reads a list of objects, or an object with one such list, as a table whose first row (number 0) has the names. Numbers keep the digits that stand in
 * the file, also those a JavaScript number would lose. A list of texts is one of addresses. Throws TDM_TABLE_UNREADABLE.
 */
export const readJson = (text: string, limits: TableLimits, onRow: OnRow): void => {
  const list = listIn(parsed(text, limits)).map((entry) => (typeof entry === 'string' ? { url: entry } : entry));
  const names = namesIn(list, limits);
  if (names.size > 0) onRow({ number: 0, cells: [...names.keys()] });
  let cellCount = 0;
  for (const [index, entry] of (list as readonly Readonly<Record<string, unknown>>[]).entries()) {
    const cells: string[] = [];
    const problems = new Map<number, CellProblem>();
    for (const [name, value] of Object.entries(entry)) {
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
const namesIn = (list: readonly unknown[], limits: TableLimits): ReadonlyMap<string, number> => {
  const names = new Map<string, number>();
  for (const [index, entry] of list.entries()) {
    if (!isObject(entry)) throw unreadable(`entry ${index + 1} of its list is no object`, shape);
    for (const name of Object.keys(entry)) if (!names.has(name)) names.set(name, names.size);
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

const parsed = (text: string, limits: TableLimits): unknown => {
  // Values are counted before they are made: `[{},{},...` takes 20 times its size in memory.
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x2c || unit === 0x5b || unit === 0x7b) values += 1;
  }
  within(limits, 'cells', values);
  try {
    return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value,
    );
  } catch (error) {
    const reason = error instanceof RangeError ? 'it is nested too deep' : 'it is not valid JSON';
    throw unreadable(
      `${reason}${error instanceof SyntaxError ? ` (${placeIn(error)})` : ''}`,
      'export it again from where it comes',
      error,
    );
  }
};

/** Where the text breaks; not what stands there, which may be long. */
const placeIn = ({ message }: SyntaxError): string => /at position \d+|end of JSON input/.exec(message)?.[0] ?? 'at its beginning';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);

const listIn = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  const lists = isObject(value) ? Object.values(value).filter((each): each is unknown[] => Array.isArray(each)) : [];
  const ofObjects = lists.filter((list) => list.some(isObject));
  const found = ofObjects.length > 0 ? ofObjects : lists;
  if (found.length !== 1) throw unreadable(found.length === 0 ? 'it has no list' : `it has ${found.length} lists`, shape);
  return found[0]!;
};

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value instanceof NumberText) return value.text;
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
  return typeof value === 'boolean' ? String(value) : '';
};
