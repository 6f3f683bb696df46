import { oneIn, wordIn } from '../app/search.ts';
import { episodeSorts, type Direction, type EpisodeOrder, type EpisodeSort } from '../api/index.ts';

/** Metrics of a series that have a history, in the order in which they are shown. */
export const curveMetrics = ['favourites', 'seriesLikes', 'likes', 'comments', 'views', 'rank', 'stars'] as const;
export type CurveMetric = (typeof curveMetrics)[number];

export const ranges = ['30', '90', '365', 'all'] as const;
export type Range = (typeof ranges)[number];

export const episodeMetrics = ['likes', 'comments', 'stars'] as const;
export type EpisodeChartMetric = (typeof episodeMetrics)[number];

/** What the address of a series holds. */
export interface SeriesSearch {
  /** Names of the curves shown, joined by commas. */
  readonly curves?: string | undefined;
  readonly range?: Range | undefined;
  readonly over?: EpisodeChartMetric | undefined;
  readonly sort?: EpisodeSort | undefined;
  readonly direction?: Direction | undefined;
  /** The episode whose curves are open. */
  readonly episode?: string | undefined;
}

/** Every name is answered, as for the list of webtoons. */
export const readSeriesSearch = (search: Record<string, unknown>): SeriesSearch => ({
  curves: wordIn(search, 'curves'),
  range: oneIn(search, 'range', ranges),
  over: oneIn(search, 'over', episodeMetrics),
  sort: oneIn(search, 'sort', episodeSorts),
  direction: oneIn(search, 'direction', ['asc', 'desc'] as const),
  episode: wordIn(search, 'episode'),
});

const usual: readonly CurveMetric[] = ['favourites', 'seriesLikes', 'likes', 'comments', 'views', 'rank'];

export const curvesOf = ({ curves }: SeriesSearch): readonly CurveMetric[] => {
  const chosen = curves?.split(',');
  return chosen ? curveMetrics.filter((metric) => chosen.includes(metric)) : usual;
};

/** The choice as it stands in the address; the usual one needs no words, and an empty one is said. */
export const curvesWord = (chosen: readonly CurveMetric[]): string | undefined => {
  const words = curveMetrics.filter((metric) => chosen.includes(metric)).join(',');
  return words === usual.join(',') ? undefined : words || 'none';
};

/** Ten years stand for all: no observation is older than Tidemark. */
export const daysOf = (range: Range): number => (range === 'all' ? 3650 : Number(range));

export const orderOf = ({ sort = 'no', direction = 'desc' }: SeriesSearch): EpisodeOrder => ({ sort, direction });
