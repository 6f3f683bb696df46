import type { Sql } from '../../store/index.ts';
import { definitionOf, pipelineRunColumns, pipelineRunOf } from './runs.ts';
import type { PipelineRun, PipelineRunRow } from './runs.ts';
import { listSchedules } from './schedules.ts';
import type { PipelineSchedule } from './schedules.ts';
import type { KeptDefinition } from './words.ts';

export interface PipelineSummary {
  readonly name: string;
  readonly title: string;
  readonly schedules: readonly PipelineSchedule[];
  /** The newest runs, newest first. */
  readonly runs: readonly PipelineRun[];
  /** When the next run begins by itself. */
  readonly nextAt: Date | null;
  /** It has schedules, and every one of them is paused. */
  readonly isPaused: boolean;
}

/** A pipeline as this server knows it, run or not. */
export interface KnownPipeline extends KeptDefinition {
  readonly name: string;
}

const newest = 10;

/** Every pipeline of a workspace by name: those that are known here, and those that have a schedule or ever ran. */
export const listPipelines = async (sql: Sql, workspaceId: string, known: readonly KnownPipeline[]): Promise<PipelineSummary[]> => {
  const schedules = await listSchedules(sql, workspaceId);
  const rows = await sql.query<PipelineRunRow & { title: string | null }>({
    text: newestRuns,
    values: [workspaceId, newest, [...known, ...schedules.map(({ pipeline: name }) => ({ name }))].map(({ name }) => name)],
  });
  const names = new Set([
    ...known.map(({ name }) => name),
    ...schedules.map(({ pipeline }) => pipeline),
    ...rows.map((row) => row.pipeline),
  ]);
  return [...names].toSorted().map((name) => {
    const runs = rows.filter((row) => row.pipeline === name);
    const title = known.find((each) => each.name === name)?.title ?? runs[0]?.title ?? name;
    return summaryOf(name, title, schedules, runs.map(pipelineRunOf));
  });
};

export const summaryOf = (
  name: string,
  title: string,
  schedules: readonly PipelineSchedule[],
  runs: readonly PipelineRun[],
): PipelineSummary => {
  const own = schedules.filter(({ pipeline }) => pipeline === name);
  const next = own.flatMap(({ pausedAt, nextAt }) => (pausedAt === null && nextAt !== null ? [nextAt.getTime()] : []));
  return {
    ...{ name, title: title || name, schedules: own, runs },
    nextAt: next.length === 0 ? null : new Date(Math.min(...next)),
    isPaused: own.length > 0 && own.every(({ pausedAt }) => pausedAt !== null),
  };
};

/** A pipeline with the runs of its newest intervals; null when nobody has heard of it. */
export interface PipelineDetail extends PipelineSummary {
  readonly definition: KeptDefinition | null;
  /** One run an interval, the newest where one was repeated; newest first. */
  readonly grid: readonly PipelineRun[];
}

export const findPipeline = async (
  sql: Sql,
  question: { readonly workspaceId: string; readonly name: string; readonly known: readonly KnownPipeline[]; readonly intervals: number },
): Promise<PipelineDetail | null> => {
  const { workspaceId, name, intervals } = question;
  const known = question.known.find((each) => each.name === name);
  const schedules = await listSchedules(sql, workspaceId, name);
  const rows = await sql.query<PipelineRunRow>({ text: grid, values: [workspaceId, name, intervals] });
  if (!known && schedules.length === 0 && rows.length === 0) return null;
  const runs = await sql.query<PipelineRunRow & { definition: unknown }>({ text: newestOfOne, values: [workspaceId, name, newest] });
  const definition = known ?? (runs[0] ? definitionOf(runs[0].definition) : null);
  return {
    ...summaryOf(name, definition?.title ?? name, schedules, runs.map(pipelineRunOf)),
    definition,
    grid: rows.map(pipelineRunOf),
  };
};

// Walks the index pipeline_run_newest from name to name, because `distinct` over it would read every run there ever was.
const newestRuns = `
with recursive names as (
  (select pipeline from pipeline_run order by pipeline limit 1)
  union all
  select (select r.pipeline from pipeline_run r where r.pipeline > names.pipeline order by r.pipeline limit 1) from names where names.pipeline is not null
)
select ${pipelineRunColumns}, r.definition ->> 'title' as title
from (select pipeline from names where pipeline is not null union select unnest($3::text[])) as each (name)
cross join lateral (
  select * from pipeline_run where pipeline = each.name and workspace_id = $1 order by interval_start desc, id desc limit $2
) r
order by r.pipeline, r.interval_start desc, r.id desc`;

const newestOfOne = `
select ${pipelineRunColumns}, r.definition
from pipeline_run r where r.workspace_id = $1 and r.pipeline = $2
order by r.interval_start desc, r.id desc limit $3`;

// Intervals repeat at most as often as runs were repeated: 20 runs for each wanted one bound what is read.
const grid = `
select ${pipelineRunColumns}
from (
  select distinct on (interval_start, interval_end) *
  from (select * from pipeline_run where workspace_id = $1 and pipeline = $2 order by interval_start desc, id desc limit $3 * 20) newest
  order by interval_start desc, interval_end desc, id desc
  limit $3
) r
order by r.interval_start desc, r.id desc`;
