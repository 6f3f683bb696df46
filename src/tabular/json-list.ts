import type { TableLimits } from './limits.ts';
import { unreadable, within } from './refusal.ts';

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Entries of one list, still as text, so that a long list is never in memory as values. */
export interface JsonList {
  readonly length: number;
  text(index: number): string;
}

interface Found {
  readonly start: number;
  /** Behind its closing bracket. */
  readonly end: number;
  /** Where its entries end, the first one beginning behind the bracket. */
  readonly ends: readonly number[];
  readonly hasObjects: boolean;
}

export const badJson = (where: string, cause?: unknown): Error =>
  cause instanceof RangeError
    ? unreadable('it is nested too deep', again, cause)
    : unreadable(`it is not valid JSON (${where})`, again, cause);

const again = 'export it again from where it comes';
export const shape = 'give a list of objects such as [{"platform": "twitch", "id": "..."}], or an object with one such list';

/** Finds the list of a document, or the one list of an object, and cuts it into its entries. Throws TDM_TABLE_UNREADABLE, TDM_TABLE_TOO_LARGE. */
export const findList = (bytes: Buffer, limits: TableLimits): JsonList => {
  const lists = listsOf(bytes, limits);
  const ofObjects = lists.filter(({ hasObjects }) => hasObjects);
  const found = ofObjects.length > 0 ? ofObjects : lists;
  if (found.length !== 1) throw unreadable(found.length === 0 ? 'it has no list' : `it has ${found.length} lists`, shape);
  const { start, ends } = found[0]!;
  return { length: ends.length, text: (index) => bytes.toString('utf8', index === 0 ? start + 1 : ends[index - 1]! + 1, ends[index]) };
};

/** The document if it is a list, else the lists that an object holds; what stands around them must be JSON. */
const listsOf = (bytes: Buffer, limits: TableLimits): readonly Found[] => {
  let at = 0;
  while (isSpace(bytes[at])) at += 1;
  const level = bytes[at] === openList ? 0 : 1;
  const lists = cutLists(bytes, level, limits);
  // The document with its lists emptied.
  let rest = '';
  let from = 0;
  for (const { start, end } of lists) {
    rest += `${bytes.toString('utf8', from, start)}[]`;
    from = end;
  }
  try {
    JSON.parse(rest + bytes.toString('utf8', from));
  } catch (error) {
    throw badJson('around its list', error);
  }
  return lists;
};

/** The lists that begin inside so many others, cut at the commas between their entries. */
const cutLists = (bytes: Buffer, level: number, limits: TableLimits): Found[] => {
  const lists: Found[] = [];
  let [depth, values, start, hasObjects] = [0, 0, -1, false];
  let ends: number[] = [];
  for (let at = 0; at < bytes.length; at += 1)
    switch (bytes[at]) {
      case quote:
        for (at += 1; at < bytes.length && bytes[at] !== quote; at += 1) if (bytes[at] === backslash) at += 1;
        break;
      case openList:
      case openObject:
        if (depth === level && bytes[at] === openList) [start, ends, hasObjects] = [at, [], false];
        else if (depth === level + 1 && start >= 0 && bytes[at] === openObject) hasObjects = true;
        depth += 1;
        // Values are counted before they are made: `[{},{},...` takes 20 times its size in memory.
        within(limits, 'cells', ++values);
        break;
      case closeList:
      case closeObject:
        depth -= 1;
        if (depth !== level || start < 0) break;
        if (bytes[at] !== closeList) throw badJson(`entry ${ends.length + 1} of its list`);
        if (ends.length > 0 || !isBlank(bytes, start + 1, at)) ends.push(at);
        lists.push({ start, end: at + 1, ends, hasObjects });
        start = -1;
        break;
      case comma:
        within(limits, 'cells', ++values);
        if (depth === level + 1 && start >= 0) ends.push(at);
        break;
    }
  if (start >= 0) throw badJson(`it breaks off in entry ${ends.length + 1} of its list`);
  return lists;
};

const isBlank = (bytes: Buffer, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) if (!isSpace(bytes[at])) return false;
  return true;
};
