import { describe, expect, test } from 'vitest';
import { ask, askJson, castId, castTruth, comic, community, ticket, withoutCallback, withSimulator } from './helpers.ts';
import type { Payload } from './helpers.ts';
import type { Simulator } from '../../src/sim/index.ts';

const episodesOf = async (simulator: Simulator, titleId: number, sort: string): Promise<{ rows: Payload[]; pages: Payload[] }> => {
  const pages: Payload[] = [];
  for (let page = 1; page !== 0; page = pages.at(-1).pageInfo.nextPage)
    pages.push(await askJson(simulator, `${comic}/api/article/list?titleId=${titleId}&page=${page}&sort=${sort}`));
  return { rows: pages.flatMap((page) => page.articleList), pages };
};

describe('episode lists', () => {
  test('end with nextPage 0 and hold every free episode once, newest first', () =>
    withSimulator({}, async (simulator) => {
      for (const part of ['steady', 'two-days', 'daily-plus', 'finished', 'gaps', 'daily-pass'] as const) {
        const id = castId(simulator, part);
        const truth = castTruth(simulator, part);
        const { rows, pages } = await episodesOf(simulator, id, 'DESC');
        expect(rows).toHaveLength(truth.episodes);
        expect(pages[0].pageInfo).toMatchObject({ totalRows: truth.episodes, pageSize: 20, totalPages: pages.length, prevPage: 0 });
        const numbers = rows.map((row) => row.no);
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => b - a));
        expect(numbers[0]).toBe(truth.lastNo);
        expect(numbers.at(-1)).toBe(1);
      }
    }));

  test('numbers exceed the count where episodes were deleted', () =>
    withSimulator({}, async (simulator) => {
      const { rows, pages } = await episodesOf(simulator, castId(simulator, 'gaps'), 'DESC');
      expect(rows[0].no).toBeGreaterThan(rows.length);
      expect(rows[0].no).not.toBe(pages[0].totalCount);
    }));

  test('paid previews come on page 1 only, count in totalCount, and stand at the end of an ascending list', () =>
    withSimulator({}, async (simulator) => {
      const { rows, pages } = await episodesOf(simulator, castId(simulator, 'steady'), 'DESC');
      const previews = pages[0].chargeFolderArticleList;
      expect(previews).toHaveLength(3);
      expect(previews.every((row: Payload) => row.charge && row.thumbnailLock && /^\d+일 후 무료$/.test(row.serviceDateDescription))).toBe(
        true,
      );
      expect(pages.slice(1).every((page) => page.chargeFolderArticleList.length === 0)).toBe(true);
      expect(pages[0].totalCount).toBe(rows.length + 3);
      const ascending = await episodesOf(simulator, castId(simulator, 'steady'), 'ASC');
      expect(ascending.rows.map((row) => row.no)).toEqual([
        ...rows.map((row) => row.no).toReversed(),
        ...previews.map((row: Payload) => row.no).toReversed(),
      ]);
    }));

  test('a page beyond the last is empty and ends the list', () =>
    withSimulator({}, async (simulator) => {
      const page = await askJson(simulator, `${comic}/api/article/list?titleId=${castId(simulator, 'steady')}&page=999&sort=DESC`);
      expect(page.articleList).toEqual([]);
      expect(page.pageInfo.nextPage).toBe(0);
    }));
});

describe('title lists', () => {
  test('a title on several days stands on each of them, and titles of the daily list on none', () =>
    withSimulator({}, async (simulator) => {
      const { titleListMap, dayOfWeek } = await askJson(simulator, `${comic}/api/webtoon/titlelist/weekday?order=user`);
      expect(dayOfWeek).toBe('SATURDAY');
      const days = (id: number): number =>
        Object.values<Payload[]>(titleListMap).filter((list) => list.some((row) => row.titleId === id)).length;
      expect(days(castId(simulator, 'two-days'))).toBe(2);
      expect(days(castId(simulator, 'daily-plus'))).toBe(0);
      expect(days(castId(simulator, 'finished'))).toBe(0);
      const { titleList } = await askJson(simulator, `${comic}/api/webtoon/titlelist/weekday?week=dailyPlus&order=user`);
      expect(titleList.map((row: Payload) => row.titleId)).toContain(castId(simulator, 'daily-plus'));
    }));

  test('one day equals its part of the week, and orders sort by what they name', () =>
    withSimulator({}, async (simulator) => {
      const { titleListMap } = await askJson(simulator, `${comic}/api/webtoon/titlelist/weekday?order=star`);
      const { titleList } = await askJson(simulator, `${comic}/api/webtoon/titlelist/weekday?week=mon&order=star`);
      expect(titleList).toEqual(titleListMap.MONDAY);
      for (const list of Object.values<Payload[]>(titleListMap)) {
        const stars = list.map((row) => row.starScore);
        expect(stars).toEqual(stars.toSorted((a, b) => b - a));
      }
      const byUser = await ask(simulator, `${comic}/api/webtoon/titlelist/weekday?order=user`);
      const byView = await ask(simulator, `${comic}/api/webtoon/titlelist/weekday?order=view`);
      expect(byUser.text).not.toBe(byView.text);
      expect((await ask(simulator, `${comic}/api/webtoon/titlelist/weekday?order=nonsense`)).status).toBe(400);
    }));

  test('finished titles end at totalPages, and every title of the world is listed somewhere', () =>
    withSimulator({ titles: 300, episodes: 9000 }, async (simulator) => {
      const seen = new Set<number>();
      const { titleListMap } = await askJson(simulator, `${comic}/api/webtoon/titlelist/weekday?order=user`);
      for (const row of Object.values<Payload[]>(titleListMap).flat()) seen.add(row.titleId);
      const daily = await askJson(simulator, `${comic}/api/webtoon/titlelist/weekday?week=dailyPlus`);
      for (const row of daily.titleList) seen.add(row.titleId);
      let finished = 0;
      let totalRows = -1;
      for (let page = 1; page !== 0;) {
        const list = await askJson(simulator, `${comic}/api/webtoon/titlelist/finished?page=${page}&order=UPDATE`);
        for (const row of list.titleList) seen.add(row.titleId);
        finished += list.titleList.length;
        totalRows = list.pageInfo.totalRows;
        page = list.pageInfo.nextPage;
      }
      expect(finished).toBe(totalRows);
      expect(seen.size).toBe(300);
    }));
});

describe('comments', () => {
  const pagesOf = async (simulator: Simulator, pageId: string, size: number): Promise<Payload[]> => {
    const pages: Payload[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; cursor = pages.at(-1).pagination.next)
      pages.push(
        (
          await askJson(
            simulator,
            `${community}/v2/posts?pageId=${pageId}&pinRepresentation=none&prevSize=0&nextSize=${size}&cursor=${encodeURIComponent(cursor)}`,
            ticket,
          )
        ).result,
      );
    return pages;
  };

  test('page by cursor to the last, each once, newest first, as many as the counts say, none from the future', () =>
    withSimulator({}, async (simulator) => {
      const pageId = `webtoon_${castId(simulator, 'daily-plus')}_1`;
      const pages = await pagesOf(simulator, pageId, 17);
      const posts = pages.flatMap((page) => page.posts);
      const { countList } = (await askJson(simulator, `${community}/v1/pages/activity/count/?pageIds=${pageId}`, ticket)).result;
      expect(posts.length).toBeGreaterThan(17);
      expect(posts).toHaveLength(countList[0].activeRootPostCount);
      expect(posts.length + posts.reduce((sum, post) => sum + post.childPostCount, 0)).toBe(countList[0].activePostCount);
      expect(new Set(posts.map((post) => post.id)).size).toBe(posts.length);
      const times = posts.map((post) => post.createdAt);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      expect(times[0]).toBeLessThanOrEqual(Date.parse('2026-11-21T12:00:00+09:00'));
      expect(pages.at(-1).pagination).not.toHaveProperty('next');
    }));

  test('a cursor stands still while new comments come', () =>
    withSimulator({}, async (simulator) => {
      const id = castId(simulator, 'daily-plus');
      const { lastNo } = castTruth(simulator, 'daily-plus');
      const pageId = `webtoon_${id}_${lastNo}`;
      const [first] = await pagesOf(simulator, pageId, 2);
      const next = `${community}/v2/posts?pageId=${pageId}&nextSize=2&cursor=${encodeURIComponent(first.pagination.next)}`;
      const before = (await askJson(simulator, next, ticket)).result.posts.map((post: Payload) => post.id);
      simulator.clock.advance(2);
      expect((await pagesOf(simulator, pageId, 2))[0].posts[0].id).not.toBe(first.posts[0].id);
      expect((await askJson(simulator, next, ticket)).result.posts.map((post: Payload) => post.id)).toEqual(before);
    }));

  test('replies come as many as their comment says', () =>
    withSimulator({}, async (simulator) => {
      const [page] = await pagesOf(simulator, `webtoon_${castId(simulator, 'daily-plus')}_1`, 100);
      const parent = page.posts.find((post: Payload) => post.childPostCount === 7);
      const replies: Payload[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const { result } = await askJson(
          simulator,
          `${community}/v2/post/${encodeURIComponent(parent.id)}/child-posts?nextSize=3&cursor=${encodeURIComponent(cursor)}`,
          ticket,
        );
        replies.push(...result.posts);
        cursor = result.pagination.next;
      }
      expect(replies).toHaveLength(7);
      expect(replies.every((reply) => reply.rootId === parent.id && reply.depth === 2)).toBe(true);
    }));

  test('need the ticket, a page that exists, and at most 50 pages a count', () =>
    withSimulator({}, async (simulator) => {
      const id = castId(simulator, 'steady');
      const posts = `${community}/v2/posts?pageId=webtoon_${id}_1&nextSize=5`;
      expect((await ask(simulator, posts)).status).toBe(400);
      expect((await ask(simulator, posts, { headers: ticket })).status).toBe(200);
      expect((await ask(simulator, `${community}/v2/posts?pageId=webtoon_${id}_9999&nextSize=5`, { headers: ticket })).status).toBe(404);
      const count = (pages: number): string =>
        `${community}/v1/pages/activity/count/?${Array.from({ length: pages }, (_, i) => `pageIds=webtoon_${id}_${i + 1}`).join('&')}`;
      expect((await ask(simulator, count(50), { headers: ticket })).status).toBe(200);
      expect((await ask(simulator, count(51), { headers: ticket })).status).toBe(400);
      const unknown = await askJson(simulator, `${community}/v1/pages/activity/count?pageIds=webtoon_${id}_9999`, ticket);
      expect(unknown.result.countList[0].activePostCount).toBe(0);
    }));

  test('the best come by likes, fifteen at most', () =>
    withSimulator({}, async (simulator) => {
      const { result } = await askJson(
        simulator,
        `${community}/v1/page/webtoon_${castId(simulator, 'daily-plus')}_1/top-recent-posts?topCount=99&recentTopCount=0`,
        ticket,
      );
      const likes = result.tops.map((post: Payload) => post.reactions[0].emotions[0].count);
      expect(likes.length).toBeLessThanOrEqual(15);
      expect(likes).toEqual(likes.toSorted((a: number, b: number) => b - a));
      expect(result.page.pageName).toMatch(/화|프롤로그/);
    }));

  test('the old service pages to the same number, and answers only to its own site', () =>
    withSimulator({}, async (simulator) => {
      const id = castId(simulator, 'daily-plus');
      const page = async (number: number, headers: Record<string, string>): Promise<Payload> =>
        JSON.parse(
          withoutCallback(
            (
              await ask(
                simulator,
                `/apis.naver.com/commentBox/cbox/web_naver_list_jsonp.json?ticket=comic&objectId=${id}_1&pageSize=50&page=${number}&sort=NEW`,
                { headers },
              )
            ).text,
          ),
        );
      expect((await page(1, {})).success).toBe(false);
      let rows = 0;
      let last: Payload;
      for (let number = 1; number !== 0; number = last.pageModel.nextPage) {
        last = (await page(number, { Referer: 'https://comic.naver.com/webtoon/detail' })).result;
        rows += last.commentList.length;
      }
      const truth = simulator.naverWebtoon.episodeTruth(id, 1, '2026-11-21')!;
      expect(rows).toBe(truth.activeRootComments);
      expect(last!.count.total).toBe(truth.activeComments);
    }));
});

describe('likes', () => {
  test('answer for each content asked, and none is an empty list', () =>
    withSimulator({}, async (simulator) => {
      const id = castId(simulator, 'steady');
      const { contents } = await askJson(
        simulator,
        `/route-like.naver.com/v1/search/contents?q=${encodeURIComponent(`COMIC[${id}_1]|COMIC[${id}_9999]`)}`,
      );
      expect(contents.map((content: Payload) => content.contentsId)).toEqual([`${id}_1`, `${id}_9999`]);
      expect(contents[0].reactions[0].count).toBe(simulator.naverWebtoon.episodeTruth(id, 1, '2026-11-21')!.likes);
      expect(contents[1]).toMatchObject({ reactions: [], reactionMap: {} });
    }));

  test('the keys of the reaction map change from request to request', () =>
    withSimulator({}, async (simulator) => {
      const id = castId(simulator, 'steady');
      const keys = async (extra: string): Promise<string[]> =>
        Object.keys(
          (await askJson(simulator, `/route-like.naver.com/v1/search/contents?q=COMIC[${id}_1]${extra}`)).contents[0].reactionMap,
        );
      const [one] = await keys('');
      expect(one).toMatch(/^com\.naver\..*ReactionType@[0-9a-f]{8}$/);
      expect(await keys('&_=2')).not.toEqual([one]);
    }));

  test('come inside a callback when one is named, at times after an empty comment', () =>
    withSimulator({}, async (simulator) => {
      const id = castId(simulator, 'steady');
      const texts = await Promise.all(
        Array.from(
          { length: 12 },
          async (_, i) => (await ask(simulator, `/route-like.naver.com/v1/search/contents?q=COMIC[${id}_${i + 1}]&callback=cb${i}`)).text,
        ),
      );
      expect(texts.every((text, i) => new RegExp(`^(/\\*\\*/\\n)?cb${i}\\(`).test(text))).toBe(true);
      expect(new Set(texts.map((text) => text.startsWith('/**/')))).toEqual(new Set([true, false]));
    }));
});
