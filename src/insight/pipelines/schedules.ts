import type { Sql } from '../../store/index.ts';

/** When a pipeline runs by itself. */
export interface PipelineSchedule {
  readonly id: string;
  readonly pipeline: string;
  readonly name: string;
  readonly cron: string;
  readonly zone: string;
  /** A start is delayed by up to so much. */
  readonly jitterMs: number;
  /** Local times between which nothing starts. */
  readonly quiet: { readonly from: string; readonly to: string } | null;
  /** `none`, `last`, `all`, or a number of missed intervals. */
  readonly catchUp: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly pausedAt: Date | null;
  /** When the next run begins; null while nothing is planned. */
  readonly nextAt: Date | null;
}

/** Schedules of a workspace, those of one pipeline when it is named. */
export const listSchedules = async (sql: Sql, workspaceId: string, pipeline: string | null = null): Promise<PipelineSchedule[]> => {
  const rows = await sql.query<Row>({ text: list, values: [workspaceId, pipeline] });
  return rows.map(({ quiet_from: from, quiet_to: to, ...row }) => ({
    id: row.id,
    pipeline: row.pipeline,
    name: row.name,
    cron: row.cron,
    zone: row.zone,
    jitterMs: Number(row.jitter_ms),
    quiet: from === null || to === null ? null : { from, to },
    catchUp: row.catch_up,
    parameters: row.parameters,
    pausedAt: row.paused_at,
    nextAt: row.next_at,
  }));
};

interface Row {
  id: string;
  pipeline: string;
  name: string;
  cron: string;
  zone: string;
  jitter_ms: string;
  quiet_from: string | null;
  quiet_to: string | null;
  catch_up: string;
  parameters: Record<string, unknown>;
  paused_at: Date | null;
  next_at: Date | null;
}

const list = `
select id::text as id, pipeline, name, cron, zone, jitter_ms, quiet_from, quiet_to, catch_up, parameters, paused_at, next_at
from schedule
where workspace_id = $1 and ($2::text is null or pipeline = $2)
order by pipeline, name`;
