import type { Count, Day, Platform, StoredCount, Zone } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { moveOf } from '../changes/move.ts';
import type { Move } from '../changes/move.ts';
import { countOf } from '../counts.ts';

/** By how much the number of a series' comments moved on one day. */
export interface CommentDay extends Move {
  readonly day: Day;
  readonly beforeDay: Day;
  readonly count: Count | null;
  readonly before: Count | null;
  readonly compared: number | null;
  readonly added: number | null;
  readonly runId: string | null;
  readonly beforeRunId: string | null;
}

/** What was written on one day, by the platform's own clock, among the comments that were collected. */
export interface WrittenDay {
  readonly day: Day;
  readonly comments: number;
  /** Different people, told apart by their keyed hashes; nobody is named. Null when the platform names none. */
  readonly writers: number | null;
}

export interface CommentActivity {
  readonly days: readonly CommentDay[];
  readonly written: readonly WrittenDay[];
  /** How many comments of the series are kept, and over how many of its episodes. Far fewer than there are: texts are collected for the newest episodes. */
  readonly collected: { readonly comments: number; readonly episodes: number };
}

/** How much a series is talked about: the numbers the platform gives, day by day, and when the collected comments were written. */
export const commentActivity = async (
  sql: Sql,
  question: { readonly platform: Platform; readonly seriesId: string; readonly since: Day; readonly zone: Zone },
): Promise<CommentActivity> => {
  const { platform, seriesId, since, zone } = question;
  const moved = await sql.query<MovedRow>({ text: moves, values: [platform, seriesId, since] });
  const written = await sql.query<WrittenDay & Record<string, unknown>>({ text: writing, values: [platform, seriesId, since, zone] });
  const [collected] = await sql.query<CommentActivity['collected'] & Record<string, unknown>>({ text: kept, values: [platform, seriesId] });
  return {
    days: moved.map(({ stored, storedBefore, isNew, ...row }) => {
      const [before, count] = [countOf(storedBefore), countOf(stored)];
      return { ...row, count, before, ...moveOf(before, count, { isRank: false, isNew }) };
    }),
    written,
    collected: collected!,
  };
};

type MovedRow = Omit<CommentDay, keyof Move | 'count' | 'before'> & {
  readonly stored: StoredCount;
  readonly storedBefore: StoredCount;
  readonly isNew: boolean;
};

const moves = `
select day, before_day as "beforeDay", count as stored, before_count as "storedBefore", is_new as "isNew", compared, added,
  run_id as "runId", before_run_id as "beforeRunId"
from series_change
where platform = $1 and metric = 'comments' and series_id = $2 and day >= $3
order by day`;

const ofSeries = `
  from record e join record c on c.platform = e.platform and c.kind = 'comment' and c.parent_id = e.id
  where e.platform = $1 and e.kind = 'episode' and e.parent_id = $2`;

const writing = `
select to_char(at at time zone $4, 'YYYY-MM-DD') as day, count(*)::integer as comments, nullif(count(distinct author), 0)::integer as writers
from (
  select (c.fields ->> 'createdAt')::timestamptz as at, c.fields ->> 'author' as author
  ${ofSeries} and c.fields ->> 'createdAt' is not null
  offset 0
) comment
where at >= ($3::date)::timestamp at time zone $4
group by 1
order by 1`;

const kept = `select count(*)::integer as comments, count(distinct e.id)::integer as episodes ${ofSeries}`;
