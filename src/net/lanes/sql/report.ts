import type { Instant } from '../../../domain/index.ts';
import type { Sql } from '../../../store/index.ts';

export interface ReportRow {
  readonly name: string;
  readonly interval_ms: number;
  readonly floor_ms: number;
  readonly concurrency: number;
  readonly budget_units: number | null;
  readonly budget_zone: string;
  readonly set_by_operator: boolean;
  readonly incidents: number;
  /** The challenge that holds it, why, and since when. */
  readonly challenge: string | null;
  readonly challenge_reason: string | null;
  readonly challenge_ms: number | null;
  readonly cause: string | null;
  readonly cause_ms: number | null;
  /** Units used today, in the budget's zone. */
  readonly used: number;
  readonly permits: number;
  readonly wanted: number;
  readonly now_ms: number;
  readonly slot_ms: number;
  readonly backoff_ms: number;
  readonly closed_ms: number;
  readonly midnight_ms: number;
  readonly day_began_ms: number;
}

/** Every lane with what its clocks, its budget and the living processes' permits say now. */
export const reportLanes = (sql: Sql, now: Instant | null): Promise<ReportRow[]> =>
  sql.query<ReportRow>({
    name: 'lane_report',
    text: `
with timed as (
  select lane.*, coalesce(to_timestamp($1::float8 / 1000), clock_timestamp()) as instant from lane
), dated as (
  select timed.*, (instant at time zone budget_zone)::date as today from timed
)
select name, dated.challenge_id::text as challenge, met.reason as challenge_reason, (extract(epoch from met.met_at) * 1000)::float8 as challenge_ms, interval_ms, floor_ms, concurrency, budget_units::float8 as budget_units, budget_zone, set_by_operator, incidents, cause,
  case when budget_day = today then budget_used else 0 end::float8 as used,
  coalesce(held.permits, 0)::integer as permits, coalesce(held.wanted, 0)::integer as wanted,
  (extract(epoch from instant) * 1000)::float8 as now_ms,
  (extract(epoch from cause_at) * 1000)::float8 as cause_ms,
  (extract(epoch from next_slot_at) * 1000)::float8 as slot_ms,
  (extract(epoch from backoff_until) * 1000)::float8 as backoff_ms,
  (extract(epoch from closed_until) * 1000)::float8 as closed_ms,
  (extract(epoch from (today + 1)::timestamp at time zone budget_zone) * 1000)::float8 as midnight_ms,
  (extract(epoch from today::timestamp at time zone budget_zone) * 1000)::float8 as day_began_ms
from dated
left join challenge met on met.id = dated.challenge_id
left join lateral (
  select sum(permits) as permits, sum(wanted) as wanted from lane_permit where lane = dated.name and (worker_alive(worker_id) or held_until > instant)
) held on true
order by name`,
    values: [now],
  });
