import { TidemarkError } from '../../domain/index.ts';
import type { Parsed } from '../../domain/index.ts';
import { decodeFrame } from '../../lake/index.ts';
import type { FrameLine, FrameReader } from '../../lake/index.ts';
import type { Endpoint, Source, Stream } from '../../sources/index.ts';
import type { Sql } from '../../store/index.ts';
import type { NumberedPage } from '../rows.ts';
import { frameExchanges } from '../sql/rebuild-frames.ts';
import type { ListedFrame } from '../sql/rebuild-frames.ts';

/** A frame as today's parsers read it. */
export interface ReadFrame {
  readonly frame: ListedFrame;
  /** In the order of their commit. */
  readonly pages: readonly NumberedPage[];
  /** Answers of endpoints that have no parser today. */
  readonly unread: readonly Unread[];
  /** Why nothing of it could be read; null when it is whole. */
  readonly damage: string | null;
}

export interface Unread {
  readonly exchangeId: number;
  readonly endpoint: string;
}

interface Row {
  readonly id: string;
  readonly line: number;
  readonly endpoint: string;
  readonly target: string | null;
}

/** Reads and parses one frame. A damaged one is told, not thrown; what else goes wrong (the database, the lake) is thrown. */
export const readFrame = async (sql: Sql, source: Source, frames: FrameReader, frame: ListedFrame): Promise<ReadFrame> => {
  const stream = source.streams.find(({ name }) => name === frame.stream);
  try {
    const lines = await decodeFrame(await frames.read(frame.id));
    const rows = await sql.query<Row>(frameExchanges(lines.map(({ id }) => id)));
    const pages: NumberedPage[] = [];
    const unread: Unread[] = [];
    for (const { line, row } of pairs(frame, lines, rows)) {
      const endpoint = stream?.endpoints.find(({ name }) => name === row.endpoint);
      if (stream && endpoint) pages.push(pageOf(stream, endpoint, line, row));
      else unread.push({ exchangeId: Number(row.id), endpoint: row.endpoint });
    }
    return { frame, pages, unread, damage: null };
  } catch (error) {
    if (!(error instanceof TidemarkError) || error.code !== 'TDM_SEGMENT_CORRUPT') throw error;
    return { frame, pages: [], unread: [], damage: String(error.details['reason']) };
  }
};

/** Each line with its row of the index. Throws TDM_SEGMENT_CORRUPT when frame and index do not tell the same. */
const pairs = (frame: ListedFrame, lines: readonly FrameLine[], rows: readonly Row[]): { line: FrameLine; row: Row }[] => {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const corrupt = (reason: string): TidemarkError => new TidemarkError('TDM_SEGMENT_CORRUPT', { frame: frame.id, reason });
  if (lines.length !== frame.exchanges) throw corrupt(`it holds ${lines.length} answers instead of ${frame.exchanges}`);
  return lines.map((line, n) => {
    const row = byId.get(line.id);
    if (row?.line !== n || typeof line.body !== 'string') throw corrupt(`line ${n} is not the exchange that the index has there`);
    return { line, row };
  });
};

/** The page as it was when it was committed, but read by today's parser. Its place in a task is of no more interest. */
const pageOf = (stream: Stream, endpoint: Endpoint, { id, at, ...rest }: FrameLine, { target }: Row): NumberedPage => {
  const exchange = { ...rest, at: Date.parse(at) };
  const parsed: Parsed = endpoint.parse(exchange);
  return {
    ...{ exchange, parsed, stream: stream.name, endpoint: endpoint.name, targetKind: stream.target.kind },
    exchangeId: Number(id),
    targets: target === null ? [] : [target],
    ...{ taskId: '', cursor: null, conditional: false, skipped: [] },
  };
};
