import { TidemarkError } from '../domain/index.ts';
import type { Platform } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';

/** Everything of a kind that the platform lists. */
export const everything = '*';

export type TargetState = 'active' | 'gone' | 'private' | 'paused';

export interface Target {
  readonly id: string;
  readonly platform: Platform;
  /** What it is: `series`, `channel`, `keyword`, ... */
  readonly kind: string;
  /** The platform's own id, or `*` for everything it lists. */
  readonly externalId: string;
  readonly label: string | null;
  readonly state: TargetState;
  readonly stateSince: Date;
  /** Names of the watchlists it is on. */
  readonly watchlists: readonly string[];
  readonly tags: readonly string[];
  /** The record it turned out to be; null as long as the platform has not said so. */
  readonly recordId: string | null;
}

export interface NewTarget {
  readonly platform: Platform;
  readonly kind: string;
  readonly externalId: string;
  readonly label?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
}

/**
 * Adds targets, and puts them on a watchlist when one is named (it is made if need be). What is there already stays; a label given
 * anew wins, tags are added to those that are there. Returns how many were new.
 */
export const addTargets = async (
  sql: Sql,
  options: { readonly workspaceId: string; readonly targets: readonly NewTarget[]; readonly watchlist?: string | undefined },
): Promise<{ readonly added: number }> => {
  const { workspaceId, watchlist } = options;
  // The same target twice in one list would make the statement update one row twice, which PostgreSQL refuses.
  const targets = [...new Map(options.targets.map((each) => [`${each.platform}/${each.kind}/${each.externalId}`, each])).values()];
  const watchlistId = watchlist === undefined ? null : await ensureWatchlist(sql, workspaceId, watchlist);
  const [row] = await sql.query<{ added: number }>({
    text: add,
    values: [
      workspaceId,
      targets.map((target) => target.platform),
      targets.map((target) => target.kind),
      targets.map((target) => target.externalId),
      targets.map((target) => target.label ?? null),
      watchlistId,
      targets.map((target) => (target.tags ?? []).join(tagSeparator)),
    ],
  });
  return { added: row!.added };
};

/** Between tags where several stand in one text; it is in no tag. */
const tagSeparator = '\n';

/** The targets of a workspace, by platform, kind and id. Throws TDM_WATCHLIST_UNKNOWN when the named watchlist does not exist. */
export const listTargets = async (
  sql: Sql,
  options: {
    readonly workspaceId: string;
    readonly platform?: Platform | undefined;
    readonly watchlist?: string | undefined;
    readonly state?: TargetState | undefined;
    /** Only accounts of which the platform has not said yet which record they are. */
    readonly unresolved?: boolean | undefined;
  },
): Promise<Target[]> => {
  const { workspaceId, platform = null, watchlist = null, state = null, unresolved = false } = options;
  if (watchlist !== null) await requireWatchlist(sql, workspaceId, watchlist);
  const rows = await sql.query<TargetRow>({ text: list, values: [workspaceId, platform, watchlist, state, unresolved] });
  return rows.map((row) => ({
    id: row.id,
    platform: row.platform,
    kind: row.kind,
    externalId: row.external_id,
    label: row.label,
    state: row.state,
    stateSince: row.state_since,
    watchlists: row.watchlists,
    tags: row.tags,
    recordId: row.record_id,
  }));
};

/** Stops watching a target; what was collected stays. Throws TDM_TARGET_UNKNOWN. */
export const removeTarget = async (
  sql: Sql,
  options: { readonly workspaceId: string; readonly platform: Platform; readonly externalId: string; readonly kind?: string | undefined },
): Promise<void> => {
  const { workspaceId, platform, externalId, kind = null } = options;
  const rows = await sql.query({ text: remove, values: [workspaceId, platform, externalId, kind] });
  if (rows.length === 0) throw new TidemarkError('TDM_TARGET_UNKNOWN', { platform, target: externalId });
};

/** The watchlist of this name, made if need be. Returns its id. */
export const ensureWatchlist = async (sql: Sql, workspaceId: string, name: string): Promise<string> => {
  const [row] = await sql.query<{ id: string }>({ text: getOrCreateWatchlist, values: [workspaceId, name] });
  return row!.id;
};

export interface Watchlist {
  readonly id: string;
  readonly name: string;
  readonly targets: number;
}

/** The watchlists of a workspace with how many targets each has. */
export const listWatchlists = (sql: Sql, workspaceId: string): Promise<Watchlist[]> =>
  sql.query<{ id: string; name: string; targets: number }>({ text: watchlists, values: [workspaceId] });

const requireWatchlist = async (sql: Sql, workspaceId: string, name: string): Promise<void> => {
  const rows = await sql.query({ text: 'select id from watchlist where workspace_id = $1 and name = $2', values: [workspaceId, name] });
  if (rows.length === 0) throw new TidemarkError('TDM_WATCHLIST_UNKNOWN', { watchlist: name });
};

interface TargetRow {
  id: string;
  platform: Platform;
  kind: string;
  external_id: string;
  label: string | null;
  state: TargetState;
  state_since: Date;
  watchlists: string[];
  tags: string[];
  record_id: string | null;
}

// xmax is 0 in a row that was inserted and not updated: that tells the new ones from those that were there. Rows are written in order,
// so that two who add the same targets at once wait for one another instead of blocking each other.
const add = `
with given as (
  select platform, kind, external_id, label, string_to_array(nullif(tags, ''), E'\\n') as tags
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $7::text[]) as g(platform, kind, external_id, label, tags)
), kept as (
  insert into target (workspace_id, platform, kind, external_id, label, tags)
  select $1, platform, kind, external_id, label, coalesce(tags, '{}') from given
  order by platform, kind, external_id
  on conflict (workspace_id, platform, kind, external_id) do update set
    label = coalesce(excluded.label, target.label),
    tags = case
      when excluded.tags <@ target.tags then target.tags
      else (select array_agg(distinct tag order by tag) from unnest(target.tags || excluded.tags) as tag)
    end
  returning id, xmax = 0 as is_new
), listed as (
  insert into watchlist_target (watchlist_id, target_id)
  select $6::bigint, id from kept where $6::bigint is not null
  order by id
  on conflict do nothing
)
select count(*) filter (where is_new)::integer as added from kept`;

const list = `
select t.id, t.platform, t.kind, t.external_id, t.label, t.state, t.state_since, t.tags, t.record_id,
  coalesce(array_agg(w.name order by w.name) filter (where w.id is not null), '{}') as watchlists
from target t
left join watchlist_target m on m.target_id = t.id
left join watchlist w on w.id = m.watchlist_id
where t.workspace_id = $1
  and ($2::text is null or t.platform = $2)
  and ($4::text is null or t.state = $4)
  and (not $5 or (t.kind = 'channel' and t.external_id <> '*' and t.record_id is null
    and not exists (select from record where record.platform = t.platform and record.kind = t.kind and record.id = t.external_id)))
group by t.id
having $3::text is null or bool_or(w.name = $3)
order by t.platform, t.kind, t.external_id`;

const remove = `
delete from target
where workspace_id = $1 and platform = $2 and external_id = $3 and ($4::text is null or kind = $4)
returning id`;

const getOrCreateWatchlist = `
insert into watchlist (workspace_id, name) values ($1, $2)
on conflict (workspace_id, name) do update set name = excluded.name
returning id`;

const watchlists = `
select w.id, w.name, count(m.target_id)::integer as targets
from watchlist w left join watchlist_target m on m.watchlist_id = w.id
where w.workspace_id = $1
group by w.id
order by w.name`;
