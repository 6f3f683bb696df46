import { oneIn, wordIn } from '../app/search.ts';
import { offerSorts, type Direction, type OfferSort } from '../api/index.ts';

/** What the address of the offers holds. */
export interface OffersSearch {
  readonly keyword?: string | undefined;
  readonly list?: string | undefined;
  readonly sort?: OfferSort | undefined;
  readonly direction?: Direction | undefined;
}

/** Every name is answered, as for the list of webtoons. */
export const readOffersSearch = (search: Record<string, unknown>): OffersSearch => ({
  keyword: wordIn(search, 'keyword'),
  list: wordIn(search, 'list'),
  sort: oneIn(search, 'sort', offerSorts),
  direction: oneIn(search, 'direction', ['asc', 'desc'] as const),
});
