import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Count } from '../../src/domain/index.ts';
import { createHasher, redact } from '../../src/net/privacy/index.ts';
import { endpointsNamed, parsePayload } from '../../src/sources/index.ts';
import type { ParsedPayload } from '../../src/sources/index.ts';
import { tiktok } from '../../src/sources/tiktok/index.ts';

/** The recorded payloads lie beside the repository, never in it. */
const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'), 'tiktok');
const missing = !existsSync(corpus);
if (missing) console.warn('skipped: no corpus');

/** Each file by its folder and a part of its name: the endpoint, and how it ends. Numbers of records are counted in the payloads. */
const expected: readonly { readonly file: string; readonly endpoint: string; readonly outcome: string }[] = [
  { file: 'comment_list/comment', endpoint: 'comments:list', outcome: 'ok' },
  { file: 'html_legacy/next_data', endpoint: 'profile:page', outcome: 'ok' },
  { file: 'html_legacy/next_data', endpoint: 'posts:page', outcome: 'ok' },
  // Written by hand, and without any of the data that the scripts of a real page are given.
  { file: 'html_universal_data/handmade', endpoint: 'profile:page', outcome: 'changed-shape' },
  { file: 'item_list_2020/share', endpoint: 'posts:share-list-2020', outcome: 'ok' },
  { file: 'popular_hashtags/popular', endpoint: 'hashtags:popular', outcome: 'ok' },
  { file: 'post_item_list/2025', endpoint: 'posts:item-list', outcome: 'ok' },
  // Through a provider that put the rows elsewhere and left out whether more follow: the rows are kept, the shape is another one.
  { file: 'post_item_list/2021', endpoint: 'posts:item-list', outcome: 'changed-shape' },
  { file: 'recommend_item_list/recommend', endpoint: 'trending:recommend', outcome: 'ok' },
  { file: 'user_detail/detail', endpoint: 'profile:user-detail', outcome: 'ok' },
  { file: 'user_list/user_list', endpoint: 'followers:list', outcome: 'ok' },
  { file: 'user_list/mobile', endpoint: 'followers:mobile-list', outcome: 'ok' },
];

const matches = (file: string, wanted: string): boolean => {
  const [folder, part] = wanted.split('/') as [string, string];
  return file.startsWith(`${folder}/`) && file.slice(folder.length + 1).includes(part);
};
const files = (): string[] => readdirSync(corpus).flatMap((folder) => readdirSync(join(corpus, folder)).map((file) => `${folder}/${file}`));
const bodyOf = (part: string): string =>
  readFileSync(
    join(
      corpus,
      files().find((file) => matches(file, part))!,
    ),
    'utf8',
  );
// oxlint-disable-next-line typescript/no-explicit-any -- a foreign payload, as JSON.parse types it
const payloadOf = (part: string): any => JSON.parse(bodyOf(part));
const parsed = (part: string, endpoint: string, url = ''): ParsedPayload =>
  parsePayload({ name: `tiktok/${endpoint}`, body: bodyOf(part), url });
const valueOf = (count: Count | null | undefined): number | undefined => count?.value;

describe.skipIf(missing)(`recorded payloads of TikTok${missing ? ' (skipped: no corpus)' : ''}`, () => {
  test('every file has an endpoint that reads it, and every endpoint marked as recorded has one that reads well', () => {
    expect(files().filter((file) => !expected.some((each) => matches(file, each.file)))).toEqual([]);
    const recorded = tiktok.streams.flatMap((stream) =>
      stream.endpoints.filter(({ evidence }) => evidence === 'recorded').map(({ name }) => `${stream.name}:${name}`),
    );
    const well = expected.filter(({ outcome }) => outcome === 'ok').map(({ endpoint }) => endpoint);
    // Posts and followers look an account up by the endpoint of the profile.
    const shared = ['posts:user-detail', 'followers:user-detail'];
    expect(recorded.toSorted()).toEqual([...new Set(well), ...shared].toSorted());
  });

  test.each(expected)('$file gives $outcome at $endpoint', ({ file, endpoint, outcome }) => {
    const { outcome: found, records, quarantined } = parsed(file, endpoint);
    expect(found).toBe(outcome);
    if (outcome === 'ok') {
      expect(quarantined).toEqual([]);
      expect(records.length).toBeGreaterThan(0);
    } else expect(quarantined).toHaveLength(1);
    for (const { platform, id } of records) {
      expect(platform).toBe('tiktok');
      expect(id).toMatch(/^\d+$/);
    }
  });

  test('the account has the very numbers of statsV2 and not the rounded ones beside them', () => {
    const { userInfo } = payloadOf('user_detail/');
    const [channel] = parsed('user_detail/', 'profile:user-detail').records;
    expect(channel!.id).toBe(userInfo.user.id);
    expect(channel!.fields).toMatchObject({ login: userInfo.user.uniqueId, secUid: userInfo.user.secUid, title: userInfo.user.nickname });
    expect(channel!.counts['followers']).toEqual({ value: Number(userInfo.statsV2.followerCount), precision: 'exact' });
    expect(channel!.counts['likes']).toEqual({ value: Number(userInfo.statsV2.heartCount), precision: 'exact' });
    expect(userInfo.stats.followerCount).not.toBe(Number(userInfo.statsV2.followerCount));
  });

  test('the page of 2020 has the account with rounded numbers, and its newest posts', () => {
    const html = bodyOf('html_legacy/');
    const { pageProps } = JSON.parse(/<script id="__NEXT_DATA__"[^>]*>(.*?)<\/script>/s.exec(html)![1]!).props;
    const [channel] = parsed('html_legacy/', 'profile:page').records;
    expect(channel!.counts['followers']).toMatchObject({ value: pageProps.userInfo.stats.followerCount, precision: 'rounded' });
    expect(channel!.fields['createdAt']).toMatch(/Z$/);
    const posts = parsed('html_legacy/', 'posts:page').records;
    expect(posts).toHaveLength(pageProps.items.length);
    for (const { parentId } of posts) expect(parentId).toBe(pageProps.userInfo.user.id);
  });

  test('posts of 2025: the cursor is a text of milliseconds, tags are told once, and statsV2 that only repeats stats is as rough as these', () => {
    const { itemList, cursor } = payloadOf('post_item_list/2025');
    const { records, next } = parsed('post_item_list/2025', 'posts:item-list');
    expect(next).toBe(cursor);
    expect(records).toHaveLength(itemList.length);
    const [post] = records;
    expect(post).toMatchObject({
      parentId: itemList[0].author.id,
      fields: { pinned: true, type: 'video', channel: itemList[0].author.uniqueId },
    });
    expect(post!.counts['views']).toMatchObject({ value: Number(itemList[0].statsV2.playCount), precision: 'rounded' });
    expect(post!.counts['saves']).toEqual({ value: Number(itemList[0].statsV2.collectCount), precision: 'exact' });
    const tags = post!.fields['hashtags'] as string[];
    expect(new Set(tags.map((tag) => tag.toLowerCase())).size).toBe(tags.length);
  });

  test('posts of 2021 in `data`: all rows, exact numbers, none saved, and the missing flag is named', () => {
    const { data } = payloadOf('post_item_list/2021');
    const { records, quarantined, next } = parsed('post_item_list/2021', 'posts:item-list');
    expect(records).toHaveLength(data.length);
    expect(quarantined.map(({ path }) => path)).toEqual(['hasMore']);
    expect(next).toBeNull();
    for (const { counts } of records) expect(counts).not.toHaveProperty('saves');
    expect(records.filter(({ counts }) => counts['views']?.precision === 'exact').length).toBeGreaterThan(data.length * 0.9);
  });

  test('the list of 2020: texts and numbers mixed, and the older cursor', () => {
    const { body } = payloadOf('item_list_2020/');
    const { records, next } = parsed('item_list_2020/', 'posts:share-list-2020');
    expect(records).toHaveLength(body.itemListData.length);
    expect(next).toBe(body.maxCursor);
    for (const [at, { fields, counts, parentId }] of records.entries()) {
      const { itemInfos } = body.itemListData[at];
      expect(parentId).toBe(itemInfos.authorId);
      expect(valueOf(counts['views'])).toBe(itemInfos.playCount);
      expect(Date.parse(String(fields['publishedAt']))).toBe(Number(itemInfos.createTime) * 1000);
    }
  });

  test('the recommended post has exact numbers, Korean tags, and no picture where the recording has dots', () => {
    const { itemList } = payloadOf('recommend_item_list/');
    const [post] = parsed('recommend_item_list/', 'trending:recommend').records;
    expect(post!.counts['views']).toEqual({ value: Number(itemList[0].statsV2.playCount), precision: 'exact' });
    expect(post!.fields).not.toHaveProperty('imageUrl');
    expect((post!.fields['hashtags'] as string[]).join()).toMatch(/\p{Script=Hangul}/u);
  });

  test('comments: fewer rows than were asked for, the next place as given, and nobody named once the net has hashed them', () => {
    const payload = payloadOf('comment_list/');
    const url = 'https://www.tiktok.com/api/comment/list/?cursor=0';
    const { records, next } = parsed('comment_list/', 'comments:list', url);
    expect(records).toHaveLength(payload.comments.length);
    expect(next).toBe(payload.cursor);
    for (const { parentId, counts } of records) {
      expect(parentId).toBe(payload.comments[0].aweme_id);
      expect(counts['likes']!.precision).toBe('exact');
    }
    const kept = hashed('comments:list', bodyOf('comment_list/'));
    for (const { user } of payload.comments)
      for (const name of [user.nickname, user.unique_id, user.uid, user.sec_uid]) expect(kept).not.toContain(`"${name}"`);
    expect(parsePayload({ name: 'tiktok/comments:list', body: kept, url }).records.map(({ id }) => id)).toEqual(
      records.map(({ id }) => id),
    );
  });

  test.each([
    ['user_list/user_list', 'followers:list', 'userList'],
    ['user_list/mobile', 'followers:mobile-list', 'followers'],
  ])('followers in %s: one for each row, and nobody named once the net has hashed them', (file, endpoint, list) => {
    const payload = payloadOf(file);
    const url = 'https://www.tiktok.com/api/user/list/?minCursor=0#channel=7001';
    const { records } = parsed(file, endpoint, url);
    expect(records).toHaveLength(payload[list].length);
    const kept = hashed(endpoint, bodyOf(file));
    const again = parsePayload({ name: `tiktok/${endpoint}`, body: kept, url });
    expect(again).toMatchObject({ outcome: 'ok', quarantined: [] });
    for (const { id, parentId } of again.records) {
      expect(id).toMatch(/^7001_h1:[\w-]{22}$/);
      expect(parentId).toBe('7001');
    }
    for (const row of payload[list]) {
      const { uniqueId, unique_id, nickname, id, uid } = { ...row, ...row.user };
      for (const name of [uniqueId ?? unique_id, nickname, id ?? uid]) expect(kept).not.toContain(`"${name}"`);
    }
  });

  test('hashtags: each with its rank in the country and week they hold for, and the next page', () => {
    const { data } = payloadOf('popular_hashtags/');
    const { records, next } = parsed('popular_hashtags/', 'hashtags:popular');
    expect(records.map(({ counts }) => valueOf(counts['rank']))).toEqual(data.list.map((_: unknown, at: number) => at + 1));
    expect(new Set(records.map(({ scope }) => scope))).toEqual(new Set([`popular/${data.list[0].country_info.id}/7-days`]));
    expect(next).toBe(data.pagination.page + 1);
  });
});

const hashed = (endpoint: string, body: string): string => {
  const { privateFields } = endpointsNamed(`tiktok/${endpoint}`).endpoints[0]!;
  return redact({ body, payload: 'json', privateFields, hasher: createHasher(new Uint8Array(32)) }).body;
};
