import { describe, expect, test } from 'vitest';
import type { Parsed, ParsedRecord } from '../../src/domain/index.ts';
import { keywordOf } from '../../src/sources/index.ts';
import { mobilePage } from '../../src/sources/naver-shopping/offers/mobile-page.ts';
import { search } from '../../src/sources/naver-shopping/offers/search.ts';
import { plainText } from '../../src/sources/naver-shopping/text.ts';
import { linkFields, typeOf, wonOf } from '../../src/sources/naver-shopping/shape.ts';
import { exchangeWith } from '../support/exchange.ts';
import { card, catalogueItem, item, pageOf, pagePayload, pageUrl, searchPayload, searchUrl } from './naver-shopping-samples.ts';

const parse = (payload: unknown, url = searchUrl): Parsed => search.parse(exchangeWith({ url, body: JSON.stringify(payload) }));
const parsePage = (body: string): Parsed => mobilePage.parse(exchangeWith({ url: pageUrl, body }));
const offersIn = ({ records }: Parsed): ParsedRecord[] => records.filter(({ scope }) => scope === undefined);
const ranksIn = ({ records }: Parsed): (number | null)[] =>
  records.flatMap(({ scope, counts }) => (scope === undefined ? [] : [counts['rank']?.value ?? null]));
const withItems = (items: readonly object[], change: object = {}): object => ({ ...searchPayload, items, ...change });

describe('titles', () => {
  test.each([
    ['<b>Kettle</b> &amp; lid', 'Kettle & lid'],
    // In the other order the letter A would be taken for a mark.
    ['&lt;b&gt; is a tag', '<b> is a tag'],
    ['once &amp;lt; only', 'once &lt; only'],
    ['&#39;6&#x27; &quot;wide&quot;&nbsp;', `'6' "wide"`],
    ['two  blanks stay', 'two  blanks stay'],
    ['5 < 6 & 7 &unknown; &#0; &#xd800;', '5 < 6 & 7 &unknown; &#0; &#xd800;'],
    ['<B>upper</B> <mark class="x">m</mark>', 'upper m'],
    ['&#128512; &toString;', '😀 &toString;'],
  ])('%s reads as a reader sees it', (text, plain) => expect(plainText(text)).toBe(plain));
});

test('a word is in composed letters and single blanks', () => {
  expect(keywordOf('무선  키보드\t'.normalize('NFD'))).toBe('무선 키보드');
  expect(keywordOf(' \n ')).toBeNull();
});

test('a price that is not there is missing, and what is no price is told', () => {
  expect(['', '0', 0, null, undefined].map(wonOf)).toEqual([null, null, null, null, null]);
  expect(wonOf('12340')).toEqual({ value: 12_340, precision: 'exact' });
  expect(['12,340', '-5', '1.5', ['1'], {}, true, 2 ** 60].map(wonOf)).toEqual(Array.from({ length: 7 }, () => undefined));
  const parsed = parse(withItems([item(1, { lprice: '12,340' })]));
  expect(offersIn(parsed)[0]!.counts['price']).toBeNull();
  expect(parsed.quarantined).toMatchObject([{ path: 'items[0].lprice', value: '12,340' }]);
});

test('the twelve types are four conditions, with the first of each group a catalogue', () => {
  const types = Array.from({ length: 12 }, (_, index) => typeOf(String(index + 1))!);
  expect(types.map(({ condition }) => condition)).toEqual(
    ['new', 'used', 'discontinued', 'planned'].flatMap((condition) => [condition, condition, condition]),
  );
  expect(types.flatMap(({ catalogue, productType }) => (catalogue ? [productType] : []))).toEqual([1, 4, 7, 10]);
  expect(['0', '13', 'x', null].map(typeOf)).toEqual([null, null, null, null]);
  const unknown = parse(withItems([item(1, { productType: '13' })]));
  expect(unknown.quarantined).toMatchObject([{ path: 'items[0].productType', reason: 'an unknown product type' }]);
  expect(offersIn(unknown)[0]!.fields).not.toHaveProperty('condition');
});

test('a catalogue has no shop, and an offer has one', () => {
  const [shop, catalogue] = offersIn(parse(withItems([item(1), catalogueItem(2)])));
  expect(shop!.fields).toMatchObject({
    mall: 'Stone Shop',
    catalogue: false,
    condition: 'new',
    categories: ['Home', 'Kitchen', 'Kettles'],
  });
  expect(shop!.fields).not.toHaveProperty('maker');
  expect(catalogue!.fields).toMatchObject({ catalogue: true, maker: 'Stone Works', linkKind: 'catalogue' });
  expect(catalogue!.fields).not.toHaveProperty('mall');
  expect(catalogue!.counts).toEqual({ price: { value: 10_020, precision: 'exact' }, highPrice: { value: 45_000, precision: 'exact' } });
});

test('links say what they lead to', () => {
  const kinds = [
    'https://search.shopping.naver.com/gate.nhn?id=1',
    'http://openapi.naver.com/l?AAAB',
    'https://search.shopping.naver.com/catalog/1',
    'https://smartstore.naver.com/main/products/1',
    'https://shop.example/1',
  ].map((link) => linkFields(link)['linkKind']);
  expect(kinds).toEqual(['gate', 'gate', 'catalogue', 'store', 'shop']);
  for (const link of ['', null, 'javascript:alert(1)', 'no address']) expect(linkFields(link)).toEqual({});
});

describe('places', () => {
  test('go on from where the page begins, in a scope that names word and order', () => {
    const parsed = parse(searchPayload);
    expect(ranksIn(parsed)).toEqual([101, 102, 103, 104]);
    expect(new Set(parsed.records.flatMap(({ scope = null }) => scope ?? []))).toEqual(new Set(['keyword/tea kettle/sim']));
  });

  test('a list with something left out is another list', () => {
    const scopeOf = (more: string): string | undefined => parse(searchPayload, `${searchUrl}${more}`).records[1]!.scope;
    expect(scopeOf('&exclude=used%3Arental&filter=naverpay')).toBe('keyword/tea kettle/sim/without-used-rental/naverpay');
    expect(parse(searchPayload, searchUrl.replace('sort=sim', 'sort=asc')).records[1]!.scope).toBe('keyword/tea kettle/asc');
  });

  test('an item that cannot be read keeps its place', () => {
    const parsed = parse(withItems([item(1), item(2, { productId: 'x' }), item(3)]));
    expect(parsed.outcome).toBe('ok');
    expect(ranksIn(parsed)).toEqual([101, 103]);
    expect(parsed.quarantined).toMatchObject([{ path: 'items[1]' }]);
  });

  test('an offer that stands twice has its better place', () => {
    const parsed = parse(withItems([item(1), item(2), item(1)]));
    expect(offersIn(parsed)).toHaveLength(2);
    expect(ranksIn(parsed)).toEqual([101, 102]);
  });

  test('are unknown without the address, and prices are not', () => {
    const parsed = parse(searchPayload, '');
    expect(parsed.outcome).toBe('ok');
    expect(parsed.records).toEqual(offersIn(parsed));
    expect(parsed.records).toHaveLength(4);
  });
});

describe('pages of the search', () => {
  const nextOf = (change: object, start = 101): unknown =>
    parse({ ...searchPayload, start, ...change }, searchUrl.replace('start=101', `start=${start}`)).next;

  test('go on as far as results are counted, and never beyond the thousandth start', () => {
    expect(nextOf({})).toBe(201);
    expect(nextOf({ total: 200 })).toBeNull();
    expect(nextOf({ total: 201 })).toBe(201);
    expect(nextOf({ total: 9_000_000 }, 801)).toBe(901);
    expect(nextOf({ total: 9_000_000 }, 901)).toBeNull();
  });

  test('that do not say how many there are, or are not the ones asked for, keep their rows and are another shape', () => {
    const silent = parse({ ...searchPayload, total: undefined });
    expect(silent).toMatchObject({ outcome: 'changed-shape', next: null });
    expect(offersIn(silent)).toHaveLength(4);
    const another = parse({ ...searchPayload, start: 1 });
    expect(another).toMatchObject({ outcome: 'changed-shape', next: null });
    expect(ranksIn(another)).toEqual([null, null, null, null]);
    expect(offersIn(another)).toHaveLength(4);
  });

  test('without items are empty, unless results are counted that should stand there', () => {
    expect(parse(withItems([], { total: 0 }))).toMatchObject({ outcome: 'empty', quarantined: [] });
    expect(parse(withItems([], { total: 100 }))).toMatchObject({ outcome: 'empty', quarantined: [] });
    expect(parse(withItems([]))).toMatchObject({ outcome: 'changed-shape' });
  });

  test('the first one keeps how many results are counted, which no offer has', () => {
    const first = parse({ ...searchPayload, start: 1 }, searchUrl.replace('start=101', 'start=1'));
    expect(first.note).toBe('the search counts 345 results');
    expect(parse(searchPayload)).not.toHaveProperty('note');
  });
});

describe('refusals', () => {
  const refused = (status: number, body: unknown): Parsed =>
    search.parse(
      exchangeWith({
        url: searchUrl,
        status,
        body: typeof body === 'string' ? body : JSON.stringify(body),
        outcome: status >= 500 ? 'server-error' : 'refused',
      }),
    );
  test.each([
    [429, '012', 'rate-limited'],
    [429, '010', 'quota-exhausted'],
    [401, '024', 'credential-expired'],
    [400, 'SE01', 'refused'],
    [400, 'SE03', 'refused'],
    [404, 'SE05', 'refused'],
    [500, 'SE99', 'server-error'],
  ] as const)('%s with %s is %s, in the words of the search', (status, errorCode, outcome) => {
    const body = { errorMessage: 'in its words', errorCode };
    const parsed = refused(status, body);
    expect(parsed).toMatchObject({ outcome, records: [], note: `the search says ${errorCode} in its words` });
    // The lane hears the same before the parser does; failures of the search itself are tried again first.
    expect(search.refusal!(status, JSON.stringify(body)) ?? 'by status').toBe(
      errorCode === 'SE99' || /SE0[13]/.test(errorCode) ? 'by status' : outcome,
    );
    // Inside a 200, or nested as the API HUB writes it, it is the same refusal.
    expect(parse({ error: body }).outcome).toBe(outcome);
    expect(parse(body).outcome).toBe(outcome);
  });

  test('a number in the place of the code is read as the code', () =>
    expect(refused(429, { errorCode: 10, errorMessage: '' }).outcome).toBe('quota-exhausted'));

  test('a page in the place of the search is a wrong address, and no word about the keyword', () => {
    expect(refused(404, '<html>nothing here</html>').outcome).toBe('refused');
  });

  test('a 404 in JSON may mean a word without results, and nothing of the kind where results were found before it', () => {
    const notFound = (start: number) =>
      search.parse(
        exchangeWith({ url: searchUrl.replace('start=101', `start=${start}`), status: 404, body: '{"message":"none"}', outcome: 'gone' }),
      );
    expect(notFound(1).outcome).toBe('empty');
    expect(notFound(101).outcome).toBe('refused');
  });
});

test('a call has its key in headers and nothing of it in the address', () => {
  const values = { NAVER_SHOPPING_API_BASE_URL: 'https://relay.example/naver/', NAVER_CLIENT_ID: 'the-id', NAVER_CLIENT_SECRET: 'the-key' };
  const { url, headers } = search.request({ word: '찻 주전자&x=1', start: 901, exclude: 'used', filter: '' }, values);
  expect(new URL(url)).toMatchObject({ host: 'relay.example', pathname: '/naver/v1/search/shop.json' });
  expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
    ...{ query: '찻 주전자&x=1', display: '100', start: '901', sort: 'sim', exclude: 'used' },
  });
  expect(url).not.toMatch(/the-id|the-key/);
  expect(headers).toEqual({ 'X-Naver-Client-Id': 'the-id', 'X-Naver-Client-Secret': 'the-key' });
});

describe('the mobile page', () => {
  test('gives what nobody paid for, with places of its own and what is paid after a discount', () => {
    const parsed = parsePage(pagePayload);
    expect(parsed).toMatchObject({ outcome: 'ok', quarantined: [], next: null });
    expect(offersIn(parsed).map(({ id, counts }) => [id, counts['price']!.value])).toEqual([
      ['40000000001', 15_000],
      ['40000000002', 20_002],
      ['40000000003', 20_003],
    ]);
    expect(offersIn(parsed)[0]!.fields).toEqual({
      title: 'Kettle 1 {blue}',
      mall: 'Stone Shop',
      url: 'https://smartstore.naver.com/main/products/7000000001',
      linkKind: 'store',
      storeProductId: '7000000001',
      adult: false,
    });
    expect(ranksIn(parsed)).toEqual([1, 2, 3]);
    expect(parsed.records[1]!.scope).toBe('keyword/tea kettle/mobile');
  });

  test('where no card names a discounted price nobody knows what is paid', () => {
    const parsed = parsePage(pageOf([card(1, { discountedSalePrice: undefined }), card(2, { discountedSalePrice: undefined })]));
    expect(offersIn(parsed).map(({ counts }) => counts['price'])).toEqual([null, null]);
    expect(parsed.quarantined).toMatchObject([{ path: 'cards[].discountedSalePrice' }]);
  });

  test('a place that is not stated is not counted out', () => {
    expect(ranksIn(parsePage(pageOf([card(1, { rank: null }), card(2)])))).toEqual([null, 2]);
  });

  test('a card that breaks its shape is told, and the others are kept', () => {
    const parsed = parsePage(
      pageOf([card(1, { nvMid: null }), card(2), '{"slotType":"CARD","data":{"cardType":"ORGANIC_CARD",x}}', card(3)]),
    );
    expect(offersIn(parsed).map(({ id }) => id)).toEqual(['40000000002', '40000000003']);
    expect(parsed.quarantined.map(({ path }) => path).toSorted()).toEqual(['cards[0]', 'cards[2]']);
  });

  test('quotes, braces and words of the script inside a name belong to the name', () => {
    const name = '6" wide {a} ] new Date("x") undefined \\';
    const parsed = parsePage(pageOf([card(1, { productName: name }), card(2)]));
    expect(parsed.quarantined).toEqual([]);
    expect(offersIn(parsed).map(({ fields }) => fields['title'])).toEqual([name, 'Kettle 2 {blue}']);
  });

  test('a number beyond exact is no id', () => {
    const body = pageOf([card(1, { nvMid: 1 }).replace('"nvMid":1', '"nvMid":9007199254740993'), card(2)]);
    expect(offersIn(parsePage(body)).map(({ id }) => id)).toEqual(['40000000002']);
  });

  test.each([
    ['<html><form id="wtm_captcha"></form></html>', 'blocked'],
    ['<html><p>쇼핑 서비스 접속이 일시적으로 제한되었습니다</p></html>', 'blocked'],
    ['<html><form action="/nidlogin"><input name="pw" type="password"></form></html>', 'blocked'],
    ["<html><p>'x'에 대한 검색결과가 없습니다.</p></html>", 'empty'],
    ['<html><p>another page</p></html>', 'changed-shape'],
    [pagePayload.slice(0, -20), 'truncated'],
  ])('%# says why it has nothing', (body, outcome) => expect(parsePage(body)).toMatchObject({ outcome, records: [] }));

  test.each([
    [403, '{"message":"no"}', 'blocked'],
    [403, '<html>no</html>', 'blocked'],
    [404, '<html>no</html>', 'refused'],
    [404, '{"message":"no"}', 'empty'],
    [429, '', 'rate-limited'],
  ] as const)('%s with %s is %s', (status, body, outcome) => {
    const parsed = mobilePage.parse(exchangeWith({ url: pageUrl, status, body, outcome: status === 429 ? 'rate-limited' : 'refused' }));
    expect(parsed).toMatchObject({ outcome, records: [] });
  });

  test('a card that never ends costs no more than its bound', () => {
    const marker = '{"slotType":"CARD","data":{"cardType":"ORGANIC_CARD","x":"';
    const began = performance.now();
    const parsed = parsePage(`<html>${marker.repeat(20_000)}</html>`);
    expect(parsed.outcome).toBe('changed-shape');
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
