import type { Count, Day, Instant, Platform, StoredCount } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { countOf, countOfSum } from '../counts.ts';

export const curveMetrics = ['views', 'favourites', 'seriesLikes', 'likes', 'comments', 'rank', 'stars', 'starVotes', 'episodes'] as const;
export type CurveMetric = (typeof curveMetrics)[number];

export interface CurvePoint {
  readonly at: Date;
  /** The day of the run, in the run's zone. */
  readonly day: Day;
  /** Null: asked for and not given. Never 0. */
  readonly count: Count | null;
  /** Null for a sum, which comes from many exchanges of its run. */
  readonly exchangeId: string | null;
  readonly runId: string;
  /** For a sum over episodes: how many gave a number, of how many that the run saw. */
  readonly known: number | null;
  readonly of: number | null;
}

export interface Curve<Metric extends string = CurveMetric> {
  readonly metric: Metric;
  /** Where it holds, such as `weekday/MONDAY/user` for a rank; null: for the record itself. */
  readonly scope: string | null;
  readonly points: readonly CurvePoint[];
}

export interface CurveQuestion<Metric extends string = CurveMetric> {
  readonly platform: Platform;
  readonly id: string;
  readonly metrics: readonly Metric[];
  readonly since: Instant;
}

/** The curves of a series. Likes and comments are the sums over its episodes as each run found them. */
export const seriesCurves = async (sql: Sql, question: CurveQuestion): Promise<Curve[]> => {
  const observed = await observedCurves(sql, 'series', question);
  const summed = question.metrics.filter((metric) => metric === 'likes' || metric === 'comments');
  if (summed.length === 0) return observed;
  const rows = await sql.query<SumRow>({ text: sums, values: [question.platform, question.id, new Date(question.since)] });
  if (rows.length === 0) return observed;
  // A platform may also give a number for the series itself; then that is the figure, and adding up episodes would show a second truth.
  const missing = summed.filter((metric) => !observed.some((curve) => curve.metric === metric));
  return [...observed, ...missing.map((metric) => ({ metric, scope: null, points: rows.map((row) => sumPoint(row, metric)) }))];
};

/** The curves of one episode, as observed. */
export const episodeCurves = (sql: Sql, question: CurveQuestion): Promise<Curve[]> => observedCurves(sql, 'episode', question);

/** The curves of one record of any kind, as observed. */
export const observedCurves = async <Metric extends string>(
  sql: Sql,
  kind: string,
  { platform, id, metrics, since }: CurveQuestion<Metric>,
): Promise<Curve<Metric>[]> => {
  const rows = await sql.query<ObservedRow & { metric: Metric }>({
    text: observations,
    values: [platform, kind, id, metrics, new Date(since)],
  });
  const curves = new Map<string, { metric: Metric; scope: string | null; points: CurvePoint[] }>();
  for (const row of rows) {
    const key = `${row.metric}@${row.scope}`;
    let curve = curves.get(key);
    if (!curve) curves.set(key, (curve = { metric: row.metric, scope: row.scope === '' ? null : row.scope, points: [] }));
    const { observed_at: at, day, exchange_id: exchangeId, run_id: runId } = row;
    curve.points.push({ at, day, count: countOf(row.count), exchangeId, runId, known: null, of: null });
  }
  return [...curves.values()];
};

interface ObservedRow {
  scope: string;
  observed_at: Date;
  day: Day;
  count: StoredCount;
  exchange_id: string;
  run_id: string;
}

interface SumRow {
  run_id: string;
  observed_at: Date;
  day: Day;
  episodes: number;
  likes: string | null;
  likes_known: number;
  likes_digits: number | null;
  likes_open: boolean;
  comments: string | null;
  comments_known: number;
  comments_digits: number | null;
  comments_open: boolean;
}

const sumPoint = (row: SumRow, metric: 'likes' | 'comments'): CurvePoint => {
  const known = row[`${metric}_known`];
  const count = countOfSum({ sum: row[metric], known, of: row.episodes, digits: row[`${metric}_digits`], open: row[`${metric}_open`] });
  return { at: row.observed_at, day: row.day, count, exchangeId: null, runId: row.run_id, known, of: row.episodes };
};

// The primary key leads to the few rows of one record; each is opened only for the metrics asked for. A rank belongs to its list; any
// other metric is the same fact in whichever list or stream a run met it, so each run gives one point, a number before a missing one.
const observations = `
select metric, scope, observed_at, day, count, exchange_id, run_id
from (
  select distinct on (m, place.scope, o.run_id)
    m as metric, place.scope, o.observed_at, r.day, o.counts -> m as count, o.exchange_id, o.run_id
  from observation o
  join run r on r.id = o.run_id
  cross join unnest($4::text[]) m
  cross join lateral (select case when m = 'rank' then o.scope else '' end as scope) place
  where o.platform = $1 and o.kind = $2 and o.id = $3 and o.observed_at >= $5 and o.counts ? m
  order by m, place.scope, o.run_id, o.counts -> m = 'null', o.observed_at desc
) point
order by metric, scope, observed_at, run_id`;

// A run may ask only about the newest episodes; what the list says there are is then more than what was added up.
const sums = `
select t.run_id, t.observed_at, r.day, greatest(t.episodes, listed.episodes)::integer as episodes,
  t.likes, t.likes_known::integer as likes_known, t.likes_digits, t.likes_open,
  t.comments, t.comments_known::integer as comments_known, t.comments_digits, t.comments_open
from series_run_total t join run r on r.id = t.run_id
cross join lateral (
  select max(count_value(o.counts -> 'episodes')) as episodes from observation o
  where o.platform = t.platform and o.kind = 'series' and o.id = t.series_id and o.run_id = t.run_id
) listed
where t.platform = $1 and t.series_id = $2 and t.observed_at >= $3
order by t.observed_at, t.run_id`;
