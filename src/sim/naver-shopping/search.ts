import type { DayNumber } from '../calendar.ts';
import { noonOf } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { jsonWire, queryNumber, queryValue } from '../wire.ts';
import { highPriceOn, isCatalogue, priceOn } from './product.ts';
import type { Product } from './product.ts';
import { keyRefusal, searchRefusal } from './refusals.ts';
import { sorts } from './world.ts';
import type { ShoppingWorld, Sort } from './world.ts';

/** How much the interface lets through. */
export interface SearchQuota {
  /** Calls a virtual day; beyond it 010. */
  readonly callsADay: number;
  /** Calls within one real second; beyond it 012. */
  readonly callsASecond: number;
  readonly now: () => number;
}

/** The client id and secret that are let in: what stands in for the operator's where the platform is simulated. */
const keys = { id: 'simulated-client', secret: 'simulated-secret' } as const;

const keyProblem = ({ headers }: SimRequest): Answer | null => {
  const id = headers['x-naver-client-id'];
  const secret = headers['x-naver-client-secret'];
  if (!id) return keyRefusal('no id');
  if (!secret) return keyRefusal('no secret');
  return id === keys.id && secret === keys.secret ? null : keyRefusal('unknown');
};

/** The shopping search: quotas first, then the key, then the question, as the real one did. */
export const createSearch = (world: () => ShoppingWorld, { callsADay, callsASecond, now }: SearchQuota) => {
  let day: DayNumber | null = null;
  let today = 0;
  let recent: number[] = [];
  const overQuota = (request: SimRequest): Answer | null => {
    if (request.day !== day) [day, today] = [request.day, 0];
    const instant = now();
    recent = recent.filter((each) => instant - each < 1000);
    if (recent.length >= callsASecond) return searchRefusal('012');
    if (today >= callsADay) return searchRefusal('010');
    recent.push(instant);
    today++;
    return null;
  };
  return (request: SimRequest): Answer => keyProblem(request) ?? overQuota(request) ?? answer(world(), request);
};

const answer = (world: ShoppingWorld, { query, day, shift, groups }: SimRequest): Answer => {
  if (groups[0] !== 'shop') return searchRefusal('SE05');
  const word = queryValue(query, 'query')?.trim() ?? '';
  const display = queryNumber(query, 'display', 10);
  const start = queryNumber(query, 'start', 1);
  const sort = queryValue(query, 'sort') ?? 'sim';
  if (word === '') return searchRefusal('SE01');
  if (display < 1 || display > 100) return searchRefusal('SE02');
  if (start < 1 || start > 1000) return searchRefusal('SE03');
  if (!(sorts as readonly string[]).includes(sort)) return searchRefusal('SE04');
  const without = new Set((queryValue(query, 'exclude') ?? '').split(':'));
  const all = world.found(word, day, sort as Sort).filter((product) => !isExcluded(product, without));
  const from = Math.max(0, start - 1 - (start > 1 ? shift : 0));
  const shown = all.slice(from, from + display);
  return {
    body: jsonWire({
      lastBuildDate: buildDate(day),
      total: all.length,
      start,
      display: shown.length,
      items: shown.map((product) => itemOf(product, word, world.after(day))),
    }),
  };
};

const isExcluded = ({ part, productType }: Product, without: ReadonlySet<string>): boolean =>
  (without.has('used') && productType >= 4 && productType <= 6) ||
  (without.has('rental') && part === 'rental') ||
  (without.has('cbshop') && part === 'abroad');

/** `Sat, 21 Nov 2026 12:00:00 +0900`. */
const buildDate = (day: DayNumber): string => new Date(noonOf(day) + 9 * 3_600_000).toUTCString().replace('GMT', '+0900');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

/** A title with the searched words inside `<b>`; entities first, as the marks must stay marks. */
export const marked = (title: string, word: string, mark: 'b' | 'mark'): string =>
  word
    .split(' ')
    .filter((part) => part !== '')
    .reduce((text, part) => text.replace(escaped(part), `<${mark}>$&</${mark}>`), escaped(title));

/** Where an item leads: the catalogue, the store on the platform, or a redirect to a shop elsewhere. */
export const linkOf = (product: Product): string =>
  isCatalogue(product)
    ? `https://search.shopping.naver.com/catalog/${product.id}`
    : product.storeId === null
      ? `https://search.shopping.naver.com/gate.nhn?id=${product.id}`
      : `https://smartstore.naver.com/main/products/${product.storeId}`;

const itemOf = (product: Product, word: string, after: number): object => {
  const price = priceOn(product, after);
  const high = highPriceOn(product, after);
  const [category1, category2, category3, category4] = product.categories;
  return {
    title: marked(product.title, word, 'b'),
    link: linkOf(product),
    image: `https://shopping-phinf.pstatic.net/main_${product.id.slice(0, 7)}/${product.id}.jpg`,
    lprice: price === null ? (product.part === 'discontinued' ? '0' : '') : String(price),
    hprice: high === null ? '' : String(high),
    mallName: product.mall,
    productId: product.id,
    productType: String(product.productType),
    brand: product.brand,
    maker: product.maker,
    ...{ category1, category2, category3, category4 },
  };
};
