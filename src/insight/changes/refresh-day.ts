import type { Day, Platform } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { episodeChanges } from './episode-statement.ts';
import { seriesChanges } from './series-statement.ts';

/**
 * Writes down what moved from the day before to each of these days, and to the days that are compared with them. Days without an earlier
 * one have nothing to be compared with and are left out. Calling it again changes nothing.
 */
export const refreshChanges = async (sql: Sql, platform: Platform, days: readonly Day[]): Promise<void> => {
  if (days.length === 0) return;
  const pairs = await sql.query<{ day: Day; before: Day; runs: string[]; runs_before: string[] }>({
    text: comparedDays,
    values: [platform, days],
  });
  for (const { day, before, runs, runs_before: runsBefore } of pairs) {
    await sql.query({ text: seriesChanges, values: [platform, day, before, runs, runsBefore] });
    for (const metric of summedMetrics)
      await sql.query({ text: episodeChanges, values: [platform, day, before, runs, runsBefore, metric, keptEpisodes] });
  }
};

/** The metrics of a series that are sums over its episodes. */
export const summedMetrics = ['likes', 'comments'] as const;

/** How many episodes a day are kept as the movers of a metric. */
const keptEpisodes = 200;

const comparedDays = `
with looked as (
  select day, array_agg(id order by id) as runs from run where platform = $1 and pages > 0 group by day
), pair as (
  select day, runs, lag(day) over (order by day) as before, lag(runs) over (order by day) as runs_before from looked
)
select day, before, runs, runs_before from pair
where before is not null and (day = any ($2::date[]) or before = any ($2::date[]))
order by day`;
