import { z } from 'zod';
import type { Sql } from '../../store/index.ts';

/** A collection with tasks that gave up, which no later one has asked for again. */
export interface FailedTasks {
  readonly runId: string;
  readonly platform: string;
  readonly streams: readonly string[];
  readonly day: string;
  readonly zone: string;
  /** Its day is not over: what failed can still be asked for as part of it. */
  readonly isToday: boolean;
  readonly tasks: number;
  readonly failed: number;
  readonly endedAt: Date | null;
  /** The commonest reason. */
  readonly code: string | null;
  readonly message: string | null;
}

/** Collections of the newest 1,000 that have failed tasks, newest first. */
export const listFailedTasks = async (sql: Sql, workspaceId: string): Promise<FailedTasks[]> =>
  sql.query({ text: list, values: [workspaceId] });

/** What it takes to ask again for what failed in a collection. */
export interface FailedCollection {
  readonly state: string;
  readonly platform: string;
  readonly day: string;
  readonly isToday: boolean;
  readonly startedAt: Date;
  readonly selection: {
    readonly streams: readonly string[];
    readonly targets: readonly string[] | null;
    readonly watchlist: string | null;
    readonly visits?: number | string | undefined;
  };
  /** The run of a pipeline it belongs to, where that has failed. */
  readonly pipelineRun: string | null;
}

/** A collection as far as it can be asked for again; null when there is none of this id. */
export const failedCollection = async (sql: Sql, workspaceId: string, runId: string): Promise<FailedCollection | null> => {
  const [row] = await sql.query<Omit<FailedCollection, 'selection'> & { selection: unknown }>({ text: one, values: [workspaceId, runId] });
  return row ? { ...row, selection: keptSelection.parse(row.selection) } : null;
};

const keptSelection = z.object({
  streams: z.array(z.string()).default([]),
  targets: z.array(z.string()).nullable().default(null),
  watchlist: z.string().nullable().default(null),
  visits: z.union([z.number(), z.string()]).optional(),
});

const isToday = `(now() at time zone r.zone)::date = r.day`;

const list = `
select r.id::text as "runId", r.platform, r.streams, r.day::text as day, r.zone, ${isToday} as "isToday", r.finished_at as "endedAt",
  counted.tasks, counted.failed, counted.code, counted.message
from (select * from run where workspace_id = $1 order by id desc limit 1000) r
cross join lateral (
  select (select count(*)::int from task where run_id = r.id) as tasks, count(*)::int as failed,
    mode() within group (order by error_code) as code, mode() within group (order by error_message) as message
  from task where run_id = r.id and state = 'failed'
) counted
where r.state = 'failed' and counted.failed > 0
  and not exists (
    select from run later
    where later.workspace_id = $1 and later.platform = r.platform and later.origin = r.origin and later.selection_key = r.selection_key
      and later.started_at > r.started_at and later.id > r.id
  )
order by r.id desc
limit 100`;

const one = `
select r.state, r.platform, r.day::text as day, ${isToday} as "isToday", r.started_at as "startedAt", r.selection,
  (select p.id::text from pipeline_run p where p.id = split_part(r.asked_by, '/', 1)::bigint and p.state = 'failed') as "pipelineRun"
from run r where r.workspace_id = $1 and r.id = $2`;
