import { jsonText } from './json.ts';
import type { Statement } from '../../store/index.ts';
import type { ObservationRow } from '../rows.ts';

/** Adds observations. One that this run already made is left as it is. Returns how many were new. */
export const writeObservations = (platform: string, runId: string, stream: string, rows: readonly ObservationRow[]): Statement => ({
  name: 'write_observations',
  text: `
    with written as (
      insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
      select $1, kind, id, $2, $3, scope, at, counts, exchange
      from jsonb_to_recordset($4::jsonb) as row (kind text, id text, scope text, at timestamptz, counts jsonb, exchange bigint)
      on conflict do nothing
      returning 1
    )
    select count(*)::int as written from written`,
  values: [platform, runId, stream, jsonText(rows)],
});
