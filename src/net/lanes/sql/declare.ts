import type { Sql } from '../../../store/index.ts';
import type { LaneDifference, LaneSettings } from '../../contract.ts';

/**
 * Writes the lanes that are not there yet. Where processes bring different settings for one lane (two versions side by side), what is slower
 * in each of them holds, whoever comes first: a platform is owed the more careful one. What the operator has set is not touched.
 *
 * A lane that becomes slower hands its next slot out later, and the window in hand is extended by nobody, as when it is configured.
 */
export const declareLanes = async (sql: Sql, lanes: readonly LaneSettings[]): Promise<LaneDifference[]> => {
  const brought = [
    lanes.map((lane) => lane.name),
    lanes.map((lane) => lane.intervalMs),
    lanes.map((lane) => lane.concurrency),
    lanes.map((lane) => lane.budget?.units ?? null),
    lanes.map((lane) => lane.budget?.zone ?? 'UTC'),
  ];
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
  next_slot_at = lane.next_slot_at
    + greatest(0, excluded.interval_ms - greatest(lane.interval_ms, lane.floor_ms)) * interval '1 ms',
  slot_serial = lane.slot_serial + 1
where not lane.set_by_operator and (
  excluded.interval_ms > lane.interval_ms or excluded.concurrency < lane.concurrency
  or excluded.budget_units < coalesce(lane.budget_units, excluded.budget_units + 1))`,
    values: brought,
  });
  const rows = await sql.query<{ name: string; interval_ms: number; concurrency: number; set_by_operator: boolean }>({
    name: 'lane_differences',
    text: `
select name, lane.interval_ms, lane.concurrency, set_by_operator
from lane join unnest($1::text[], $2::float8[], $3::integer[]) as brought (name, interval_ms, concurrency) using (name)
where lane.interval_ms <> brought.interval_ms or lane.concurrency <> brought.concurrency`,
    values: brought.slice(0, 3),
  });
  return rows.map((row) => {
    const { intervalMs, concurrency } = lanes.find(({ name }) => name === row.name)!;
    const holds = { intervalMs: row.interval_ms, concurrency: row.concurrency };
    return { lane: row.name, brought: { intervalMs, concurrency }, holds, setByOperator: row.set_by_operator };
  });
};
