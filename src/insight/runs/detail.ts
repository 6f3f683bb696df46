import type { Sql } from '../../store/index.ts';
import { runColumns, runOf } from './list.ts';
import type { RunRow, RunSummary } from './list.ts';

export interface RunDetail extends RunSummary {
  readonly selection: unknown;
  /** The version of Tidemark that ran it. */
  readonly version: string;
  readonly streamProgress: readonly RunStreamProgress[];
  /** Tasks that failed, at most 100 of them. */
  readonly failures: readonly {
    readonly stream: string;
    readonly batch: number;
    readonly code: string | null;
    readonly message: string | null;
  }[];
  /** What broke its schema, grouped by place and reason, the most frequent 100; with an exchange that shows it. */
  readonly misfitGroups: readonly MisfitGroup[];
}

export interface RunStreamProgress {
  readonly name: string;
  readonly tasks: number;
  readonly done: number;
  readonly failed: number;
  readonly waiting: number;
  readonly targets: number;
  readonly pages: number;
}

export interface MisfitGroup {
  readonly endpoint: string;
  readonly path: string;
  readonly reason: string;
  readonly count: number;
  readonly exchangeId: string;
}

/** One run of a workspace with its streams, failures and misfits; null when there is none. */
export const findRun = async (sql: Sql, workspaceId: string, id: string): Promise<RunDetail | null> => {
  const [row] = await sql.query<RunRow & { selection: unknown; version: string }>({ text: find, values: [workspaceId, id] });
  if (!row) return null;
  const streamProgress = await sql.query<RunStreamProgress>({ text: streams, values: [id] });
  const failed = await sql.query<RunDetail['failures'][number]>({ text: failures, values: [id] });
  const misfitGroups = await sql.query<MisfitGroup>({ text: misfits, values: [id] });
  return { ...runOf(row), selection: row.selection, version: row.version, streamProgress, failures: failed, misfitGroups };
};

const find = `
select ${runColumns}, r.selection, r.version
from run r where r.workspace_id = $1 and r.id = $2`;

const streams = `
select s.stream as name, s.tasks, s.targets,
  count(t.id) filter (where t.state = 'done')::integer as done,
  count(t.id) filter (where t.state = 'failed')::integer as failed,
  count(t.id) filter (where t.state = 'waiting')::integer as waiting,
  coalesce(sum(t.pages), 0)::integer as pages
from run_stream s left join task t on t.run_id = s.run_id and t.stream = s.stream
where s.run_id = $1
group by s.stream, s.tasks, s.targets, s.planned_at
order by s.planned_at, s.stream`;

const failures = `
select stream, batch, error_code as code, error_message as message
from task where run_id = $1 and state = 'failed'
order by stream, batch
limit 100`;

// Places differ by their index only (titleList[3], titleList[4]): that is one fault of the platform, not many.
const misfits = String.raw`
select endpoint, regexp_replace(path, '\[\d+\]', '[]', 'g') as path, reason, count(*)::integer as count, min(exchange_id)::text as "exchangeId"
from quarantine where run_id = $1
group by 1, 2, 3
order by 4 desc, 1, 2, 3
limit 100`;
