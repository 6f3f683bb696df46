import type { Sql } from '../../store/index.ts';
import { decodeCursor, encodeCursor } from '../keyset.ts';
import type { LogLevel } from './words.ts';

/** A line of the log of a step. */
export interface StepLogLine {
  readonly id: string;
  readonly attemptId: string;
  readonly attempt: number;
  readonly seat: number;
  readonly at: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface StepLogQuestion {
  readonly workspaceId: string;
  readonly runId: string;
  readonly step: string;
  /** Of one attempt only. */
  readonly attemptId?: string | undefined;
  /** This level and the graver ones. */
  readonly level?: LogLevel | undefined;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const graver: Readonly<Record<LogLevel, readonly LogLevel[]>> = {
  info: ['info', 'warn', 'error'],
  warn: ['warn', 'error'],
  error: ['error'],
};

/** One page of what the attempts of a step wrote; null when there is no such step. Lines have no gaps between pages while new ones are written. */
export const stepLog = async (sql: Sql, question: StepLogQuestion): Promise<{ items: StepLogLine[]; next: string | null } | null> => {
  const { workspaceId, runId, step, attemptId = null, level = 'info', direction, limit } = question;
  const order = [workspaceId, runId, step, attemptId, level, direction];
  const after = decodeCursor(order, question.cursor, 'number');
  const [there] = await sql.query({ text: isThere, values: [workspaceId, runId, step] });
  if (!there) return null;
  const rows = await sql.query<StepLogLine & Record<string, unknown>>({
    text: linesIn[direction],
    values: [runId, step, attemptId, graver[level], after?.key ?? null, limit + 1],
  });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(order, { key: last.id, tie: [] }) : null };
};

const isThere = `
select from pipeline_run r join pipeline_step s on s.run_id = r.id
where r.workspace_id = $1 and r.id = $2 and s.step = $3`;

const lines = (direction: 'asc' | 'desc') => `
select l.id::text as id, a.id::text as "attemptId", a.attempt, a.seat, l.at, l.level, l.message, l.data
from step_attempt a cross join lateral (
  select * from step_log
  where attempt_id = a.id and level = any ($4::text[]) and ($5::bigint is null or id ${direction === 'asc' ? '>' : '<'} $5)
  order by step_log.id ${direction} limit $6
) l
where a.run_id = $1 and a.step = $2 and ($3::bigint is null or a.id = $3)
order by l.id ${direction}
limit $6`;

const linesIn = { asc: lines('asc'), desc: lines('desc') };
