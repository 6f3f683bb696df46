import type { Instant } from '../../../domain/index.ts';
import type { Sql } from '../../../store/index.ts';

/** What every answer about a lane carries. Instants are milliseconds of the database's clock, `-Infinity` for "never was". */
export interface LaneState {
  /** The pace that holds: the slower of the configured interval and the platform's floor. */
  readonly pace_ms: number;
  readonly concurrency: number;
  readonly budget_units: number | null;
  readonly budget_used: number;
  readonly now_ms: number;
  readonly backoff_ms: number;
  readonly closed_ms: number;
  readonly cause: string | null;
}

export interface LockedLane extends LaneState {
  readonly incidents: number;
}

/** As a parameter: null means the server's own clock. */
export const instantOf = (now: Instant | null): string | null => (now === null ? null : new Date(now).toISOString());

/** Locks a lane's row for the rest of the transaction and reads it. Everything strict about a lane is decided under this lock. */
const text = `
with held as materialized (
  select * from lane where name = $1 for update
), timed as (
  select held.*, coalesce($2::timestamptz, clock_timestamp()) as instant from held
)
select greatest(interval_ms, floor_ms) as pace_ms, concurrency, budget_units::float8 as budget_units, budget_used::float8 as budget_used,
  (extract(epoch from instant) * 1000)::float8 as now_ms,
  (extract(epoch from backoff_until) * 1000)::float8 as backoff_ms,
  (extract(epoch from closed_until) * 1000)::float8 as closed_ms,
  cause, incidents
from timed`;

/** Null: there is no such lane. */
export const lockLane = async (sql: Sql, lane: string, now: Instant | null): Promise<LockedLane | null> => {
  const rows = await sql.query<LockedLane>({ name: 'lane_lock', text, values: [lane, instantOf(now)] });
  return rows[0] ?? null;
};
