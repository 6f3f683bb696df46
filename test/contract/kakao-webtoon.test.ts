import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePayload } from '../../src/sources/index.ts';
import type { ParsedPayload } from '../../src/sources/index.ts';
import { kakaoWebtoon } from '../../src/sources/kakao-webtoon/index.ts';

/** The recorded payloads lie beside the repository, never in it. */
const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'));
const folders = ['kakao-webtoon', 'kakao-page', 'daum-webtoon'];

const missing = folders.some((folder) => !existsSync(join(corpus, folder)));
if (missing) console.warn('skipped: no corpus');

/** The endpoint of each folder, and what comes of its payloads. */
const expected: Readonly<Record<string, { readonly endpoint: string; readonly outcome: string; readonly records: number }>> = {
  'kakao-webtoon/episodes': { endpoint: 'episodes:list', outcome: 'login-required', records: 0 },
  'kakao-webtoon/page_html': { endpoint: 'titles:weekday-page', outcome: 'ok', records: 100 },
  'kakao-webtoon/search_v2_content': { endpoint: 'titles:search', outcome: 'ok', records: 2 },
  'kakao-webtoon/section_pages_weekdays': { endpoint: 'titles:weekday-sections', outcome: 'ok', records: 227 },
  // A description with dots in the place of values: no JSON, and said so.
  'kakao-webtoon/timetables_days': { endpoint: 'titles:timetable', outcome: 'changed-shape', records: 0 },
  'kakao-page/search_series': { endpoint: 'titles:page-search', outcome: 'ok', records: 1 },
  'kakao-page/week_list_legacy': { endpoint: 'titles:legacy-page-week', outcome: 'ok', records: 61 },
  'daum-webtoon/weekday_list_legacy': { endpoint: 'titles:legacy-daum-weekday', outcome: 'ok', records: 15 },
};

const bodiesOf = (folder: string): string[] =>
  readdirSync(join(corpus, folder)).map((file) => readFileSync(join(corpus, folder, file), 'utf8'));
const parsedOf = (folder: string): ParsedPayload =>
  parsePayload({ name: `kakao-webtoon/${expected[folder]!.endpoint}`, body: bodiesOf(folder)[0]! });
const idsOf = ({ records }: ParsedPayload): Set<string> => new Set(records.map(({ id }) => id));

describe.skipIf(missing)(`recorded payloads of Kakao${missing ? ' (skipped: no corpus)' : ''}`, () => {
  test('every folder of the corpus has an endpoint, and every endpoint marked as recorded has one that reads well', () => {
    const found = folders.flatMap((platform) => readdirSync(join(corpus, platform)).map((folder) => `${platform}/${folder}`));
    expect(found.sort()).toEqual(Object.keys(expected).sort());
    const recorded = kakaoWebtoon.streams.flatMap((stream) =>
      stream.endpoints.filter(({ evidence }) => evidence === 'recorded').map(({ name }) => `${stream.name}:${name}`),
    );
    const well = Object.values(expected).flatMap(({ endpoint, outcome }) => (outcome === 'ok' ? [endpoint] : []));
    // The search of Kakao Page was written by hand; the page of a day carries a recorded timetable, read by itself below.
    expect([...recorded].sort()).toEqual([...well.filter((name) => name !== 'titles:page-search'), 'titles:timetable'].sort());
  });

  test.each(Object.entries(expected))('%s parses into records or its named outcome', (folder, { endpoint, outcome, records }) => {
    for (const body of bodiesOf(folder)) {
      const parsed = parsePayload({ name: `kakao-webtoon/${endpoint}`, body });
      expect(parsed.outcome).toBe(outcome);
      expect(parsed.records).toHaveLength(records);
      if (outcome === 'ok') expect(parsed.quarantined).toEqual([]);
      for (const record of parsed.records) {
        expect(record).toMatchObject({ kind: 'series', platform: 'kakao-webtoon' });
        expect(record.id).toMatch(/^(?:page-|daum-)?\d+$/);
      }
    }
  });

  test('the gateway says why it refuses', () => {
    expect(parsedOf('kakao-webtoon/episodes')).toMatchObject({
      outcome: 'login-required',
      note: 'the gateway says GATEWAY_TOKEN_CHECK_FAILURE',
      quarantined: [],
    });
  });

  test('the four days of 2022 have 227 cards of 226 series, with people told once and no sign before the tags', () => {
    const parsed = parsedOf('kakao-webtoon/section_pages_weekdays');
    expect(idsOf(parsed).size).toBe(226);
    expect(new Set(parsed.records.map(({ scope }) => scope))).toEqual(
      new Set(['weekday/MONDAY', 'weekday/TUESDAY', 'weekday/WEDNESDAY', 'weekday/THURSDAY']),
    );
    for (const { fields, counts } of parsed.records) {
      const authors = fields['authors'] as string[];
      expect(new Set(authors).size).toBe(authors.length);
      for (const tag of fields['tags'] as string[]) expect(tag).not.toMatch(/^#|^\s*$/);
      expect(fields['thumbnailUrl']).toMatch(/^https:\/\/.*\.webp$/);
      expect(fields['lastPublishedAt']).toMatch(/Z$/);
      expect(fields['state']).toMatch(/^(?:ongoing|rest|finished)$/);
      expect(counts).toEqual({});
    }
    expect(parsed.records.filter(({ fields }) => fields['adult'] === true && fields['ageRating'] === '18')).toHaveLength(4);
  });

  test('the page of a day, and the timetable in it, give ranks over the platform and none for the title that has none yet', () => {
    const parsed = parsedOf('kakao-webtoon/page_html');
    expect(idsOf(parsed).size).toBe(20);
    const ranks = parsed.records.filter(({ scope }) => scope === 'all/user').map(({ counts }) => counts['rank']?.value ?? null);
    expect(ranks.filter((rank) => rank === null)).toHaveLength(1);
    expect(Math.max(...ranks.map((rank) => rank ?? 0))).toBeLessThan(3_000);
    const html = bodiesOf('kakao-webtoon/page_html')[0]!;
    const state = JSON.parse(/<script id="__NEXT_DATA__" type="application\/json">(.*?)<\/script>/s.exec(html)![1]!);
    const { queries } = state.props.initialProps.pageProps.dehydratedState;
    const answer = JSON.stringify(queries.find((each: { queryKey: string[] }) => each.queryKey[2]?.endsWith('free_publishing')).state.data);
    const alone = parsePayload({ name: 'kakao-webtoon/titles:timetable', body: answer });
    expect(alone.records).toEqual(parsed.records);
  });

  test('Kakao Page and Daum keep their numbers apart from those of Kakao Webtoon', () => {
    for (const { id, counts } of parsedOf('kakao-page/week_list_legacy').records) {
      expect(id).toMatch(/^page-\d+$/);
      expect(counts['readers']!.value).toBeGreaterThan(0);
    }
    for (const { id, fields, counts } of parsedOf('daum-webtoon/weekday_list_legacy').records) {
      expect(id).toMatch(/^daum-\d+$/);
      expect(fields['weekdays']).toContain('SUNDAY');
      expect(counts['stars']!.value).toBeGreaterThan(5);
    }
  });
});
