import type { Sql } from '../../../store/index.ts';

/** Gives back everything a process holds of a lane and does not use: its permits and the units it has not spent. */
export const leave = async (
  sql: Sql,
  lane: string,
  workerId: string,
  back: { readonly units: number; readonly day: string } | null,
): Promise<void> => {
  await sql.query({
    name: 'lane_leave',
    text: `
with units as (
  update lane set budget_used = greatest(0, budget_used - $3::bigint) where name = $1 and budget_day = $4::date and $3::bigint > 0
)
delete from lane_permit where lane = $1 and worker_id = $2::bigint`,
    values: [lane, workerId, back?.units ?? 0, back?.day ?? null],
  });
};
