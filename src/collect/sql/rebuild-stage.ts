import type { Statement } from '../../store/index.ts';
import type { NumberedPage } from '../rows.ts';
import { jsonText } from './json.ts';

interface Key {
  readonly kind: string;
  readonly id: string;
}

/** Remembers which exchanges were read again, with what today's parser says of them. */
export const stageExchanges = (frameId: string, pages: readonly NumberedPage[]): Statement => ({
  name: 'rebuild_stage_exchanges',
  text: `
    insert into rebuild_exchange (id, frame_id, outcome, note)
    select id, $1, outcome, note from json_to_recordset($2::json) as row (id bigint, outcome text, note text)`,
  values: [
    frameId,
    jsonText(
      pages.map(({ exchangeId, parsed, exchange }) => ({
        id: exchangeId,
        outcome: parsed.outcome,
        note: parsed.note ?? exchange.note ?? null,
      })),
    ),
  ],
});

/** `markGone` as of the instant of the commit that said so. */
export const stageGone = (frameId: string, platform: string, kind: string, ids: readonly string[]): Statement => ({
  text: `
    update record set gone_since = coalesce(gone_since, (select at from rebuild_frame where id = $1))
    where platform = $2 and kind = $3 and id = any($4::text[])`,
  values: [frameId, platform, kind, ids],
});

/** Remembers which records the chosen answers have to do with. */
export const touch = (keys: readonly Key[]): Statement => ({
  name: 'rebuild_touch',
  text: `
    insert into rebuild_touched (kind, id) select kind, id from json_to_recordset($1::json) as row (kind text, id text)
    on conflict do nothing`,
  values: [jsonText(keys)],
});

/** Which of these records are among them. */
export const touchedOf = (keys: readonly Key[]): Statement => ({
  name: 'rebuild_touched_of',
  text: `
    select kind, id from json_to_recordset($1::json) as row (kind text, id text)
    where exists (select from rebuild_touched where rebuild_touched.kind = row.kind and rebuild_touched.id = row.id)`,
  values: [jsonText(keys)],
});
