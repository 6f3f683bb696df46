import type { Statement } from '../../store/index.ts';
import type { WantedTarget } from './read-sheets.ts';

const columnsOf = (targets: readonly WantedTarget[]): unknown[] => [
  targets.map((target) => target.platform),
  targets.map((target) => target.kind),
  targets.map((target) => target.externalId),
];

/** Between tags where several stand in one text; it is in no tag. */
const tagSeparator = '\n';

const labelsOf = (targets: readonly WantedTarget[]): unknown[] => [
  targets.map((target) => target.label),
  targets.map((target) => target.tags.join(tagSeparator)),
];

/** What an import needs for itself before it writes. */
export const holdTargets = (workspaceId: string): readonly Statement[] => [
  // One import at a time changes a workspace's targets.
  { text: 'select id from workspace where id = $1 for no key update', values: [workspaceId] },
  // A collection marks targets and adds some, in an order of its own; two that lock many rows in different orders end in a deadlock. Those who write
  // wait for the end of the import, those who read do not.
  { text: 'lock table target in share row exclusive mode' },
  // The planner knows nothing of rows that were just written, and would walk through all of a platform for each row of a list: with 50,000 of each that
  // would not end. Joined by hashing, whatever it believes.
  { text: "select set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true)" },
];

/**
 * Which of the given targets are watched already, and under which id: an account may be known by its name and be given by its id, or the other way
 * round. `n` counts from 0 in the order given. What the same transaction has added is found by the very same id only, so that it makes no difference in
 * which batch an account stands.
 */
export const findKnown = (workspaceId: string, targets: readonly WantedTarget[]): Statement => ({
  text: `
    with listed as (
      select n - 1 as n, platform, kind, external_id
      from unnest($2::text[], $3::text[], $4::text[]) with ordinality as l (platform, kind, external_id, n)
    ), named as (
      select distinct on (n) n, platform, kind, record_name.id as record_id
      from listed join record_name using (platform, kind)
      where name = external_id
      order by n, last_seen_at desc
    ), mine as not materialized (
      select platform, kind, external_id, record_id, created_at from target where workspace_id = $1
    ), found as (
      select n, external_id, 1 as rank from listed join mine using (platform, kind, external_id)
      union all
      select n, mine.external_id, 2 from listed join mine using (platform, kind)
      where mine.record_id = listed.external_id and mine.record_id is not null
      union all
      select n, external_id, 3 from named join mine using (platform, kind, record_id)
      union all
      select n, external_id, 4 from named join mine using (platform, kind)
      where external_id = named.record_id and created_at <> now()
    )
    select distinct on (n) n::int, external_id from found order by n, rank`,
  values: [workspaceId, ...columnsOf(targets)],
});

/** Adds targets that are not watched yet, each given once, and puts them on a watchlist. */
export const insertNew = (workspaceId: string, watchlistId: string, targets: readonly WantedTarget[]): Statement => ({
  text: `
    with kept as (
      insert into target (workspace_id, platform, kind, external_id, label, tags)
      select $1, platform, kind, external_id, label, string_to_array(tags, E'\\n')
      from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as g (platform, kind, external_id, label, tags)
      returning id
    )
    insert into watchlist_target (watchlist_id, target_id) select $7, id from kept`,
  values: [workspaceId, ...columnsOf(targets), ...labelsOf(targets), watchlistId],
});

/**
 * Puts targets that are watched already on a watchlist. A label given anew wins, tags are added to those that are there; rows that stay as they are
 * are not written.
 */
export const renewKnown = (workspaceId: string, watchlistId: string, targets: readonly WantedTarget[]): Statement => ({
  text: `
    with given as (
      select platform, kind, external_id, (array_agg(label order by n desc) filter (where label is not null))[1] as label,
        coalesce(string_to_array(string_agg(tags, E'\\n') filter (where tags <> ''), E'\\n'), '{}') as tags
      from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) with ordinality as g (platform, kind, external_id, label, tags, n)
      group by platform, kind, external_id
    ), met as (
      select target.id, given.label, given.tags,
        (given.label <> target.label or (given.label is not null and target.label is null) or not given.tags <@ target.tags) as differs
      from given join target using (platform, kind, external_id) where workspace_id = $1
    ), changed as (
      update target set
        label = coalesce(met.label, target.label),
        tags = case
          when met.tags <@ target.tags then target.tags
          else (select array_agg(distinct tag order by tag) from unnest(target.tags || met.tags) as tag)
        end
      from met where target.id = met.id and met.differs
    )
    insert into watchlist_target (watchlist_id, target_id) select $7, id from met
    on conflict do nothing`,
  values: [workspaceId, ...columnsOf(targets), ...labelsOf(targets), watchlistId],
});

/** How many targets a watchlist has of which how many stay when only the given ones do. */
export const countStaying = (watchlistId: string, targets: readonly WantedTarget[]): Statement => ({
  text: `
    select count(*)::int as listed, count(*) filter (where ${isGiven})::int as staying
    from watchlist_target join target on target.id = target_id where watchlist_id = $1`,
  values: [watchlistId, ...columnsOf(targets)],
});

/** Takes from a watchlist whatever is not given. The targets stay, with their history. */
export const removeOthers = (watchlistId: string, targets: readonly WantedTarget[]): Statement => ({
  text: `
    delete from watchlist_target using target
    where watchlist_id = $1 and target.id = target_id and not ${isGiven}
    returning target.platform, target.external_id, target.label`,
  values: [watchlistId, ...columnsOf(targets)],
});

const isGiven = '(target.platform, target.kind, target.external_id) in (select * from unnest($2::text[], $3::text[], $4::text[]))';
