import { TidemarkError } from '../../domain/index.ts';
import type { Instant } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import type { ParameterValues, ScheduleDefinition } from '../definition.ts';

/** The schedule that a pipeline brings along. */
export const ownName = 'default';

/** A schedule as it stands in the database. */
export interface Schedule {
  readonly id: string;
  readonly workspaceId: string;
  readonly pipeline: string;
  readonly name: string;
  /** As it was written down; whether it can be read is another question ({@link calendarOf}). */
  readonly definition: ScheduleDefinition;
  readonly parameters: ParameterValues;
  readonly pausedAt: Instant | null;
  /** The end of the last interval that was planned or passed over. */
  readonly plannedUntil: Instant;
  /** When the next run begins; null while paused, resting or unreadable. */
  readonly nextAt: Instant | null;
  /** What the pipeline's file says of its own schedule; null where it says nothing, or nobody has looked yet. */
  readonly file: ScheduleDefinition | null;
  /** Why nothing is planned though it is not paused. */
  readonly rests: ScheduleRest | null;
}

/** Its file is gone, cannot be used, or brings no schedule any more. */
export type ScheduleRest = 'pipeline' | 'broken' | 'schedule';

/** Whether two say the same. Being paused is no part of it: that counts when a schedule is first seen. */
export const isSameDefinition = (one: ScheduleDefinition, other: ScheduleDefinition): boolean => textOf(one) === textOf(other);

const textOf = ({ cron, zone, jitterMs, quiet, catchUp }: ScheduleDefinition): string =>
  JSON.stringify([cron, zone, jitterMs, quiet && [quiet.from, quiet.to], String(catchUp)]);

/** Whether the operator has changed what the file says. Such a schedule stays as it is when the file is edited. */
export const isChanged = ({ definition, file }: Pick<Schedule, 'definition' | 'file'>): boolean =>
  file !== null && !isSameDefinition(definition, file);

/** How people name a schedule: `webtoons-daily/mondays`. */
export const keyOf = ({ pipeline, name }: Pick<Schedule, 'pipeline' | 'name'>): string => `${pipeline}/${name}`;

export interface ScheduleRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly pipeline: string;
  readonly name: string;
  readonly cron: string;
  readonly zone: string;
  readonly jitter_ms: string;
  readonly quiet_from: string | null;
  readonly quiet_to: string | null;
  readonly catch_up: string;
  readonly parameters: ParameterValues;
  readonly paused_at: Date | null;
  readonly planned_until: Date;
  readonly next_at: Date | null;
  readonly file: ScheduleDefinition | null;
  readonly rests: ScheduleRest | null;
}

export const scheduleOf = (row: ScheduleRow): Schedule => ({
  id: row.id,
  workspaceId: row.workspace_id,
  pipeline: row.pipeline,
  name: row.name,
  definition: {
    cron: row.cron,
    zone: row.zone,
    jitterMs: Number(row.jitter_ms),
    quiet: row.quiet_from === null && row.quiet_to === null ? null : { from: row.quiet_from ?? '', to: row.quiet_to ?? '' },
    catchUp: readCatchUp(row.catch_up),
  },
  parameters: row.parameters,
  pausedAt: row.paused_at?.getTime() ?? null,
  plannedUntil: row.planned_until.getTime(),
  nextAt: row.next_at?.getTime() ?? null,
  file: row.file,
  rests: row.rests,
});

/** `last` or `5` as a policy. What is neither is left as it is, for {@link calendarOf} to name. */
export const readCatchUp = (text: string): ScheduleDefinition['catchUp'] =>
  /^\d+$/.test(text) ? Number(text) : (text as ScheduleDefinition['catchUp']);

/** All schedules of a workspace by pipeline and name, or those of one pipeline. */
export const listSchedules = async (sql: Sql, workspaceId: string, pipeline: string | null = null): Promise<Schedule[]> => {
  const rows = await sql.query<ScheduleRow>({
    text: 'select * from schedule where workspace_id = $1 and ($2::text is null or pipeline = $2) order by pipeline, name',
    values: [workspaceId, pipeline],
  });
  return rows.map(scheduleOf);
};

/** The schedule of that key; of a pipeline's name alone, its own one. Locked until the end of the transaction. Throws TDM_SCHEDULE_UNKNOWN. */
export const requireSchedule = async (sql: Sql, workspaceId: string, key: string): Promise<Schedule> => {
  const [pipeline, ...rest] = key.split('/');
  const [row] = await sql.query<ScheduleRow>({
    text: 'select * from schedule where workspace_id = $1 and pipeline = $2 and name = $3 for update',
    values: [workspaceId, pipeline, rest.length === 0 ? ownName : rest.join('/')],
  });
  if (!row) throw new TidemarkError('TDM_SCHEDULE_UNKNOWN', { schedule: key });
  return scheduleOf(row);
};

/** What the database's clock says. Schedulers on several machines have only that one in common. */
export const databaseNow = async (sql: Sql): Promise<Instant> => {
  const [row] = await sql.query<{ now: Date }>('select clock_timestamp() as now');
  return row!.now.getTime();
};
