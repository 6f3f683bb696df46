import { TidemarkError } from '../domain/index.ts';
import type { Sql, Store } from '../store/index.ts';
import { advance } from './advance.ts';
import type { LedgerHooks } from './advance.ts';
import type { Interval, ParameterValues, PipelineDefinition, RunReason } from './definition.ts';
import type { Queue } from './queue.ts';
import { lockRun, runColumns, stepsOf } from './sql/runs.ts';
import type { RunRow, StepRow } from './sql/runs.ts';

/** Backfills go behind everything fresh. */
const priorities: Readonly<Record<RunReason, number>> = { schedule: 10, person: 10, pipeline: 10, rerun: 10, backfill: 0 };

export interface RunRequest {
  readonly workspace: string;
  readonly definition: PipelineDefinition;
  /** Of the code. */
  readonly version: string;
  readonly interval: Interval;
  readonly reason: RunReason;
  readonly parameters: ParameterValues;
  /** What held when it began, for whoever asks later. Never a secret. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly scheduleId?: string;
  readonly repeats?: string;
  readonly parent?: { readonly runId: string; readonly step: string };
  /** Steps that need not be done again. */
  readonly doneSteps?: readonly string[];
  /** Instead of the one of the run that begins it, or that goes with the reason. */
  readonly priority?: number;
}

/**
 * Writes a run and puts its first steps into the queue, in the caller's transaction. Null: this schedule has a run for this interval already, or
 * this step of this parent has begun its run.
 *
 * Throws TDM_POOL_UNKNOWN, and TDM_PIPELINE_CIRCLE for a pipeline that has begun the run that begins it.
 */
export const createRun = async (sql: Sql, queue: Queue, request: RunRequest, hooks: LedgerHooks = {}): Promise<string | null> => {
  const { definition, interval, reason, parent, doneSteps = [] } = request;
  await requirePools(sql, definition);
  const above = parent ? await runsAbove(sql, definition.name, parent.runId) : [];
  const [run] = await sql.query<RunRow>({
    name: 'jobs_create_run',
    text: `
      insert into pipeline_run (workspace_id, pipeline, definition, version, interval_start, interval_end, reason, schedule_id, repeats,
        parent_run, parent_step, parameters, settings, priority)
      select $1, $2, $3, $4, to_timestamp($5::float8 / 1000), to_timestamp($6::float8 / 1000), $7, $8, $9, $10, $11, $12, $13, $14
      where $10::bigint is null or not exists (
        select from pipeline_run where parent_run = $10::bigint and parent_step = $11 and id is distinct from $9::bigint)
      on conflict do nothing
      returning ${runColumns}`,
    values: [
      ...[request.workspace, definition.name, JSON.stringify(definition), request.version, interval.start, interval.end, reason],
      ...[request.scheduleId ?? null, request.repeats ?? null, parent?.runId ?? null, parent?.step ?? null],
      ...[
        JSON.stringify(request.parameters),
        JSON.stringify(request.settings ?? {}),
        request.priority ?? above[0]?.priority ?? priorities[reason],
      ],
    ],
  });
  if (!run) return null;
  await sql.query({
    name: 'jobs_create_steps',
    text: `
      insert into pipeline_step (run_id, step, place, state, ended_at)
      select $1, step, place, case when step = any ($3) then 'done' else 'blocked' end, case when step = any ($3) then now() end
      from unnest($2::text[]) with ordinality as each (step, place)`,
    values: [run.id, definition.steps.map(({ name }) => name), doneSteps],
  });
  await advance(sql, queue, run, hooks);
  return run.id;
};

const requirePools = async (sql: Sql, { steps }: PipelineDefinition): Promise<void> => {
  const known = (await sql.query<{ name: string }>('select name from pool order by name')).map(({ name }) => name);
  const unknown = steps.find(({ pool }) => !known.includes(pool));
  if (unknown) throw new TidemarkError('TDM_POOL_UNKNOWN', { pool: unknown.pool, known: known.join(', ') });
};

interface RunAbove {
  readonly pipeline: string;
  readonly priority: number;
}

/**
 * The run that begins this pipeline, the one that began that one, and so on. Names of pipelines may come from parameters, so that no file tells where they
 * lead: what is under way does. Throws TDM_PIPELINE_CIRCLE.
 */
const runsAbove = async (sql: Sql, pipeline: string, parentId: string): Promise<RunAbove[]> => {
  const above = await sql.query<RunAbove>({
    text: `
      with recursive above (id, pipeline, priority, parent_run, level) as (
        select id, pipeline, priority, parent_run, 1 from pipeline_run where id = $1
        union all
        select r.id, r.pipeline, r.priority, r.parent_run, level + 1 from pipeline_run r join above on r.id = above.parent_run
      )
      select pipeline, priority from above order by level`,
    values: [parentId],
  });
  const at = above.findIndex((each) => each.pipeline === pipeline);
  if (at < 0) return above;
  const names = above.slice(0, at + 1).map((each) => each.pipeline);
  throw new TidemarkError('TDM_PIPELINE_CIRCLE', { pipeline, way: [...names.toReversed(), pipeline].join(' -> ') });
};

/**
 * Cancels a run and what it began: what waits is taken out of the queue at once, handlers at work stop at their next page. Throws TDM_RUN_UNKNOWN, and
 * TDM_RUN_OVER when it has ended.
 */
export const cancelRun = (store: Store, queue: Queue, runId: string, hooks: LedgerHooks = {}): Promise<void> =>
  store.transaction(async (sql) => {
    // All runs are locked before any of them is changed: the end of one that was begun wants the step that waits for it.
    const open: RunRow[] = [];
    const lock = async (id: string): Promise<void> => {
      const [run] = await sql.query<RunRow>(lockRun(id));
      if (!run) throw new TidemarkError('TDM_RUN_UNKNOWN', { run: id });
      if (run.state !== 'queued' && run.state !== 'running') {
        if (id === runId) throw new TidemarkError('TDM_RUN_OVER', { run: id, state: run.state });
        return;
      }
      open.push(run);
      const children = await sql.query<{ id: string }>({
        text: 'select id::text as id from pipeline_run where parent_run = $1',
        values: [id],
      });
      for (const child of children) await lock(child.id);
    };
    await lock(runId);
    for (const run of open) {
      await sql.query({
        text: 'update pipeline_run set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = $1',
        values: [run.id],
      });
      await advance(sql, queue, { ...run, cancel_requested_at: run.cancel_requested_at ?? new Date() }, hooks);
    }
  });

/** Which steps of a run are done again: all, those from one step on, or those that are not done. */
export interface RerunChoice {
  readonly runId: string;
  readonly from?: string;
  readonly failedOnly?: boolean;
  readonly version: string;
}

/**
 * Begins a new run for the interval and with the parameters of an earlier one. Throws TDM_RUN_UNKNOWN, TDM_STEP_UNKNOWN, and TDM_RUN_OPEN when the
 * earlier one has not ended.
 */
export const rerun = (store: Store, queue: Queue, choice: RerunChoice, hooks: LedgerHooks = {}): Promise<string> =>
  store.transaction(async (sql) => {
    const { runId, from, failedOnly = false, version } = choice;
    const [run] = await sql.query<RunRow & { workspace_id: string; settings: Record<string, unknown> }>({
      text: `select *, id::text as id from pipeline_run where id::text = $1 for update`,
      values: [runId],
    });
    if (!run) throw new TidemarkError('TDM_RUN_UNKNOWN', { run: runId });
    if (run.state === 'queued' || run.state === 'running') throw new TidemarkError('TDM_RUN_OPEN', { run: runId });
    const { definition } = run;
    const done = (await sql.query<StepRow>(stepsOf(runId))).filter(({ state }) => state === 'done').map(({ step }) => step);
    const again =
      from === undefined ? (failedOnly ? new Set<string>() : new Set(definition.steps.map(({ name }) => name))) : behind(definition, from);
    const id = await createRun(
      sql,
      queue,
      {
        ...{ workspace: run.workspace_id, definition, version, reason: 'rerun', repeats: runId },
        interval: { start: run.interval_start.getTime(), end: run.interval_end.getTime() },
        ...{ parameters: run.parameters, settings: run.settings, doneSteps: done.filter((step) => !again.has(step)) },
      },
      hooks,
    );
    return id!;
  });

/** A step and everything that needs it. */
const behind = ({ name, steps }: PipelineDefinition, from: string): Set<string> => {
  if (!steps.some((step) => step.name === from))
    throw new TidemarkError('TDM_STEP_UNKNOWN', { pipeline: name, step: from, known: steps.map((step) => step.name).join(', ') });
  const reached = new Set([from]);
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const step of steps) if (step.needs.some((need) => reached.has(need))) reached.add(step.name);
  }
  return reached;
};
