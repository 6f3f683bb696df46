import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator, TiktokPart } from '../../src/sim/index.ts';
import { ask, askJson, withSimulator } from './helpers.ts';
import type { Payload } from './helpers.ts';

const relay = '/tiktok-relay.example';
const site = '/www.tiktok.com';
const key = { 'x-api-key': 'simulated-key' };
const small = { tiktokCreators: 30, tiktokPosts: 40, tiktokFollowers: 70, tiktokComments: 30 };

const playing = (simulator: Simulator, part: TiktokPart) => simulator.tiktok.playing(part);
const newest = (simulator: Simulator, part: TiktokPart): string =>
  simulator.tiktok.postIds(playing(simulator, part), simulator.state().day)[0]!;
const addressesOf = (simulator: Simulator): string[] => {
  const { login, secUid } = playing(simulator, 'steady');
  const post = newest(simulator, 'steady');
  return [
    `${relay}/api/user/detail/?uniqueId=${login}`,
    `${relay}/api/post/item_list/?secUid=${secUid}&count=35&cursor=0`,
    `${relay}/api/comment/list/?aweme_id=${post}&count=20&cursor=0`,
    `${relay}/api/user/list/?scene=21&secUid=${secUid}&count=30&minCursor=0&maxCursor=0`,
    `${relay}/api/recommend/item_list/?count=30`,
    `${relay}/browse/api/get-video-list?label=10029&cursor=0&count=20&region=US`,
    `${relay}/creative_radar_api/v1/popular_trend/hashtag/list?page=1&limit=50&period=7&country_code=KR`,
    `${site}/@${login}`,
    `${site}/@_/video/${post}`,
  ];
};
const answers = (simulator: Simulator, addresses: readonly string[]): Promise<string[]> =>
  Promise.all(addresses.map(async (address) => (await ask(simulator, address, { headers: key })).text));

describe('the simulated TikTok', () => {
  test('the same seed gives the same bytes, and another day others', async () => {
    await using one = await createSimulator({ ...small, seed: 7 });
    await using other = await createSimulator({ ...small, seed: 7 });
    const addresses = addressesOf(one);
    const first = await answers(one, addresses);
    expect(await answers(other, addresses)).toEqual(first);
    one.clock.advance(7);
    const later = await answers(one, addresses);
    for (const [at, text] of later.entries()) expect(text === first[at], addresses[at]).toBe(false);
    one.clock.advance(-7);
    expect(await answers(one, addresses)).toEqual(first);
  });

  test('a call without signature is answered with 200 and not a byte, on the site and at the relay; a wrong key is refused', () =>
    withSimulator(small, async (simulator) => {
      for (const address of addressesOf(simulator).filter((each) => each.startsWith(relay))) {
        expect(await ask(simulator, address)).toMatchObject({ status: 200, text: '' });
        expect(await ask(simulator, address.replace(relay, site), { headers: key })).toMatchObject({ status: 200, text: '' });
        expect((await ask(simulator, `${address.replace(relay, site)}&X-Bogus=DFSzs`)).text.length).toBeGreaterThan(50);
        expect((await ask(simulator, address, { headers: { 'x-api-key': 'another' } })).status).toBe(401);
      }
    }));

  test('a plain account has as many posts, followers and comments as the world was given', () =>
    withSimulator({ ...small, tiktokPosts: 50, tiktokFollowers: 100, tiktokComments: 60 }, async (simulator) => {
      const [login] = simulator.tiktok.plainLogins();
      const { user, statsV2 } = (await askJson(simulator, `${relay}/api/user/detail/?uniqueId=${login}`, key)).userInfo;
      expect(statsV2.videoCount).toBe('50');
      const list = (path: string): Promise<Payload> => askJson(simulator, `${relay}${path}`, key);
      const first = await list(`/api/post/item_list/?secUid=${user.secUid}&count=35&cursor=0`);
      const second = await list(`/api/post/item_list/?secUid=${user.secUid}&count=35&cursor=${first.cursor}`);
      expect([first.itemList.length, first.hasMore, second.itemList.length, second.hasMore]).toEqual([35, true, 15, false]);
      const pages: Payload[] = [];
      for (let cursor = '0', more = true; more;) {
        const page = await list(`/api/user/list/?secUid=${user.secUid}&count=30&minCursor=${cursor}`);
        [cursor, more] = [String(page.minCursor), page.hasMore];
        pages.push(page);
      }
      expect(pages.map(({ userList }) => userList.length)).toEqual([30, 30, 30, 10]);
      const comments = await list(`/api/comment/list/?aweme_id=${first.itemList[0].id}&count=20&cursor=40`);
      expect(comments.comments).toHaveLength(20);
    }));

  test('no comment bears the id of another, whichever posts they belong to', () =>
    withSimulator({ tiktokCreators: 120, tiktokPosts: 20, tiktokComments: 1 }, async (simulator) => {
      const { creators } = simulator.tiktok.world();
      const posts = creators.flatMap((creator) => simulator.tiktok.postIds(creator, '2026-11-21'));
      const ids: string[] = [];
      for (const post of posts) {
        const { comments } = await askJson(simulator, `${relay}/api/comment/list/?aweme_id=${post}&count=1`, key);
        ids.push(...((comments as { cid: string }[] | null) ?? []).map(({ cid }) => cid));
      }
      expect(ids.length).toBeGreaterThan(1000);
      expect(new Set(ids).size).toBe(ids.length);
    }));

  test('numbers are rounded in stats and exact in statsV2, and times come as numbers and as texts', () =>
    withSimulator(small, async (simulator) => {
      const types = new Set<string>();
      for (const login of simulator.tiktok.plainLogins()) {
        const { user, stats, statsV2 } = (await askJson(simulator, `${relay}/api/user/detail/?uniqueId=${login}`, key)).userInfo;
        expect(typeof statsV2.followerCount).toBe('string');
        const gap = Number(statsV2.followerCount) - stats.followerCount;
        expect(gap).toBeGreaterThanOrEqual(0);
        expect(gap).toBeLessThan(stats.followerCount < 1_000_000 ? 100 : 100_000);
        const { itemList } = await askJson(simulator, `${relay}/api/post/item_list/?secUid=${user.secUid}&count=1`, key);
        types.add(typeof itemList[0].createTime);
      }
      expect(types).toEqual(new Set(['number', 'string']));
    }));

  test('how each audience moves is as its part says, and truth knows what was bought', () =>
    withSimulator(small, async (simulator) => {
      const day = (advance: number): string =>
        new Date(Date.parse(simulator.state().day) + advance * 86_400_000).toISOString().slice(0, 10);
      const on = (part: TiktokPart, advance: number) => simulator.tiktok.creatorTruth(part, day(advance));
      const growth = (part: TiktokPart, from: number, to: number): number => on(part, to).followers / on(part, from).followers;
      expect(growth('rising', 0, 30)).toBeCloseTo(Math.exp(0.6), 2);
      expect(growth('falling', 0, 30)).toBeCloseTo(Math.exp(-0.3), 2);
      expect(growth('dormant', 0, 30)).toBe(1);
      expect(growth('spike', 0, 2)).toBe(1);
      expect(growth('spike', 2, 12)).toBeGreaterThan(1.4);
      expect(growth('bought', 2, 3)).toBeGreaterThan(1.7);
      expect(on('bought', 3).ownFollowers).toBeLessThan(on('bought', 2).followers * 1.01);
      expect(on('dormant', 30).posts).toBe(on('dormant', 0).posts);
      expect([on('banned', 4).state, on('banned', 5).state, on('private', 4).state]).toEqual(['public', 'banned', 'private']);
      expect(on('renamed', 2).login).not.toBe(on('renamed', 1).login);
      expect(on('heir', 2).login).toBe(on('renamed', 1).login);
    }));

  test('the views of a post never fall, and truth tells what the list does', () =>
    withSimulator(small, async (simulator) => {
      const post = newest(simulator, 'steady');
      let before = 0;
      for (let day = 0; day < 12; day++) {
        const { views, likes } = simulator.tiktok.postTruth(post, simulator.state().day)!;
        expect(views).toBeGreaterThanOrEqual(before);
        before = views;
        const { itemList } = await askJson(
          simulator,
          `${relay}/api/post/item_list/?secUid=${playing(simulator, 'steady').secUid}&count=35`,
          key,
        );
        const row = itemList.find(({ id }: Payload) => id === post);
        if (row) expect(row.statsV2).toMatchObject({ playCount: String(views), diggCount: String(likes) });
        simulator.clock.advance(1);
      }
      expect((await askJson(simulator, `/__sim/truth?platform=tiktok&id=steady`)).truth.part).toBe('steady');
      expect((await askJson(simulator, `/__sim/truth?platform=tiktok&id=${post}`)).truth.creator).toBe(playing(simulator, 'steady').id);
    }));

  test('ids that belong to nobody are told so, and sizes that make no sense are refused at once', () =>
    withSimulator(small, async (simulator) => {
      for (const [path, code] of [
        ['/api/user/detail/?uniqueId=nobody.at.all', 10221],
        ['/api/post/item_list/?secUid=MS4wLjABAAAAnobody', 10221],
        ['/api/comment/list/?aweme_id=7100000000000000001', 10204],
        ['/api/user/list/?secUid=', 2065],
      ] as const)
        expect((await askJson(simulator, relay + path, key)).statusCode).toBe(code);
      expect((await ask(simulator, `${site}/@nobody.at.all`)).text).toContain('"statusCode":10221');
      await expect(createSimulator({ tiktokCreators: 0 })).rejects.toThrow('tiktokCreators');
      await expect(createSimulator({ tiktokPosts: 5000 })).rejects.toThrow('tiktokPosts');
    }));
});

const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'), 'tiktok');

describe.skipIf(!existsSync(corpus))('against recorded answers (skipped: no corpus, where it is absent)', () => {
  const recorded = (folder: string, beginning: string): Payload =>
    JSON.parse(
      readFileSync(
        join(
          corpus,
          folder,
          readdirSync(join(corpus, folder)).find((file) => file.startsWith(beginning))!,
        ),
        'utf8',
      ),
    );
  const keys = (value: object): string[] => Object.keys(value).toSorted();
  /** Keys of ours that no recording has. */
  const foreign = (ours: object, theirs: object): string[] => keys(ours).filter((each) => !keys(theirs).includes(each));

  test('every key of the simulated lists stands in the recorded ones, with values of the same type', () =>
    withSimulator(small, async (simulator) => {
      const [detail, items, comments, followers, , , hashtags] = await Promise.all(
        addressesOf(simulator)
          .filter((address) => address.startsWith(relay))
          .map((address) => askJson(simulator, address, key)),
      );
      const pairs: readonly (readonly [Payload, Payload, readonly string[]])[] = [
        [detail, recorded('user_detail', 'user_detail'), []],
        [detail.userInfo.statsV2, recorded('user_detail', 'user_detail').userInfo.statsV2, []],
        // The time an account was made stands in pages.
        [detail.userInfo.user, recorded('user_detail', 'user_detail').userInfo.user, ['createTime']],
        [items, recorded('post_item_list', 'post_item_list_2025'), []],
        // A series of pictures is not among the recorded posts.
        [items.itemList[0], recorded('post_item_list', 'post_item_list_2025').itemList[0], ['imagePost']],
        [items.itemList[0].video, recorded('post_item_list', 'post_item_list_2025').itemList[0].video, []],
        [comments, recorded('comment_list', 'comment_list'), []],
        [comments.comments[0], recorded('comment_list', 'comment_list').comments[0], []],
        [comments.comments[0].user, recorded('comment_list', 'comment_list').comments[0].user, []],
        [followers, recorded('user_list', 'user_list'), []],
        [followers.userList[0].user, recorded('user_list', 'user_list').userList[0].user, []],
        [hashtags.data.list[0], recorded('popular_hashtags', 'popular').data.list[0], []],
      ];
      for (const [ours, theirs, known] of pairs) {
        expect(foreign(ours, theirs).filter((each) => !known.includes(each))).toEqual([]);
        for (const each of keys(ours))
          if (each in theirs && ours[each] !== null && theirs[each] !== null && each !== 'createTime' && each !== 'image_list')
            expect(typeof ours[each], each).toBe(typeof theirs[each]);
      }
    }));
});
