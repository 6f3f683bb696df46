import type { Instant } from '../../../domain/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { LaneState } from './state.ts';

/**
 * Hands out the right to start requests: a window of time in which one process alone paces itself, and units of the day's budget.
 *
 * - A window begins at most `horizonMs` from now and lasts at most `windowMs`, so nobody holds rights for a time the others can no
 *   longer influence: an incident, a new pace or a new budget is obeyed by all within horizon + window = 250 ms.
 * - Whoever was given the last window and asks again before anyone else (`serial` matches) goes on from its own last start: a process
 *   alone loses nothing to unused or late slots.
 * - Between two processes lies the pace plus a slack in which the first may be late, as much as it says that it needs. Later than that it
 *   asks again, and loses nothing but the round trip as long as nobody else has asked.
 * - Units are granted up to an eighth of what is left (at least what the first request costs), so that the end of a budget is not
 *   hoarded by one process.
 *
 * The row is locked before the clock is read: a reader that waited for the lock would otherwise compute from a time long gone.
 */
const text = `
with held as materialized (
  select * from lane where name = $1 for no key update
), timed as materialized (
  select held.*, greatest(interval_ms, floor_ms) as pace_ms, coalesce(to_timestamp($2::float8 / 1000), clock_timestamp()) as instant from held
), dated as (
  select timed.*,
    (instant at time zone budget_zone)::date as today,
    (((instant at time zone budget_zone)::date + 1)::timestamp at time zone budget_zone) as midnight,
    slot_serial = $3::bigint as extends
  from timed
), reckoned as (
  select dated.*,
    case when budget_day = today then budget_used else 0 end as used,
    greatest(
      case when pace_ms = 0 then '-infinity' when extends then to_timestamp($4::float8 / 1000) else next_slot_at end,
      instant + $5::float8 * interval '1 ms', backoff_until, closed_until
    ) as first
  from dated
), judged as (
  select reckoned.*,
    budget_units is null or budget_units - used >= $7::bigint as affordable,
    first <= instant + $8::float8 * interval '1 ms' and challenge_id is null as near,
    greatest(backoff_until, closed_until) <= instant + $8::float8 * interval '1 ms' and challenge_id is null as open,
    case when pace_ms = 0 then 1 else greatest(1, least($6::integer, 1 + floor($9::float8 / pace_ms)))::integer end as slots
  from reckoned
), granted as (
  select judged.*, near and affordable as given,
    case when open and affordable and budget_units is not null
      then least($10::bigint, greatest($7::bigint, (budget_units - used) / 8)) else 0 end as units,
    case when pace_ms = 0 then null else greatest(
      first + ((slots - 1) * pace_ms + $12::float8) * interval '1 ms',
      case when extends then to_timestamp($11::float8 / 1000) end
    ) end as last
  from judged
)
update lane set
  next_slot_at = case when given and pace_ms > 0 then last + pace_ms * interval '1 ms' else lane.next_slot_at end,
  slot_serial = case when given and pace_ms > 0 then lane.slot_serial + 1 else lane.slot_serial end,
  budget_day = today,
  budget_used = used + units
from granted where lane.name = granted.name
returning
  given, extends, affordable, units::integer as units, today::text as today,
  (extract(epoch from first) * 1000)::float8 as first_ms,
  (extract(epoch from last) * 1000)::float8 as last_ms,
  (extract(epoch from midnight) * 1000)::float8 as midnight_ms,
  lane.slot_serial::text as serial,
  pace_ms, lane.concurrency, lane.budget_units::float8 as budget_units, lane.budget_used::float8 as budget_used,
  (extract(epoch from instant) * 1000)::float8 as now_ms,
  (extract(epoch from lane.backoff_until) * 1000)::float8 as backoff_ms,
  (extract(epoch from lane.closed_until) * 1000)::float8 as closed_ms,
  lane.challenge_id::text as challenge, lane.cause`;

export interface TakeRequest {
  readonly lane: string;
  /** The instant to reckon from; null: the server's clock. */
  readonly now: Instant | null;
  /** The serial of the window this process was given last; null: none. */
  readonly serial: string | null;
  /** The earliest start this process could make in its own time, as an instant of the database. */
  readonly ownFirstMs: number;
  /** How long the answer may travel: nothing is handed out that begins before it arrives. */
  readonly leadMs: number;
  readonly slots: number;
  /** What the first request in line costs, and how many units are wanted at once. */
  readonly needUnits: number;
  readonly wantUnits: number;
  readonly horizonMs: number;
  readonly windowMs: number;
  /** The end of the window still in use, which the answer must not shorten; null: none is in use. */
  readonly ownLastMs: number | null;
  /** By how much the last start of the window may be late. */
  readonly slackMs: number;
}

export interface Taken extends LaneState {
  readonly given: boolean;
  /** The window goes on from this process's own last one. */
  readonly extends: boolean;
  readonly affordable: boolean;
  readonly units: number;
  readonly today: string;
  /** Start of the window, or of what could be given next. */
  readonly first_ms: number;
  /** Null for a lane without a pace. */
  readonly last_ms: number | null;
  readonly midnight_ms: number;
  readonly serial: string;
}

/** Null: there is no such lane. */
export const take = async (sql: Sql, ask: TakeRequest): Promise<Taken | null> => {
  const rows = await sql.query<Taken>({
    name: 'lane_take',
    text,
    values: [
      ask.lane,
      ask.now,
      ask.serial,
      ask.ownFirstMs,
      ask.leadMs,
      ask.slots,
      ask.needUnits,
      ask.horizonMs,
      ask.windowMs,
      ask.wantUnits,
      ask.ownLastMs,
      ask.slackMs,
    ],
  });
  return rows[0] ?? null;
};
