import { isoOf, TidemarkError } from '../../domain/index.ts';
import type { Instant } from '../../domain/index.ts';
import type { Sql, Store } from '../../store/index.ts';
import type { Interval } from '../definition.ts';
import { calendarOf } from './calendar.ts';
import { due } from './due.ts';
import type { PassedOver } from './due.ts';
import { databaseNow, keyOf, scheduleOf } from './schedule.ts';
import type { Schedule, ScheduleRow } from './schedule.ts';

export interface TickOptions {
  readonly store: Store;
  /** Stands for the database's clock in tests. */
  readonly now?: () => Instant;
  /** Creates the run in the transaction it is given; returns its id, or null when the schedule has a run for that interval already. */
  readonly plan: (sql: Sql, schedule: Schedule, interval: Interval) => Promise<string | null>;
}

/** What one look at the schedules came to. */
export interface TickReport {
  readonly planned: readonly { readonly schedule: string; readonly interval: Interval; readonly runId: string }[];
  readonly passedOver: readonly ({ readonly schedule: string } & PassedOver)[];
  /** Schedules that cannot be read, or whose run could not be created. They are tried again at every tick. */
  readonly failed: readonly { readonly schedule: string; readonly error: TidemarkError }[];
  /** When the next one is due; null when none is. */
  readonly nextAt: Instant | null;
}

/**
 * Plans what is due, by the database's clock, each schedule in a transaction of its own: the runs it creates and how far it is planned are
 * written together or not at all. Safe to call from any number of processes at once: one that finds a schedule in another's hands leaves it to
 * that one, and a second run for an interval is refused by the database. Cheap when nothing is due: three statements.
 *
 * Throws only what concerns all schedules, such as TDM_DATABASE_LOST.
 */
export const tick = async ({ store, now: clock, plan }: TickOptions): Promise<TickReport> => {
  const now = clock?.() ?? (await databaseNow(store));
  const planned: TickReport['planned'][number][] = [];
  const passedOver: TickReport['passedOver'][number][] = [];
  const failed: TickReport['failed'][number][] = [];
  for (const { id, pipeline, name } of await store.query<{ id: string; pipeline: string; name: string }>(dueNow(now))) {
    const schedule = keyOf({ pipeline, name });
    try {
      const done = await store.transaction((sql) => planSchedule(sql, id, now, plan));
      planned.push(...done.runs.map((run) => ({ schedule, ...run })));
      if (done.passedOver) passedOver.push({ schedule, ...done.passedOver });
    } catch (error) {
      if (!(error instanceof TidemarkError) || concernsAll.has(error.code)) throw error;
      failed.push({ schedule, error });
    }
  }
  const [next] = await store.query<{ at: Date | null }>(
    'select min(next_at) as at from schedule where paused_at is null and rests is null',
  );
  return { planned, passedOver, failed, nextAt: next!.at?.getTime() ?? null };
};

const concernsAll = new Set<string>(['TDM_DATABASE_LOST', 'TDM_DISK_FULL']);

const isDue = 'paused_at is null and rests is null and (next_at is null or next_at <= to_timestamp($1::float8 / 1000))';

const dueNow = (now: Instant) => ({
  text: `select id::text as id, pipeline, name from schedule where ${isDue} order by next_at, id`,
  values: [now],
});

interface Planned {
  readonly runs: { readonly interval: Interval; readonly runId: string }[];
  readonly passedOver: PassedOver | null;
}

const planSchedule = async (sql: Sql, id: string, now: Instant, plan: TickOptions['plan']): Promise<Planned> => {
  const [row] = await sql.query<ScheduleRow>({
    text: `select * from schedule where id = $2 and ${isDue} for update skip locked`,
    values: [now, id],
  });
  const runs: Planned['runs'] = [];
  // Another scheduler has it, or had it.
  if (!row) return { runs, passedOver: null };
  const schedule = scheduleOf(row);
  const { starts, passedOver, plannedUntil, next } = due(calendarOf(schedule.definition, keyOf(schedule)), id, schedule.plannedUntil, now);
  const newest = starts.at(-1);
  let done = newest ? await plannedBefore(sql, id, newest.interval.end) : -Infinity;
  for (const { interval } of starts) {
    // Since a change of its line the interval may reach back into one that has its run already.
    const rest = { start: Math.max(interval.start, done), end: interval.end };
    if (rest.start >= rest.end) continue;
    const runId = await plan(sql, schedule, rest);
    if (runId !== null) runs.push({ interval: rest, runId });
    done = rest.end;
  }
  await sql.query({
    text: 'update schedule set planned_until = to_timestamp($2::float8 / 1000), next_at = to_timestamp($3::float8 / 1000) where id = $1',
    values: [id, plannedUntil, next?.at ?? null],
  });
  return { runs, passedOver };
};

/** The end of the newest run that begins before an instant. Later ones are of a clock that was ahead, and keep nothing from running. */
const plannedBefore = async (sql: Sql, scheduleId: string, instant: Instant): Promise<Instant> => {
  const [row] = await sql.query<{ interval_end: Date }>({
    text: `
      select interval_end from pipeline_run
      where schedule_id = $1 and interval_start < to_timestamp($2::float8 / 1000)
      order by interval_start desc limit 1`,
    values: [scheduleId, instant],
  });
  return row?.interval_end.getTime() ?? -Infinity;
};

/** One sentence for the log. */
export const passedOverText = ({ schedule, count, more, from, until }: TickReport['passedOver'][number]): string =>
  `${schedule}: ${more ? 'more than ' : ''}${count} ${count === 1 ? 'run was' : 'runs were'} missed and not caught up, due from ${isoOf(from)} to ${isoOf(until)}`;
