import type { Day, Platform, Zone } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { decodeCursor, encodeCursor } from '../keyset.ts';

export const runStates = ['running', 'waiting', 'interrupted', 'done', 'failed', 'abandoned'] as const;
export type RunState = (typeof runStates)[number];
export const origins = ['platform', 'simulator', 'replay'] as const;
export type Origin = (typeof origins)[number];

export interface RunSummary {
  readonly id: string;
  readonly platform: Platform;
  readonly origin: Origin;
  readonly streams: readonly string[];
  readonly day: Day;
  readonly zone: Zone;
  readonly state: RunState;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly pages: number;
  readonly records: number;
  readonly observations: number;
  readonly misfits: number;
  readonly bytes: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly durationMs: number;
  readonly peakMemoryBytes: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Tasks written down so far, and how many of them are no longer open. */
  readonly progress: { readonly tasks: number; readonly done: number };
}

export interface RunQuestion {
  readonly workspaceId: string;
  readonly platform?: Platform | undefined;
  readonly state?: RunState | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page of runs, newest first. */
export const listRuns = async (sql: Sql, question: RunQuestion): Promise<{ items: RunSummary[]; next: string | null }> => {
  const { workspaceId, platform = null, state = null, limit } = question;
  const order = [workspaceId, platform, state];
  const after = decodeCursor(order, question.cursor, 'number');
  const rows = await sql.query<RunRow>({ text: list, values: [workspaceId, platform, state, after?.key ?? null, limit + 1] });
  const items = rows.slice(0, limit).map(runOf);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(order, { key: last.id, tie: [] }) : null };
};

/** The columns of a run, from `run r`. Open tasks have an index of their own, so progress costs nothing for runs that are done. */
export const runColumns = `
  r.id, r.platform, r.origin, r.streams, r.day, r.zone, r.state, r.started_at, r.finished_at,
  r.pages, r.records, r.observations, r.misfits, r.bytes, r.outcomes, r.duration_ms, r.peak_memory_bytes, r.error_code, r.error_message,
  (select coalesce(sum(s.tasks), 0)::integer from run_stream s where s.run_id = r.id) as tasks,
  (select count(*)::integer from task t where t.run_id = r.id and t.state in ('pending', 'running', 'waiting')) as open_tasks`;

/** `bigint` columns arrive as text. */
export interface RunRow {
  id: string;
  platform: Platform;
  origin: Origin;
  streams: string[];
  day: Day;
  zone: Zone;
  state: RunState;
  started_at: Date;
  finished_at: Date | null;
  pages: string;
  records: string;
  observations: string;
  misfits: string;
  bytes: string;
  outcomes: Record<string, number>;
  duration_ms: string;
  peak_memory_bytes: string;
  error_code: string | null;
  error_message: string | null;
  tasks: number;
  open_tasks: number;
}

export const runOf = (row: RunRow): RunSummary => ({
  id: row.id,
  platform: row.platform,
  origin: row.origin,
  streams: row.streams,
  day: row.day,
  zone: row.zone,
  state: row.state,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  pages: Number(row.pages),
  records: Number(row.records),
  observations: Number(row.observations),
  misfits: Number(row.misfits),
  bytes: Number(row.bytes),
  outcomes: row.outcomes,
  durationMs: Number(row.duration_ms),
  peakMemoryBytes: Number(row.peak_memory_bytes),
  errorCode: row.error_code,
  errorMessage: row.error_message,
  // A stream whose tasks are being written down has open tasks before it has a number of them.
  progress: { tasks: Math.max(row.tasks, row.open_tasks), done: Math.max(0, row.tasks - row.open_tasks) },
});

// Ids grow with time, and unlike the time of the start they are never equal.
const list = `
select ${runColumns}
from run r
where r.workspace_id = $1
  and ($2::text is null or r.platform = $2)
  and ($3::text is null or r.state = $3)
  and ($4::bigint is null or r.id < $4)
order by r.id desc
limit $5`;
