import type { OptionValues, Stream } from '../../contract.ts';
import { keywordOf } from '../../keyword.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { mobilePage } from './mobile-page.ts';
import { perCall, search } from './search.ts';

/** Results read of each word unless the operator says otherwise. */
export const defaultOffers = 300;

const excluded = [
  ['excludeUsed', 'used'],
  ['excludeRental', 'rental'],
  ['excludeOverseas', 'cbshop'],
] as const;

/** What the options leave out of the results. */
const restrictions = (options: OptionValues): { readonly exclude: string; readonly filter: string } => ({
  exclude: excluded.flatMap(([option, word]) => (options[option] === true ? [word] : [])).join(':'),
  filter: options['onlyNaverPay'] === true ? 'naverpay' : '',
});

const wordOf = (target: string): string => keywordOf(target) ?? target;

/** What the shopping search shows for each watched word: offers with their prices, and their places. */
export const offers: Stream = {
  name: 'offers',
  title: 'Offers of search words',
  kind: 'offer',
  target: { kind: 'keyword' },
  batchSize: 10,
  endpoints: [search, mobilePage],
  cursor: positionCursor,
  read: readByWays(
    [
      {
        by: search,
        ask: ([word], next, { options }) => ({
          endpoint: search,
          params: { word: wordOf(word!), start: Number(next ?? 1), ...restrictions(options) },
        }),
      },
      { ask: ([word]) => ({ endpoint: mobilePage, params: { word: wordOf(word!) } }) },
    ],
    { maxPages: (options) => Math.ceil(Number(options['maxOffersPerKeyword'] ?? defaultOffers) / perCall) },
  ),
};
