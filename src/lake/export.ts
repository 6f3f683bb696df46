import { TidemarkError } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import { frameText } from './frame.ts';
import type { FrameReader } from './frame-reader.ts';

export interface ExportQuestion {
  readonly platform: string;
  readonly stream: string;
  /** Both included. */
  readonly from: string;
  readonly to: string;
}

/**
 * The NDJSON of every frame of a stream, day by day and in the order of commits, one frame in memory at a time. A frame that cannot be read
 * is given to `onDamaged` and left out. Throws TDM_LAKE_*.
 */
export async function* exportLines(
  sql: Sql,
  frames: FrameReader,
  { platform, stream, from, to }: ExportQuestion,
  onDamaged: (damage: TidemarkError) => void,
): AsyncIterable<Buffer> {
  for (let [day, after] = [from, '0']; ;) {
    const page = await sql.query<{ id: string; day: string }>({
      text: `
        select id, day from frame
        where platform = $1 and stream = $2 and day between $3 and $4 and (day, id) > ($3::date, $5::bigint)
        order by day, id limit 1000`,
      values: [platform, stream, day, to, after],
    });
    for (const { id } of page) {
      try {
        yield await frameText(await frames.read(id));
      } catch (error) {
        if (!(error instanceof TidemarkError) || error.code !== 'TDM_SEGMENT_CORRUPT') throw error;
        onDamaged(error);
      }
    }
    const last = page.at(-1);
    if (!last) return;
    [day, after] = [last.day, last.id];
  }
}
