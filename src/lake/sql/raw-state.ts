import type { Sql } from '../../store/index.ts';

/** A frame with what is known of it, and its body when it waits in the database. */
export interface FrameState {
  readonly id: string;
  readonly body: Buffer | null;
  readonly sha256: Buffer;
  readonly rawBytes: number;
  readonly exchanges: number;
  readonly start: number | null;
  readonly bytes: number | null;
}

const columns = `frame.id, frame.body, frame.sha256, frame.raw_bytes::float8 as "rawBytes", frame.exchanges, segment_offset::float8 as start, segment_bytes as bytes`;

export interface SealedState {
  readonly id: string;
  readonly key: string;
  readonly frames: number;
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly lake: string;
}

/** The next sealed segments. */
export const sealedSegments = (sql: Sql, after: string): Promise<SealedState[]> =>
  sql.query({
    text: `
      select id, key, frames, bytes::float8 as bytes, sha256, lake from segment
      where sealed_at is not null and id > $1 order by id limit 100`,
    values: [after],
  });

/** Those names of objects that belong to a segment, sealed or planned. */
export const knownKeys = async (sql: Sql, keys: readonly string[]): Promise<Set<string>> => {
  const rows = await sql.query<{ key: string }>({ text: 'select key from segment where key = any($1::text[])', values: [keys] });
  return new Set(rows.map(({ key }) => key));
};

/** The frames of a sealed segment, in order. */
export const framesOfSegment = (sql: Sql, segmentId: string): Promise<FrameState[]> =>
  sql.query({ text: `select ${columns} from frame where segment_id = $1 order by id`, values: [segmentId] });

/** The next frames that no sealed segment holds, those of a planned one included. */
export const unsealedFrames = (sql: Sql, after: string): Promise<FrameState[]> =>
  sql.query({
    text: `
      select ${columns} from frame
      where id > $1 and (segment_id is null or segment_id in (select id from segment where sealed_at is null))
      order by id limit 8`,
    values: [after],
  });

export interface ExchangePlace {
  readonly id: string;
  readonly frame: string;
  readonly line: number;
}

/** Where the index says that exchanges are. */
export const placesOf = (sql: Sql, ids: readonly string[]): Promise<ExchangePlace[]> =>
  sql.query({ text: 'select id, frame_id as frame, line from exchange where id = any($1::bigint[])', values: [ids] });

/** Frames of which the index names more or fewer exchanges than were written. */
export const miscounted = (sql: Sql): Promise<{ id: string; indexed: number; exchanges: number }[]> =>
  sql.query(`
    select frame.id, coalesce(found.indexed, 0)::int as indexed, frame.exchanges
    from frame left join (select frame_id, count(*) as indexed from exchange group by 1) as found on found.frame_id = frame.id
    where coalesce(found.indexed, 0) <> frame.exchanges
    order by 1 limit 1000`);

/** Numbers of the whole, for a screen. */
export const rawTotals = async (
  sql: Sql,
): Promise<{ frames: number; exchanges: number; waiting: number; waitingBytes: number; segments: number; open: number }> => {
  const [row] = await sql.query<Awaited<ReturnType<typeof rawTotals>>>(`
    select count(*)::int as frames, coalesce(sum(exchanges), 0)::float8 as exchanges, count(*) filter (where body is not null)::int as waiting,
      coalesce(sum(octet_length(body)), 0)::float8 as "waitingBytes",
      (select count(*) from segment where sealed_at is not null)::int as segments, (select count(*) from segment where sealed_at is null)::int as open
    from frame`);
  return row!;
};
