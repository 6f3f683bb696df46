import type { Count, Platform } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { atLeast, exact, rounded } from '../../domain/index.ts';
import type { Weekday } from './ranks.ts';

export const tableMetrics = ['views', 'favourites', 'likes', 'seriesLikes', 'comments', 'stars'] as const;
export type TableMetric = (typeof tableMetrics)[number];
export const statistics = ['median', 'sum'] as const;
export type Statistic = (typeof statistics)[number];

/** The series of one genre on one weekday. */
export interface TableCell {
  readonly genre: string;
  readonly weekday: Weekday;
  /** How many series there are: exactly those the list shows for this genre and weekday. */
  readonly titles: number;
  /** How many of them have the number. */
  readonly known: number;
  /** Null when none has. */
  readonly value: Count | null;
}

/**
 * A number over the running series of every genre and weekday. Series that lack it take no part: a missing number is not 0. A median is
 * that of the known ones; a sum of which one is missing is at least what the others add up to. A series with two genres or days counts in
 * each of them, as in the lists. The coarsest part decides how exact the value is.
 */
export const genreTable = async (
  sql: Sql,
  question: { readonly platforms: readonly Platform[]; readonly metric: TableMetric; readonly statistic: Statistic },
): Promise<TableCell[]> => {
  const { platforms, metric, statistic } = question;
  const rows = await sql.query<CellRow>({ text: statement(metric, statistic), values: [platforms] });
  return rows.map(({ genre, weekday, titles, known, value, digits, open }) => ({
    genre,
    weekday,
    titles,
    known,
    value: valueOf(value, { digits, isBound: open || (statistic === 'sum' && known < titles) }),
  }));
};

const valueOf = (
  value: string | null,
  { digits, isBound }: { readonly digits: number | null; readonly isBound: boolean },
): Count | null => {
  if (value === null) return null;
  if (isBound) return atLeast(Number(value));
  return digits === null ? exact(Number(value)) : rounded(Number(value), digits);
};

interface CellRow {
  readonly genre: string;
  readonly weekday: Weekday;
  readonly titles: number;
  readonly known: number;
  readonly value: string | null;
  readonly digits: number | null;
  readonly open: boolean;
}

/** Sums over episodes stand in the totals; one that does not go over all episodes is a lower bound. */
const sources = (metric: TableMetric): { value: string; digits: string; open: string } =>
  metric === 'likes' || metric === 'comments'
    ? {
        value: `t.${metric}`,
        digits: `t.${metric}_digits`,
        open: `coalesce(t.${metric}_open or t.${metric}_known < greatest(t.episodes, count_value(r.counts -> 'episodes')), false)`,
      }
    : {
        value: `count_value(r.counts -> '${metric}')`,
        digits: `count_digits(r.counts -> '${metric}')`,
        open: `coalesce(count_open(r.counts -> '${metric}'), false)`,
      };

const statement = (metric: TableMetric, statistic: Statistic): string => {
  const { value, digits, open } = sources(metric);
  // Between two middle values lies their mean; of counts nobody wants half a reader.
  const median = `percentile_cont(0.5) within group (order by value::double precision)`;
  const middle = metric === 'stars' ? `round((${median})::numeric, 3)` : `round(${median})`;
  return `
with series as materialized (
  select r.platform, r.id, r.fields -> 'genres' as genres, r.fields -> 'weekdays' as weekdays, ${value} as value, ${digits} as digits, ${open} as open
  from record r left join series_total t on t.platform = r.platform and t.series_id = r.id
  where r.platform = any ($1::text[]) and r.kind = 'series' and r.fields ->> 'state' is distinct from 'finished'
    and jsonb_typeof(r.fields -> 'genres') = 'array' and jsonb_typeof(r.fields -> 'weekdays') = 'array'
), cell as (
  select distinct g.genre, w.weekday, s.platform, s.id, s.value, s.digits, s.open
  from series s, jsonb_array_elements_text(s.genres) g(genre), jsonb_array_elements_text(s.weekdays) w(weekday)
)
select genre, weekday, count(*)::integer as titles, count(value)::integer as known,
  (${statistic === 'sum' ? 'sum(value)' : middle})::text as value, min(digits) as digits, coalesce(bool_or(open) filter (where value is not null), false) as open
from cell
group by genre, weekday
order by genre collate "C", weekday`;
};
