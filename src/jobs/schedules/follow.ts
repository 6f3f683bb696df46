import { TidemarkError } from '../../domain/index.ts';
import type { Instant } from '../../domain/index.ts';
import type { Sql, Store } from '../../store/index.ts';
import type { PipelineDefinition } from '../definition.ts';
import { declareSchedules, writeDefinition, writeNext } from './change.ts';
import { isChanged, isSameDefinition, keyOf, listSchedules, ownName, scheduleOf } from './schedule.ts';
import type { Schedule, ScheduleRest, ScheduleRow } from './schedule.ts';

/** What files have changed about schedules. */
export interface Followed {
  /** Seen for the first time. */
  readonly declared: readonly Schedule[];
  /** Go by what their file says now. */
  readonly changed: readonly Schedule[];
  /** Rest from now on, and why ({@link Schedule.rests}). */
  readonly resting: readonly Schedule[];
  /** Rested and go on. */
  readonly back: readonly Schedule[];
  readonly invalid: readonly { readonly pipeline: string; readonly error: TidemarkError }[];
}

export interface FollowOptions {
  readonly workspaceId: string;
  /** Names of pipelines whose file cannot be used. */
  readonly broken: readonly string[];
  /** Stands for the database's clock in tests. */
  readonly now?: Instant;
}

/**
 * Lets schedules follow the files of their pipelines: a new one is written down; an edit of a pipeline's own schedule is taken over, unless the operator has
 * changed it since; and what has no usable file, or no schedule in it any more, rests until it has. Only for workers: whoever else looks may
 * look into another folder.
 */
export const followFiles = async (store: Store, pipelines: readonly PipelineDefinition[], options: FollowOptions): Promise<Followed> => {
  const { workspaceId, broken, now } = options;
  const { declared, invalid } = await declareSchedules(store, pipelines, { workspaceId, ...(now !== undefined && { now }) });
  const changed: Schedule[] = [];
  const resting: Schedule[] = [];
  const back: Schedule[] = [];
  for (const schedule of await listSchedules(store, workspaceId)) {
    const pipeline = pipelines.find(({ name }) => name === schedule.pipeline);
    if (!isBehind(schedule, pipeline, broken)) continue;
    try {
      const after = await store.transaction((sql) => follow(sql, schedule.id, pipeline, options));
      if (after === null) continue;
      if (!isSameDefinition(after.definition, schedule.definition)) changed.push(after);
      if (after.rests !== schedule.rests) (after.rests === null ? back : resting).push(after);
    } catch (error) {
      if (!(error instanceof TidemarkError && error.code === 'TDM_SCHEDULE_INVALID')) throw error;
      invalid.push({ pipeline: schedule.pipeline, error });
    }
  }
  return { declared, changed, resting, back, invalid };
};

/** The schedule in the file, of a pipeline's own one. */
const inFile = ({ name }: Schedule, pipeline: PipelineDefinition | undefined) => (name === ownName ? (pipeline?.schedule ?? null) : null);

const restOf = (schedule: Schedule, pipeline: PipelineDefinition | undefined, broken: readonly string[]): ScheduleRest | null => {
  if (!pipeline) return broken.includes(schedule.pipeline) ? 'broken' : 'pipeline';
  // One that the operator made or changed is the operator's.
  const isFiles = schedule.name === ownName && schedule.file !== null && !isChanged(schedule);
  return isFiles && pipeline.schedule === null ? 'schedule' : null;
};

const isBehind = (schedule: Schedule, pipeline: PipelineDefinition | undefined, broken: readonly string[]): boolean => {
  const file = inFile(schedule, pipeline);
  return (
    (file !== null && !(schedule.file && isSameDefinition(schedule.file, file))) || schedule.rests !== restOf(schedule, pipeline, broken)
  );
};

/** Null: it is gone, or somebody else has done it. */
const follow = async (
  sql: Sql,
  id: string,
  pipeline: PipelineDefinition | undefined,
  { broken, now }: FollowOptions,
): Promise<Schedule | null> => {
  const [row] = await sql.query<ScheduleRow>({ text: 'select * from schedule where id = $1 for update', values: [id] });
  if (!row) return null;
  let schedule = scheduleOf(row);
  if (!isBehind(schedule, pipeline, broken)) return null;
  const file = inFile(schedule, pipeline);
  if (file !== null && schedule.file !== null && !isChanged(schedule))
    schedule = await writeDefinition(sql, schedule, {
      definition: { ...schedule.definition, ...file },
      parameters: schedule.parameters,
      now,
    });
  // What the operator has changed stays; that the file says something else is kept, so that it can be told and gone back to.
  const said = file ?? schedule.file;
  const [after] = await sql.query<ScheduleRow>({
    text: 'update schedule set file = $2, rests = $3, next_at = null where id = $1 returning *',
    values: [id, said && JSON.stringify(said), restOf({ ...schedule, file: said }, pipeline, broken)],
  });
  return writeNext(sql, scheduleOf(after!));
};

/** One sentence for why a schedule rests. */
export const restText = ({ pipeline, rests }: Pick<Schedule, 'pipeline' | 'rests'>): string =>
  rests === 'pipeline'
    ? `there is no pipeline ${pipeline} any more`
    : rests === 'broken'
      ? `the file of ${pipeline} cannot be used; see: tidemark pipelines list`
      : `the file of ${pipeline} brings no schedule any more`;

/** One sentence for a log: what a file has changed. */
export const followedText = (schedule: Schedule): string =>
  schedule.rests === null
    ? `${keyOf(schedule)} goes by its file: ${schedule.definition.cron} (${schedule.definition.zone})`
    : `${keyOf(schedule)} rests: ${restText(schedule)}`;
