import { TidemarkError } from '../domain/index.ts';
import type { Platform } from '../domain/index.ts';
import { crashPoint } from '../store/index.ts';
import type { Sql, Store } from '../store/index.ts';
import type { TableFile } from '../tabular/index.ts';
import type { TargetPlatform } from './importing/platform.ts';
import { AccountReader } from './importing/read-sheets.ts';
import type { RowReport, WantedTarget } from './importing/read-sheets.ts';
import { countStaying, findKnown, holdTargets, joinByHashing, removeOthers } from './importing/statements.ts';
import { addTargets, ensureWatchlist } from './targets.ts';

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

/**
 * Reads the accounts of a table: of the sheet that is named, else of every sheet that can be seen and names a column of accounts. Nothing is written.
 * Throws TDM_SHEET_UNKNOWN, TDM_TABLE_HEADER, and what {@link TableFile.read} throws.
 */
export const readTargets = async (
  table: TableFile,
  options: { readonly file: string; readonly platforms: readonly TargetPlatform[]; readonly sheet?: string | undefined },
): Promise<TargetTable> => {
  const { file, platforms } = options;
  const wantedName = options.sheet?.normalize('NFC').trim();
  const chosen = wantedName === undefined ? table.sheets : table.sheets.filter(({ name }) => name?.normalize('NFC').trim() === wantedName);
  if (chosen.length === 0) {
    const known = table.sheets.map(({ name }) => name ?? 'none: the file has no sheets').join(', ');
    throw new TidemarkError('TDM_SHEET_UNKNOWN', { file, sheet: options.sheet, known });
  }
  const reader = new AccountReader(platforms);
  const sheets: (string | null)[] = [];
  const leftOut: { sheet: string; reason: 'hidden' | 'no known header' }[] = [];
  for (const sheet of chosen) {
    if (sheet.hidden && wantedName === undefined) {
      leftOut.push({ sheet: sheet.name ?? '', reason: 'hidden' });
      continue;
    }
    const { row, end } = reader.sheet(sheet.name);
    await table.read(sheet, row);
    if (end()) sheets.push(sheet.name);
    else leftOut.push({ sheet: sheet.name ?? '', reason: 'no known header' });
  }
  if (sheets.length === 0) throw new TidemarkError('TDM_TABLE_HEADER', { file, where: whereLooked(leftOut) });
  const { rows, reports } = reader;
  return { rows, reports, sheets, leftOut, remarks: table.remarks };
};

const whereLooked = (leftOut: readonly { sheet: string; reason: string }[]): string => {
  const hidden = leftOut.filter(({ reason }) => reason === 'hidden').map(({ sheet }) => sheet);
  return hidden.length === 0 ? '' : ` (not looked into, because hidden: ${hidden.join(', ')}; name one with --sheet)`;
};

export interface ImportReport {
  /** New targets. */
  readonly accepted: number;
  /** Watched already; now on the watchlist too. */
  readonly known: number;
  /** Given above in the same table. */
  readonly duplicated: number;
  readonly refused: number;
  readonly reports: readonly RowReport[];
}

/** Where targets go. `dryRun`: everything is done and taken back, so that the report says what would happen. */
interface Destination {
  readonly workspaceId: string;
  readonly watchlist: string;
  readonly table: TargetTable;
  readonly dryRun?: boolean;
}

/**
 * Puts the targets of a table on a watchlist, all in one transaction: a process killed at any instant has imported either everything or nothing. New
 * labels win, tags are added to those that are there.
 */
export const importTargets = (store: Store, to: Destination): Promise<ImportReport> =>
  inOne(store, to, async (sql) => {
    await write(sql, to, await findTargets(sql, to));
    return reportOf(to.table);
  });

export interface SyncReport extends ImportReport {
  /** Left the watchlist, because the list does not have them any more. */
  readonly removed: readonly { readonly platform: Platform; readonly externalId: string; readonly label: string | null }[];
}

/** A list that would take the greater part from a watchlist of so many is more likely a mistake than a wish. */
const guardedFrom = 10;

/**
 * Makes a watchlist the image of a list: like {@link importTargets}, and what the list does not have leaves the watchlist; it stays a target with its
 * history. Throws TDM_SERVICE_ANSWER, with nothing changed, for a list that would leave nothing, or less than half, unless `allowRemovals`.
 */
export const mirrorTargets = (
  store: Store,
  to: Destination & { readonly url: string; readonly allowRemovals?: boolean },
): Promise<SyncReport> =>
  inOne(store, to, async (sql) => {
    const targets = await findTargets(sql, to);
    const watchlistId = await ensureWatchlist(sql, to.workspaceId, to.watchlist);
    const [count] = await sql.query<{ listed: number; staying: number }>(countStaying(watchlistId, targets));
    const { listed, staying } = count!;
    const isShrunk = (listed > 0 && targets.length === 0) || (listed >= guardedFrom && staying < listed / 2);
    if (isShrunk && !to.allowRemovals)
      throw new TidemarkError('TDM_SERVICE_ANSWER', {
        url: to.url,
        reason: `of the ${listed} targets of the watchlist "${to.watchlist}" it would leave ${staying}`,
        advice: 'check the service; if it is right, run the same command with --allow-removals',
      });
    await write(sql, to, targets);
    const gone = await sql.query<{ platform: Platform; external_id: string; label: string | null }>(removeOthers(watchlistId, targets));
    return {
      ...reportOf(to.table),
      removed: gone.map(({ platform, external_id, label }) => ({ platform, externalId: external_id, label })),
    };
  });

const takenBack = new Error('a dry run is taken back');

const inOne = async <T>(store: Store, { workspaceId, dryRun = false }: Destination, work: (sql: Sql) => Promise<T>): Promise<T> => {
  let result: T | undefined;
  try {
    await store.transaction(async (sql) => {
      await sql.query(holdTargets(workspaceId));
      await sql.query(joinByHashing);
      result = await work(sql);
      if (dryRun) throw takenBack;
      crashPoint('import.before-commit');
    });
  } catch (error) {
    if (error !== takenBack) throw error;
  }
  crashPoint('import.after-commit');
  return result!;
};

/** Targets of one statement: enough to be quick, few enough that they are not felt in memory on their way. */
const batch = 5000;

function* batchesOf(targets: readonly WantedTarget[]): Generator<readonly WantedTarget[]> {
  for (let at = 0; at < targets.length; at += batch) yield targets.slice(at, at + batch);
}

/** The targets of a table, each once, under the ids they are watched by already where they are; their rows are then `known`. */
const findTargets = async (sql: Sql, { workspaceId, table }: Destination): Promise<readonly WantedTarget[]> => {
  const targets = table.reports.filter((report): report is WantedTarget => report.status === 'accepted');
  const rows = await sql.query<{ n: number; external_id: string }>(findKnown(workspaceId, targets));
  for (const { n, external_id: externalId } of rows) {
    const target = targets[n]!;
    target.status = 'known';
    if (externalId !== target.externalId) target.externalId = externalId;
  }
  return targets;
};

const write = async (sql: Sql, { workspaceId, watchlist }: Destination, targets: readonly WantedTarget[]): Promise<void> => {
  await ensureWatchlist(sql, workspaceId, watchlist);
  for (const some of batchesOf(targets)) await addTargets(sql, { workspaceId, targets: some, watchlist });
};

const reportOf = ({ reports }: TargetTable): ImportReport => {
  const sums = { accepted: 0, known: 0, duplicated: 0, refused: 0 };
  for (const { status } of reports) sums[status] += 1;
  return { ...sums, reports };
};
