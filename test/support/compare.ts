import { decodeFrame } from '../../src/lake/index.ts';
import type { Store } from '../../src/store/index.ts';

/** All that a collection leaves behind, without what differs between two equal ones: ids of runs and exchanges, and instants. */
export const contentsOf = async (store: Store) => ({
  records: await hashed(store, `select platform, kind, id, parent_id, fields, counts, gone_since is null as here from record`),
  observations: await hashed(store, `select platform, kind, id, stream, scope, counts from observation`),
  exchanges: await hashed(store, `select stream, endpoint, url, status, outcome from exchange`),
  misfits: await hashed(store, `select stream, endpoint, path, reason, value from quarantine`),
});

/** Number of rows and a hash over them in sorted order. Duplicates count. */
export const hashed = async (store: Store, rows: string): Promise<{ rows: number; hash: string | null }> => {
  const [row] = await store.query<{ rows: number; hash: string | null }>(
    `select count(*)::int as rows, md5(string_agg(line, E'\\n' order by line collate "C")) as hash from (select row (each.*)::text as line from (${rows}) as each) as lines`,
  );
  return row!;
};

/**
 * What must hold at every instant, whatever was killed: every acknowledged page has its exchange, its line in a frame that unpacks, and
 * is counted once; no observation points at an exchange that is not there.
 */
export const acknowledged = async (store: Store) => {
  const [counts] = await store.query<{
    pages: number;
    exchanges: number;
    lines: number;
    adrift: number;
    observations: number;
    counted: number;
    frames: number;
  }>(`
    select (select coalesce(sum(pages), 0) from run)::int as pages,
      (select count(*) from exchange)::int as exchanges,
      (select coalesce(sum(exchanges), 0) from frame)::int as lines,
      (select count(*) from frame)::int as frames,
      (select count(*) from observation)::int as observations,
      (select coalesce(sum(observations), 0) from run)::int as counted,
      (select count(*) from observation where not exists (select from exchange where exchange.id = observation.exchange_id))::int as adrift`);
  return counts!;
};

/** Unpacks every frame and counts the exchanges in it that the index points at. */
export const readableExchanges = async (store: Store): Promise<number> => {
  const frames = await store.query<{ id: string; body: Buffer; sha256: Buffer; raw_bytes: string }>(
    'select id, body, sha256, raw_bytes from frame order by id',
  );
  const index = await store.query<{ id: string; frame_id: string; line: number }>('select id, frame_id, line from exchange');
  const byFrame = Map.groupBy(index, (row) => row.frame_id);
  let found = 0;
  for (const frame of frames) {
    const lines = await decodeFrame({ ...frame, rawBytes: Number(frame.raw_bytes) });
    for (const { id, line } of byFrame.get(frame.id) ?? []) if (lines[line]?.id === id) found += 1;
  }
  return found;
};
