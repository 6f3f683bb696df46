import type { Statement } from '../../store/index.ts';
import type { NameRow } from '../rows.ts';

/**
 * Writes down under which names records were found, and which record a target given by name is. Once known it stays that record, also when the
 * name is given to somebody else. What is there again is asked for again.
 */
export const writeNames = (platform: string, rows: readonly NameRow[]): Statement => ({
  name: 'write_names',
  text: `
    with found as (
      select * from json_to_recordset($2::json) as row (kind text, id text, name text, at timestamptz, exchange bigint)
    ), named as (
      insert into record_name (platform, kind, name, id, since, last_seen_at, exchange_id)
      select $1, kind, name, id, at, at, exchange from found
      on conflict (platform, kind, name, id) do update set
        since = least(record_name.since, excluded.since),
        last_seen_at = greatest(record_name.last_seen_at, excluded.last_seen_at),
        exchange_id = case when excluded.last_seen_at >= record_name.last_seen_at then excluded.exchange_id else record_name.exchange_id end
    )
    update target set
      record_id = coalesce(record_id, found.id),
      state = case when target.state in ('gone', 'private') then 'active' else target.state end,
      state_since = case when target.state in ('gone', 'private') then now() else state_since end
    from found
    where target.platform = $1 and target.kind = found.kind
      and (record_id = found.id or external_id = found.id or (record_id is null and external_id = found.name))
      and (record_id is null or target.state in ('gone', 'private'))`,
  values: [platform, JSON.stringify(rows)],
});
