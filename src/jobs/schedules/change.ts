import { TidemarkError } from '../../domain/index.ts';
import type { Instant } from '../../domain/index.ts';
import type { Sql, Store } from '../../store/index.ts';
import type { ParameterValues, PipelineDefinition, ScheduleDefinition } from '../definition.ts';
import { calendarOf } from './calendar.ts';
import { due } from './due.ts';
import { checkParameters } from './parameters.ts';
import { databaseNow, keyOf, ownName, requireSchedule, scheduleOf } from './schedule.ts';
import type { Schedule, ScheduleRow } from './schedule.ts';

/** Whose schedule is meant. `now` stands for the database's clock in tests. */
export interface ScheduleChoice {
  readonly workspaceId: string;
  /** `webtoons-daily/mondays`, or `webtoons-daily` for its own one. */
  readonly key: string;
  readonly now?: Instant;
}

export interface NewSchedule {
  readonly workspaceId: string;
  readonly pipeline: PipelineDefinition;
  readonly name: string;
  readonly definition: ScheduleDefinition;
  readonly parameters?: ParameterValues;
  readonly now?: Instant;
}

/**
 * Adds a schedule, which begins from now. Throws TDM_SCHEDULE_INVALID, TDM_PARAMETER_INVALID, and TDM_SCHEDULE_EXISTS when there is one of that
 * name.
 */
export const addSchedule = (store: Store, schedule: NewSchedule): Promise<Schedule> =>
  store.transaction(async (sql) => {
    const added = await insert(sql, schedule);
    if (!added) throw new TidemarkError('TDM_SCHEDULE_EXISTS', { schedule: keyOf({ ...schedule, pipeline: schedule.pipeline.name }) });
    return added;
  });

/** What is changed; the rest stays. */
export interface ScheduleChange extends ScheduleChoice {
  readonly pipeline: PipelineDefinition;
  readonly definition?: Partial<ScheduleDefinition>;
  readonly parameters?: ParameterValues;
  /** What its file says now, for one that is to follow it again. */
  readonly file?: ScheduleDefinition;
}

/**
 * Changes a schedule. A new line or zone counts from now: what the old one has still to begin is not begun. Everything else holds at once, for what
 * waits for the end of quiet hours, too. Throws TDM_SCHEDULE_UNKNOWN, TDM_SCHEDULE_INVALID, TDM_PARAMETER_INVALID.
 */
export const changeSchedule = (store: Store, change: ScheduleChange): Promise<Schedule> =>
  store.transaction(async (sql) => {
    const old = await requireSchedule(sql, change.workspaceId, change.key);
    const definition = { ...old.definition, ...change.definition };
    const parameters = { ...old.parameters, ...change.parameters };
    checkParameters(change.pipeline, parameters);
    const { file } = change;
    if (file) await sql.query({ text: 'update schedule set file = $2 where id = $1', values: [old.id, JSON.stringify(file)] });
    return await writeDefinition(sql, old, { definition, parameters, now: change.now });
  });

/** Writes what a locked schedule says from now on. Throws TDM_SCHEDULE_INVALID. */
export const writeDefinition = async (
  sql: Sql,
  old: Schedule,
  { definition, parameters, now }: { definition: ScheduleDefinition; parameters: ParameterValues; now: Instant | undefined },
): Promise<Schedule> => {
  calendarOf(definition, keyOf(old));
  const { cron, zone, jitterMs, quiet, catchUp } = definition;
  const [row] = await sql.query<ScheduleRow>({
    text: `
      update schedule set cron = $2, zone = $3, jitter_ms = $4, quiet_from = $5, quiet_to = $6, catch_up = $7, parameters = $8,
        planned_until = case when $9 then greatest(planned_until, to_timestamp($10::float8 / 1000)) else planned_until end, changed_at = now()
      where id = $1 returning *`,
    values: [
      ...[old.id, cron, zone, jitterMs, quiet?.from ?? null, quiet?.to ?? null, String(catchUp), JSON.stringify(parameters)],
      cron !== old.definition.cron || zone !== old.definition.zone,
      now ?? (await databaseNow(sql)),
    ],
  });
  return await writeNext(sql, scheduleOf(row!));
};

/** Nothing of it is planned until it is resumed. What was planned goes on. Throws TDM_SCHEDULE_UNKNOWN. */
export const pauseSchedule = (store: Store, { workspaceId, key, now }: ScheduleChoice): Promise<Schedule> =>
  store.transaction(async (sql) => {
    const { id } = await requireSchedule(sql, workspaceId, key);
    const [row] = await sql.query<ScheduleRow>({
      text: `
        update schedule set paused_at = coalesce(paused_at, to_timestamp($2::float8 / 1000)), next_at = null, changed_at = now()
        where id = $1 returning *`,
      values: [id, now ?? (await databaseNow(sql))],
    });
    return scheduleOf(row!);
  });

/** Whether a schedule was planned by a clock that was ahead by more than a day. It rests until then, or until a person resumes it. */
export const isPlannedAhead = (plannedUntil: Instant, now: Instant): boolean => plannedUntil > now + 86_400_000;

/**
 * Lets a paused schedule go on. What fell into the pause is caught up by its policy, as if nobody had scheduled meanwhile; under `none` it goes
 * on from now, without the grace for what is just late: a person said that it should not run. One that is planned far ahead, by a clock that was
 * wrong, goes on from now, too. Throws TDM_SCHEDULE_UNKNOWN, TDM_SCHEDULE_INVALID.
 */
export const resumeSchedule = (store: Store, { workspaceId, key, now }: ScheduleChoice): Promise<Schedule> =>
  store.transaction(async (sql) => {
    const { id, definition, pausedAt, plannedUntil, ...rest } = await requireSchedule(sql, workspaceId, key);
    calendarOf(definition, keyOf(rest));
    const time = now ?? (await databaseNow(sql));
    const [row] = await sql.query<ScheduleRow>({
      text: `
        update schedule set paused_at = null, changed_at = now(),
          planned_until = case when $3 then to_timestamp($2::float8 / 1000) else planned_until end
        where id = $1 returning *`,
      values: [id, time, (pausedAt !== null && definition.catchUp === 'none' && plannedUntil < time) || isPlannedAhead(plannedUntil, time)],
    });
    return await writeNext(sql, scheduleOf(row!));
  });

/**
 * Removes a schedule; its runs stay. The own one of a pipeline that still brings it along (`isOwn`) would be declared again and can only be paused:
 * TDM_SCHEDULE_OWN. Throws TDM_SCHEDULE_UNKNOWN.
 */
export const removeSchedule = (store: Store, { workspaceId, key, isOwn }: ScheduleChoice & { readonly isOwn: boolean }): Promise<void> =>
  store.transaction(async (sql) => {
    const schedule = await requireSchedule(sql, workspaceId, key);
    if (isOwn && schedule.name === ownName) throw new TidemarkError('TDM_SCHEDULE_OWN', { schedule: keyOf(schedule) });
    await sql.query({ text: 'delete from schedule where id = $1', values: [schedule.id] });
  });

/**
 * Writes the schedule that each pipeline brings along as its row `default`, once: what stands there already follows its file, or the operator
 * ({@link followFiles}). Returns the ones that are new. A definition that cannot be read is in `invalid` and harms no other.
 */
export const declareSchedules = async (
  store: Store,
  pipelines: readonly PipelineDefinition[],
  { workspaceId, now }: { readonly workspaceId: string; readonly now?: Instant },
): Promise<{ readonly declared: Schedule[]; readonly invalid: { readonly pipeline: string; readonly error: TidemarkError }[] }> => {
  const declared: Schedule[] = [];
  const invalid: { pipeline: string; error: TidemarkError }[] = [];
  for (const pipeline of pipelines) {
    const { schedule: definition } = pipeline;
    if (definition === null) continue;
    try {
      const time = now === undefined ? {} : { now };
      const added = await store.transaction((sql) => insert(sql, { workspaceId, pipeline, name: ownName, definition, ...time }, true));
      if (added) declared.push(added);
    } catch (error) {
      if (!(error instanceof TidemarkError && error.code === 'TDM_SCHEDULE_INVALID')) throw error;
      invalid.push({ pipeline: pipeline.name, error });
    }
  }
  return { declared, invalid };
};

/** Without a slash, which parts it from its pipeline. */
const namePattern = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

/** Null: there is one of that name. */
const insert = async (sql: Sql, schedule: NewSchedule, isOwn = false): Promise<Schedule | null> => {
  const { workspaceId, pipeline, name, definition, parameters = {}, now } = schedule;
  const key = keyOf({ pipeline: pipeline.name, name });
  if (!namePattern.test(name))
    throw new TidemarkError('TDM_SCHEDULE_INVALID', {
      schedule: key,
      reason: 'a name is letters, digits, spaces, dots and dashes, up to 64',
    });
  calendarOf(definition, key);
  checkParameters(pipeline, parameters);
  const { cron, zone, jitterMs, quiet, catchUp } = definition;
  const [row] = await sql.query<ScheduleRow>({
    text: `
      insert into schedule (workspace_id, pipeline, name, cron, zone, jitter_ms, quiet_from, quiet_to, catch_up, parameters, planned_until,
        paused_at, file)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11::float8 / 1000),
        case when $12 then to_timestamp($11::float8 / 1000) end, $13)
      on conflict do nothing
      returning *`,
    values: [
      ...[workspaceId, pipeline.name, name, cron, zone, jitterMs, quiet?.from ?? null, quiet?.to ?? null],
      ...[String(catchUp), JSON.stringify(parameters), now ?? (await databaseNow(sql))],
      definition.paused ?? false,
      isOwn ? JSON.stringify(definition) : null,
    ],
  });
  return row ? await writeNext(sql, scheduleOf(row)) : null;
};

/** Says when a schedule begins next; one that is paused or rests does not. */
export const writeNext = async (sql: Sql, schedule: Schedule): Promise<Schedule> => {
  if (schedule.pausedAt !== null || schedule.rests !== null) return schedule;
  const calendar = calendarOf(schedule.definition, keyOf(schedule));
  const nextAt = due(calendar, schedule.id, schedule.plannedUntil, schedule.plannedUntil).next?.at ?? null;
  await sql.query({
    text: 'update schedule set next_at = to_timestamp($2::float8 / 1000) where id = $1',
    values: [schedule.id, nextAt],
  });
  return { ...schedule, nextAt };
};
