import { plainText, TidemarkError } from '../../domain/index.ts';
import type { Row, TableFile } from '../../tabular/index.ts';
import type { TargetPlatform } from './platform.ts';
import { AccountReader } from './read-sheets.ts';
import type { RowReport, WantedTarget } from './read-sheets.ts';

/** What a file or a service wants to be watched. */
export interface TargetTable {
  /** Rows with content below the headers. */
  readonly rows: number;
  readonly reports: readonly RowReport[];
  readonly sheets: readonly (string | null)[];
  /** Sheets that were not read, and why. */
  readonly leftOut: readonly { readonly sheet: string; readonly reason: 'hidden' | 'no known header' }[];
  readonly remarks: readonly string[];
}

/** A table that is being read. Whoever writes its accounts can begin with the first ones; disposed of, it is read no further. */
export interface TargetReading extends Disposable {
  /** There is something to be taken: the first batch, or all there is. Throws what reading throws until then. */
  readonly begun: Promise<void>;
  /** The accounts of the table, each once and in its order, in batches. Throws what reading throws. */
  batches(): AsyncGenerator<readonly WantedTarget[]>;
  /** Accounts that got more tags from a later row after they had been handed out in a batch. */
  grown(): readonly WantedTarget[];
  /**
   * The whole, as soon as it is read. Throws TDM_SHEET_UNKNOWN, TDM_TABLE_HEADER, and what {@link TableFile.read} throws.
   */
  readonly table: Promise<TargetTable>;
}

export interface ReadingOptions {
  /** By which name the table is told of. */
  readonly file: string;
  readonly platforms: readonly TargetPlatform[];
  readonly sheet?: string | undefined;
}

/** Accounts of one batch: enough that a statement for them is quick, few enough that they are not felt in memory on their way. */
export const accountsOfBatch = 5000;

/**
 * Begins to read the accounts of a table: of the sheet that is named, else of every sheet that can be seen and names a column of accounts. Nothing is
 * written.
 */
export const readTargets = (table: TableFile, options: ReadingOptions): TargetReading => {
  const reader = new AccountReader(options.platforms);
  const stop = new AbortController();
  let more = Promise.withResolvers<void>();
  let isRead = false;
  const wake = (): void => {
    more.resolve();
    more = Promise.withResolvers();
  };
  const whole = readSheets(table, options, reader, () => {
    stop.signal.throwIfAborted();
    if (reader.waiting >= accountsOfBatch) wake();
  }).finally(() => {
    isRead = true;
    wake();
  });
  // Whoever waits for it hears of its failure; whoever went away first must not.
  whole.catch(() => undefined);
  const hasBatch = async (): Promise<void> => {
    while (!isRead && reader.waiting < accountsOfBatch) await more.promise;
    if (isRead) await whole;
  };
  const begun = hasBatch();
  begun.catch(() => undefined);
  return {
    begun,
    table: whole,
    async *batches() {
      for (;;) {
        await hasBatch();
        const batch = reader.take(accountsOfBatch);
        if (batch.length === 0) return;
        yield batch;
      }
    },
    grown: () => [...reader.grown],
    [Symbol.dispose]: () => stop.abort(),
  };
};

const readSheets = async (
  table: TableFile,
  { file, sheet: wanted }: ReadingOptions,
  reader: AccountReader,
  onRow: () => void,
): Promise<TargetTable> => {
  const wantedName = wanted?.normalize('NFC').trim();
  const chosen = wantedName === undefined ? table.sheets : table.sheets.filter(({ name }) => name?.normalize('NFC').trim() === wantedName);
  if (chosen.length === 0) {
    const known = table.sheets.map(({ name }) => name ?? 'none: the file has no sheets').join(', ');
    throw new TidemarkError('TDM_SHEET_UNKNOWN', { file, sheet: wanted, known });
  }
  const sheets: (string | null)[] = [];
  const leftOut: { sheet: string; reason: 'hidden' | 'no known header' }[] = [];
  for (const sheet of chosen) {
    if (sheet.hidden && wantedName === undefined) {
      leftOut.push({ sheet: sheet.name ?? '', reason: 'hidden' });
      continue;
    }
    const { row, end } = reader.sheet(sheet.name);
    await table.read(sheet, (each) => {
      onRow();
      row(each);
    });
    if (end()) sheets.push(sheet.name);
    else leftOut.push({ sheet: sheet.name ?? '', reason: 'no known header' });
  }
  if (sheets.length === 0) throw new TidemarkError('TDM_TABLE_HEADER', { file, where: whereLooked(leftOut, reader) });
  const { rows, reports } = reader;
  return { rows, reports, sheets, leftOut, remarks: table.remarks };
};

/** What was found instead of names of columns. */
const whereLooked = (leftOut: TargetTable['leftOut'], { headless }: AccountReader): string => {
  const hidden = leftOut.filter(({ reason }) => reason === 'hidden').map(({ sheet }) => sheet);
  const found = [
    headless
      ? `row ${headless.row.number}${headless.sheet === null ? '' : ` of "${headless.sheet}"`} has: ${contentOf(headless.row)}`
      : 'there is no row with content',
    ...(hidden.length === 0 ? [] : [`not looked into, because hidden: ${hidden.join(', ')}; name one with --sheet`]),
  ];
  return ` (${found.join('; ')})`;
};

const contentOf = ({ cells }: Row): string => {
  const text = plainText(
    cells
      .map((cell) => cell.trim())
      .filter(Boolean)
      .slice(0, 8)
      .join(', '),
  );
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
};
