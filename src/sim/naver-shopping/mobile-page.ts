import { dayText } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { queryValue, toWire } from '../wire.ts';
import { isCatalogue, priceOn } from './product.ts';
import type { Product } from './product.ts';
import { linkOf, marked } from './search.ts';
import type { ShoppingWorld } from './world.ts';

/** Cards a page carries at most, and for a User-Agent that names no telephone. */
const cards = { telephone: 25, other: 8 } as const;

/** The mobile search page with the script that holds its offers: no JSON but a literal, with dates and `undefined` in it. */
export const createMobilePage =
  (world: () => ShoppingWorld) =>
  ({ query, day, headers }: SimRequest): Answer => {
    const word = queryValue(query, 'query')?.trim() ?? '';
    const most = /Mobile/.test(headers['user-agent'] ?? '') ? cards.telephone : cards.other;
    const shown = world()
      .found(word, day)
      .filter((product) => !isCatalogue(product) && priceOn(product, world().after(day)) !== null)
      .slice(0, most);
    const list = shown.map((product, index) => cardOf(product, word, index + 1, world().after(day)));
    // One that was paid for stands first, and again between the others.
    const slots = list.flatMap((card, index) => (index % 10 === 0 ? [advertisement(index), card] : [card]));
    const body = shown.length === 0 ? `<p>'${word}'에 대한 검색결과가 없습니다.</p>` : script(slots, dayText(day));
    return {
      type: 'text/html;charset=UTF-8',
      body: toWire(`<!doctype html><html lang="ko"><head><title>${word} : 검색</title></head><body>${body}</body></html>`),
    };
  };

const script = (slots: readonly string[], day: string): string =>
  `<div id="shp_root"></div><script>window.__shopping={"builtAt":new Date("${day}T12:00:00"),"slots":[${slots.join(',')}],"more":undefined};</script>`;

const cardOf = (product: Product, word: string, rank: number, after: number): string => {
  const price = priceOn(product, after)!;
  const isDiscounted = product.hash % 2 === 0;
  const data = JSON.stringify({
    cardType: 'ORGANIC_CARD',
    rank,
    nvMid: product.id,
    channelProductId: product.storeId,
    productName: marked(product.title, word, 'mark'),
    salePrice: isDiscounted ? Math.round(price * 1.25) : price,
    discountedSalePrice: isDiscounted ? price : 0,
    mallName: product.mall,
    productUrl: linkOf(product),
    isAdultContentRestricted: false,
  }).slice(0, -1);
  return `{"slotType":"CARD","data":${data},"openedAt":new Date("2024-03-02T00:00:00"),"coupon":undefined,"note":"undefined, new Date(1) {"}}`;
};

const advertisement = (index: number): string =>
  `{"slotType":"CARD","data":{"cardType":"AD_CARD","nvMid":"9${index}","productName":"광고","salePrice":1,"discountedSalePrice":1}}`;
