import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParsedRecord } from '../../src/domain/index.ts';
import type { FaultRule, Simulator } from '../../src/sim/index.ts';
import { kakaoWebtoon } from '../../src/sources/kakao-webtoon/index.ts';
import { maxCommentPages } from '../../src/sources/kakao-webtoon/comments/index.ts';
import { listings } from '../../src/sources/kakao-webtoon/shape.ts';
import type { Page } from '../../src/sources/index.ts';
import { describeReading, readAll } from '../support/source-reading.ts';
import type { Reading } from '../support/source-reading.ts';
import { askWorld, openWorld } from './sim-ask.ts';

/** The gateway as it was once recorded: closed to whoever does not carry the token of its pages. */
const closedGateway: FaultRule = { fault: 'gateway-token', host: 'gateway-kw.kakao.com' };

const size = { kakaoTitles: 60, kakaoEpisodes: 4000 };
let open: Simulator;
let shut: Simulator;
let seriesIds: string[];
let pageIds: string[];
let episodeIds: string[];

const streamNamed = (name: string) => kakaoWebtoon.streams.find((stream) => stream.name === name)!;
const read = (world: Simulator, name: string, targets: readonly string[]): Promise<Page[]> =>
  readAll(streamNamed(name), targets, askWorld(world));
const recordsOf = (pages: readonly Page[], kind: string): ParsedRecord[] =>
  pages.flatMap(({ parsed }) => parsed.records).filter((record) => record.kind === kind);
const idsOf = (records: readonly ParsedRecord[]): string[] => [...new Set(records.map(({ id }) => id))];
const lists = listings.map(({ id }) => id);
const hostsOf = (pages: readonly Page[]): string[] => pages.map(({ exchange }) => new URL(exchange.request.url).host);

beforeAll(async () => {
  open = await openWorld(size);
  shut = await openWorld({ ...size, faults: [closedGateway] });
  seriesIds = idsOf(recordsOf(await read(open, 'titles', lists), 'series'));
  pageIds = idsOf(recordsOf(await read(shut, 'titles', lists), 'series'));
  episodeIds = idsOf(recordsOf(await read(open, 'episodes', seriesIds.slice(0, 6)), 'episode'));
});
afterAll(() => Promise.all([open.close(), shut.close()]));

const openReadings = async (): Promise<readonly Reading[]> => {
  const ask = askWorld(open);
  return [
    { stream: 'titles', targets: ['weekday/MONDAY', 'weekday/FRIDAY', 'finished'], ask },
    { stream: 'series', targets: seriesIds.slice(0, 5), ask },
    { stream: 'episodes', targets: seriesIds.slice(0, 6), ask },
    { stream: 'likes', targets: episodeIds.slice(0, 8), ask },
    { stream: 'comments', targets: episodeIds.slice(0, 4), ask },
  ];
};

const shutReadings = async (): Promise<readonly Reading[]> => {
  const ask = askWorld(shut);
  return [
    { stream: 'titles', targets: ['weekday/MONDAY', 'finished'], ask },
    { stream: 'series', targets: [seriesIds[0]!, ...pageIds.slice(0, 4), seriesIds[1]!], ask },
    { stream: 'episodes', targets: [...pageIds.slice(0, 2), seriesIds[0]!, ...pageIds.slice(2, 5), seriesIds[1]!], ask },
    { stream: 'likes', targets: episodeIds.slice(0, 8), ask },
    { stream: 'comments', targets: episodeIds.slice(0, 4), ask },
  ];
};

const names = kakaoWebtoon.streams.map(({ name }) => name);
describe('while the gateway answers', () => {
  describeReading(kakaoWebtoon, openReadings, names);
});
describe('while the gateway is closed', () => {
  describeReading(kakaoWebtoon, shutReadings, names);
});

describe('a whole world', () => {
  test('every page of every stream is well while the gateway answers', async () => {
    for (const { stream, targets } of await openReadings()) {
      for (const { parsed, exchange } of await read(open, stream, targets)) {
        expect(['ok', 'empty'], exchange.request.url).toContain(parsed.outcome);
        expect(parsed.quarantined, exchange.request.url).toEqual([]);
        expect(new URL(exchange.request.url).host).toBe('gateway-kw.kakao.com');
      }
    }
  });

  test('every list has all of its titles, each with its place in it', async () => {
    const pages = await read(open, 'titles', lists);
    const world = open.kakaoWebtoon.world();
    const known = world.knownOn(world.listing(open.clock.today()).day);
    expect(seriesIds.toSorted()).toEqual(known.map((title) => String(world.contentIdOf(title))).toSorted());
    for (const list of lists) {
      const places = recordsOf(pages, 'series').flatMap(({ scope, counts }) => (scope === `${list}/user` ? [counts['rank']!.value] : []));
      expect(places.toSorted((left, right) => left - right)).toEqual(places.map((_, index) => index + 1));
    }
  });

  test('a list that the gateway refuses is read from Kakao Page, and the refusal is kept with its reason', async () => {
    const pages = await read(shut, 'titles', ['finished']);
    expect(hostsOf(pages)).toEqual(['gateway-kw.kakao.com', ...Array<string>(pages.length - 1).fill('bff-page.kakao.com')]);
    expect(pages[0]!.parsed).toMatchObject({ outcome: 'login-required', records: [] });
    expect(pages[0]!.exchange.note).toBe('the gateway says GATEWAY_TOKEN_CHECK_FAILURE');
    expect(pages.length).toBeGreaterThan(2);
    for (const { parsed, exchange } of pages.slice(1)) {
      expect(parsed.outcome, exchange.request.url).toBe('ok');
      expect(parsed.quarantined).toEqual([]);
    }
    expect(pageIds.every((id) => id.startsWith('page-'))).toBe(true);
    // Novels stand in the same lists and are left where they are.
    expect(pageIds.length).toBeGreaterThan(0.9 * seriesIds.length);
  });

  test.each(['404', '410'] as const)('a list whose address is gone (%s) is read from Kakao Page', async (fault) => {
    await using world = await openWorld({ ...size, faults: [{ fault, host: 'gateway-kw.kakao.com' }] });
    const pages = await read(world, 'titles', ['weekday/MONDAY']);
    expect(hostsOf(pages).slice(0, 2)).toEqual(['gateway-kw.kakao.com', 'bff-page.kakao.com']);
    expect(recordsOf(pages, 'series').length).toBeGreaterThan(0);
  });

  test('a gateway that nobody reaches keeps its place, and on the last attempt its list is read from Kakao Page', async () => {
    await using world = await openWorld({ ...size, faults: [{ fault: '500', host: 'gateway-kw.kakao.com' }] });
    const first = await read(world, 'titles', ['weekday/MONDAY']);
    expect(first).toHaveLength(1);
    expect(first[0]!.cursor).toEqual({ target: 0, next: null });
    const last = await readAll(streamNamed('titles'), ['weekday/MONDAY'], askWorld(world), first[0]!.cursor, true);
    expect(last[0]).toMatchObject({ targets: [], cursor: { target: 0, next: null, closed: [0] } });
    expect(last.at(-1)!.parsed.outcome).toBe('ok');
    expect(last.at(-1)!.cursor).toBeNull();
  });

  test('a closed gateway costs one request a batch, whatever the batch asks about', async () => {
    for (const [stream, targets] of [
      ['series', seriesIds],
      ['episodes', seriesIds],
      ['likes', episodeIds],
      ['comments', episodeIds],
    ] as const) {
      const pages = await read(shut, stream, targets);
      expect(pages, stream).toHaveLength(1);
      expect(pages[0]!.targets).toEqual(targets);
    }
  });

  test('the description has the statistics, and the profile the days, which the timetables do not say', async () => {
    const [id] = [String(open.kakaoWebtoon.contentIdOf('two-days'))];
    const pages = await read(open, 'series', [id]);
    expect(pages.map(({ endpoint }) => endpoint.name)).toEqual(['content', 'profile']);
    const truth = open.kakaoWebtoon.titleTruth(Number(id), open.state().day)!;
    expect(pages[0]!.parsed.records[0]!.counts).toEqual({
      views: { value: truth.views, precision: 'exact' },
      seriesLikes: { value: truth.favourites, precision: 'exact' },
    });
    expect(pages[1]!.parsed.records[0]!.fields['weekdays']).toHaveLength(2);
  });

  test('all episodes come, also where numbers leave gaps: the newest no exceeds the total', async () => {
    const id = String(open.kakaoWebtoon.contentIdOf('gaps'));
    const pages = await read(open, 'episodes', [id]);
    const [series] = recordsOf(pages, 'series');
    const total = series!.counts['episodes']!.value;
    const episodes = recordsOf(pages, 'episode');
    expect(idsOf(episodes)).toHaveLength(total);
    expect(Math.max(...episodes.map(({ fields }) => Number(fields['no'])))).toBeGreaterThan(total);
    for (const { id: episodeId, parentId, fields } of episodes) {
      expect(episodeId.startsWith(`${id}_`)).toBe(true);
      expect(parentId).toBe(id);
      expect(fields['publishedOn']).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(fields['publishedAt']).toMatch(/Z$/);
    }
  });

  test('paid previews are told from what is out, by both services', async () => {
    const today = open.state().day;
    const noon = Date.parse(`${today}T03:00:00Z`);
    for (const [world, id] of [
      [open, String(open.kakaoWebtoon.contentIdOf('steady'))],
      [shut, `page-${shut.kakaoWebtoon.seriesNumberOf('steady')}`],
    ] as const) {
      const ask = askWorld(world);
      const pages = await readAll(streamNamed('episodes'), [id], async (endpoint, params) => ({
        ...(await ask(endpoint, params)),
        at: noon,
      }));
      const previews = recordsOf(pages, 'episode').filter(({ fields }) => fields['preview'] === true);
      expect(previews.map(({ fields }) => fields['charge'])).toEqual([true, true, true]);
      const rest = recordsOf(pages, 'episode').filter(({ fields }) => fields['preview'] === false);
      expect(rest.length).toBeGreaterThan(0);
      for (const { fields } of rest) expect(String(fields['publishedOn']) <= today).toBe(true);
    }
  });

  test('likes and comments are those of the world, and the comments of one episode end at the limit', async () => {
    const id = open.kakaoWebtoon.contentIdOf('steady');
    const first = recordsOf(await read(open, 'episodes', [String(id)]), 'episode').find(({ fields }) => fields['no'] === 1);
    const truth = open.kakaoWebtoon.episodeTruth(id, 1, open.state().day)!;
    const [liked] = recordsOf(await read(open, 'likes', [first!.id]), 'episode');
    expect(liked).toMatchObject({ id: first!.id, counts: { likes: { value: truth.likes } } });
    const pages = await read(open, 'comments', [first!.id]);
    const [commented] = recordsOf(pages, 'episode');
    expect(commented!.counts['comments']!.value).toBe(truth.activeRootComments);
    expect(recordsOf(pages, 'comment').length).toBe(Math.min(truth.activeRootComments, maxCommentPages * 100));
    for (const { parentId } of recordsOf(pages, 'comment')) expect(parentId).toBe(first!.id);
  });

  test('a title that nobody knows is gone, and its likes and comments are empty', async () => {
    for (const id of ['999999999', 'page-99999'])
      for (const stream of ['series', 'episodes']) expect((await read(open, stream, [id]))[0]!.parsed.outcome).toBe('gone');
    for (const stream of ['likes', 'comments'])
      expect((await read(open, stream, ['999999999_1']))[0]!.parsed).toMatchObject({ outcome: 'empty', records: [] });
  });

  test.each(['truncated-json', 'empty', 'captcha', 'not-json', 'login-wall', '500', '429', '403'] as const)(
    'the fault %s gives a named outcome and no record',
    async (fault) => {
      for (const [world, readings] of [
        [open, await openReadings()],
        [shut, await shutReadings()],
      ] as const) {
        for (const { stream, targets } of readings) {
          world.faults.clear();
          world.faults.add([{ fault }]);
          try {
            const [page] = await readAll(streamNamed(stream), targets, askWorld(world));
            expect(page!.parsed.records, stream).toEqual([]);
            expect(page!.parsed.outcome, stream).not.toBe('ok');
          } finally {
            world.faults.clear();
            if (world === shut) world.faults.add([closedGateway]);
          }
        }
      }
    },
  );

  test('a list that got another name is named in the quarantine', async () => {
    for (const { stream, targets } of await openReadings()) {
      open.faults.add([{ fault: 'shape-drift' }]);
      try {
        const [page] = await readAll(streamNamed(stream), targets, askWorld(open));
        expect(page!.parsed.quarantined.length, stream).toBeGreaterThan(0);
      } finally {
        open.faults.clear();
      }
    }
  });
});
