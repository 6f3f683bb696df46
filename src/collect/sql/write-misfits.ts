import { jsonText } from './json.ts';
import type { Statement } from '../../store/index.ts';
import type { NumberedPage } from '../rows.ts';

/** Puts what broke its schema into quarantine, with the reason and the exchange it came from. */
export const writeMisfits = (run: { id: string; platform: string }, parserVersion: string, pages: readonly NumberedPage[]): Statement => ({
  text: `
    insert into quarantine (exchange_id, run_id, platform, stream, endpoint, path, reason, value, parser_version)
    select exchange, $1, $2, stream, endpoint, path, reason, coalesce(value, 'null'), $3
    from json_to_recordset($4::json) as row (exchange bigint, stream text, endpoint text, path text, reason text, value jsonb)`,
  values: [
    run.id,
    run.platform,
    parserVersion,
    jsonText(
      pages.flatMap(({ exchangeId, stream, endpoint, parsed }) =>
        parsed.quarantined.map(({ path, reason, value }) => ({ exchange: exchangeId, stream, endpoint, path, reason, value })),
      ),
    ),
  ],
});
