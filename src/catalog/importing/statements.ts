import type { Statement } from '../../store/index.ts';
import type { WantedTarget } from './read-sheets.ts';

const columnsOf = (targets: readonly WantedTarget[]): unknown[] => [
  targets.map((target) => target.platform),
  targets.map((target) => target.kind),
  targets.map((target) => target.externalId),
];

/** Lets one import at a time change a workspace's targets, until its transaction ends; whoever only reads does not wait. */
export const holdTargets = (workspaceId: string): Statement => ({
  text: 'select id from workspace where id = $1 for no key update',
  values: [workspaceId],
});

/**
 * The planner takes a list that is handed in, and a table that was just filled, for small, and would walk through one for each row of the other: with
 * 50,000 names of each that would not end. Until the transaction ends it joins by hashing.
 */
export const joinByHashing = 'set local enable_nestloop = off';

/**
 * Which of the given targets are watched already, and under which id: an account may be known by its name and be given by its id, or the other way
 * round. `n` counts from 0 in the order given.
 */
export const findKnown = (workspaceId: string, targets: readonly WantedTarget[]): Statement => ({
  text: `
    with given as (
      select n - 1 as n, platform, kind, external_id
      from unnest($2::text[], $3::text[], $4::text[]) with ordinality as g (platform, kind, external_id, n)
    ), mine as (
      select id, platform, kind, external_id, record_id from target where workspace_id = $1
    ), named as (
      select distinct on (platform, kind, name) platform, kind, name, id
      from record_name order by platform, kind, name, last_seen_at desc
    ), found as (
      select n, mine.external_id, 1 as rank from given join mine using (platform, kind, external_id)
      union all
      select n, mine.external_id, 2 from given join mine on mine.platform = given.platform and mine.kind = given.kind and mine.record_id = given.external_id
      union all
      select n, mine.external_id, 3
      from given join named on named.platform = given.platform and named.kind = given.kind and named.name = given.external_id
      join mine on mine.platform = named.platform and mine.kind = named.kind and mine.record_id = named.id
      union all
      select n, mine.external_id, 4
      from given join named on named.platform = given.platform and named.kind = given.kind and named.name = given.external_id
      join mine on mine.platform = named.platform and mine.kind = named.kind and mine.external_id = named.id
    )
    select distinct on (n) n::int, external_id from found order by n, rank`,
  values: [workspaceId, ...columnsOf(targets)],
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
