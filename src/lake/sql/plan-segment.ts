import type { Sql, Statement } from '../../store/index.ts';
import type { SegmentFrame, SegmentHead } from '../segment.ts';

/** Frames that wait in the database, by what they are of. */
export const waitingGroups = (platform: string | null): Statement => ({
  text: `
    select platform, stream, day from frame
    where segment_id is null and body is not null and ($1::text is null or platform = $1)
    group by 1, 2, 3 order by 1, 2, 3`,
  values: [platform],
});

/** One plan at a time in this schema, so that two processes never plan a frame twice. Ends with the transaction. */
export const lockPlanning: Statement = {
  text: `select pg_advisory_xact_lock(hashtextextended('tidemark seal ' || current_schema(), 0))`,
};

export interface WaitingFrame {
  readonly id: string;
  readonly run: string;
  readonly bytes: number;
  readonly rawBytes: number;
  readonly exchanges: number;
  readonly sha256: string;
}

/** The next waiting frames of a group, in order. More than these never fit into one segment. */
export const waitingFrames = (sql: Sql, { platform, stream, day }: SegmentHead, after: string): Promise<WaitingFrame[]> =>
  sql.query<WaitingFrame>({
    text: `
      select id, run_id as run, octet_length(body) as bytes, raw_bytes::float8 as "rawBytes", exchanges, encode(sha256, 'hex') as sha256
      from frame
      where segment_id is null and body is not null and platform = $1 and stream = $2 and day = $3 and id > $4
      order by id limit 5000`,
    values: [platform, stream, day, after],
  });

/** Those of the frames whose bytes are not the ones that were written: they would make a segment that no zstd can read to its end. */
export const damagedFrames = async (sql: Sql, ids: readonly string[]): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>({
    text: 'select id from frame where id = any($1::bigint[]) and sha256(body) <> sha256 order by id',
    values: [ids],
  });
  return rows.map(({ id }) => id);
};

/** Writes down a segment, taken by this worker. Returns its id. */
export const insertSegment = async (
  sql: Sql,
  { platform, stream, day }: SegmentHead,
  key: string,
  frames: readonly SegmentFrame[],
  workerId: string,
): Promise<string> => {
  const sum = (of: (frame: SegmentFrame) => number): number => frames.reduce((total, frame) => total + of(frame), 0);
  const [row] = await sql.query<{ id: string }>({
    text: `
      insert into segment (key, platform, stream, day, frames, exchanges, raw_bytes, worker_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      returning id`,
    values: [key, platform, stream, day, frames.length, sum(({ exchanges }) => exchanges), sum(({ rawBytes }) => rawBytes), workerId],
  });
  return row!.id;
};

/** Gives frames their places in a segment. Their bodies stay until it is sealed. */
export const assignFrames = (segmentId: string, frames: readonly SegmentFrame[]): Statement => ({
  text: `
    update frame set segment_id = $1, segment_offset = place.start, segment_bytes = place.bytes
    from unnest($2::bigint[], $3::bigint[], $4::int[]) as place (id, start, bytes)
    where frame.id = place.id`,
  values: [segmentId, frames.map(({ id }) => id), frames.map(({ offset }) => offset), frames.map(({ bytes }) => bytes)],
});
