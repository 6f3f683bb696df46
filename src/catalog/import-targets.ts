import { TidemarkError } from '../domain/index.ts';
import type { Platform } from '../domain/index.ts';
import { crashPoint } from '../store/index.ts';
import type { Sql, Store } from '../store/index.ts';
import { accountsOfBatch } from './importing/reading.ts';
import type { TargetReading, TargetTable } from './importing/reading.ts';
import type { RowReport, WantedTarget } from './importing/read-sheets.ts';
import { countStaying, findKnown, holdTargets, insertNew, removeOthers, renewKnown } from './importing/statements.ts';
import { ensureWatchlist } from './targets.ts';

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
  readonly dryRun?: boolean;
}

/**
 * Puts the targets of a table on a watchlist while the table is still being read, all in one transaction: what cannot be read to its end and a process
 * killed at any instant have imported nothing. New labels win, tags are added to those that are there.
 */
export const importTargets = (
  store: Store,
  to: Destination & { readonly reading: Pick<TargetReading, 'batches' | 'grown' | 'table'> },
): Promise<{ readonly table: TargetTable; readonly report: ImportReport }> =>
  inOne(store, to, async (sql) => {
    const { workspaceId, watchlist, reading } = to;
    const watchlistId = await ensureWatchlist(sql, workspaceId, watchlist);
    for await (const batch of reading.batches()) await write(sql, workspaceId, watchlistId, await resolve(sql, workspaceId, batch));
    for (const batch of batchesOf(reading.grown())) await sql.query(renewKnown(workspaceId, watchlistId, batch));
    const table = await reading.table;
    return { table, report: reportOf(table) };
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
  to: Destination & { readonly table: TargetTable; readonly url: string; readonly allowRemovals?: boolean },
): Promise<SyncReport> =>
  inOne(store, to, async (sql) => {
    const targets = to.table.reports.filter((report): report is WantedTarget => report.status === 'accepted');
    for (const batch of batchesOf(targets)) await resolve(sql, to.workspaceId, batch);
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
    for (const batch of batchesOf(targets)) await write(sql, to.workspaceId, watchlistId, batch);
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
      for (const statement of holdTargets(workspaceId)) await sql.query(statement);
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

function* batchesOf(targets: readonly WantedTarget[]): Generator<readonly WantedTarget[]> {
  for (let at = 0; at < targets.length; at += accountsOfBatch) yield targets.slice(at, at + accountsOfBatch);
}

/** Finds those that are watched already: they are then `known`, under the ids by which they are watched. */
const resolve = async (sql: Sql, workspaceId: string, targets: readonly WantedTarget[]): Promise<readonly WantedTarget[]> => {
  const rows = await sql.query<{ n: number; external_id: string }>(findKnown(workspaceId, targets));
  for (const { n, external_id: externalId } of rows) {
    const target = targets[n]!;
    target.status = 'known';
    if (externalId !== target.externalId) target.externalId = externalId;
  }
  return targets;
};

const write = async (sql: Sql, workspaceId: string, watchlistId: string, targets: readonly WantedTarget[]): Promise<void> => {
  const known = targets.filter(({ status }) => status === 'known');
  if (known.length < targets.length)
    await sql.query(insertNew(workspaceId, watchlistId, known.length === 0 ? targets : targets.filter(({ status }) => status !== 'known')));
  if (known.length > 0) await sql.query(renewKnown(workspaceId, watchlistId, known));
};

const reportOf = ({ reports }: TargetTable): ImportReport => {
  const sums = { accepted: 0, known: 0, duplicated: 0, refused: 0 };
  for (const { status } of reports) sums[status] += 1;
  return { ...sums, reports };
};
