import type { Outcome, Platform } from '../domain/index.ts';
import { decodeFrameLine } from '../lake/index.ts';
import type { Sql } from '../store/index.ts';

/** One kept exchange: what was asked, what came, and the body as it came (private people hashed). */
export interface KeptExchange {
  readonly id: string;
  readonly platform: Platform;
  readonly stream: string;
  readonly endpoint: string;
  readonly url: string;
  readonly status: number;
  readonly outcome: Outcome;
  readonly note: string | null;
  readonly at: Date;
  readonly durationMs: number;
  readonly attempts: number;
  readonly bytes: number;
  readonly parserVersion: string;
  readonly runId: string;
  /** Null when its frame has left the database. */
  readonly body: string | null;
}

/** One exchange with its raw body; null when there is none. Throws TDM_SEGMENT_CORRUPT when its frame is not what was written. */
export const findExchange = async (sql: Sql, workspaceId: string, id: string): Promise<KeptExchange | null> => {
  const [row] = await sql.query<ExchangeRow>({ text: find, values: [workspaceId, id] });
  if (!row) return null;
  const { frame_id: frameId, line, sha256, frame_body: frame, raw_bytes: rawBytes, ...rest } = row;
  return {
    ...rest,
    bytes: Number(rest.bytes),
    body: frame === null ? null : (await decodeFrameLine({ id: frameId, body: frame, sha256, rawBytes: Number(rawBytes) }, line, id)).body,
  };
};

interface ExchangeRow extends Omit<KeptExchange, 'body' | 'bytes'> {
  bytes: string;
  frame_id: string;
  line: number;
  sha256: Buffer;
  raw_bytes: string;
  frame_body: Buffer | null;
}

const find = `
select e.id, e.platform, e.stream, e.endpoint, e.url, e.status, e.outcome, e.note, e.at, e.duration_ms as "durationMs", e.attempts, e.bytes,
  e.parser_version as "parserVersion", e.run_id as "runId", e.frame_id, e.line, f.sha256, f.raw_bytes, f.body as frame_body
from exchange e
join frame f on f.id = e.frame_id
join run r on r.id = e.run_id
where r.workspace_id = $1 and e.id = $2`;
