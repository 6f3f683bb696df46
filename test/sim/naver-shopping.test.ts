import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/index.ts';
import { createSimulator, offerParts } from '../../src/sim/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import { ask, askJson, withSimulator } from './helpers.ts';
import type { Payload } from './helpers.ts';

const keys = { 'X-Naver-Client-Id': 'simulated-client', 'X-Naver-Client-Secret': 'simulated-secret' };
const searchFor = (word: string, more = ''): string =>
  `/openapi.naver.com/v1/search/shop.json?query=${encodeURIComponent(word)}&display=100${more}`;
const pageFor = (word: string): string => `/m.search.naver.com/search.naver?query=${encodeURIComponent(word)}`;
const word = '무선 키보드';
const baseDay = '2026-11-21';
const dayAfter = (n: number): string => addDays(baseDay, n);

const find = (simulator: Simulator, more = ''): Promise<Payload> => askJson(simulator, searchFor(word, more), keys);

describe('the simulated Naver Shopping', () => {
  test('the same seed gives the same bytes, and another day others', async () => {
    await using one = await createSimulator({ seed: 7 });
    await using other = await createSimulator({ seed: 7 });
    const answers = async (simulator: Simulator): Promise<string[]> => [
      (await ask(simulator, searchFor(word), { headers: keys })).text,
      (await ask(simulator, searchFor('낱말', '&start=101&sort=asc'), { headers: keys })).text,
      (await ask(simulator, pageFor(word))).text,
    ];
    const first = await answers(one);
    expect(await answers(other)).toEqual(first);
    one.clock.advance(6);
    expect(await answers(one)).not.toEqual(first);
    one.clock.advance(-6);
    expect(await answers(one)).toEqual(first);
  });

  test('all values of an item are texts; titles have marks and entities; what has no price has "0" or nothing', () =>
    withSimulator({}, async (simulator) => {
      const items: Payload[] = [...(await find(simulator)).items, ...(await find(simulator, '&start=101')).items];
      for (const item of items) for (const value of Object.values(item)) expect(typeof value).toBe('string');
      const by = new Map(items.map((item) => [item.productId, item]));
      const playing = (part: (typeof offerParts)[number]): Payload => by.get(simulator.naverShopping.idOf(part));
      for (const part of offerParts) expect(playing(part), part).toBeDefined();
      expect(playing('entities').title).toMatch(/&quot;<b>키보드<\/b>&quot; &amp; .*&lt;A&gt;.*&#39;/);
      expect([playing('discontinued').lprice, playing('discontinued').productType]).toEqual(['0', '7']);
      expect([playing('planned').lprice, playing('planned').productType]).toEqual(['', '11']);
      expect(playing('used').productType).toBe('5');
      expect(playing('catalogue')).toMatchObject({ mallName: '네이버', productType: '1' });
      expect(Number(playing('outlier').hprice)).toBeGreaterThan(60_000_000);
    }));

  test('prices go as is known: they fall, rise, leap for two days, and a rival undercuts', () =>
    withSimulator({}, async ({ naverShopping }) => {
      const priceOf = (part: (typeof offerParts)[number], n: number): number =>
        naverShopping.offerTruth(naverShopping.idOf(part), dayAfter(n))!.price!;
      const days = Array.from({ length: 10 }, (_, n) => n);
      expect(new Set(days.map((n) => priceOf('steady', n))).size).toBe(1);
      expect(days.every((n) => n === 0 || priceOf('falling', n) < priceOf('falling', n - 1))).toBe(true);
      expect(days.every((n) => n === 0 || priceOf('rising', n) > priceOf('rising', n - 1))).toBe(true);
      expect(days.filter((n) => priceOf('spike', n) > 1.5 * priceOf('spike', 0))).toEqual([3, 4]);
      expect(days.filter((n) => priceOf('rival', n) < priceOf('own', n))).toEqual([4, 5, 6, 7, 8, 9]);
      for (const n of days) expect(priceOf('catalogue', n)).toBe(Math.min(priceOf('own', n), priceOf('rival', n)));
    }));

  test('places move from day to day; one climbs from the last to the first, and one is gone after five days', () =>
    withSimulator({}, async (simulator) => {
      const { naverShopping } = simulator;
      const placeOf = (part: (typeof offerParts)[number], n: number): number | null =>
        naverShopping.placeOf(word, naverShopping.idOf(part), dayAfter(n));
      const found = naverShopping.world().found(word, simulator.clock.today()).length;
      expect([placeOf('climbing', 0), placeOf('climbing', 10)]).toEqual([found, 1]);
      expect([placeOf('vanishing', 4) === null, placeOf('vanishing', 5)]).toEqual([false, null]);
      const moved = naverShopping
        .world()
        .products.filter(({ id }) => naverShopping.placeOf(word, id, dayAfter(0)) !== naverShopping.placeOf(word, id, dayAfter(1)));
      expect(moved.length).toBeGreaterThan(10);
      expect(simulator.naverShopping.truth('climbing', simulator.clock.today())).toMatchObject({ part: 'climbing', listed: true });
      expect(simulator.naverShopping.truth('nobody', simulator.clock.today())).toBeNull();
    }));

  test('orders are what they say', () =>
    withSimulator({}, async (simulator) => {
      const prices = async (sort: string): Promise<number[]> =>
        (await find(simulator, `&sort=${sort}`)).items.flatMap(({ lprice }: Payload) => (Number(lprice) > 0 ? [Number(lprice)] : []));
      const cheapest = await prices('asc');
      expect(cheapest).toEqual(cheapest.toSorted((left, right) => left - right));
      const dearest = await prices('dsc');
      expect(dearest).toEqual(dearest.toSorted((left, right) => right - left));
    }));

  test.each([
    ['shop.json?display=10', 400, 'SE01'],
    ['shop.json?query=x&display=101', 400, 'SE02'],
    ['shop.json?query=x&start=1001', 400, 'SE03'],
    ['shop.json?query=x&sort=best', 400, 'SE04'],
    ['shops.json?query=x', 404, 'SE05'],
  ])('%s is refused with %s and %s', (path, status, code) =>
    withSimulator({}, async (simulator) => {
      const reply = await ask(simulator, `/openapi.naver.com/v1/search/${path}`, { headers: keys });
      expect(reply.status).toBe(status);
      expect(JSON.parse(reply.text)).toMatchObject({ errorCode: code });
    }),
  );

  test('whoever brings no key, or another, is refused with one code and three sentences', () =>
    withSimulator({}, async (simulator) => {
      const [id] = Object.entries(keys);
      const sentences = await Promise.all(
        [{}, Object.fromEntries([id!]), { ...keys, 'X-Naver-Client-Secret': 'x' }].map((headers) =>
          askJson(simulator, searchFor(word), headers),
        ),
      );
      expect(sentences.map(({ errorCode }) => errorCode)).toEqual(['024', '024', '024']);
      expect(new Set(sentences.map(({ errorMessage }) => errorMessage)).size).toBe(3);
    }));

  test('both quotas answer 429 and tell themselves apart; the one of the day begins anew at midnight', () =>
    withSimulator({ shoppingCallsADay: 3, shoppingCallsASecond: 2 }, async (simulator) => {
      const codes: (string | undefined)[] = [];
      const once = async (): Promise<void> => void codes.push((await find(simulator)).errorCode);
      for (let n = 0; n < 3; n++) await once();
      expect(codes).toEqual([undefined, undefined, '012']);
      // The second passes, and one call of the day is left.
      const until = Date.now() + 10_000;
      while (codes.at(-1) === '012' && Date.now() < until) await once();
      expect(codes.at(-1)).toBeUndefined();
      while (codes.at(-1) !== '010' && Date.now() < until) await once();
      expect(codes.at(-1)).toBe('010');
      simulator.clock.advance(1);
      expect((await find(simulator)).errorCode).not.toBe('010');
    }));

  test('refusals can be had at will', () =>
    withSimulator({}, async (simulator) => {
      for (const [fault, status, code] of [
        ['naver-too-fast', 429, '012'],
        ['naver-quota', 429, '010'],
        ['naver-key', 401, '024'],
      ] as const) {
        simulator.faults.clear();
        simulator.faults.add([{ fault, endpoint: 'shopping/search' }]);
        const reply = await ask(simulator, searchFor(word), { headers: keys });
        expect([reply.status, JSON.parse(reply.text).errorCode]).toEqual([status, code]);
      }
    }));

  test('the mobile page has 25 offers for a telephone and 8 for anyone else, with advertisements between them', () =>
    withSimulator({}, async (simulator) => {
      const countOf = (text: string, type: string): number => text.split(`"cardType":"${type}"`).length - 1;
      const telephone = await ask(simulator, pageFor(word), { headers: { 'user-agent': 'Telephone Mobile/1' } });
      expect([countOf(telephone.text, 'ORGANIC_CARD'), countOf(telephone.text, 'AD_CARD')]).toEqual([25, 3]);
      expect(countOf((await ask(simulator, pageFor(word))).text, 'ORGANIC_CARD')).toBe(8);
      expect((await ask(simulator, pageFor('없는 물건'))).text).toContain('검색결과가 없습니다');
      simulator.faults.add([{ fault: 'captcha', endpoint: 'shopping/mobile-page' }]);
      expect((await ask(simulator, pageFor(word))).text).toContain('wtm_captcha');
    }));

  test('sizes that make no sense are refused at once', async () => {
    await expect(createSimulator({ shoppingOffers: 3 })).rejects.toThrow('shoppingOffers');
  });
});

const recordings = resolve(
  process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'),
  'naver-shopping/search_shop',
);

describe.skipIf(!existsSync(recordings))('against the recorded search (skipped: no corpus, where it is absent)', () => {
  test('an answer and its items have the recorded keys, of the recorded types', () =>
    withSimulator({}, async (simulator) => {
      const file = readdirSync(recordings).find((name) => /2021.*\.json$/.test(name))!;
      const real: Payload = JSON.parse(readFileSync(join(recordings, file), 'utf8'));
      const simulated = await find(simulator);
      const shapeOf = (value: object): string[] =>
        Object.entries(value)
          .map(([key, part]) => `${key}: ${typeof part}`)
          .toSorted();
      expect(shapeOf(simulated)).toEqual(shapeOf(real));
      expect(shapeOf(simulated.items[0])).toEqual(shapeOf(real.items[0]));
      expect(simulated.lastBuildDate).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0900$/);
    }));
});
