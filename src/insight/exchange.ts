import type { Outcome, Platform } from '../domain/index.ts';
import { createFrameReader, decodeFrameLine } from '../lake/index.ts';
import type { FrameReader } from '../lake/index.ts';
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
  /** As the answer had them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * One exchange with its raw body, wherever its frame is kept; null when there is none. Throws TDM_SEGMENT_CORRUPT when its frame is not
 * what was written, and TDM_LAKE_* when the lake that holds it cannot be asked.
 */
export const findExchange = async (
  sql: Sql,
  workspaceId: string,
  id: string,
  frames: FrameReader = createFrameReader(sql),
): Promise<KeptExchange | null> => {
  const [row] = await sql.query<ExchangeRow>({ text: find, values: [workspaceId, id] });
  if (!row) return null;
  const { frame_id: frameId, line, bytes, ...rest } = row;
  const { body, headers } = await decodeFrameLine(await frames.read(frameId), line, id);
  return { ...rest, bytes: Number(bytes), headers, body };
};

interface ExchangeRow extends Omit<KeptExchange, 'body' | 'bytes' | 'headers'> {
  bytes: string;
  frame_id: string;
  line: number;
}

const find = `
select e.id, e.platform, e.stream, e.endpoint, e.url, e.status, e.outcome, e.note, e.at, e.duration_ms as "durationMs", e.attempts, e.bytes,
  e.parser_version as "parserVersion", e.run_id as "runId", e.frame_id, e.line
from exchange e
join run r on r.id = e.run_id
where r.workspace_id = $1 and e.id = $2`;
