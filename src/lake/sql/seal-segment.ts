import type { Sql, Statement } from '../../store/index.ts';
import type { SegmentFrame } from '../segment.ts';

/** A segment this process has taken. */
export interface OpenSegment {
  readonly id: string;
  readonly key: string;
  readonly platform: string;
  readonly stream: string;
  readonly day: string;
}

/** Takes one segment that was planned and not sealed, and that no living process works on. */
export const takeSegment = async (sql: Sql, workerId: string, platform: string | null): Promise<OpenSegment | undefined> => {
  const [row] = await sql.query<OpenSegment>({
    text: `
      update segment set worker_id = $1
      where id = (
        select id from segment
        where sealed_at is null and ($2::text is null or platform = $2) and (worker_id is null or not worker_alive(worker_id))
        order by id limit 1
        for update skip locked)
      returning id, key, platform, stream, day`,
    values: [workerId, platform],
  });
  return row;
};

/** Gives back what could not be sealed, so that the next one need not wait for our end. */
export const releaseSegments = (workerId: string): Statement => ({
  text: 'update segment set worker_id = null where worker_id = $1 and sealed_at is null',
  values: [workerId],
});

/** How many segments other living processes are writing. */
export const countBusy = async (sql: Sql, workerId: string): Promise<number> => {
  const [row] = await sql.query<{ busy: number }>({
    text: 'select count(*)::int as busy from segment where sealed_at is null and worker_id <> $1 and worker_alive(worker_id)',
    values: [workerId],
  });
  return row!.busy;
};

/** The frames of a segment with their bodies, a few at a time: the driver holds each three times while it reads it. */
export const segmentBodies = (sql: Sql, segmentId: string, after: string): Promise<(SegmentFrame & { body: Buffer | null })[]> =>
  sql.query({
    text: `
      select id, run_id as run, segment_offset::float8 as "offset", segment_bytes as bytes, raw_bytes::float8 as "rawBytes", exchanges,
        encode(sha256, 'hex') as sha256, body
      from frame where segment_id = $1 and id > $2 order by id limit 8`,
    values: [segmentId, after],
  });

/** Seals a segment that is still ours. Returns no row when it is not. */
export const sealSegment = (id: string, workerId: string, object: { bytes: number; sha256: Buffer; lake: string }): Statement => ({
  text: `
    update segment set sealed_at = now(), worker_id = null, bytes = $3, sha256 = $4, lake = $5
    where id = $1 and worker_id = $2 and sealed_at is null
    returning id`,
  values: [id, workerId, object.bytes, object.sha256, object.lake],
});

/** The frames of a sealed segment leave the database. */
export const dropBodies = (segmentId: string): Statement => ({
  text: 'update frame set body = null where segment_id = $1',
  values: [segmentId],
});

/** Takes a plan back: its frames wait again. */
export const dissolveSegment = async (sql: Sql, segmentId: string): Promise<void> => {
  await sql.query({
    text: 'update frame set segment_id = null, segment_offset = null, segment_bytes = null where segment_id = $1',
    values: [segmentId],
  });
  await sql.query({ text: 'delete from segment where id = $1', values: [segmentId] });
};
