import type { Day, Platform } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { listNameOf } from './scope.ts';
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
  const rows = await sql.query<Omit<KeywordList, keyof ListName>>({ text: lists, values: [platform] });
  const watched = await sql.query<{ keyword: string }>({ text: targets, values: [workspaceId, platform] });
  const found = new Map<string, { keyword: string; watched: boolean; lists: KeywordList[] }>();
  const of = (keyword: string) => found.get(keyword) ?? found.set(keyword, { keyword, watched: false, lists: [] }).get(keyword)!;
  for (const { keyword } of watched) of(keyword).watched = true;
  for (const row of rows) {
    const name = listNameOf(row.list);
    if (name) of(name.keyword).lists.push({ ...row, order: name.order, restrictions: name.restrictions });
  }
  for (const each of found.values())
    each.lists.sort((a, b) => (a.day === b.day ? Number(a.order !== 'sim') - Number(b.order !== 'sim') : a.day < b.day ? 1 : -1));
  return [...found.values()].sort((a, b) => (a.keyword < b.keyword ? -1 : 1));
};

// From each list to the next by the index of places, and in each from its newest run to the one before: a few steps a list, whatever the history.
const lists = `
with recursive list as (
  (select scope from observation where platform = $1 and kind = 'offer' and scope <> '' order by scope limit 1)
  union all
  select (select o.scope from observation o where o.platform = $1 and o.kind = 'offer' and o.scope <> '' and o.scope > l.scope order by o.scope limit 1)
  from list l where l.scope is not null
)
select l.scope as list, newest.run_id as "runId", newest.day, before.run_id as "beforeRunId", before.day as "beforeDay"
from list l
cross join lateral (
  select o.run_id, r.day from observation o join run r on r.id = o.run_id
  where o.platform = $1 and o.kind = 'offer' and o.scope <> '' and o.scope = l.scope order by o.run_id desc limit 1
) newest
left join lateral (
  select r.id as run_id, r.day from run r
  where r.platform = $1 and r.day < newest.day and r.pages > 0 and exists (
    select from observation o where o.platform = $1 and o.kind = 'offer' and o.scope <> '' and o.scope = l.scope and o.run_id = r.id
  )
  order by r.day desc, r.id desc limit 1
) before on true
where l.scope is not null`;

const targets = `
select external_id as keyword from target
where workspace_id = $1 and platform = $2 and kind = 'keyword' and external_id <> '*' and state <> 'paused'`;
