import { describe, expect, test } from 'vitest';
import { ask, castId, comic, community, small, ticket, withSimulator } from './helpers.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator } from '../../src/sim/index.ts';

const addresses = (simulator: Simulator): string[] => {
  const id = castId(simulator, 'gaps');
  return [
    ...['user', 'view', 'star', 'update'].map((order) => `${comic}/api/webtoon/titlelist/weekday?order=${order}`),
    `${comic}/api/webtoon/titlelist/weekday?week=dailyPlus&order=user`,
    `${comic}/api/webtoon/titlelist/finished?page=1&order=update`,
    `${comic}/api/article/list/info?titleId=${id}`,
    `${comic}/api/article/list?titleId=${id}&page=1&sort=DESC`,
    `${comic}/api/userAction/info?titleId=${id}&no=3`,
    `/route-like.naver.com/v1/search/contents?q=COMIC[${id}_1]|COMIC[${id}_2]&callback=cb`,
    `${community}/v2/posts?pageId=webtoon_${id}_1&nextSize=30`,
    `${community}/v1/page/webtoon_${id}_1/top-recent-posts?topCount=5`,
    `${community}/v1/pages/activity/count/?pageIds=webtoon_${id}_1&pageIds=webtoon_${id}_2`,
    `/apis.naver.com/commentBox/cbox/web_naver_list_jsonp.json?objectId=${id}_1&pageSize=5`,
    `/image-comic.pstatic.net/webtoon/${id}/thumbnail/thumbnail_IMAG21_x.jpg`,
  ];
};

const answers = async (simulator: Simulator): Promise<string[]> =>
  Promise.all(
    addresses(simulator).map(
      async (address) => (await ask(simulator, address, { headers: { ...ticket, Referer: 'https://comic.naver.com/' } })).text,
    ),
  );

describe('the simulated world', () => {
  test('the same seed gives the same bytes for the same day and address', async () => {
    await using one = await createSimulator(small);
    await using other = await createSimulator(small);
    const first = await answers(one);
    expect(await answers(one)).toEqual(first);
    expect(await answers(other)).toEqual(first);
  });

  test('a day gives the same bytes whether it was reached by waiting or by going back', async () => {
    await using simulator = await createSimulator(small);
    simulator.clock.advance(3);
    const forward = await answers(simulator);
    simulator.clock.advance(20);
    expect(await answers(simulator)).not.toEqual(forward);
    simulator.clock.set('2026-11-24');
    expect(await answers(simulator)).toEqual(forward);
  });

  test('another seed gives another world', async () => {
    await using one = await createSimulator(small);
    await using other = await createSimulator({ ...small, seed: 8 });
    const path = `${comic}/api/webtoon/titlelist/weekday?order=user`;
    expect((await ask(one, path)).text).not.toBe((await ask(other, path)).text);
  });

  test('a full world has exactly the titles and episodes that were asked for, on its base day', () =>
    withSimulator({ titles: 2600, episodes: 250_000 }, async (simulator) => {
      const summary = simulator.state().platforms['naver-webtoon']!;
      expect(summary).toMatchObject({ titles: 2600, episodes: 250_000 });
      expect(summary['dailyPlusTitles']).toBeGreaterThan(40);
      expect(summary['finishedTitles']).toBeGreaterThan(1500);
      expect(summary['adultTitles']).toBeGreaterThan(20);
      expect(new Set(simulator.naverWebtoon.world.titles.map((title) => title.name)).size).toBe(simulator.naverWebtoon.world.titles.length);
      expect(new Set(simulator.naverWebtoon.world.titles.map((title) => title.id)).size).toBe(simulator.naverWebtoon.world.titles.length);
    }));

  test('a world scales down to one title and refuses sizes that make no sense', async () => {
    await using simulator = await createSimulator({ titles: 1, episodes: 1 });
    expect(simulator.state().platforms['naver-webtoon']).toMatchObject({ titles: 1, episodes: 1 });
    await expect(createSimulator({ titles: 0 })).rejects.toThrow(RangeError);
    await expect(createSimulator({ titles: 10, episodes: 9 })).rejects.toThrow(RangeError);
    await expect(createSimulator({ day: '2026-02-30' })).rejects.toThrow(/not a day/);
  });
});
