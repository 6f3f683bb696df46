import { crashPoint } from '../../store/index.ts';
import type { Sql } from '../../store/index.ts';
import { retryDeadlock } from '../retry-deadlock.ts';
import { listFrames, nextFrames } from '../sql/rebuild-frames.ts';
import type { ListedFrame } from '../sql/rebuild-frames.ts';
import { addRecords, changeRecords, countMoves, cutRecords, holdCommits, keepRecords, removeRecords } from '../sql/rebuild-records.ts';
import type { KeyRange, RecordKey } from '../sql/rebuild-records.ts';
import { forgetAllTotals } from '../sql/rebuild-runs.ts';
import { rowsBy } from './context.ts';
import type { Rebuilding } from './context.ts';
import { readFrame } from './read-frame.ts';
import { stageRecords, stageUnread } from './stage.ts';

/** Records in one transaction: some 0.2 s, in which commits of pages wait. */
const recordsAtOnce = 5000;

/**
 * Puts the gathered records in the place of the old ones, part by part. Each part is a transaction that holds commits off, reads what was
 * committed since, and so never puts an older value over a newer one.
 */
export const replaceRecords = async (rebuilding: Rebuilding): Promise<void> => {
  const { session, store, source, whole, report, onEvent } = rebuilding;
  const { schema } = store;
  const { platform } = source;
  await session.query('analyze pg_temp.record');
  const isLenient = (): boolean => report.damaged.length > 0 || Object.keys(report.unread).length > 0;
  if (isLenient()) await session.query(keepRecords(schema, platform));
  const cuts = await session.query<RecordKey>(cutRecords(recordsAtOnce));
  const ranges = [null, ...cuts].map((after, n): KeyRange => ({ after, upTo: cuts[n] ?? null }));
  for (const [n, range] of ranges.entries()) {
    const changes = await retryDeadlock(() =>
      session.transaction(async (sql) => {
        await sql.query(holdCommits(schema));
        if (await catchUp(sql, rebuilding)) await sql.query(keepRecords(schema, platform));
        const lenient = isLenient();
        const removed = lenient ? 0 : await rowsBy(sql, removeRecords(schema, platform, range, whole));
        const moved = await rowsBy(sql, countMoves(schema, platform, range));
        const changed = await rowsBy(sql, changeRecords(schema, platform, range, lenient));
        const added = await rowsBy(sql, addRecords(schema, platform, range));
        if (removed + moved + added > 0) await sql.query(forgetAllTotals(schema, platform));
        crashPoint('rebuild.before-records');
        return { removed, changed, added };
      }),
    );
    crashPoint('rebuild.after-records');
    for (const what of ['added', 'changed', 'removed'] as const) report.records[what] += changes[what];
    onEvent({ type: 'records', platform, done: n + 1, total: ranges.length });
  }
  const [counted] = await session.query<{ rows: number }>('select count(*)::int as rows from pg_temp.record');
  report.records.rows = counted!.rows;
};

/** Reads what was committed since the frames were listed last. Its rows are as today's parsers made them; only the records have to go on from it. True when some of it could not be read. */
const catchUp = async (sql: Sql, rebuilding: Rebuilding): Promise<boolean> => {
  const { store, source, frames, report } = rebuilding;
  const fresh = await sql.query<{ n: string }>(listFrames(store.schema, source.platform, 'none'));
  if (fresh.length === 0) return false;
  let isUnread = false;
  const first = fresh.map(({ n }) => BigInt(n)).reduce((least, n) => (n < least ? n : least));
  const late = await sql.query<ListedFrame>(nextFrames(String(first - 1n), false, fresh.length));
  for (const frame of late) {
    const read = await readFrame(store, source, frames, frame);
    await stageRecords(sql, rebuilding, read);
    await stageUnread(sql, rebuilding, read);
    isUnread ||= read.damage !== null || read.unread.length > 0;
    report.frames += 1;
    report.exchanges += frame.exchanges;
  }
  return isUnread;
};
