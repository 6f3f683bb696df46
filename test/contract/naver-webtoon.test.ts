import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHasher, redact } from '../../src/net/privacy/index.ts';
import { naverWebtoon } from '../../src/sources/naver-webtoon/index.ts';
import { parsePayload } from '../../src/sources/index.ts';
import type { ParsedPayload } from '../../src/sources/index.ts';

/**
 * The recorded payloads lie beside the repository, never in it. Each folder holds the recordings of one endpoint.
 */
const corpus = join(resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')), 'naver-webtoon');

const missing = !existsSync(corpus);
if (missing) console.warn('skipped: no corpus');

const endpointOfFolder: Readonly<Record<string, string>> = {
  titlelist_weekday: 'titles:weekday',
  article_list_info: 'series:info',
  curation_list: 'series:curation',
  article_list: 'episodes:list',
  mobile_list_html: 'episodes:mobile-list',
  likes: 'likes:search',
  comments_community_v2: 'comments:posts',
  comments: 'comments:cbox',
};

const bodiesOf = (folder: string): string[] =>
  readdirSync(join(corpus, folder)).map((file) => readFileSync(join(corpus, folder, file), 'utf8'));
const parsedOf = (folder: string): ParsedPayload =>
  parsePayload({ name: `naver-webtoon/${endpointOfFolder[folder]}`, body: bodiesOf(folder)[0]! });
const valuesOf = ({ records }: ParsedPayload, metric: string): (number | null | undefined)[] =>
  records.map(({ counts }) => (counts[metric] === undefined ? undefined : (counts[metric]?.value ?? null)));

describe.skipIf(missing)(`recorded payloads of Naver Webtoon${missing ? ' (skipped: no corpus)' : ''}`, () => {
  test('every folder of the corpus has an endpoint, and every endpoint marked as recorded has a folder', () => {
    expect(readdirSync(corpus).sort()).toEqual(Object.keys(endpointOfFolder).sort());
    const recorded = naverWebtoon.streams.flatMap((stream) =>
      stream.endpoints.filter(({ evidence }) => evidence === 'recorded').map(({ name }) => `${stream.name}:${name}`),
    );
    expect(Object.values(endpointOfFolder).sort()).toEqual(recorded.sort());
  });

  test.each(Object.keys(endpointOfFolder))('%s parses, with nothing left over', (folder) => {
    for (const body of bodiesOf(folder)) {
      const parsed = parsePayload({ name: `naver-webtoon/${endpointOfFolder[folder]}`, body });
      expect(parsed.outcome).toBe('ok');
      expect(parsed.quarantined).toEqual([]);
      expect(parsed.records.length).toBeGreaterThan(0);
      for (const record of parsed.records) expect(record.platform).toBe('naver-webtoon');
    }
  });

  test('the week has 578 rows of 566 series, of which 534 do not show their views', () => {
    const parsed = parsedOf('titlelist_weekday');
    expect(parsed.records).toHaveLength(578);
    expect(new Set(parsed.records.map(({ id }) => id)).size).toBe(566);
    expect(valuesOf(parsed, 'views').filter((views) => views === null)).toHaveLength(534);
    expect(valuesOf(parsed, 'views')).not.toContain(0);
    expect(valuesOf(parsed, 'stars')).not.toContain(null);
    expect(new Set(parsed.records.map(({ scope, counts }) => `${scope} ${counts['rank']!.value}`)).size).toBe(578);
    expect(new Set(parsed.records.map(({ scope }) => scope)).size).toBe(7);
  });

  test('the info of 2023 gives people in three roles', () => {
    const [series] = parsedOf('article_list_info').records;
    const roles = series!.fields['authorRoles'] as Record<string, unknown[]>;
    expect(Object.values(roles).map((people) => people.length)).toEqual([1, 1, 1]);
    expect(series!.counts['favourites']!.value).toBeGreaterThan(0);
    expect(series!.fields).toMatchObject({ ageRating: '15', novelOrigin: true, state: 'ongoing', dailyPass: false });
  });

  test('a page of episodes gives 20 of them, the total of the series, and the next page', () => {
    const parsed = parsedOf('article_list');
    expect(parsed.records.map(({ kind }) => kind)).toEqual(['series', ...Array<string>(20).fill('episode')]);
    expect(parsed.records[0]!.counts['episodes']!.value).toBe(121);
    expect(parsed.next).toBe(2);
    for (const { fields } of parsed.records.slice(1)) expect(fields['publishedOn']).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  test('the page of the site gives 20 episodes with rounded stars', () => {
    const parsed = parsedOf('mobile_list_html');
    expect(parsed.records).toHaveLength(21);
    for (const { counts } of parsed.records.slice(1)) expect(counts['stars']).toMatchObject({ precision: 'rounded' });
  });

  test('likes of sister services: given, 0 and missing are three things', () => {
    const parsed = parsedOf('likes');
    expect(valuesOf(parsed, 'likes')).toEqual([1, null]);
    expect(valuesOf(parsed, 'reaction.expect')).toEqual([0, undefined]);
  });

  test.each(['comments', 'comments_community_v2'])('the commenters of %s are gone after hashing, and the comments are not', (folder) => {
    const hasher = createHasher(Buffer.alloc(32, 1));
    for (const body of bodiesOf(folder)) {
      const plain = parsePayload({ name: `naver-webtoon/${endpointOfFolder[folder]}`, body });
      const state: string[] = [];
      const hashed = parsePayload({
        name: `naver-webtoon/${endpointOfFolder[folder]}`,
        body,
        redact: (text, { payload, privateFields }) => {
          const redacted = redact({ body: text, payload, privateFields, hasher });
          state.push(redacted.state);
          return redacted.body;
        },
      });
      expect(state).toEqual(['hashed']);
      const authors = (from: ParsedPayload): unknown[] =>
        from.records.filter(({ kind }) => kind === 'comment').map(({ fields }) => fields['author']);
      expect(authors(hashed).every((author) => String(author).startsWith('h1:'))).toBe(true);
      for (const author of authors(plain)) expect(JSON.stringify(hashed)).not.toContain(String(author));
      expect(hashed.records.map(({ counts }) => counts)).toEqual(plain.records.map(({ counts }) => counts));
    }
  });
});
