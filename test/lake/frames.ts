import { randomBytes } from 'node:crypto';
import { decodeFrame, encodeFrame } from '../../src/lake/index.ts';
import type { FrameReader } from '../../src/lake/index.ts';
import type { Sql } from '../../src/store/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import { fillWebtoons } from '../support/fill.ts';

export interface FrameOptions {
  readonly platform?: string;
  readonly stream?: string;
  readonly day?: string;
  readonly frames: number;
  readonly exchanges?: number;
  /** Letters of each answer, which no compression makes shorter. */
  readonly letters?: number;
}

/** Makes the run the frames of a test belong to. */
export const prepareRun = (sql: Sql): Promise<void> => fillWebtoons(sql, { series: 1, episodes: 1, days: 1 });

/** Keeps frames as commits do, with their exchanges in the index. Returns the ids of the frames. */
export const keepFrames = async (sql: Sql, options: FrameOptions): Promise<string[]> => {
  const { platform = 'naver-webtoon', stream = 'titles', day = '2026-03-01', exchanges = 3, letters = 200 } = options;
  const ids: string[] = [];
  for (let n = 0; n < options.frames; n++) {
    const [row] = await sql.query<{ block: string }>(`select nextval('exchange_block') as block`);
    const id = Number(row!.block) * 1000;
    const entries = Array.from({ length: exchanges }, (_, line) => ({
      id: id + 1 + line,
      exchange: exchangeWith({ url: `https://comic.naver.com/${stream}/${id + 1 + line}`, body: randomBytes(letters).toString('base64') }),
    }));
    const frame = await encodeFrame(entries);
    await sql.query({
      text: `insert into frame (id, run_id, platform, stream, day, exchanges, raw_bytes, sha256, body) values ($1, 1, $2, $3, $4, $5, $6, $7, $8)`,
      values: [id, platform, stream, day, exchanges, frame.rawBytes, frame.sha256, frame.body],
    });
    await sql.query({
      text: `insert into exchange (id, frame_id, line, run_id, task_id, platform, stream, endpoint, url, status, outcome, at, duration_ms, attempts, bytes, parser_version)
        select $1::bigint + 1 + line, $1, line, 1, 1, $2, $3, 'weekday', 'https://comic.naver.com/' || line, 200, 'ok', now(), 1, 1, 1, '1'
        from generate_series(0, $4::int - 1) as line`,
      values: [id, platform, stream, exchanges],
    });
    ids.push(String(id));
  }
  return ids;
};

/** The text of every exchange of these frames, as a reader gives it. */
export const textsOf = async (reader: FrameReader, ids: readonly string[]): Promise<string[]> => {
  const texts: string[] = [];
  for (const id of ids) for (const line of await decodeFrame(await reader.read(id))) texts.push(`${line.id} ${line.body}`);
  return texts;
};
