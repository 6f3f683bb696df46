import type { Platform } from '../../domain/index.ts';
import type { Row } from '../../tabular/index.ts';
import { accountsIn } from './accounts.ts';
import { findHeader, rowsLookedAt } from './columns.ts';
import type { Header } from './columns.ts';
import { plainName, TargetPlatforms } from './platform.ts';
import type { TargetPlatform } from './platform.ts';

/** Where something stands, as a person sees it. */
export interface Place {
  /** Null in a file without sheets. */
  readonly sheet: string | null;
  readonly row: number;
}

/** `accepted`: new. `known`: watched already. `duplicated`: given above in the same file. `refused`: see the reason. */
export type RowStatus = 'accepted' | 'known' | 'duplicated' | 'refused';

/** What became of one account of one row. */
export interface RowReport extends Place {
  status: RowStatus;
  readonly platform: Platform | null;
  /** Null in a row that was refused. */
  readonly kind: string | null;
  externalId: string | null;
  readonly label: string | null;
  tags: readonly string[];
  readonly reason?: string;
  /** Where the same account stood first. */
  readonly first?: Place;
}

/** An account to be watched. */
export type WantedTarget = RowReport & { readonly platform: Platform; readonly kind: string; externalId: string };

/** Reads rows of sheets into accounts, and finds those that are given more than once. */
export class AccountReader {
  readonly reports: RowReport[] = [];
  /** The first row of the first sheet whose columns nobody names. */
  headless: { readonly sheet: string | null; readonly row: Row } | null = null;
  /** Accounts that got more tags after they had been taken. */
  readonly grown = new Set<WantedTarget>();
  /** Rows with content below a header. */
  rows = 0;
  readonly #platforms: TargetPlatforms;
  /** The accounts, each once, in the order in which they stand first. */
  readonly #accounts: WantedTarget[] = [];
  #taken = 0;
  /** Tags by the text they were written in: a list of 50,000 has a dozen of them. */
  readonly #tags = new Map<string, readonly string[]>();
  /** Places among the accounts, by platform and kind, then by id. */
  readonly #seen = new Map<string, Map<string, number>>();

  constructor(platforms: readonly TargetPlatform[]) {
    this.#platforms = new TargetPlatforms(platforms);
  }

  /** Takes the rows of one sheet, one by one, then `end`. */
  sheet(name: string | null): { row(row: Row): void; end(): boolean } {
    const fallback = name === null ? undefined : this.#platforms.named(name);
    let waiting: Row[] | null = [];
    let header: Header | null = null;
    const take = (row: Row): void => {
      if (isHeaderAgain(row, header!)) return;
      this.rows += 1;
      this.#addRow(name, row, header!, fallback);
    };
    const begin = (): void => {
      header = findHeader(waiting!, this.#platforms);
      const [first] = waiting!;
      if (!header && first) this.headless ??= { sheet: name, row: first };
      const below = header ? waiting!.slice(header.index + 1) : [];
      waiting = null;
      below.forEach(take);
    };
    return {
      row: (row) => {
        if (waiting === null) {
          if (header) take(row);
          return;
        }
        waiting.push(row);
        if (waiting.length === rowsLookedAt) begin();
      },
      /** False when the sheet has no row that names a column of accounts. */
      end: () => {
        if (waiting !== null) begin();
        return header !== null;
      },
    };
  }

  /** How many accounts were found and not taken yet. */
  get waiting(): number {
    return this.#accounts.length - this.#taken;
  }

  /** The next accounts, at most so many. */
  take(most: number): readonly WantedTarget[] {
    const some = this.#accounts.slice(this.#taken, this.#taken + most);
    this.#taken += some.length;
    return some;
  }

  #addRow(sheet: string | null, row: Row, header: Header, fallback: TargetPlatform | undefined): void {
    const label = labelIn(row, header);
    const tags = this.#tagsIn(row, header);
    for (const found of accountsIn(row, header, this.#platforms, fallback)) {
      if ('reason' in found) {
        const { platform, reason } = found;
        this.reports.push({ sheet, row: row.number, status: 'refused', platform, kind: null, externalId: null, label, tags, reason });
        continue;
      }
      const { platform, kind, externalId } = found;
      const report: WantedTarget = { sheet, row: row.number, status: 'accepted', platform, kind, externalId, label, tags };
      const same = this.#seenOf(`${platform}/${kind}`);
      const at = same.get(externalId);
      if (at === undefined) {
        same.set(externalId, this.#accounts.length);
        this.#accounts.push(report);
        this.reports.push(report);
        continue;
      }
      const before = this.#accounts[at]!;
      this.reports.push({ ...report, status: 'duplicated', first: { sheet: before.sheet, row: before.row } });
      // Whoever lists an account under two groups means both.
      if (tags.every((tag) => before.tags.includes(tag))) continue;
      before.tags = [...new Set([...before.tags, ...tags])];
      if (at < this.#taken) this.grown.add(before);
    }
  }

  #tagsIn({ cells }: Row, header: Header): readonly string[] {
    const text = header.tags.map((column) => cells[column] ?? '').join('\n');
    const known = this.#tags.get(text);
    if (known) return known;
    const tags = tagsOf(text);
    if (this.#tags.size < 1000) this.#tags.set(text, tags);
    return tags;
  }

  #seenOf(group: string): Map<string, number> {
    const known = this.#seen.get(group);
    if (known) return known;
    const made = new Map<string, number>();
    this.#seen.set(group, made);
    return made;
  }
}

/** Long sheets repeat their header, and a merged header stands in two rows. */
const isHeaderAgain = ({ cells }: Row, { names }: Header): boolean => {
  let same = 0;
  for (const [column, cell] of cells.entries()) {
    if (cell.trim() === '') continue;
    if (plainName(cell) !== plainName(names[column] ?? '')) return false;
    same += 1;
  }
  return same > 1 || (same === 1 && names.filter((name) => name.trim() !== '').length === 1);
};

const longestLabel = 300;

const labelIn = ({ cells }: Row, { label }: Header): string | null => {
  for (const column of label) {
    const text = oneLine(cells[column] ?? '');
    if (text !== '') return text.slice(0, longestLabel);
  }
  return null;
};

const tagsOf = (text: string): readonly string[] => {
  const tags = text.split(/[,;|#\n、，]/).map((tag) => oneLine(tag).slice(0, 100));
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, 50);
};

const oneLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
