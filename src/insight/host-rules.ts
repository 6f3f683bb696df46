import type { Sql } from '../store/index.ts';

/** Who says whether a host may be read: its robots.txt as it was last answered, and the operator's written permission. */
export interface HostRules {
  readonly host: string;
  /** Null: its robots.txt was not asked for yet. */
  readonly robots: {
    /** Of the last answer; null: it has never answered. */
    readonly status: number | null;
    readonly fetchedAt: Date | null;
    /** Why it cannot be read at present. */
    readonly trouble: string | null;
  } | null;
  readonly permission: { readonly reason: string; readonly allowedAt: Date } | null;
}

/** What is known of every host that was asked, or that the operator has allowed. */
export const hostRules = async (sql: Sql): Promise<HostRules[]> => {
  const rows = await sql.query<HostRow>(rules);
  return rows.map((row) => ({
    host: row.host,
    robots: row.asked ? { status: row.status, fetchedAt: row.fetched_at, trouble: row.trouble } : null,
    permission: row.reason === null ? null : { reason: row.reason, allowedAt: row.allowed_at! },
  }));
};

interface HostRow {
  readonly host: string;
  readonly asked: boolean;
  readonly status: number | null;
  readonly fetched_at: Date | null;
  readonly trouble: string | null;
  readonly reason: string | null;
  readonly allowed_at: Date | null;
}

const rules = `
with asked as (
  select distinct on (host) host, status, fetched_at, reason as trouble
  from (select split_part(origin, '://', 2) as host, status, fetched_at, reason from robots) as each
  order by host, fetched_at desc nulls last
)
select host, asked.host is not null as asked, asked.status, asked.fetched_at, asked.trouble, permission.reason, permission.allowed_at
from asked full join host_permission as permission using (host)
order by host`;
