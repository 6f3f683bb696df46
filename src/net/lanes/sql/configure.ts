import type { Sql } from '../../../store/index.ts';

export interface LaneChange {
  readonly intervalMs?: number;
  readonly concurrency?: number;
  readonly budget?: { readonly units: number; readonly zone: string } | null;
}

/**
 * Sets what the operator wishes. A slower pace also moves the next free slot, because the last start was followed by the old pace only,
 * and the serial, so that nobody extends a window reckoned with it. A new budget opens a lane the platform had closed for the day.
 * False: there is no such lane.
 */
export const configureLane = async (sql: Sql, lane: string, change: LaneChange): Promise<boolean> => {
  const rows = await sql.query({
    name: 'lane_configure',
    text: `
update lane set
  interval_ms = coalesce($2::float8, interval_ms),
  concurrency = coalesce($3::integer, concurrency),
  budget_units = case when $4::boolean then $5::bigint else budget_units end,
  budget_zone = case when $4::boolean then coalesce($6::text, budget_zone) else budget_zone end,
  closed_until = case when $4::boolean then '-infinity' else closed_until end,
  next_slot_at = next_slot_at + greatest(0, coalesce($2::float8, interval_ms) - interval_ms) * interval '1 ms',
  slot_serial = slot_serial + 1,
  set_by_operator = true
where name = $1
returning name`,
    values: [
      lane,
      change.intervalMs ?? null,
      change.concurrency ?? null,
      change.budget !== undefined,
      change.budget?.units ?? null,
      change.budget?.zone ?? null,
    ],
  });
  return rows.length > 0;
};
