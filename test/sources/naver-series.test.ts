import { describe, expect, test } from 'vitest';
import { exact, rounded } from '../../src/domain/index.ts';
import { parsePayload } from '../../src/sources/index.ts';
import { curationPayload, htmlPayload, infoLater, infoOf2023, listPayload, starsPayload } from './naver-samples.ts';

const parse = (name: string, payload: unknown, url?: string) =>
  parsePayload({
    name: `naver-webtoon/${name}`,
    body: typeof payload === 'string' ? payload : JSON.stringify(payload),
    ...(url ? { url } : {}),
  });

describe('a series', () => {
  test('both shapes of authors give the same names and roles', () => {
    const [old] = parse('series:info', infoOf2023).records;
    const [later] = parse('series:info', infoLater).records;
    expect(old!.fields['authors']).toEqual(['Ahn', 'Bae', 'Cho']);
    expect(old!.fields['authorRoles']).toEqual({
      writers: [{ id: '1', name: 'Ahn' }],
      painters: [{ id: '2', name: 'Bae' }],
      originalAuthors: [{ id: '3', name: 'Cho' }],
    });
    expect(later!.fields['authors']).toEqual(['Ahn', 'Cho', 'Doh']);
    expect(later!.fields['authorRoles']).toEqual({
      writers: [{ id: '1', name: 'Ahn' }],
      painters: [{ id: '1', name: 'Ahn' }],
      originalAuthors: [{ id: '3', name: 'Cho' }],
    });
  });

  test('tags are sorted into genres, tags and the mark of a novel', () => {
    const [record] = parse('series:info', infoLater).records;
    expect(record!.fields).toMatchObject({
      genres: ['로맨스'],
      genreCodes: ['PURE'],
      tags: ['vampire'],
      novelOrigin: true,
      ageRating: '15',
      adult: false,
      state: 'ongoing',
      weekdays: ['TUESDAY'],
    });
    expect(record!.counts).toEqual({ favourites: exact(14_000) });
  });

  test.each([
    ['RATE_ALL', 'all', false],
    ['RATE_12', '12', false],
    ['RATE_18', '18', true],
  ])('%s is the age %s', (type, ageRating, adult) => {
    expect(parse('series:info', { ...infoLater, age: { type } }).records[0]!.fields).toMatchObject({ ageRating, adult });
  });

  test('an unknown age rating is left out and named; a series without favourites has them missing, not 0', () => {
    const { favoriteCount: _, ...rest } = infoLater;
    const { outcome, records, quarantined } = parse('series:info', { ...rest, age: { type: 'RATE_7' } });
    expect(outcome).toBe('ok');
    expect(records[0]!.fields).not.toHaveProperty('ageRating');
    expect(records[0]!.counts).toEqual({ favourites: null });
    expect(quarantined.map(({ path }) => path)).toEqual(['favoriteCount', 'age.type']);
  });

  test('a title that is published every day is filed under its own list', () => {
    const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
    const [record] = parse('series:info', { ...infoLater, publishDayOfWeekList: days, gfpAdCustomParam: { dailyPlusYn: 'Y' } }).records;
    expect(record!.fields['weekdays']).toEqual(['DAILY_PLUS']);
  });

  test('a shelf gives stars and the number of episodes', () => {
    const { records, next } = parse('series:curation', curationPayload);
    expect(records[0]).toMatchObject({
      id: '101',
      fields: { authors: ['Ahn'], lastPublishedOn: '2024-11-30' },
      counts: { stars: exact(9.21), episodes: exact(345) },
    });
    expect(next).toBe(2);
  });

  test('without an endpoint the stream takes the one that finds something', () => {
    expect(parse('series', curationPayload).endpoint).toBe('curation');
    expect(parse('series', infoLater).endpoint).toBe('info');
    expect(parse('series', { nothing: true })).toMatchObject({ endpoint: 'info', outcome: 'changed-shape' });
  });
});

describe('the episodes of a series', () => {
  test('are named by series and no, with gaps left as gaps', () => {
    const { records, next } = parse('episodes:list', listPayload);
    expect(records.map(({ id }) => id)).toEqual(['101', '101_46', '101_45', '101_44', '101_6', '101_4']);
    expect(records.slice(1).every(({ parentId }) => parentId === '101')).toBe(true);
    expect(next).toBe(2);
  });

  test('the series gets the number of its episodes and of its previews, on the first page only', () => {
    const [series] = parse('episodes:list', listPayload).records;
    expect(series).toMatchObject({ kind: 'series', id: '101', counts: { episodes: exact(43), previews: exact(2) } });
    const second = { ...listPayload, pageInfo: { ...listPayload.pageInfo, page: 2, nextPage: 3 } };
    expect(parse('episodes:list', second).records.map(({ id }) => id)).toEqual(['101_44', '101_6', '101_4']);
  });

  test('previews have no day yet, and stars of 0 are no stars', () => {
    const byId = new Map(parse('episodes:list', listPayload).records.map((record) => [record.id, record]));
    expect(byId.get('101_46')).toMatchObject({ fields: { preview: true, charge: true, publishedOn: null }, counts: { stars: null } });
    expect(byId.get('101_44')).toMatchObject({
      fields: { preview: false, charge: false, publishedOn: '2024-02-29', no: 44, title: 'Part 44' },
      counts: { stars: exact(9.9) },
    });
    expect(byId.get('101_4')!.counts).toEqual({ stars: null });
  });

  test.each(['24.2.29', '23.02.29', '24.13.01', '24-02-29', '3일 후 무료', '', '24.02.2９'])(
    'the date "%s" is no day',
    (serviceDateDescription) => {
      const payload = { ...listPayload, articleList: [{ ...listPayload.articleList[0], serviceDateDescription }] };
      expect(parse('episodes:list', payload).records.find(({ id }) => id === '101_44')!.fields['publishedOn']).toBeNull();
    },
  );

  test('a series without episodes is empty', () => {
    const payload = {
      ...listPayload,
      totalCount: 0,
      articleList: [],
      chargeFolderArticleList: [],
      pageInfo: { ...listPayload.pageInfo, totalPages: 0, nextPage: 0 },
    };
    expect(parse('episodes:list', payload)).toMatchObject({
      outcome: 'empty',
      next: null,
      records: [{ id: '101', counts: { episodes: exact(0) } }],
    });
  });

  test('the page of episodes gives what it shows, to as many digits as it shows', () => {
    const { outcome, records, next } = parse('episodes:mobile-list', htmlPayload);
    expect(outcome).toBe('ok');
    expect(records).toHaveLength(21);
    expect(records[0]).toMatchObject({
      kind: 'series',
      id: '101',
      fields: { title: 'Title "101"' },
      counts: { favourites: exact(98_765), episodes: exact(47) },
    });
    expect(records[1]).toMatchObject({
      id: '101_1',
      fields: { no: 1, title: 'Part 1 & more', publishedOn: '2023-05-12' },
      counts: { stars: rounded(9.61, 3) },
    });
    expect(records[2]!.counts).toEqual({ stars: rounded(10, 4) });
    expect(next).toBe(2);
  });

  test('a page without rows is another shape, and one that is not closed is truncated', () => {
    expect(parse('episodes:mobile-list', '<html><body><div id="root"></div></body></html>').outcome).toBe('changed-shape');
    expect(parse('episodes:mobile-list', '<html><body><div id="ro').outcome).toBe('truncated');
  });

  test('stars belong to the episode of the address; without it they belong to nobody', () => {
    const { records } = parse('stars', starsPayload, 'https://comic.naver.com/api/userAction/info?titleId=101&no=44');
    expect(records).toMatchObject([{ id: '101_44', parentId: '101', counts: { stars: exact(9.91), starVotes: exact(12_345) } }]);
    expect(parse('stars', starsPayload)).toMatchObject({
      outcome: 'changed-shape',
      records: [],
      quarantined: [{ reason: 'the address does not say which episode this is about' }],
    });
  });
});
