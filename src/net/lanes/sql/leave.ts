import type { Sql } from '../../../store/index.ts';

/** What a process leaves of a lane. */
export interface Leaving {
  /** Permits that it still needs, for requests under way. */
  readonly keep: number;
  /** Units that it has drawn and not spent. */
  readonly back: { readonly units: number; readonly day: string } | null;
}

/** Gives back everything a process holds of a lane and does not use. */
export const leave = async (sql: Sql, lane: string, workerId: string, { keep, back }: Leaving): Promise<void> => {
  await sql.query({
    name: 'lane_leave',
    text: `
with units as (
  update lane set budget_used = greatest(0, budget_used - $3::bigint) where name = $1 and budget_day = $4::date and $3::bigint > 0
), kept as (
  update lane_permit set permits = $5::integer, wanted = 0 where lane = $1 and worker_id = $2::bigint and $5::integer > 0
)
delete from lane_permit where lane = $1 and worker_id = $2::bigint and $5::integer = 0`,
    values: [lane, workerId, back?.units ?? 0, back?.day ?? null, keep],
  });
};
