import type { Platform } from '../../domain/index.ts';
import type { Row } from '../../tabular/index.ts';
import { accountsIn } from './accounts.ts';
import { findHeader } from './columns.ts';
import type { Header } from './columns.ts';
import { plainName, platformNamed } from './platform.ts';
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
  readonly externalId: string | null;
  readonly label: string | null;
  readonly reason?: string;
  /** Where the same account stood first. */
  readonly first?: Place;
}

/** An account to be watched, once. */
export interface WantedTarget {
  readonly report: RowReport;
  readonly platform: Platform;
  readonly kind: string;
  readonly externalId: string;
  readonly label: string | null;
  tags: readonly string[];
}

/** Reads rows of sheets into accounts, and finds those that are given more than once. */
export class AccountReader {
  readonly reports: RowReport[] = [];
  readonly wanted: WantedTarget[] = [];
  /** Rows with content below a header. */
  rows = 0;
  readonly #platforms: readonly TargetPlatform[];
  readonly #seen = new Map<string, WantedTarget>();

  constructor(platforms: readonly TargetPlatform[]) {
    this.#platforms = platforms;
  }

  /** Reads one sheet. False when it has no row that names a column of accounts. */
  add(sheet: string | null, rows: readonly Row[]): boolean {
    const header = findHeader(rows, this.#platforms);
    if (header === null) return false;
    const fallback = sheet === null ? undefined : platformNamed(this.#platforms, sheet);
    for (let index = header.index + 1; index < rows.length; index += 1) {
      const row = rows[index]!;
      if (isHeaderAgain(row, header)) continue;
      this.rows += 1;
      this.#addRow(sheet, row, header, fallback);
    }
    return true;
  }

  #addRow(sheet: string | null, row: Row, header: Header, fallback: TargetPlatform | undefined): void {
    const label = labelIn(row, header);
    const tags = tagsIn(row, header);
    for (const found of accountsIn(row, header, this.#platforms, fallback)) {
      const place = { sheet, row: row.number };
      if ('reason' in found) {
        this.reports.push({ ...place, status: 'refused', platform: found.platform, externalId: null, label, reason: found.reason });
        continue;
      }
      const { platform, kind, externalId } = found;
      const key = `${platform}/${kind}/${externalId}`;
      const before = this.#seen.get(key);
      if (before) {
        // Whoever lists an account under two groups means both.
        if (tags.length > 0) before.tags = [...new Set([...before.tags, ...tags])];
        const first = { sheet: before.report.sheet, row: before.report.row };
        this.reports.push({ ...place, status: 'duplicated', platform, externalId, label, first });
        continue;
      }
      const report: RowReport = { ...place, status: 'accepted', platform, externalId, label };
      const wanted = { report, platform, kind, externalId, label, tags };
      this.#seen.set(key, wanted);
      this.reports.push(report);
      this.wanted.push(wanted);
    }
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

const none: readonly string[] = [];

const tagsIn = ({ cells }: Row, header: Header): readonly string[] => {
  if (header.tags.length === 0) return none;
  const tags = header.tags.flatMap((column) => (cells[column] ?? '').split(/[,;|#\n、，]/).map((tag) => oneLine(tag).slice(0, 100)));
  const named = tags.filter((tag) => tag !== '');
  return named.length === 0 ? none : [...new Set(named)].slice(0, 50);
};

const oneLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
