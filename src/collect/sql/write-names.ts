import type { Statement } from '../../store/index.ts';
import type { NameRow } from '../rows.ts';
import { jsonText } from './json.ts';

/**
 * Writes down under which names records were found, and which record a target given by name is. Once known it stays that record, also when the
 * name is given to somebody else. What is there again is asked for again.
 *
 * Each way in which a target can be meant is a join of its own: with "or" between them 6,400 names met 3,000 targets pair by pair, which took
 * 6 s a commit instead of 0.2. Targets are locked in the order in which an import takes them, or
 * one of the two would be undone by the other.
 */
export const writeNames = (platform: string, rows: readonly NameRow[]): Statement => ({
  name: 'write_names',
  text: `
    with found as materialized (
      select * from json_to_recordset($2::json) as row (kind text, id text, name text, at timestamptz, exchange bigint)
    ), named as (
      insert into record_name (platform, kind, name, id, since, last_seen_at, exchange_id)
      select $1, kind, name, id, at, at, exchange from found
      on conflict (platform, kind, name, id) do update set
        since = least(record_name.since, excluded.since),
        last_seen_at = greatest(record_name.last_seen_at, excluded.last_seen_at),
        exchange_id = case when excluded.last_seen_at >= record_name.last_seen_at then excluded.exchange_id else record_name.exchange_id end
    ), open as materialized (
      select id, kind, external_id, record_id from target where platform = $1 and (record_id is null or state in ('gone', 'private'))
    ), meant as (
      select open.id, found.id as record, 1 as rank, at from open join found on found.kind = open.kind and found.id = open.record_id
      union all
      select open.id, found.id, 2, at from open join found on found.kind = open.kind and found.id = open.external_id
      union all
      select open.id, found.id, 3, at from open join found on found.kind = open.kind and found.name = open.external_id
      where open.record_id is null
    ), known as (
      select distinct on (id) id, record from meant order by id, rank, at desc
    ), held as materialized (
      select target.id, known.record from target join known using (id)
      order by target.kind, target.external_id, target.id for no key update of target
    )
    update target set
      record_id = coalesce(record_id, held.record),
      state = case when target.state in ('gone', 'private') then 'active' else target.state end,
      state_since = case when target.state in ('gone', 'private') then now() else state_since end
    from held
    where target.id = held.id and (record_id is null or target.state in ('gone', 'private'))`,
  values: [platform, jsonText(rows)],
});
