import type { Sql } from '../../../store/index.ts';

/** What the database knows of an origin, and the operator's permission for its host. Instants in ms. */
export interface RobotsRow {
  /** Null: the origin has never answered. */
  readonly status: number | null;
  readonly body: string | null;
  readonly fetched_ms: number | null;
  readonly unreachable_ms: number | null;
  readonly reason: string | null;
  /** Null: it was never asked. */
  readonly expires_ms: number | null;
  readonly permission: string | null;
}

/** Reads an origin's row with the permission in one round trip; there is always one row. */
export const readRobots = async (sql: Sql, origin: string, host: string): Promise<RobotsRow> => {
  const rows = await sql.query<RobotsRow>({
    name: 'robots_read',
    text: `
select robots.status, robots.body, robots.reason, host_permission.reason as permission,
  (extract(epoch from fetched_at) * 1000)::float8 as fetched_ms,
  (extract(epoch from unreachable_since) * 1000)::float8 as unreachable_ms,
  (extract(epoch from expires_at) * 1000)::float8 as expires_ms
from (select) as one
left join robots on robots.origin = $1
left join host_permission on host_permission.host = $2`,
    values: [origin, host],
  });
  return rows[0]!;
};
