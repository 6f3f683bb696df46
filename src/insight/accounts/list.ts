import type { Sql } from '../../store/index.ts';
import { behind, decodeCursor, pageOf, positionValues } from '../keyset.ts';
import { newestTraces } from '../newest-traces.ts';
import { accountColumns, accountMetrics, accountOf } from './account.ts';
import type { AccountPlatform, AccountRow, AccountSummary } from './account.ts';

/** `day` and `week`: by how much the followers moved. */
export const accountSorts = ['followers', 'day', 'week', 'views', 'name'] as const;
export type AccountSort = (typeof accountSorts)[number];

export interface AccountQuestion {
  /** Whose targets tell who is watched and what became of them. */
  readonly workspaceId: string;
  readonly platforms: readonly AccountPlatform[];
  /** Part of a name or of a login, of one it had before too. */
  readonly search?: string | undefined;
  readonly sort: AccountSort;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface AccountPage {
  readonly items: readonly AccountSummary[];
  readonly next: string | null;
  readonly total: number;
}

/**
 * One page of accounts: those that were met, and those that are watched and were not. Whoever lacks the number that is sorted by comes last in both
 * directions. Throws TDM_REQUEST_INVALID for a bad cursor.
 */
export const listAccounts = async (sql: Sql, question: AccountQuestion): Promise<AccountPage> => {
  const { workspaceId, platforms, sort, direction, limit } = question;
  const search = question.search?.normalize('NFC').toLowerCase() ?? null;
  const order = [workspaceId, platforms, search, sort, direction];
  const after = decodeCursor(order, question.cursor, sort === 'name' ? 'text' : 'number');
  const rows = await sql.query<AccountRow & { total: number; key: string | null }>({
    text: statement(sort, direction),
    values: [platforms, search, workspaceId, ...positionValues(after, 2), limit + 1],
  });
  const { page, next, total } = pageOf(order, rows, limit, ({ platform, id }) => [platform, id]);
  const traces = await newestTraces(sql, { kind: 'channel', records: page, metrics: accountMetrics });
  return {
    items: page.map((row, n) => accountOf(row, traces[n]!)),
    next,
    total,
  };
};

/** How many accounts there are on each platform, met or not. */
export const countAccounts = (
  sql: Sql,
  workspaceId: string,
  platforms: readonly AccountPlatform[],
): Promise<{ readonly value: AccountPlatform; readonly count: number }[]> =>
  sql.query({
    text: `with matched as (${matched('null::numeric', 'null::numeric', '')}) select platform as value, count(*)::integer as count from matched group by 1 order by 2 desc, 1`,
    values: [platforms, null, workspaceId],
  });

const changeJoin = (days: number): string =>
  `left join account_change c on c.platform = r.platform and c.days = ${days} and c.account_id = r.id`;

// Code points are the dictionary order of Hangul, and the same on every server, whatever its collations.
const nameKey = `lower(coalesce(nullif(r.fields ->> 'title', ''), r.fields ->> 'login', r.id)) collate "C"`;

const keys: Readonly<Record<AccountSort, { readonly met: string; readonly join?: string }>> = {
  followers: { met: "count_value(r.counts -> 'followers')" },
  views: { met: "count_value(r.counts -> 'views')" },
  day: { met: 'c.change', join: changeJoin(1) },
  week: { met: 'c.change', join: changeJoin(7) },
  name: { met: nameKey },
};

/** Who is meant: `$1` platforms, `$2` the words searched for, `$3` the workspace. */
const matched = (met: string, unmet: string, join: string): string => `
  select r.platform, r.id, ${met} as key
  from record r ${join}
  where r.platform = any ($1::text[]) and r.kind = 'channel'
    and ($2::text is null or strpos(lower(r.fields ->> 'title'), $2) > 0 or strpos(lower(r.fields ->> 'login'), $2) > 0
      or (r.platform, r.id) in (
        select platform, id from record_name where platform = any ($1::text[]) and kind = 'channel' and $2 is not null and strpos(lower(name), $2) > 0
      ))
  union all
  select t.platform, t.external_id, ${unmet}
  from target t
  where t.workspace_id = $3 and t.platform = any ($1::text[]) and t.kind = 'channel' and t.record_id is null and t.external_id <> '*'
    and ($2::text is null or strpos(lower(t.external_id), $2) > 0)
    and not exists (select from record k where k.platform = t.platform and k.kind = 'channel' and k.id = t.external_id)`;

/** Ten thousand accounts are filtered and ordered in one pass, and only the rows of the page are carried whole. */
const statement = (sort: AccountSort, direction: 'asc' | 'desc'): string => {
  const type = sort === 'name' ? 'text' : 'numeric';
  const { met, join = '' } = keys[sort];
  const unmet = sort === 'name' ? `lower(ltrim(t.external_id, '@')) collate "C"` : 'null::numeric';
  const { columns, joins } = accountColumns('$3');
  return `
with matched as materialized (${matched(met, unmet, join)}
), page as (
  select * from matched
  where ${behind(4, { direction, type, ties: ['platform', 'id'] })}
  order by key is null, key ${direction}, platform, id
  limit $8
)
select (select count(*) from matched)::integer as total, p.key::text as key, p.platform, p.id, ${columns}
from (select) as always
left join page p on true
${joins}
order by p.key is null, p.key ${direction}, p.platform, p.id`;
};
