import type { Platform } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { behind, decodeCursor, pageOf, positionValues } from '../keyset.ts';
import { rankKeys } from './ranks.ts';
import type { Weekday } from './ranks.ts';
import { summaryColumns, summaryOf } from './summary.ts';
import type { SeriesSummary, SummaryRow } from './summary.ts';

export const seriesSorts = ['views', 'likes', 'comments', 'favourites', 'seriesLikes', 'rank', 'stars', 'title'] as const;
export type SeriesSort = (typeof seriesSorts)[number];

export interface SeriesQuestion {
  /** Where to look; all platforms that publish series when one is not chosen. */
  readonly platforms: readonly Platform[];
  readonly weekday?: Weekday | undefined;
  readonly genre?: string | undefined;
  readonly state?: string | undefined;
  /** Part of a title or of an author's name. */
  readonly search?: string | undefined;
  readonly sort: SeriesSort;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page of series. Those without the number that is sorted by come last in both directions. Throws TDM_REQUEST_INVALID for a bad cursor. */
export const listSeries = async (
  sql: Sql,
  question: SeriesQuestion,
): Promise<{ items: SeriesSummary[]; next: string | null; total: number }> => {
  const { platforms, weekday = null, genre = null, state = null, sort, direction, limit } = question;
  const search = question.search?.normalize('NFC').toLowerCase() ?? null;
  const order = [platforms, weekday, genre, state, search, sort, direction];
  const after = decodeCursor(order, question.cursor, sort === 'title' ? 'text' : 'number');
  const ranks = rankKeys(question);
  const rows = await sql.query<PageRow>({
    text: statement(sort, direction),
    values: [platforms, weekday, genre, state, search, ranks.ongoing, ...positionValues(after, 2), limit + 1, ranks.finished],
  });
  const { page, next, total } = pageOf(order, rows, limit, ({ platform, id }) => [platform, id]);
  return {
    items: page.map((row) => summaryOf(row, ranks)),
    next,
    total,
  };
};

interface PageRow extends SummaryRow {
  total: number;
  key: string | null;
}

const keys: Readonly<Record<SeriesSort, string>> = {
  views: "count_value(r.counts -> 'views')",
  likes: 't.likes',
  comments: 't.comments',
  favourites: "count_value(r.counts -> 'favourites')",
  seriesLikes: "count_value(r.counts -> 'seriesLikes')",
  rank: `(select min(count_value(r.counts -> k)) from unnest(case when r.fields ->> 'state' = 'finished' then $12::text[] else $6::text[] end) k)`,
  stars: "count_value(r.counts -> 'stars')",
  // Code points are the dictionary order of Hangul, and the same on every server, whatever its collations.
  title: 'lower(r.fields ->> \'title\') collate "C"',
};

/**
 * A few thousand series are filtered and sorted in one pass (no index could serve seven orders times five filters), and only the
 * rows of the page are carried whole. The outer join keeps the total when the page is empty.
 */
const statement = (sort: SeriesSort, direction: 'asc' | 'desc'): string => {
  const type = sort === 'title' ? 'text' : 'numeric';
  return `
with matched as materialized (
  select r.platform, r.id, ${keys[sort]} as key
  from record r left join series_total t on t.platform = r.platform and t.series_id = r.id
  where r.platform = any ($1::text[]) and r.kind = 'series'
    -- A finished title keeps its day, but is in that day's list no more: only who asks for finished ones finds it there.
    and ($2::text is null or (r.fields -> 'weekdays' ? $2 and ($4::text = 'finished' or r.fields ->> 'state' is distinct from 'finished')))
    and ($3::text is null or r.fields -> 'genres' ? $3)
    and ($4::text is null or r.fields ->> 'state' = $4)
    and ($5::text is null or strpos(lower(r.fields ->> 'title'), $5) > 0 or strpos(lower(r.fields ->> 'authors'), $5) > 0)
    and $6::text[] is not null and $12::text[] is not null
), page as (
  select * from matched
  where ${behind(7, { direction, type, ties: ['platform', 'id'] })}
  order by key is null, key ${direction}, platform, id
  limit $11
)
select (select count(*) from matched)::integer as total, p.key::text as key, ${summaryColumns}
from (select) as always
left join page p on true
left join record r on r.platform = p.platform and r.kind = 'series' and r.id = p.id
left join series_total t on t.platform = r.platform and t.series_id = r.id
order by p.key is null, p.key ${direction}, p.platform, p.id`;
};
