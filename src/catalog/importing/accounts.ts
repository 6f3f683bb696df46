import { recordKinds } from '../../domain/index.ts';
import type { Platform } from '../../domain/index.ts';
import type { CellProblem, Row } from '../../tabular/index.ts';
import type { Header } from './columns.ts';
import { isAddress } from './platform.ts';
import type { TargetPlatform, TargetPlatforms } from './platform.ts';

/** What one account of a row turned out to be. */
export type Found =
  | { readonly platform: Platform; readonly kind: string; readonly externalId: string }
  | { readonly platform: Platform | null; readonly reason: string };

/** Written where there is no account. */
const nothing = /^(?:[-–—.·xX]|n\/?a|none|null|없음|해당\s?없음|미정)?$/i;
const longestId = 200;
const kinds: ReadonlySet<string> = new Set([...recordKinds, 'keyword', 'topic']);

/**
 * The accounts of a row: that of its id or address, and one for each filled column named after a platform. A row without any gives one refusal.
 * `fallback`: the platform when nothing in the row names one, as the sheet may be named after it.
 */
export const accountsIn = (row: Row, header: Header, platforms: TargetPlatforms, fallback: TargetPlatform | undefined): Found[] => {
  const reader = new RowReader(row, header);
  const found: Found[] = [];
  const id = reader.first(header.id);
  const url = reader.first(header.url);
  if (id || url) found.push(described(reader, header, platforms, fallback, id, url));
  for (const { column, platform } of header.accounts) {
    const cell = reader.at(column);
    if (cell) found.push(read(platform, cell, platforms));
  }
  return found.length > 0 ? found : [{ platform: null, reason: 'it has no id and no address' }];
};

interface Cell {
  /** What its column is called. */
  readonly name: string;
  readonly text: string;
  readonly problem: CellProblem | undefined;
}

class RowReader {
  readonly #row: Row;
  readonly #header: Header;

  constructor(row: Row, header: Header) {
    this.#row = row;
    this.#header = header;
  }

  /** A cell with content, without what cannot be seen. */
  at(column: number): Cell | undefined {
    const text = (this.#row.cells[column] ?? '').replace(/[\u200B-\u200D\u2060\uFEFF\0]/g, '').trim();
    const problem = this.#row.problems?.get(column);
    if (problem === undefined && nothing.test(text)) return undefined;
    return { name: this.#header.names[column]!.trim(), text, problem };
  }

  /** The first of these columns that has content. */
  first(columns: readonly number[]): Cell | undefined {
    for (const column of columns) {
      const cell = this.at(column);
      if (cell) return cell;
    }
    return undefined;
  }
}

const described = (
  reader: RowReader,
  header: Header,
  platforms: TargetPlatforms,
  fallback: TargetPlatform | undefined,
  id: Cell | undefined,
  url: Cell | undefined,
): Found => {
  const named = reader.first(header.platform);
  const platform = named === undefined ? undefined : platforms.named(named.text);
  if (named && !platform) return { platform: null, reason: `"${short(named.text)}" is no platform that can be collected` };
  const kind = reader.first(header.kind)?.text.toLowerCase();
  if (kind !== undefined && !kinds.has(kind))
    return { platform: platform?.platform ?? null, reason: `"${short(kind)}" is no kind of target` };
  if (platform && id && (id.text === '*' || (kind !== undefined && kind !== platform.kind)))
    return asItIs(platform.platform, kind ?? platform.kind, id);
  const known =
    platform ?? (url ? platforms.ofAddress(url.text) : undefined) ?? (id ? platforms.ofAddress(id.text) : undefined) ?? fallback;
  if (!known) {
    const address = url ?? (id && isAddress(id.text) ? id : undefined);
    return {
      platform: null,
      reason: address
        ? (problemOf(address) ?? `"${short(address.text)}" is no account of a platform that can be collected`)
        : 'no column says of which platform it is',
    };
  }
  if (!id || !url) return read(known, (url ?? id)!, platforms);
  // An address says more than an id: a column called ID may count 1, 2, 3.
  const byUrl = read(known, url, platforms);
  const byId = read(known, id, platforms);
  if (!('externalId' in byUrl)) return 'externalId' in byId ? byId : byUrl;
  if (!('externalId' in byId) || byId.externalId === byUrl.externalId) return byUrl;
  const areNames = byId.externalId.startsWith('@') && byUrl.externalId.startsWith('@');
  return areNames ? { platform: known.platform, reason: `"${short(id.text)}" and "${short(url.text)}" are two different accounts` } : byUrl;
};

/** Reads one cell as an account of a platform. */
const read = (platform: TargetPlatform, cell: Cell, platforms: TargetPlatforms): Found => {
  const problem = problemOf(cell);
  if (problem !== null) return { platform: platform.platform, reason: problem };
  const externalId = platform.accountOf(cell.text);
  if (externalId !== null && externalId.length <= longestId) return { platform: platform.platform, kind: platform.kind, externalId };
  const other = platforms.ofAddress(cell.text);
  const reason =
    other && other !== platform
      ? `"${short(cell.text)}" is an address of ${other.platform}, not of ${platform.platform}`
      : `"${short(cell.text)}" is no account of ${platform.platform}`;
  return { platform: platform.platform, reason };
};

const asItIs = (platform: Platform, kind: string, id: Cell): Found => {
  const problem = problemOf(id);
  if (problem !== null || id.text.length > longestId) return { platform, reason: problem ?? `"${short(id.text)}" is too long for an id` };
  return { platform, kind, externalId: id.text };
};

const problemOf = ({ name, text, problem }: Cell): string | null => {
  switch (problem) {
    case 'rounded':
      return `"${name}" is the number ${short(text)}, which the spreadsheet program has rounded: format the column as text and enter the id again`;
    case 'uncalculated':
      return `"${name}" is a formula without a stored result: open the file in a spreadsheet program and save it`;
    case 'error':
      return `"${name}" is a formula that gives ${short(text)}`;
    case undefined:
      return null;
  }
};

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
