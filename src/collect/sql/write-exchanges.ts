import { isoOf } from '../../domain/index.ts';
import { jsonText } from './json.ts';
import type { Statement } from '../../store/index.ts';
import type { NumberedPage } from '../rows.ts';

/** Writes one index row an exchange, pointing at its line in the frame. */
export const writeExchanges = (
  frameId: number,
  run: { id: string; platform: string },
  parserVersion: string,
  pages: readonly NumberedPage[],
): Statement => ({
  name: 'write_exchanges',
  text: `
    insert into exchange (id, frame_id, line, run_id, task_id, platform, stream, endpoint, url, status, outcome, note, at, duration_ms, attempts, bytes, parser_version, target)
    select id, $1, line, $2, task, $3, stream, endpoint, url, status, outcome, note, at, duration, attempts, bytes, $4, target
    from jsonb_to_recordset($5::jsonb) as row (id bigint, line int, task bigint, stream text, endpoint text, url text, status int,
      outcome text, note text, at timestamptz, duration int, attempts int, bytes bigint, target text)`,
  values: [
    frameId,
    run.id,
    run.platform,
    parserVersion,
    jsonText(
      pages.map(({ exchange, exchangeId, taskId, stream, endpoint, parsed, targets }, line) => ({
        id: exchangeId,
        line,
        task: taskId,
        stream,
        endpoint,
        url: exchange.request.url,
        status: exchange.status,
        outcome: parsed.outcome,
        note: exchange.note ?? null,
        at: isoOf(exchange.at),
        duration: Math.round(exchange.durationMs),
        attempts: exchange.attempts,
        bytes: exchange.bytes,
        target: targets.length === 1 ? targets[0] : null,
      })),
    ),
  ],
});
