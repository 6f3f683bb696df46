import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Parsed, ParsedRecord } from '../../src/domain/index.ts';
import { parsePayload } from '../../src/sources/index.ts';
import { naverShopping } from '../../src/sources/naver-shopping/index.ts';
import { search } from '../../src/sources/naver-shopping/offers/search.ts';
import { exchangeWith } from '../support/exchange.ts';

/** The recorded payloads lie beside the repository, never in it. */
const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'), 'naver-shopping');
const missing = !existsSync(corpus);
if (missing) console.warn('skipped: no corpus');

// oxlint-disable-next-line no-explicit-any -- a foreign payload, as JSON.parse types it: tests look into it freely
type Payload = any;

const filesIn = (folder: string, ending: string): string[] =>
  missing ? [] : readdirSync(join(corpus, folder)).filter((file) => file.endsWith(ending));
const bodyOf = (folder: string, file: string): string => readFileSync(join(corpus, folder, file), 'utf8');
const recordings = filesIn('search_shop', '.json');

const url = 'https://openapi.naver.com/v1/search/shop.json?query=word&display=10&start=1&sort=sim';
const parse = (body: string, status = 200, outcome: Parsed['outcome'] = 'ok'): Parsed =>
  search.parse(exchangeWith({ url, status, body, outcome }));
const offersIn = ({ records }: Pick<Parsed, 'records'>): ParsedRecord[] => records.filter(({ scope }) => scope === undefined);

describe.skipIf(missing)(`recorded payloads of Naver Shopping${missing ? ' (skipped: no corpus)' : ''}`, () => {
  test('every folder of the corpus is known, and the one endpoint marked as recorded has recordings', () => {
    expect(readdirSync(corpus).toSorted()).toEqual(['errors', 'search_shop', 'spec']);
    const { endpoints } = naverShopping.streams[0]!;
    expect(endpoints.flatMap(({ name, evidence }) => (evidence === 'recorded' ? [name] : []))).toEqual(['search']);
    expect(recordings.length).toBeGreaterThan(0);
  });

  test.each(recordings)('%s gives every item as an offer, with its place, its prices and whether it is a catalogue', (file) => {
    const body = bodyOf('search_shop', file);
    const payload: Payload = JSON.parse(body);
    const parsed = parse(body);
    expect(parsed.outcome).toBe('ok');
    const offers = offersIn(parsed);
    expect(offers.map(({ id }) => id)).toEqual(payload.items.map((item: Payload) => item.productId));
    payload.items.forEach((item: Payload, index: number) => {
      const { fields, counts } = offers[index]!;
      // Every recorded item has a lowest price; the highest is "0" in the older recordings, and empty in the newer.
      expect(counts['price']!.value).toBe(Number(item.lprice));
      expect(counts['highPrice']?.value ?? 0).toBe(Number(item.hprice));
      if (Number(item.hprice) === 0) expect(counts['highPrice']).toBeNull();
      expect(fields['title']).not.toMatch(/<\/?b>|&(?:amp|lt|gt|quot|#\d+);/);
      expect(fields['title']).not.toBe('');
      // By type and by the name that stands in the shop's place: both say the same in all recordings.
      expect(fields['catalogue']).toBe(item.mallName === '네이버');
      expect(fields['mall']).toBe(item.mallName === '네이버' ? undefined : item.mallName);
      expect(fields).toMatchObject({ condition: 'new', linkKind: 'gate', url: item.link, imageUrl: item.image });
    });
    const places = parsed.records.flatMap(({ scope, counts }) => (scope === 'keyword/word/sim' ? [counts['rank']!.value] : []));
    expect(places).toEqual(payload.items.map((_: unknown, index: number) => index + 1));
    expect(parsed.note).toBe(`the search counts ${payload.total} results`);
    // Ten were asked for and more are counted, also where the one who kept the recording threw some away.
    expect(parsed.next).toBe(11);
  });

  test.each(recordings)('%s says aloud what it lacks: before 2021 items had no brand, no maker and no categories', (file) => {
    const body = bodyOf('search_shop', file);
    const [first]: Payload[] = JSON.parse(body).items;
    const lacks = ['brand', 'maker', 'category1'].filter((key) => !(key in first));
    expect(lacks).toHaveLength(/2019/.test(file) ? 3 : 0);
    const parsed = parse(body);
    expect(parsed.quarantined.map(({ path }) => path)).toEqual(lacks.map((key) => `items[].${key}`));
    for (const { fields } of offersIn(parsed)) {
      if (lacks.length > 0) expect(fields).not.toHaveProperty('categories');
      else expect((fields['categories'] as string[]).length).toBeGreaterThan(2);
    }
  });

  test.each(recordings)('%s saved without its address gives offers without places', (file) => {
    const body = bodyOf('search_shop', file);
    const parsed = parsePayload({ name: 'naver-shopping/offers', body });
    expect(parsed).toMatchObject({ endpoint: 'search', outcome: 'ok' });
    expect(parsed.records).toHaveLength(JSON.parse(body).items.length);
    expect(parsed.records.every(({ scope }) => scope === undefined)).toBe(true);
  });

  test('an ampersand of a recorded title reads as one, and two blanks stay two', () => {
    const pairs = recordings.flatMap((file) => {
      const body = bodyOf('search_shop', file);
      return JSON.parse(body).items.map((item: Payload, index: number) => [item.title, offersIn(parse(body))[index]!.fields['title']]);
    });
    const withEntity = pairs.filter(([wire]) => wire.includes('&amp;'));
    expect(withEntity.length).toBeGreaterThan(0);
    for (const [wire, read] of withEntity) expect(read).toBe(wire.replaceAll(/<\/?b>/g, '').replaceAll('&amp;', '&'));
    const withBlanks = pairs.filter(([wire]) => wire.includes('  '));
    expect(withBlanks.length).toBeGreaterThan(0);
    for (const [, read] of withBlanks) expect(read).toMatch(/\S {2}\S/);
  });

  test.each(filesIn('errors', '.json'))('%s is told by its code, in the words of the search', (file) => {
    const [, status, code] = /^http(\d{3})_\w+_(\d{3})\.json$/.exec(file)!;
    const body = bodyOf('errors', file);
    const { errorCode, errorMessage }: Payload = JSON.parse(body);
    expect(errorCode).toBe(code);
    const outcome = { '010': 'quota-exhausted', '012': 'rate-limited', '024': 'credential-expired' }[code!];
    expect(outcome).toBeDefined();
    expect(search.refusal!(Number(status), body)).toBe(outcome);
    for (const parsed of [parse(body, Number(status), 'refused'), parse(body)])
      expect(parsed).toMatchObject({
        outcome,
        records: [],
        quarantined: [],
        note: `the search says ${errorCode} ${errorMessage}`.slice(0, 300),
      });
  });

  test('the documented example is XML, which is never asked for: another shape, and said so', () => {
    const files = filesIn('search_shop', '.xml');
    expect(files).toHaveLength(1);
    expect(parse(bodyOf('search_shop', files[0]!))).toMatchObject({ outcome: 'changed-shape', records: [], quarantined: [{ path: '' }] });
  });

  test('what we ask is within the documented parameters', () => {
    const spec: Payload = JSON.parse(bodyOf('spec', filesIn('spec', '.json')[0]!));
    const { parameters, security } = spec.paths['/v1/search/{serviceid}'].get;
    const { url: asked, headers } = search.request({ word: '낱말', start: 901 }, {});
    const query = new URL(asked).searchParams;
    const documented = parameters.flatMap(({ name, in: where }: Payload) => (where === 'query' ? [name] : []));
    for (const name of query.keys()) expect(documented).toContain(name);
    for (const { name, required } of parameters) if (required && name !== 'serviceid') expect(query.get(name)).not.toBe('');
    const names = security.flatMap((each: object) => Object.keys(each)).map((name: string) => spec.securityDefinitions[name].name);
    expect(Object.keys(headers!).toSorted()).toEqual(names.toSorted());
  });
});
