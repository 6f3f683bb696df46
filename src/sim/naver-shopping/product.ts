import type { DayNumber } from '../calendar.ts';
import { mix, pick, unitOf } from '../random.ts';
import { adjectives, brands, malls, rootOf, things } from './words.ts';

/** How a price goes over the days. */
export type PriceKind = 'steady' | 'falling' | 'rising' | 'spike' | 'undercut';

/** Parts that are always played, by the first products of every world, in this order. */
export const offerParts = [
  'steady', // the same price every day
  'falling', // 1 % less a day, down to half
  'rising', // 1 % more a day, up to twice
  'spike', // 80 % more on the third and fourth day after the base day
  'own', // a shop's offer, never changed
  'rival', // 5 % dearer than `own`; from the fourth day after the base day on 7 % cheaper
  'catalogue', // compares `own` and `rival`: its lowest price falls when the rival undercuts
  'used',
  'discontinued', // a catalogue that has no price any more: `lprice` is "0"
  'planned', // not on sale yet: `lprice` is ""
  'entities', // a title full of entities
  'outlier', // a highest price that nobody means
  'vanishing', // listed until the fifth day after the base day
  'climbing', // from behind to the first place within ten days
  'abroad',
  'rental',
] as const;
export type OfferPart = (typeof offerParts)[number];

/** A product of the world, with everything that does not change from day to day. */
export interface Product {
  readonly index: number;
  readonly hash: number;
  readonly part: OfferPart | null;
  /** The number by which the platform names it. */
  readonly id: string;
  /** The number it has in its shop; only shops on the platform have one. */
  readonly storeId: string | null;
  /** As a reader sees it. */
  readonly title: string;
  readonly thing: (typeof things)[number];
  readonly mall: string;
  readonly brand: string;
  readonly maker: string;
  readonly categories: readonly string[];
  /** 1 to 12. */
  readonly productType: number;
  readonly kind: PriceKind;
  readonly basePrice: number;
}

const typeOfPart: Partial<Record<OfferPart, number>> = {
  ...{ own: 3, rival: 3, catalogue: 1, used: 5, discontinued: 7, planned: 11, outlier: 1, abroad: 2, rental: 2 },
};
const kindOfPart: Partial<Record<OfferPart, PriceKind>> = { falling: 'falling', rising: 'rising', spike: 'spike', rival: 'undercut' };
const kinds: readonly PriceKind[] = ['steady', 'steady', 'steady', 'falling', 'rising', 'spike'];

/** Prices are multiples of 10 won. */
const won = (price: number): number => Math.max(10, Math.round(price / 10) * 10);

export const isCatalogue = ({ productType }: Product): boolean => productType % 3 === 1;

/** Ids go up to 11 digits, as on the wire. */
export const createProduct = (seed: number, index: number): Product => {
  const hash = mix(mix(seed, 0x73686f70), index);
  const part = offerParts[index] ?? null;
  const of = (n: number): number => mix(hash, n);
  // The first parts are found by one word, so that a test sees them together.
  const thing = part === null ? pick(things, of(1)) : things[0];
  const brand = part === 'own' || part === 'rival' || part === 'catalogue' ? brands[0] : pick(brands, of(2));
  const productType = (part && typeOfPart[part]) ?? (part === null ? [1, 2, 3, 2, 2, 5][of(3) % 6]! : 2);
  const onPlatform = productType % 3 !== 1 && of(4) % 4 !== 0;
  const model = `${String.fromCodePoint(65 + (of(5) % 26))}${100 + (of(6) % 900)}`;
  const title = part === 'entities' ? `${brand} "${thing}" & 받침 <A> 2'6` : `${brand} ${pick(adjectives, of(7))} ${thing} ${model}`;
  return {
    ...{ index, hash, part, thing, brand, title, productType },
    id: String(50_000_000_000 + index * 1009 + (hash % 1009)),
    storeId: onPlatform || part === 'own' ? String(7_000_000_000 + index * 31 + (hash % 31)) : null,
    mall: productType % 3 === 1 ? '네이버' : part === 'own' ? '바람상점' : pick(malls, of(8)),
    maker: of(9) % 3 === 0 ? '' : brand,
    categories: [rootOf[thing], thing, `${pick(adjectives, of(10))} ${thing}`, of(11) % 2 === 0 ? '' : model],
    kind: (part && kindOfPart[part]) ?? (part === null ? pick(kinds, of(12)) : 'steady'),
    basePrice: part === 'own' || part === 'rival' || part === 'catalogue' ? 50_000 : won(5000 * 40 ** unitOf(hash, 13)),
  };
};

/** The lowest price on a day; null where there is none. `after`: days since the base day, negative before it. */
export const priceOn = ({ part, kind, basePrice }: Product, after: number): number | null => {
  if (part === 'discontinued' || part === 'planned') return null;
  if (part === 'rival') return won(basePrice * (after >= 4 ? 0.93 : 1.05));
  if (part === 'catalogue') return won(basePrice * (after >= 4 ? 0.93 : 1));
  if (kind === 'falling') return won(basePrice * Math.max(0.5, 0.8 * 0.99 ** after));
  if (kind === 'rising') return won(basePrice * Math.min(2, 1.2 * 1.01 ** after));
  if (kind === 'spike') return won(basePrice * (after === 3 || after === 4 ? 1.8 : 1));
  return basePrice;
};

/** The highest price on a day; only catalogues compare. */
export const highPriceOn = (product: Product, after: number): number | null => {
  if (product.part === 'outlier') return 63_000_000;
  const low = priceOn(product, after);
  return low !== null && isCatalogue(product) && product.part !== 'catalogue' ? won(low * (1.2 + unitOf(product.hash, 14))) : null;
};

export const isListedOn = ({ part }: Product, after: number): boolean => part !== 'vanishing' || after < 5;

/** How near the top of a word's results a product stands; the greater the nearer. Moves a little from day to day. */
export const relevanceOn = (product: Product, word: number, day: DayNumber, after: number): number => {
  if (product.part === 'climbing') return -0.2 + 0.14 * Math.max(0, Math.min(10, after));
  return unitOf(product.hash, word) + 0.06 * unitOf(mix(product.hash, day), word);
};
