import { oneIn, wordIn } from '../app/search.ts';
import { moverMetrics, type MoverMetric } from '../api/index.ts';

/** What the address of the movers holds. */
export interface MoversSearch {
  readonly platform?: string | undefined;
  readonly metric?: MoverMetric | undefined;
  readonly by?: 'relative' | undefined;
  readonly day?: string | undefined;
}

export const readMoversSearch = (search: Record<string, unknown>): MoversSearch => {
  const day = wordIn(search, 'day');
  return {
    platform: wordIn(search, 'platform'),
    metric: oneIn(search, 'metric', moverMetrics),
    by: oneIn(search, 'by', ['relative'] as const),
    day: day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : undefined,
  };
};
