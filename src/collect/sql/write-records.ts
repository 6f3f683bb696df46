import { jsonText } from './json.ts';
import type { Statement } from '../../store/index.ts';
import type { RecordRow } from '../rows.ts';

/**
 * Writes the newest view of records. Fields and counts of several streams are merged; what was observed later wins, whichever is
 * written first. Answers of the same minutes are taken in the order in which they are written: two commits that overtake one another would
 * else leave yesterday's value where only the older of them gives one.
 *
 * One JSON parameter for all rows: 4-6 us of Node CPU an episode, against 8-11 us for VALUES or unnest with one parameter or array a column, at the same
 * cost in PostgreSQL (640 rows a statement, 38,400 rows). As jsonb it is read once: 17 us of PostgreSQL a new record, against 20 us as json, whose
 * inner objects are read again for their columns.
 */
export const writeRecords = (platform: string, rows: readonly RecordRow[]): Statement => ({
  name: 'write_records',
  text: `
    insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
    select $1, kind, id, parent, fields, counts, at, at, exchange
    from jsonb_to_recordset($2::jsonb) as row (kind text, id text, parent text, fields jsonb, counts jsonb, at timestamptz, exchange bigint)
    on conflict (platform, kind, id) do update set
      parent_id = coalesce(excluded.parent_id, record.parent_id),
      fields = case when excluded.last_seen_at >= record.last_seen_at - interval '5 minutes' then record.fields || excluded.fields else excluded.fields || record.fields end,
      counts = case when excluded.last_seen_at >= record.last_seen_at - interval '5 minutes' then record.counts || excluded.counts else excluded.counts || record.counts end,
      first_seen_at = least(record.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(record.last_seen_at, excluded.last_seen_at),
      exchange_id = case when (excluded.last_seen_at, excluded.exchange_id) >= (record.last_seen_at, record.exchange_id) then excluded.exchange_id else record.exchange_id end,
      gone_since = null`,
  values: [platform, jsonText(rows)],
});
