import type { Instant } from '../../../domain/index.ts';
import type { Sql } from '../../../store/index.ts';

/** The database's instant, in ms: the shortest question there is. */
export const readNow = async (sql: Sql, now: Instant | null): Promise<number> => {
  const rows = await sql.query<{ now_ms: number }>({
    name: 'lane_now',
    text: `select (extract(epoch from coalesce(to_timestamp($1::float8 / 1000), clock_timestamp())) * 1000)::float8 as now_ms`,
    values: [now],
  });
  return rows[0]!.now_ms;
};
