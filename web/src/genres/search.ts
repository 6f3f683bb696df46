import { oneIn, wordIn } from '../app/search.ts';
import { statistics, tableMetrics, type Statistic, type TableMetric } from '../api/index.ts';

/** What the address of the table holds. */
export interface GenresSearch {
  readonly platform?: string | undefined;
  readonly metric?: TableMetric | undefined;
  readonly statistic?: Statistic | undefined;
}

export const readGenresSearch = (search: Record<string, unknown>): GenresSearch => ({
  platform: wordIn(search, 'platform'),
  metric: oneIn(search, 'metric', tableMetrics),
  statistic: oneIn(search, 'statistic', statistics),
});
