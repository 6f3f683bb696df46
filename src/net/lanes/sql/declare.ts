import type { Sql } from '../../../store/index.ts';
import type { LaneSettings } from '../../contract.ts';

/**
 * Writes the lanes that are not there yet. Of a lane that is there and was never set by the operator, the more polite settings win: when
 * two processes bring different ones, or a later release is more careful, the order of their starts does not matter and nothing
 * flips back and forth. Making a lane faster is the operator's to do.
 */
export const declareLanes = async (sql: Sql, lanes: readonly LaneSettings[]): Promise<void> => {
  await sql.query({
    name: 'lane_declare',
    text: `
insert into lane (name, interval_ms, concurrency, budget_units, budget_zone)
select * from unnest($1::text[], $2::float8[], $3::integer[], $4::bigint[], $5::text[])
on conflict (name) do update set
  interval_ms = greatest(lane.interval_ms, excluded.interval_ms),
  concurrency = least(lane.concurrency, excluded.concurrency),
  budget_units = least(lane.budget_units, excluded.budget_units),
  budget_zone = case when lane.budget_units is null then excluded.budget_zone else lane.budget_zone end,
  next_slot_at = lane.next_slot_at + greatest(0, excluded.interval_ms - lane.interval_ms) * interval '1 ms',
  slot_serial = lane.slot_serial + 1
where not lane.set_by_operator and (
  excluded.interval_ms > lane.interval_ms or excluded.concurrency < lane.concurrency
  or excluded.budget_units < coalesce(lane.budget_units, excluded.budget_units + 1)
)`,
    values: [
      lanes.map((lane) => lane.name),
      lanes.map((lane) => lane.intervalMs),
      lanes.map((lane) => lane.concurrency),
      lanes.map((lane) => lane.budget?.units ?? null),
      lanes.map((lane) => lane.budget?.zone ?? 'UTC'),
    ],
  });
};
