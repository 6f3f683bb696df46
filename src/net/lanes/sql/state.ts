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
  /** The challenge that holds the lane until the operator has answered; null: none does. */
  readonly challenge: string | null;
  readonly cause: string | null;
}

export interface LockedLane extends LaneState {
  readonly incidents: number;
}

const columns = `
greatest(interval_ms, floor_ms) as pace_ms, concurrency, budget_units::float8 as budget_units, budget_used::float8 as budget_used,
  (extract(epoch from instant) * 1000)::float8 as now_ms,
  (extract(epoch from backoff_until) * 1000)::float8 as backoff_ms,
  (extract(epoch from closed_until) * 1000)::float8 as closed_ms,
  challenge_id::text as challenge, cause, incidents`;

/** Locks a lane's row for the rest of the transaction and reads it. Null: there is no such lane. */
export const lockLane = async (sql: Sql, lane: string, now: Instant | null): Promise<LockedLane | null> => {
  const rows = await sql.query<LockedLane>({
    name: 'lane_lock',
    text: `
with held as materialized (
  select * from lane where name = $1 for no key update
), timed as (
  select held.*, coalesce(to_timestamp($2::float8 / 1000), clock_timestamp()) as instant from held
)
select ${columns} from timed`,
    values: [lane, now],
  });
  return rows[0] ?? null;
};

/**
 * Takes the turn to decide about a lane's permits, for the rest of the transaction, and reads the lane. An advisory lock and not the row:
 * under the row's lock a process that is interrupted between two statements would keep all others from their slots.
 * Null: there is no such lane.
 */
export const takeTurn = async (sql: Sql, lane: string, now: Instant | null): Promise<LaneState | null> => {
  const rows = await sql.query<LaneState>({
    name: 'lane_turn',
    text: `
with turn as materialized (
  select pg_advisory_xact_lock(hashtextextended(current_schema() || '/' || $1::text, 7422)) is null as held
), timed as materialized (
  select lane.*, coalesce(to_timestamp($2::float8 / 1000), clock_timestamp()) as instant from turn, lane where name = $1
)
select ${columns} from timed`,
    values: [lane, now],
  });
  return rows[0] ?? null;
};
