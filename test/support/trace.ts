import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import type { Sql } from '../../src/store/index.ts';

let frames = 0;

/** Keeps one exchange in a frame of its own, with another before it, as a commit does. Returns its id. */
export const keepExchange = async (
  sql: Sql,
  options: { readonly runId: string; readonly body: string; readonly frame?: Buffer },
): Promise<string> => {
  const frameId = ++frames * 1_000;
  const id = frameId + 1;
  const line = (exchangeId: number, body: string) =>
    JSON.stringify({
      id: String(exchangeId),
      request: { method: 'GET', url: 'https://comic.naver.com/api' },
      status: 200,
      headers: {},
      body,
      at: '2026-03-01T00:00:00.000Z',
    }) + '\n';
  const text = line(frameId, 'the one before') + line(id, options.body);
  const whole = zstdCompressSync(text);
  await sql.query({
    text: `insert into frame (id, run_id, platform, stream, day, created_at, exchanges, raw_bytes, sha256, body)
      values ($1, $2, 'naver-webtoon', 'titles', '2026-03-01', now(), 2, $3, $4, $5)`,
    values: [frameId, options.runId, Buffer.byteLength(text), createHash('sha256').update(whole).digest(), options.frame ?? whole],
  });
  await sql.query({
    text: `insert into exchange (id, frame_id, line, run_id, task_id, platform, stream, endpoint, url, status, outcome, at, duration_ms, attempts, bytes, parser_version)
      values ($1, $2, 1, $3, 1, 'naver-webtoon', 'titles', 'weekday', 'https://comic.naver.com/api', 200, 'ok', '2026-03-01T00:00:00Z', 12, 1, $4, '1')`,
    values: [id, frameId, options.runId, Buffer.byteLength(options.body)],
  });
  return String(id);
};
