import type { Statement } from '../../store/index.ts';
import type { Frame } from '../../lake/index.ts';

/**
 * Writes the raw answers of a commit. The frame's id is the commit's idempotency key: when the answer to a COMMIT was lost with the
 * connection, repeating it finds the frame there and writes nothing. Returns no row in that case.
 */
export const writeFrame = (
  id: number,
  run: { id: string; platform: string; day: string },
  stream: string,
  exchanges: number,
  frame: Frame,
): Statement => ({
  name: 'write_frame',
  text: `
    insert into frame (id, run_id, platform, stream, day, exchanges, raw_bytes, sha256, body)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (id) do nothing
    returning id`,
  values: [id, run.id, run.platform, stream, run.day, exchanges, frame.rawBytes, frame.sha256, frame.body],
});
