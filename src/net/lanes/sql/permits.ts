import type { Sql } from '../../../store/index.ts';

/** A row of lane_permit, and whether its process still lives. */
export interface PermitRow {
  readonly worker: string;
  readonly permits: number;
  readonly wanted: number;
  readonly alive: boolean;
  /** What it had under way when it died may be under way until then, in ms of the database's clock. */
  readonly held_ms: number;
}

/** Reads who holds what, in the transaction that has the turn; also tells whether the asking process itself counts as alive. */
export const readPermits = async (sql: Sql, lane: string, workerId: string): Promise<{ rows: PermitRow[]; alive: boolean }> => {
  const rows = await sql.query<PermitRow & { readonly self: boolean }>({
    name: 'lane_permits',
    text: `
select worker_id::text as worker, permits, wanted, worker_alive(worker_id) as alive, (extract(epoch from held_until) * 1000)::float8 as held_ms, false as self
from lane_permit where lane = $1 and worker_id <> $2::bigint
union all
select $2::bigint::text, 0, 0, worker_alive($2::bigint), 0, true`,
    values: [lane, workerId],
  });
  return { rows: rows.filter((row) => !row.self), alive: rows.some((row) => row.self && row.alive) };
};

/** Writes a process's row, and clears away those of dead processes whose requests are over. */
export const writePermits = async (
  sql: Sql,
  lane: string,
  workerId: string,
  row: { readonly permits: number; readonly wanted: number; readonly heldMs: number },
  dead: readonly string[],
): Promise<void> => {
  await sql.query({
    name: 'lane_permit_write',
    text: `
with cleared as (
  delete from lane_permit where lane = $1 and worker_id = any ($5::bigint[])
)
insert into lane_permit (lane, worker_id, permits, wanted, held_until) values ($1, $2, $3, $4, to_timestamp($6::float8 / 1000))
on conflict (lane, worker_id) do update set permits = excluded.permits, wanted = excluded.wanted, held_until = excluded.held_until`,
    values: [lane, workerId, row.permits, row.wanted, dead, row.heldMs],
  });
};
