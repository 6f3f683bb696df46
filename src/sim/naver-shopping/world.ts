import type { DayNumber } from '../calendar.ts';
import { dayNumber } from '../calendar.ts';
import { hashText, mix, unitOf } from '../random.ts';
import { createProduct, highPriceOn, isCatalogue, isListedOn, offerParts, priceOn, relevanceOn } from './product.ts';
import type { OfferPart, Product } from './product.ts';
import { barrenWord, things } from './words.ts';

/** How large a world is and what it is drawn from. */
export interface ShoppingWorldOptions {
  readonly seed: number;
  /** Products there are; each is found by some of all words. */
  readonly shoppingOffers: number;
  readonly baseDay: string;
}

/** In which order results stand. */
export const sorts = ['sim', 'date', 'asc', 'dsc'] as const;
export type Sort = (typeof sorts)[number];

/** What is true of an offer on a day. */
export interface OfferTruth {
  readonly id: string;
  readonly title: string;
  readonly part: OfferPart | null;
  /** False when it is in no result any more. */
  readonly listed: boolean;
  /** Won; null where it has none. */
  readonly price: number | null;
  readonly highPrice: number | null;
  readonly condition: 'new' | 'used' | 'discontinued' | 'planned';
  readonly catalogue: boolean;
}

export interface ShoppingWorld {
  readonly products: readonly Product[];
  byId(id: string): Product | undefined;
  playing(part: OfferPart): Product;
  /** Days since the base day. */
  after(day: DayNumber): number;
  /** Everything a word finds, best first. */
  found(word: string, day: DayNumber, sort?: Sort): readonly Product[];
  truth(id: string, day: DayNumber): OfferTruth | null;
}

export const createShoppingWorld = ({ seed, shoppingOffers, baseDay }: ShoppingWorldOptions): ShoppingWorld => {
  const products = Array.from({ length: shoppingOffers }, (_, index) => createProduct(seed, index));
  const byId = new Map(products.map((product) => [product.id, product]));
  const base = dayNumber(baseDay);
  const after = (day: DayNumber): number => day - base;

  const found = (word: string, day: DayNumber, sort: Sort = 'sim'): readonly Product[] => {
    if (word === barrenWord) return [];
    const hash = hashText(word);
    const thing = things.find((each) => word.includes(each));
    const isFound = (product: Product): boolean =>
      isListedOn(product, after(day)) && (thing === undefined ? unitOf(product.hash, mix(hash, 7)) < 0.5 : product.thing === thing);
    const keys = new Map(products.filter(isFound).map((product) => [product, keyOf(product, sort, hash, day)]));
    return [...keys.keys()].sort((left, right) => keys.get(right)! - keys.get(left)! || left.index - right.index);
  };
  const keyOf = (product: Product, sort: Sort, word: number, day: DayNumber): number => {
    if (sort === 'date') return mix(product.hash, 20);
    // What has no price stands last, in both directions.
    const price = priceOn(product, after(day));
    if (sort === 'asc') return -(price ?? Number.MAX_SAFE_INTEGER);
    return sort === 'dsc' ? (price ?? -1) : relevanceOn(product, word, day, after(day));
  };

  return {
    products,
    byId: (id) => byId.get(id),
    playing: (part) => {
      const product = products[offerParts.indexOf(part)];
      if (!product) throw new RangeError(`nobody plays "${part}" in a world of ${shoppingOffers} offers`);
      return product;
    },
    after,
    found,
    truth: (id, day) => {
      const product = byId.get(id);
      if (!product) return null;
      const { title, part, productType } = product;
      return {
        ...{ id, title, part },
        listed: isListedOn(product, after(day)),
        price: priceOn(product, after(day)),
        highPrice: highPriceOn(product, after(day)),
        condition: (['new', 'used', 'discontinued', 'planned'] as const)[Math.floor((productType - 1) / 3)]!,
        catalogue: isCatalogue(product),
      };
    },
  };
};
