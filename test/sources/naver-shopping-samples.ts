import type { Sample } from '../support/source-contract.ts';

/** Payloads in the wire shape of the search and of the mobile page, with everything in them invented. */
export const item = (n: number, change: object = {}): Record<string, unknown> => ({
  title: `<b>Kettle</b> ${n} &amp; lid`,
  link: `https://search.shopping.naver.com/gate.nhn?id=4000000000${n}`,
  image: `https://image.example/${n}.jpg`,
  lprice: String(10_000 + n * 10),
  hprice: '',
  mallName: 'Stone Shop',
  productId: `4000000000${n}`,
  productType: '2',
  brand: 'Stone',
  maker: '',
  category1: 'Home',
  category2: 'Kitchen',
  category3: 'Kettles',
  category4: '',
  ...change,
});

export const catalogueItem = (n: number): Record<string, unknown> =>
  item(n, {
    link: `https://search.shopping.naver.com/catalog/4000000000${n}`,
    hprice: '45000',
    mallName: '네이버',
    productType: '1',
    maker: 'Stone Works',
  });

export const searchPayload = {
  lastBuildDate: 'Sat, 21 Nov 2026 12:00:00 +0900',
  total: 345,
  start: 101,
  display: 4,
  items: [item(1), catalogueItem(2), item(3, { productType: '5', lprice: '0' }), item(4, { productType: '11', lprice: '', hprice: '0' })],
};

export const searchUrl = 'https://openapi.naver.com/v1/search/shop.json?query=tea%20kettle&display=100&start=101&sort=sim';

export interface CardParts {
  readonly productName?: string;
  readonly [key: string]: unknown;
}

/** A card as the page's script writes it: a literal with a date and `undefined` behind the data. */
export const card = (n: number, change: CardParts = {}): string => {
  const data = JSON.stringify({
    cardType: 'ORGANIC_CARD',
    rank: n,
    nvMid: `4000000000${n}`,
    channelProductId: `700000000${n}`,
    productName: `<mark>Kettle</mark> ${n} {blue}`,
    salePrice: 20_000 + n,
    discountedSalePrice: 0,
    mallName: 'Stone Shop',
    productUrl: `https://smartstore.naver.com/main/products/700000000${n}`,
    isAdultContentRestricted: false,
    ...change,
  });
  return `{"slotType":"CARD","data":${data.slice(0, -1)},"openedAt":new Date("2024-03-02T00:00:00"),"coupon":undefined,"word":"undefined )"}}`;
};

const advertisement = '{"slotType":"CARD","data":{"cardType":"AD_CARD","nvMid":"99","productName":"Paid","salePrice":1}}';

export const pageOf = (cards: readonly string[]): string =>
  `<!doctype html><html lang="ko"><head><title>tea kettle</title></head><body><script>window.x={"at":new Date(),"slots":[${cards.join(',')}]};</script></body></html>`;

export const pagePayload = pageOf([advertisement, card(1, { discountedSalePrice: 15_000 }), card(2), advertisement, card(3)]);

export const pageUrl = 'https://m.search.naver.com/search.naver?query=tea%20kettle';

export const samples: readonly Sample[] = [
  {
    name: 'offers:search',
    payload: { ...searchPayload, start: 1 },
    url: searchUrl.replace('start=101', 'start=1'),
    params: { word: 'tea kettle', start: 1, exclude: '', filter: '' },
  },
  { name: 'offers:search', payload: searchPayload, params: { word: '찻주전자', start: 1, exclude: 'used:cbshop', filter: 'naverpay' } },
  { name: 'offers:mobile-page', payload: pagePayload, url: pageUrl, write: String, params: { word: 'tea kettle' } },
];
