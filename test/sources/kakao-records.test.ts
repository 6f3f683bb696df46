import { describe, expect, test } from 'vitest';
import { exact } from '../../src/domain/index.ts';
import { parsePayload } from '../../src/sources/index.ts';
import { createHasher, redact } from '../../src/net/privacy/index.ts';
import { endpointOf, sourceOf, streamOf } from '../../src/sources/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import {
  commentsPayload,
  contentPayload,
  episodesPayload,
  landingPayload,
  productsPayload,
  profilePayload,
  sectionsPayload,
  timetablePayload,
  urls,
} from './kakao-samples.ts';

const parse = (name: string, payload: unknown, url?: string) =>
  parsePayload({ name: `kakao-webtoon/${name}`, body: JSON.stringify(payload), ...(url ? { url } : {}) });

describe('the timetable', () => {
  test('a title bears the id of its content and not that of its card', () => {
    expect(new Set(parse('titles:timetable', timetablePayload).records.map(({ id }) => id))).toEqual(new Set(['11', '12', '13']));
  });

  test('the platform ranks over all titles; the place in the list follows from it, and a title not ranked yet has neither', () => {
    const { records } = parse('titles:timetable', timetablePayload);
    const ranks = (scope: string) => records.filter((record) => record.scope === scope).map(({ id, counts }) => [id, counts['rank']]);
    expect(ranks('all/user')).toEqual([
      ['11', exact(70)],
      ['12', exact(8)],
      ['13', null],
    ]);
    expect(ranks('weekday/MONDAY/user')).toEqual([
      ['11', exact(2)],
      ['12', exact(1)],
      ['13', null],
    ]);
    expect(ranks('all/female')[0]).toEqual(['11', exact(73)]);
    expect(records.every(({ counts }) => Object.keys(counts).join() === 'rank')).toBe(true);
  });

  test('with a card that cannot be read nobody knows the places in the list; the ranks over all titles stand', () => {
    const payload = structuredClone(timetablePayload) as { data: { cardGroups: { cards: { content: { id: unknown } }[] }[] }[] };
    payload.data[0]!.cardGroups[0]!.cards[1]!.content.id = 'twelve';
    const { records, quarantined } = parse('titles:timetable', payload);
    expect(quarantined).toMatchObject([{ path: 'data[0].cardGroups[0].cards[1]', reason: 'content.id: expected number, received string' }]);
    expect(records.find(({ scope }) => scope === 'weekday/MONDAY/user')!.counts['rank']).toBeNull();
    expect(records.find(({ scope }) => scope === 'all/user')!.counts['rank']).toEqual(exact(70));
  });

  test('fields are in the words of all webtoon platforms', () => {
    const [first] = parse('titles:timetable', timetablePayload).records;
    expect(first!.fields).toEqual({
      title: 'Title 11',
      authors: ['Ahn', 'Bae'],
      authorRoles: {
        writers: [{ name: 'Ahn' }],
        painters: [{ name: 'Ahn' }],
        originalAuthors: [{ name: 'Bae' }],
        publishers: [{ name: 'Press' }],
      },
      seoId: 'title-11',
      thumbnailUrl: 'https://image.example/11/b.webp',
      weekdays: ['MONDAY'],
      genreCodes: ['FANTASY_DRAMA'],
      tags: ['quiet', 'sea'],
      adult: false,
      tagline: 'two\nlines',
      isNew: false,
      updatedToday: true,
    });
  });
});

describe('other lists', () => {
  test('lists of 2022 give days, ages and times, and no ranks', () => {
    const { records } = parse('titles:weekday-sections', sectionsPayload);
    expect(records.map(({ id, scope, fields }) => [id, scope, fields['state']])).toEqual([
      ['21', 'weekday/MONDAY', 'ongoing'],
      ['22', 'weekday/MONDAY', 'rest'],
      ['21', 'weekday/THURSDAY', 'ongoing'],
      ['23', 'weekday/THURSDAY', 'rest'],
    ]);
    expect(records[0]).toMatchObject({
      counts: {},
      // 15:00 in UTC is midnight of the next day in Korea.
      fields: { ageRating: '15', startedOn: '2020-05-09', lastPublishedOn: '2021-09-12', lastPublishedAt: '2021-09-12T13:00:17.000Z' },
    });
  });

  test('the lists of Kakao Page give webtoons only, under numbers of their own, with places that go on over the pages', () => {
    const { records, next } = parse('titles:landing', landingPayload, urls.landing);
    expect(records.map(({ id, scope, counts }) => [id, scope, counts['rank']])).toEqual([
      ['page-60000001', 'weekday/MONDAY/listed', exact(51)],
      ['page-60000003', 'weekday/MONDAY/listed', exact(53)],
    ]);
    expect(records[0]!.fields).toMatchObject({
      authors: ['Ahn', 'Bae'],
      weekdays: ['MONDAY', 'THURSDAY'],
      state: 'ongoing',
      updatedToday: true,
      ageRating: '15',
      lastPublishedOn: '2026-11-20',
    });
    expect(records[1]!.fields).toMatchObject({ state: 'rest', isNew: true, adult: true });
    expect(next).toBe(3);
  });

  test('a page that does not say whether more follow is not called complete', () => {
    const { is_end: _, ...result } = landingPayload.result;
    expect(parse('titles:landing', { result }, urls.landing)).toMatchObject({ outcome: 'changed-shape', next: null });
  });
});

describe('one series', () => {
  test('has statistics, and its profile is asked for when its days were not given', () => {
    const { records, next } = parse('series:content', contentPayload);
    expect(records[0]!.counts).toEqual({ views: exact(123_456), seriesLikes: exact(7_890) });
    expect(records[0]!.fields).toMatchObject({ genres: ['Drama'], state: 'ongoing', synopsis: 'A quiet sea.' });
    expect(next).toBe('profile');
    const profiled = { data: { ...contentPayload.data, badges: profilePayload.data['badges' as never] } };
    expect(parse('series:content', profiled).next).toBeNull();
  });

  test('the profile gives all of its days', () => {
    const [record] = parse('series:profile', profilePayload, urls.profile).records;
    expect(record!.fields).toMatchObject({ weekdays: ['MONDAY', 'THURSDAY'], state: 'ongoing', ageRating: '15' });
  });

  test('silent statistics are missing and named', () => {
    const { records, quarantined } = parse('series:content', { data: { ...contentPayload.data, statistics: {} } });
    expect(records[0]!.counts).toEqual({ views: null, seriesLikes: null });
    expect(quarantined.map(({ path }) => path)).toEqual(['data.statistics.viewCount', 'data.statistics.likeCount']);
  });
});

describe('episodes', () => {
  test('are named by series and id; no may exceed the total', () => {
    const { records, next } = parse('episodes:list', episodesPayload, urls.episodes);
    expect(records.map(({ id }) => id)).toEqual(['11', '11_90063', '11_90062', '11_90060']);
    expect(records[0]!.counts['episodes']).toEqual(exact(61));
    expect(records[1]!.fields).toMatchObject({ no: 63, charge: true, publishedOn: '2023-12-02', publishedAt: '2023-12-01T15:00:00.000Z' });
    expect(next).toBe(30);
  });

  test('whether one is a preview depends on when it was seen, and is not guessed', () => {
    const source = sourceOf('kakao-webtoon');
    const list = endpointOf(source, streamOf(source, 'episodes'), 'list');
    const previews = (at: number) =>
      list
        .parse(exchangeWith({ url: urls.episodes, body: JSON.stringify(episodesPayload), at }))
        .records.slice(1)
        .map(({ fields }) => fields['preview']);
    expect(previews(Date.parse('2023-11-21T00:00:00Z'))).toEqual([true, false, false]);
    expect(previews(Date.parse('2024-11-21T00:00:00Z'))).toEqual([false, false, false]);
    expect(previews(0)).toEqual([undefined, undefined, undefined]);
  });

  test('Kakao Page has them beside their series', () => {
    const { records, next } = parse('episodes:product-list', productsPayload, urls.products);
    expect(records.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'series page-60000001',
      'episode page-60000001_70000040',
      'episode page-60000001_70000039',
      'episode page-60000001_70000038',
    ]);
    expect(records[0]).toMatchObject({ counts: { episodes: exact(40), views: exact(5_000) }, fields: { synopsis: 'A page.' } });
    expect(records.slice(1).map(({ fields }) => [fields['charge'], fields['preview']])).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ]);
    expect(next).toBe(38);
  });
});

describe('what the gateway says instead of answering', () => {
  const source = sourceOf('kakao-webtoon');
  const list = endpointOf(source, streamOf(source, 'episodes'), 'list');
  const said = (body: object, status = 200) =>
    list.parse(exchangeWith({ url: urls.episodes, status, body: JSON.stringify(body), outcome: status === 200 ? 'ok' : 'refused' }));

  test.each([200, 400, 401, 403])('the want of a token is a closed door, with the status %d too', (status) => {
    expect(said({ errors: [{ errorType: 'GATEWAY_TOKEN_CHECK_FAILURE' }] }, status)).toEqual({
      outcome: 'login-required',
      records: [],
      quarantined: [],
      next: null,
      note: 'the gateway says GATEWAY_TOKEN_CHECK_FAILURE',
    });
  });

  test('a 403 is a burst that was too fast, and not a reader who should sign in', () => {
    expect(said({ errorMessage: 'Forbidden' }, 403)).toMatchObject({ outcome: 'blocked' });
  });

  test('other errors keep their words', () => {
    expect(said({ errors: [{ errorCode: 'CONTENT_NOT_FOUND', errorMessage: 'no' }] })).toMatchObject({ outcome: 'gone' });
    expect(said({ errorCode: 7, errorMessage: 'too many words' })).toMatchObject({
      outcome: 'refused',
      note: 'the gateway says 7 too many words',
    });
    expect(said({ errors: [] })).toMatchObject({ outcome: 'changed-shape' });
  });

  test('Kakao Page keeps its words as well', () => {
    expect(parse('titles:landing', { result: null, result_code: -500, message: 'later' }, urls.landing)).toMatchObject({
      outcome: 'refused',
      note: 'Kakao Page says -500 later',
    });
  });
});

describe('commenters', () => {
  test('are hashed before anything is kept, and their comments are not', () => {
    const source = sourceOf('kakao-webtoon');
    const { payload, privateFields, parse: read } = endpointOf(source, streamOf(source, 'comments'), 'list');
    const hasher = createHasher(Buffer.alloc(32, 1));
    const redacted = redact({ body: JSON.stringify(commentsPayload), payload, privateFields, hasher });
    expect(redacted.state).toBe('hashed');
    expect(redacted.body).not.toMatch(/Reader \d|user-\d/);
    const { records } = read(exchangeWith({ url: urls.comments, body: redacted.body }));
    expect(records.map(({ kind }) => kind)).toEqual(['episode', 'comment', 'comment']);
    expect(String(records[1]!.fields['author'])).toMatch(/^h1:/);
    expect(records[1]!.fields['body']).toBe('well 1');
  });
});
