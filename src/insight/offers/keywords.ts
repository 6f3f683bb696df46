import type { Day, Platform } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { listNameOf, scopesOf } from './scope.ts';
import type { ListName } from './scope.ts';

/** A list that was read, as of its newest run. */
export interface KeywordList extends Omit<ListName, 'keyword'> {
  /** Its name in questions: the scope of the places. */
  readonly list: string;
  readonly runId: string;
  readonly day: Day;
  /** The newest run of an earlier day that read this list; null: there is none. */
  readonly beforeRunId: string | null;
  readonly beforeDay: Day | null;
}

/** A word that is watched, or of which there are results. */
export interface WatchedKeyword {
  readonly keyword: string;
  readonly watched: boolean;
  /** The one looked at last comes first. */
  readonly lists: readonly KeywordList[];
}

/** The words of a shopping search, in the order of their letters. */
export const findKeywords = async (sql: Sql, workspaceId: string, platform: Platform): Promise<WatchedKeyword[]> => {
  const rows = await sql.query<ListRow>({ text: lists(everyScope), values: [platform] });
  const watched = await sql.query<{ keyword: string }>({ text: targets, values: [workspaceId, platform] });
  const found = new Map<string, { keyword: string; watched: boolean; lists: KeywordList[] }>();
  const of = (keyword: string) => found.get(keyword) ?? found.set(keyword, { keyword, watched: false, lists: [] }).get(keyword)!;
  for (const { keyword } of watched) of(keyword).watched = true;
  for (const { keyword, ...list } of rows.flatMap(listOf)) of(keyword).lists.push(list);
  for (const each of found.values()) each.lists.sort(newestFirst);
  return [...found.values()].sort((a, b) => (a.keyword < b.keyword ? -1 : 1));
};

/** The lists of one word, the one looked at last first; null when nobody watches it and nothing was found of it. */
export const findKeyword = async (sql: Sql, workspaceId: string, platform: Platform, keyword: string): Promise<WatchedKeyword | null> => {
  const scopes = '(select unnest($2::text[]) as scope)';
  const rows = await sql.query<ListRow>({ text: lists(scopes), values: [platform, scopesOf(keyword)] });
  const [watched] = await sql.query({ text: `${targets} and external_id = $3`, values: [workspaceId, platform, keyword] });
  if (rows.length === 0 && !watched) return null;
  const found = rows.flatMap(listOf).map(({ keyword: _keyword, ...list }) => list);
  return { keyword, watched: watched !== undefined, lists: found.sort(newestFirst) };
};

type ListRow = Omit<KeywordList, keyof ListName>;

const listOf = (row: ListRow): (KeywordList & { readonly keyword: string })[] => {
  const name = listNameOf(row.list);
  return name ? [{ ...row, ...name }] : [];
};

const newestFirst = (a: KeywordList, b: KeywordList): number =>
  a.day === b.day ? Number(a.order !== 'sim') - Number(b.order !== 'sim') : a.day < b.day ? 1 : -1;

// From each list to the next by the index of places.
const everyScope = `(
  with recursive list as (
    (select scope from observation where platform = $1 and kind = 'offer' and scope <> '' order by scope limit 1)
    union all
    select (select o.scope from observation o where o.platform = $1 and o.kind = 'offer' and o.scope <> '' and o.scope > l.scope order by o.scope limit 1)
    from list l where l.scope is not null
  )
  select scope from list where scope is not null
)`;

/** The runs of a list: the newest, and the newest of an earlier day. Runs are numbered as they begin, so each is one step in the index. */
const lists = (scopes: string): string => `
with first_of_day as materialized (select day, min(id) as id from run where platform = $1 group by day)
select l.scope as list, newest.run_id as "runId", newest.day, before.run_id as "beforeRunId", before.day as "beforeDay"
from ${scopes} l
cross join lateral (
  select o.run_id, (select day from run where id = o.run_id) as day from observation o
  where o.platform = $1 and o.kind = 'offer' and o.scope <> '' and o.scope = l.scope order by o.run_id desc limit 1
) newest
left join lateral (
  select o.run_id, (select day from run where id = o.run_id) as day from observation o
  where o.platform = $1 and o.kind = 'offer' and o.scope <> '' and o.scope = l.scope
    and o.run_id < (select id from first_of_day f where f.day = newest.day)
  order by o.run_id desc limit 1
) before on true`;

const targets = `
select external_id as keyword from target
where workspace_id = $1 and platform = $2 and kind = 'keyword' and external_id <> '*' and state <> 'paused'`;
