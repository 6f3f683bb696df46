import type { Statement } from '../../store/index.ts';
import { quoted } from './rebuild-tables.ts';

/** Days of runs, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** Which raw answers of a platform; null stands for all. */
export interface RawChoice {
  readonly streams: readonly string[] | null;
  readonly days: DayRange | null;
}

/** A frame in the list of a rebuild. */
export interface ListedFrame {
  readonly n: string;
  readonly id: string;
  readonly run_id: string;
  readonly stream: string;
  readonly exchanges: number;
  readonly chosen: boolean;
  readonly last: boolean;
}

/**
 * Lists the frames of a platform that are not listed yet, in the order of their commits: `created_at` is the beginning of the transaction,
 * and one process commits one after the other. Of two processes that committed at the same time the one that began first is taken first.
 */
export const listFrames = (schema: string, platform: string, choice: RawChoice | 'none'): Statement => ({
  text: `
    insert into rebuild_frame (n, id, run_id, stream, exchanges, at, chosen, last)
    select n, id, run_id, stream, exchanges, created_at, chosen, chosen and n = max(n) over (partition by run_id, stream, chosen)
    from (
      select (select coalesce(max(n), 0) from rebuild_frame) + row_number() over (order by created_at, id) as n,
        id, run_id, stream, exchanges, created_at,
        $2 and ($3::text[] is null or stream = any($3)) and ($4::date is null or day between $4 and $5) as chosen
      from ${quoted(schema)}.frame
      where platform = $1 and not exists (select from rebuild_frame as known where known.id = frame.id)
    ) as fresh
    returning n`,
  values:
    choice === 'none'
      ? [platform, false, null, null, null]
      : [platform, true, choice.streams, choice.days?.from ?? null, choice.days?.to ?? null],
});

/** How much is listed, and how much of it chosen. */
export const countFrames: Statement = {
  text: `
    select count(*)::int as frames, coalesce(sum(exchanges), 0)::int as exchanges, count(*) filter (where chosen)::int as chosen,
      coalesce(sum(exchanges) filter (where chosen), 0)::int as chosen_exchanges
    from rebuild_frame`,
};

/** The next frames behind the nth. */
export const nextFrames = (after: string, onlyChosen: boolean, limit: number): Statement => ({
  text: `
    select n, id, run_id, stream, exchanges, chosen, last from rebuild_frame
    where n > $1 and (chosen or not $2) order by n limit $3`,
  values: [after, onlyChosen, limit],
});

/** What the exchanges of a frame are about, besides what their raw answers say. */
export const frameExchanges = (ids: readonly string[]): Statement => ({
  name: 'rebuild_frame_exchanges',
  text: 'select id, line, endpoint, target from exchange where id = any($1::bigint[])',
  values: [ids],
});

/** Remembers that the answers of a frame cannot be read. */
export const keepFrame = (schema: string, frame: ListedFrame): Statement => ({
  text: `
    insert into rebuild_unread (id) select id from ${quoted(schema)}.exchange where run_id = $1 and frame_id = $2
    on conflict do nothing`,
  values: [frame.run_id, frame.id],
});

/** The same for single answers. */
export const keepExchanges = (ids: readonly number[]): Statement => ({
  text: 'insert into rebuild_unread (id) select unnest($1::bigint[]) on conflict do nothing',
  values: [ids],
});
