import type { Instant } from '../../../domain/index.ts';
import type { Sql } from '../../../store/index.ts';

/** Writes an incident: how long everyone stays away, and why. */
export const holdLane = async (sql: Sql, lane: string, incidents: number, untilMs: number, cause: string, atMs: number): Promise<void> => {
  await sql.query({
    name: 'lane_hold',
    text: `
update lane set incidents = $2, backoff_until = to_timestamp($3::float8 / 1000), cause = $4, cause_at = to_timestamp($5::float8 / 1000)
where name = $1`,
    values: [lane, incidents, untilMs, cause, atMs],
  });
};

/** Closes a lane until the midnight of its budget's zone; answers when that is and what time it is. Null: there is no such lane. */
export const closeLane = async (
  sql: Sql,
  lane: string,
  now: Instant | null,
  cause: string,
): Promise<{ closed_ms: number; now_ms: number } | null> => {
  const rows = await sql.query<{ closed_ms: number; now_ms: number }>({
    name: 'lane_close',
    text: `
with timed as (
  select coalesce(to_timestamp($2::float8 / 1000), clock_timestamp()) as instant
)
update lane set
  closed_until = ((instant at time zone budget_zone)::date + 1)::timestamp at time zone budget_zone,
  cause = $3, cause_at = instant
from timed where name = $1
returning (extract(epoch from closed_until) * 1000)::float8 as closed_ms, (extract(epoch from instant) * 1000)::float8 as now_ms`,
    values: [lane, now, cause],
  });
  return rows[0] ?? null;
};
