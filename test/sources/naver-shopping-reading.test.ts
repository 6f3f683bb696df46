import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParsedRecord } from '../../src/domain/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import { naverShopping } from '../../src/sources/naver-shopping/index.ts';
import type { Endpoint, Page } from '../../src/sources/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import { describeReading, readAll } from '../support/source-reading.ts';
import type { Ask, Reading } from '../support/source-reading.ts';
import { openWorld } from './sim-ask.ts';

const [offers] = naverShopping.streams;
const values = Object.fromEntries(naverShopping.settings!.map(({ name, simulated }) => [name, simulated]));
const withoutKey = (endpoint: Endpoint): boolean => endpoint.needs === undefined;
const words = ['무선 키보드', '우산', '낱말 하나'];

let world: Simulator;

/** Asks with the simulated key; the answer is judged as the transport does. */
const ask: Ask = async (endpoint, params) => {
  const { url, headers } = endpoint.request(params, values);
  const { host, pathname, search } = new URL(url);
  const response = await fetch(`${world.url}/${host}${pathname}${search}`, { headers: headers ?? {} });
  const { status } = response;
  const body = await response.text();
  const outcome = status === 200 ? 'ok' : (endpoint.refusal?.(status, body) ?? (status >= 500 ? 'server-error' : 'refused'));
  return exchangeWith({ url, status, body, outcome });
};

const read = (targets: readonly string[], given: Partial<Reading> = {}): Promise<Page[]> =>
  readAll(offers!, targets, ask, null, false, given);
const recordsOf = (pages: readonly Page[]): ParsedRecord[] => pages.flatMap(({ parsed }) => parsed.records);

beforeAll(async () => {
  world = await openWorld({ shoppingOffers: 900 });
});
afterAll(() => world.close());

describe('with a key', () => {
  describeReading(naverShopping, async () => [{ stream: 'offers', targets: words, ask }], ['offers']);
});
describe('without a key', () => {
  describeReading(naverShopping, async () => [{ stream: 'offers', targets: words, ask, can: withoutKey }], ['offers']);
});

describe('a whole world', () => {
  test('every offer of a word comes with the price and the place it has', async () => {
    const [word] = words as [string];
    const pages = await read([word], { options: { maxOffersPerKeyword: 1000 } });
    const { day } = world.state();
    const found = world.naverShopping.world().found(word, world.clock.today());
    expect(pages).toHaveLength(Math.ceil(found.length / 100));
    for (const { parsed } of pages) expect(parsed).toMatchObject({ outcome: 'ok', quarantined: [] });
    const records = recordsOf(pages);
    expect(records.filter(({ scope }) => scope === undefined).map(({ id }) => id)).toEqual(found.map(({ id }) => id));
    for (const { id, scope, counts, fields } of records) {
      const truth = world.naverShopping.offerTruth(id, day)!;
      if (scope === undefined) {
        expect([counts['price']?.value ?? null, counts['highPrice']?.value ?? null]).toEqual([truth.price, truth.highPrice]);
        expect(fields).toMatchObject({ title: truth.title, condition: truth.condition, catalogue: truth.catalogue });
      } else {
        expect(scope).toBe(`keyword/${word}/sim`);
        expect(counts['rank']!.value).toBe(world.naverShopping.placeOf(word, id, day));
      }
    }
  });

  test('300 results are read of a word unless the operator wants another number, in steps of 100', async () => {
    const pagesWith = async (options: Readonly<Record<string, number>>): Promise<number> => (await read(['낱말 하나'], { options })).length;
    expect(await pagesWith({})).toBe(3);
    expect(await pagesWith({ maxOffersPerKeyword: 1 })).toBe(1);
    expect(await pagesWith({ maxOffersPerKeyword: 101 })).toBe(2);
  });

  test('a list with more than can be read ends at the thousandth place', async () => {
    const small = world;
    world = await openWorld({ shoppingOffers: 2600 });
    try {
      const pages = await read(['낱말 하나'], { options: { maxOffersPerKeyword: 1000 } });
      expect(pages).toHaveLength(10);
      expect(pages.at(-1)!.parsed.next).toBeNull();
      const places = recordsOf(pages).flatMap(({ scope, counts }) => (scope === undefined ? [] : [counts['rank']!.value]));
      expect(places).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    } finally {
      await world.close();
      world = small;
    }
  });

  test('what the operator leaves out is not asked for', async () => {
    const options = { maxOffersPerKeyword: 1000, excludeUsed: true, excludeRental: true, excludeOverseas: true };
    const records = recordsOf(await read(['무선 키보드'], { options }));
    const ids = new Set(records.map(({ id }) => id));
    for (const part of ['used', 'rental', 'abroad'] as const) expect(ids).not.toContain(world.naverShopping.idOf(part));
    expect(new Set(records.flatMap(({ scope }) => scope ?? []))).toEqual(new Set(['keyword/무선 키보드/sim/without-used-rental-cbshop']));
  });

  test('a word that finds nothing is empty by both ways', async () => {
    for (const given of [{}, { can: withoutKey }]) {
      const pages = await read(['없는 물건'], given);
      expect(pages.map(({ parsed }) => parsed.outcome)).toEqual(['empty']);
      expect(pages[0]!.parsed.quarantined).toEqual([]);
    }
  });

  test('a word in pieces and with doubled blanks is asked for in one form', async () => {
    const plain = await read(['무선 키보드']);
    const odd = await read(['  무선   키보드 '.normalize('NFD')]);
    expect(odd.map(({ exchange }) => exchange.request.url)).toEqual(plain.map(({ exchange }) => exchange.request.url));
  });

  test('the page gives the same offers under the same numbers, at most 25', async () => {
    const pages = await read(['우산'], { can: withoutKey });
    expect(pages).toHaveLength(1);
    expect(pages[0]!.parsed).toMatchObject({ outcome: 'ok', quarantined: [] });
    const records = recordsOf(pages).filter(({ scope }) => scope === undefined);
    expect(records.length).toBeGreaterThan(0);
    expect(records.length).toBeLessThanOrEqual(25);
    for (const { id, counts } of records) {
      const truth = world.naverShopping.offerTruth(id, world.state().day)!;
      expect(truth.catalogue).toBe(false);
      expect(counts['price']!.value).toBe(truth.price);
    }
  });
});
