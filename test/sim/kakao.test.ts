import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import { ask, askJson, withSimulator } from './helpers.ts';
import type { Payload } from './helpers.ts';

const gateway = '/gateway-kw.kakao.com';
const page = '/bff-page.kakao.com/api/gateway';
const small = { kakaoTitles: 60, kakaoEpisodes: 4000 };

const timetable = (day: string): string => `${gateway}/section/v2/timetables/days?placement=timetable_${day}`;
const addresses = (simulator: Simulator): string[] => {
  const id = simulator.kakaoWebtoon.contentIdOf('gaps');
  const number = simulator.kakaoWebtoon.seriesNumberOf('gaps');
  const episode = id * 10_000 + 1;
  return [
    timetable('mon'),
    timetable('completed'),
    `${gateway}/decorator/v2/decorator/contents/${id}`,
    `${gateway}/decorator/v2/decorator/contents/${id}/profile`,
    `${gateway}/episode/v2/views/content-home/contents/${id}/episodes?sort=-NO&offset=0&limit=30`,
    `${gateway}/popularity/v1/reviews/episode/${episode}?contentId=${id}`,
    `${gateway}/comment/v1/comments?relationType=EPISODE&relationId=${episode}&sort=-LIKE&offset=0&limit=30`,
    `${page}/view/v2/landing/dayofweek?category_uid=10&page=0&tab_uid=1&screen_uid=52`,
    `${page}/api/v2/content/product/list?series_id=${number}&cursor_index=0&cursor_direction=NEXT&window_size=25&sort_type=desc`,
    `/kr-a.kakaopagecdn.com/P/C/${id}/c2/2x/any.webp`,
  ];
};
const answers = (simulator: Simulator): Promise<string[]> =>
  Promise.all(addresses(simulator).map(async (address) => (await ask(simulator, address)).text));

describe('the simulated Kakao', () => {
  test('the same seed gives the same bytes, and another day others', async () => {
    await using one = await createSimulator({ ...small, seed: 7 });
    await using other = await createSimulator({ ...small, seed: 7 });
    const first = await answers(one);
    expect(await answers(other)).toEqual(first);
    one.clock.advance(9);
    expect(await answers(one)).not.toEqual(first);
    one.clock.advance(-9);
    expect(await answers(one)).toEqual(first);
    expect(first.every((text) => text.length > 20)).toBe(true);
  });

  test('every title is in the lists of its days or among the finished, with ranks that no two share', () =>
    withSimulator(small, async (simulator) => {
      const cards = (
        await Promise.all(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'completed'].map((day) => askJson(simulator, timetable(day))))
      ).flatMap(({ data }: Payload) => data[0].cardGroups[0].cards as Payload[]);
      const ranks = new Map(cards.map(({ content, sorting }) => [content.id, sorting.popularity]));
      const { titles } = simulator.state().platforms['kakao-webtoon']!;
      expect(ranks.size).toBe(titles);
      expect([...ranks.values()].toSorted((left, right) => left - right)).toEqual(Array.from({ length: titles! }, (_, index) => index + 1));
    }));

  test('a title that began yesterday has no rank yet', () =>
    withSimulator(small, async (simulator) => {
      const newest = simulator.kakaoWebtoon.world().titles.at(-1)!;
      simulator.clock.advance(newest.audience.debut - simulator.clock.today());
      const day = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][newest.schedule.weekdays[0]!]!;
      const { data } = await askJson(simulator, timetable(day));
      const id = simulator.kakaoWebtoon.world().contentIdOf(newest);
      const card = data[0].cardGroups[0].cards.find((each: Payload) => each.content.id === id);
      expect(card.sorting.popularity).toBe(2_147_483_647);
    }));

  test('episodes go on until the last page; previews are paid and dated ahead; numbers exceed the total where some are missing', () =>
    withSimulator(small, async (simulator) => {
      const id = simulator.kakaoWebtoon.contentIdOf('gaps');
      const rows: Payload[] = [];
      let total = 0;
      for (let offset = 0, last = false; !last; offset += 30) {
        const { data, meta } = await askJson(
          simulator,
          `${gateway}/episode/v2/views/content-home/contents/${id}/episodes?sort=-NO&offset=${offset}&limit=30`,
        );
        rows.push(...data.episodes);
        ({ last, totalCount: total } = meta.pagination);
      }
      expect(rows).toHaveLength(total);
      expect(rows[0].no).toBeGreaterThan(total);
      expect(new Set(rows.map((row) => row.id)).size).toBe(total);
      const ahead = rows.filter((row) => row.serialStartDateTime >= `${simulator.state().day}T`);
      expect(ahead).toHaveLength(4);
      for (const row of ahead) expect(row).toMatchObject({ readable: false, useType: 'RENTAL' });
    }));

  test('both services have the same works under different numbers', () =>
    withSimulator(small, async (simulator) => {
      const id = simulator.kakaoWebtoon.contentIdOf('steady');
      const number = simulator.kakaoWebtoon.seriesNumberOf('steady');
      const { data } = await askJson(simulator, `${gateway}/decorator/v2/decorator/contents/${id}`);
      const list = await askJson(
        simulator,
        `${page}/api/v2/content/product/list?series_id=${number}&cursor_index=0&window_size=10000&sort_type=asc`,
      );
      expect(list.result.series_item.title).toBe(data.title);
      expect(list.result.list).toHaveLength(list.result.total_count);
      expect(list.result.has_next).toBe(false);
      const truth = simulator.kakaoWebtoon.titleTruth(id, simulator.state().day)!;
      expect(data.statistics).toEqual({ viewCount: truth.views, likeCount: truth.favourites });
      expect(list.result.total_count).toBe(truth.episodes + truth.previews);
    }));

  test('a fault closes the gateway the way it was recorded, and leaves Kakao Page open', () =>
    withSimulator({ ...small, faults: [{ fault: 'gateway-token', host: 'gateway-kw.kakao.com' }] }, async (simulator) => {
      expect(await askJson(simulator, timetable('mon'))).toEqual({ errors: [{ errorType: 'GATEWAY_TOKEN_CHECK_FAILURE' }] });
      expect(
        (await askJson(simulator, `${page}/view/v2/landing/dayofweek?category_uid=10&page=0&tab_uid=1`)).result.list.length,
      ).toBeGreaterThan(0);
      simulator.faults.clear();
      expect((await askJson(simulator, timetable('mon'))).data).toHaveLength(1);
    }));

  test('sizes that make no sense are refused at once', async () => {
    await expect(createSimulator({ kakaoTitles: 0 })).rejects.toThrow('kakaoTitles');
    await expect(createSimulator({ kakaoTitles: 50, kakaoEpisodes: 20 })).rejects.toThrow('kakaoEpisodes');
  });

  test('addresses that nobody answers are told apart from titles that do not exist', () =>
    withSimulator(small, async (simulator) => {
      expect((await ask(simulator, `${gateway}/section/v2/timetables/days?placement=timetable`)).status).toBe(404);
      expect((await ask(simulator, `${gateway}/decorator/v2/decorator/contents/5`)).text).toContain('CONTENT_NOT_FOUND');
      // Addresses of pictures need an ending.
      expect((await ask(simulator, '/kr-a.kakaopagecdn.com/P/C/5/c2/2x/any')).status).toBe(404);
    }));
});

const recording = resolve(
  process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'),
  'kakao-webtoon/page_html/weekday_page_2025-12-31.html',
);

describe.skipIf(!existsSync(recording))('against the recorded timetable (skipped: no corpus, where it is absent)', () => {
  const keysOf = (rows: Payload[], pick: (row: Payload) => object): Set<string> => new Set(rows.flatMap((row) => Object.keys(pick(row))));

  test('a card has the recorded parts, and each recorded field that is read', () =>
    withSimulator(small, async (simulator) => {
      const html = readFileSync(recording, 'utf8');
      const state = JSON.parse(/<script id="__NEXT_DATA__" type="application\/json">(.*?)<\/script>/s.exec(html)![1]!);
      const { queries } = state.props.initialProps.pageProps.dehydratedState;
      const real = queries.find((each: Payload) => each.queryKey[2]?.endsWith('free_publishing')).state.data.data[0];
      const [simulated] = (await askJson(simulator, timetable('wed'))).data;
      expect(Object.keys(simulated).toSorted()).toEqual(Object.keys(real).toSorted());
      const [theirs, ours] = [real.cardGroups[0].cards, simulated.cardGroups[0].cards] as [Payload[], Payload[]];
      expect([...keysOf(ours, (card) => card)].toSorted()).toEqual([...keysOf(theirs, (card) => card)].toSorted());
      expect([...keysOf(ours, (card) => card.sorting)].toSorted()).toEqual([...keysOf(theirs, (card) => card.sorting)].toSorted());
      expect([...keysOf(theirs, (card) => card.content)]).toEqual(expect.arrayContaining([...keysOf(ours, (card) => card.content)]));
    }));
});
