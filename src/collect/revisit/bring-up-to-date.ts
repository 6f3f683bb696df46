import type { Store } from '../../store/index.ts';
import { fetchVisits, lockMemory, markRead, openVisits, unreadRuns, writeMemory } from '../sql/revisit-memory.ts';
import type { MemoryColumns, VisitRow, VisitsOfRun } from '../sql/revisit-memory.ts';
import { remember } from './memory.ts';
import type { RevisitMemory } from './memory.ts';
import type { RevisitedBy } from './visits.ts';

/** Rows that are in hand at once: some megabytes. */
const rowsAtOnce = 10_000;

/**
 * Remembers what the runs since the last call have seen of a platform's targets, run by run, each in a transaction of its own: whoever is killed
 * here leaves whole runs. Visits that are read a second time change nothing, so a run that went on since is simply read again.
 */
export const bringUpToDate = async (store: Store, platform: string, by: RevisitedBy): Promise<void> => {
  type Unread = { readonly id: string; readonly pages: string };
  const unread = await store.query<Unread>(unreadRuns({ platform, stream: by.stream }));
  for (const { id } of unread)
    await store.transaction(async (sql) => {
      await sql.query(lockMemory(platform));
      // Another process may have read it while we waited; and its pages are counted before its visits are read, never after.
      const run = (await sql.query<Unread>(unreadRuns({ platform, stream: by.stream }))).find((each) => each.id === id);
      if (!run) return;
      // All rows will be read: not the plan that has the first of them soonest.
      await sql.query("set local work_mem = '64MB'; set local cursor_tuple_fraction = 1");
      const visits: VisitsOfRun = { runId: id, platform, ...by };
      await sql.query(openVisits(visits));
      for (;;) {
        const rows = await sql.query<VisitRow>(fetchVisits(rowsAtOnce));
        if (rows.length > 0) await sql.query(writeMemory(visits, columnsOf(rows)));
        if (rows.length < rowsAtOnce) break;
      }
      await sql.query(markRead(id, run.pages));
    });
};

/** A number that is no number of anything would spoil the plan of all; whoever has it was visited, and it is not remembered. */
const isUsable = (value: number | null): value is number => value !== null && Math.abs(value) <= Number.MAX_SAFE_INTEGER;

const columnsOf = (rows: readonly VisitRow[]): MemoryColumns => {
  const memories = rows.map((row): RevisitMemory => {
    const memory = memoryOf(row);
    return row.day !== null && isUsable(row.value) ? remember(memory, { day: row.day, value: row.value }) : memory;
  });
  return {
    id: rows.map(({ id }) => id),
    newestDay: memories.map(({ newest }) => newest?.day ?? null),
    newestValue: memories.map(({ newest }) => newest?.value ?? null),
    beforeDay: memories.map(({ before }) => before?.day ?? null),
    beforeValue: memories.map(({ before }) => before?.value ?? null),
    surprise: memories.map(({ surprise }) => surprise),
    surprises: memories.map(({ surprises }) => surprises),
    days: memories.map(({ days }) => days),
    movingDays: memories.map(({ movingDays }) => movingDays),
  };
};

/** What is remembered, as it was written. */
const memoryOf = (row: VisitRow): RevisitMemory => {
  const point = (day: number | null, value: number | null) => (day === null || value === null ? null : { day, value });
  return {
    visitedOn: row.newest_day,
    isGone: false,
    newest: point(row.newest_day, row.newest_value),
    before: point(row.before_day, row.before_value),
    surprise: row.surprise ?? 0,
    surprises: row.surprises ?? 0,
    days: row.days ?? 0,
    movingDays: row.moving_days ?? 0,
  };
};
