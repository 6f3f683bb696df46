import { describe, expect, test } from 'vitest';
import { exact } from '../../src/domain/index.ts';
import { parsePayload } from '../../src/sources/index.ts';
import { dailyPlusPayload, finishedPayload, weekdayPayload } from './naver-samples.ts';

const parse = (name: string, payload: unknown, url?: string) =>
  parsePayload({ name: `naver-webtoon/${name}`, body: JSON.stringify(payload), ...(url ? { url } : {}) });
const weekdayUrl = (order: string): string => `https://comic.naver.com/api/webtoon/titlelist/weekday?order=${order}`;

describe('the titles of the week', () => {
  test('a title of two days is two records, with a rank of its own in each list and both days in its fields', () => {
    const records = parse('titles:weekday', weekdayPayload, weekdayUrl('view')).records.filter(({ id }) => id === '101');
    expect(records.map(({ scope, counts }) => [scope, counts['rank']])).toEqual([
      ['weekday/MONDAY/view', exact(2)],
      ['weekday/TUESDAY/view', exact(1)],
    ]);
    for (const { fields } of records) expect(fields['weekdays']).toEqual(['MONDAY', 'TUESDAY']);
  });

  test('no views and no stars are missing, not 0', () => {
    const { records } = parse('titles:weekday', weekdayPayload);
    expect(records.find(({ id }) => id === '104')!.counts).toEqual({ views: null, stars: null, rank: exact(3) });
    expect(records.find(({ id }) => id === '101')!.counts['views']).toEqual(exact(123_456));
  });

  test('authors are names, the state is one word, and the order is user when nobody says', () => {
    const byId = new Map(parse('titles:weekday', weekdayPayload).records.map((record) => [record.id, record]));
    expect(byId.get('101')!.fields['authors']).toEqual(['Ahn', 'Bae', 'Cho']);
    expect(byId.get('103')!.fields['authors']).toEqual(['Solo']);
    expect(byId.get('102')!.fields['state']).toBe('rest');
    expect(byId.get('101')!.fields['state']).toBe('ongoing');
    expect(byId.get('102')!.scope).toBe('weekday/TUESDAY/user');
  });

  test('one bad row goes to the quarantine, and the others keep their ranks', () => {
    const payload = structuredClone(weekdayPayload);
    (payload.titleListMap.MONDAY[0] as { titleId: unknown }).titleId = '103';
    const { outcome, records, quarantined } = parse('titles:weekday', payload);
    expect(outcome).toBe('ok');
    expect(records).toHaveLength(4);
    expect(records.find(({ scope }) => scope === 'weekday/MONDAY/user')!.counts['rank']).toEqual(exact(2));
    expect(quarantined).toMatchObject([
      { path: 'titleListMap.MONDAY[0]', reason: 'titleId: expected number, received string', value: { titleId: '103' } },
    ]);
  });

  test('a metric that is gone from every row is named once, and the rows stay', () => {
    const payload = JSON.parse(JSON.stringify(weekdayPayload).replaceAll('viewCount', 'views')) as unknown;
    const { outcome, records, quarantined } = parse('titles:weekday', payload);
    expect(outcome).toBe('ok');
    expect(records).toHaveLength(5);
    expect(quarantined).toMatchObject([{ path: 'titleListMap.*[].viewCount', reason: 'absent in every row (5)' }]);
  });
});

describe('the other lists', () => {
  test('titles of no fixed day say so', () => {
    const { records } = parse(
      'titles:daily-plus',
      dailyPlusPayload,
      'https://comic.naver.com/api/webtoon/titlelist/weekday?week=dailyPlus&order=star',
    );
    expect(records.map(({ scope, fields, counts }) => [scope, fields['weekdays'], counts['rank']])).toEqual([
      ['dailyPlus/star', ['DAILY_PLUS'], exact(1)],
      ['dailyPlus/star', ['DAILY_PLUS'], exact(2)],
    ]);
  });

  test('ranks of finished titles go on over the pages, and their days are left as they are known', () => {
    const { records, next } = parse(
      'titles:finished',
      finishedPayload,
      'https://comic.naver.com/api/webtoon/titlelist/finished?page=3&order=USER',
    );
    expect(records.map(({ scope, counts }) => [scope, counts['rank']])).toEqual([
      ['finished/user', exact(121)],
      ['finished/user', exact(122)],
    ]);
    expect(next).toBe(4);
    for (const { fields } of records) {
      expect(fields['state']).toBe('finished');
      expect(fields).not.toHaveProperty('weekdays');
    }
  });

  test('without a page number the rank is missing, and the list is not called whole', () => {
    const { pageInfo: _, ...bare } = finishedPayload;
    for (const payload of [bare, { ...bare, pageInfo: {} }]) {
      const { outcome, records, next } = parse('titles:finished', payload);
      expect(outcome).toBe('changed-shape');
      expect(records.map(({ counts }) => counts['rank'])).toEqual([null, null]);
      expect(next).toBeNull();
    }
  });

  test('the last page has no next, and a page that points back at itself has none either', () => {
    const last = { ...finishedPayload, pageInfo: { ...finishedPayload.pageInfo, page: 9, nextPage: 0 } };
    expect(parse('titles:finished', last).next).toBeNull();
    expect(parse('titles:finished', { ...finishedPayload, pageInfo: { ...finishedPayload.pageInfo, nextPage: 3 } }).next).toBeNull();
  });
});
