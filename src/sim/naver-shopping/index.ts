import { dayNumber } from '../calendar.ts';
import type { SimPlatform } from '../platform.ts';
import { createMobilePage } from './mobile-page.ts';
import { offerParts } from './product.ts';
import type { OfferPart } from './product.ts';
import { createSearch } from './search.ts';
import { createShoppingWorld } from './world.ts';
import type { OfferTruth, ShoppingWorld, ShoppingWorldOptions } from './world.ts';

export type { OfferPart } from './product.ts';
export type { OfferTruth, ShoppingWorldOptions } from './world.ts';

export interface ShoppingOptions extends ShoppingWorldOptions {
  /** Calls of the search interface a virtual day. */
  readonly shoppingCallsADay: number;
  /** Calls of the search interface within a real second. */
  readonly shoppingCallsASecond: number;
}

/** The simulated Naver Shopping with its world in reach. */
export interface NaverShopping extends SimPlatform {
  world(): ShoppingWorld;
  /** The number of the product that plays a fixed part. */
  idOf(part: OfferPart): string;
  /** What is true of an offer on a day; null when there is none of this number. */
  offerTruth(id: string, day: string): OfferTruth | null;
  /** The place of an offer among the results of a word; null when it is not among them. */
  placeOf(word: string, id: string, day: string): number | null;
}

const api = ['openapi.naver.com'];
const page = ['m.search.naver.com'];

/**
 * Naver Shopping: the search interface as it was until its public end, and the mobile search page. The interface lets in whoever brings
 * the simulated key. Its refusals can also be had at will, as the faults `naver-too-fast`, `naver-quota` and `naver-key`.
 */
export const createNaverShopping = (options: ShoppingOptions): NaverShopping => {
  const { shoppingOffers, shoppingCallsADay, shoppingCallsASecond } = options;
  if (!Number.isInteger(shoppingOffers) || shoppingOffers < offerParts.length)
    throw new RangeError(`shoppingOffers must be a whole number from ${offerParts.length} on, not ${shoppingOffers}`);
  let built: ShoppingWorld | null = null;
  const world = (): ShoppingWorld => (built ??= createShoppingWorld(options));
  const quota = { callsADay: shoppingCallsADay, callsASecond: shoppingCallsASecond, now: () => performance.now() };
  return {
    name: 'naver-shopping',
    hosts: [...api, ...page],
    endpoints: [
      { name: 'shopping/search', hosts: api, path: /^\/v1\/search\/(\w+)\.json$/, answer: createSearch(world, quota) },
      { name: 'shopping/mobile-page', hosts: page, path: '/search.naver', answer: createMobilePage(world) },
    ],
    summary: () => ({ offers: shoppingOffers }),
    truth: (id, day) => world().truth(id, day) ?? world().truth(idIfPlayed(world(), id), day),
    watched: () => world().products.map(({ id }) => id),
    world,
    idOf: (part) => world().playing(part).id,
    offerTruth: (id, day) => world().truth(id, dayNumber(day)),
    placeOf: (word, id, day) => {
      const place = world()
        .found(word, dayNumber(day))
        .findIndex((product) => product.id === id);
      return place < 0 ? null : place + 1;
    },
  };
};

const idIfPlayed = (world: ShoppingWorld, part: string): string =>
  (offerParts as readonly string[]).includes(part) ? world.playing(part as OfferPart).id : '';
