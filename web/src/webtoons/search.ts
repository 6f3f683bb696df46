import { oneIn, wordIn } from '../app/search.ts';
import {
  seriesSorts,
  seriesStates,
  weekdays,
  type Direction,
  type SeriesFilter,
  type SeriesSort,
  type SeriesState,
  type Weekday,
} from '../api/index.ts';

/** What the address of the webtoons page holds: every filter, so that a view can be shared and Back works. */
export interface WebtoonsSearch {
  readonly weekday?: Weekday | undefined;
  readonly state?: SeriesState | undefined;
  readonly genre?: string | undefined;
  readonly platform?: string | undefined;
  readonly q?: string | undefined;
  readonly sort?: SeriesSort | undefined;
  readonly direction?: Direction | undefined;
  readonly view?: 'list' | undefined;
}

/** Every name is answered, if only by undefined: the router would else let an impossible value of the address through. */
export const readWebtoonsSearch = (search: Record<string, unknown>): WebtoonsSearch => ({
  weekday: oneIn(search, 'weekday', weekdays),
  state: oneIn(search, 'state', seriesStates),
  genre: wordIn(search, 'genre'),
  platform: wordIn(search, 'platform'),
  q: wordIn(search, 'q'),
  sort: oneIn(search, 'sort', seriesSorts),
  direction: oneIn(search, 'direction', ['asc', 'desc'] as const),
  view: oneIn(search, 'view', ['list'] as const),
});

/** Places and names read from the first on; everything else from the largest on. */
export const naturalDirection = (sort: SeriesSort): Direction => (sort === 'rank' || sort === 'title' ? 'asc' : 'desc');

/**
 * The platforms' own order by popularity: it is the one number every running title of every platform has. Over several lists their first
 * places come first. Finished titles of different platforms have no such order in common.
 */
const naturalSort = (search: WebtoonsSearch): SeriesSort =>
  search.state === 'finished' ? (search.platform === 'kakao-webtoon' ? 'views' : 'favourites') : 'rank';

/** The choice with what was left unsaid filled in. */
export const filterOf = (search: WebtoonsSearch): SeriesFilter => {
  const { weekday, state, genre, platform, q } = search;
  const sort = search.sort ?? naturalSort(search);
  return { weekday, state, genre, platform, q, sort, direction: search.direction ?? naturalDirection(sort) };
};

/** How many filters narrow the list; order and view do not count. */
export const isNarrowed = ({ weekday, state, genre, platform, q }: WebtoonsSearch): boolean =>
  [weekday, state, genre, platform, q].some((value) => value !== undefined);

/** Today in Korea, where the weekdays of these platforms hold. */
export const weekdayInSeoul = (instant: number): Weekday => {
  const name = new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'Asia/Seoul' }).format(instant).toUpperCase();
  return weekdays.find((weekday) => weekday === name) ?? 'MONDAY';
};

let lastView: WebtoonsSearch = {};

/** The list as it was last looked at, for the way back from a title. */
export const rememberView = (search: WebtoonsSearch): void => {
  lastView = search;
};
export const rememberedView = (): WebtoonsSearch => lastView;
