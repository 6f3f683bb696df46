import { afterAll, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import type { CollectOptions, RunReport } from '../../src/collect/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { FaultRule, Simulator, TiktokPart } from '../../src/sim/index.ts';
import { optionValues } from '../../src/sources/index.ts';
import { tiktok } from '../../src/sources/tiktok/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { collectDay } from '../support/rows.ts';

const day = '2026-11-21';
const after = (days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
const deep = ['profile', 'posts', 'comments', 'followers', 'post-details'];
const options = optionValues(tiktok, { maxPostsPerInfluencer: 50, commentedPostsPerInfluencer: 2 });

const watch = async (store: Store, names: readonly string[], kind: 'channel' | 'topic' = 'channel'): Promise<void> => {
  await ensureWorkspace(store);
  const targets = names.map((externalId) => ({ platform: 'tiktok' as const, kind, externalId }));
  await addTargets(store, { workspaceId: mainWorkspace, targets });
};

const collectOn = (
  store: Store,
  world: Simulator,
  on: string,
  streams: readonly string[],
  more: Partial<CollectOptions> = {},
): Promise<RunReport> => collectDay(store, tiktok, world, on, { streams, options, fresh: true, ...more });

const count = async (store: Store, kind: string, where = 'true'): Promise<number> => {
  const [row] = await store.query<{ rows: number }>(`select count(*)::int as rows from record where kind = '${kind}' and (${where})`);
  return row!.rows;
};

describe('collecting TikTok', async () => {
  const open: Simulator[] = [];
  const openWorld = async (faults: readonly FaultRule[] = []): Promise<Simulator> => {
    const world = await createSimulator({ seed: 7, tiktokCreators: 30, tiktokPosts: 40, tiktokFollowers: 70, tiktokComments: 30, faults });
    open.push(world);
    return world;
  };
  afterAll(() => Promise.all(open.map((world) => world.close())));
  const world = await openWorld();
  const nameOf = (part: TiktokPart): string => `@${world.tiktok.playing(part).login}`;
  const idOf = (part: TiktokPart): string => world.tiktok.playing(part).id;

  test('accounts given by name bring their posts, followers and comments, as they are in the world, and nobody private by name', async () => {
    const { store } = await testStore();
    const logins = world.tiktok.plainLogins().slice(0, 3);
    await watch(store, [...logins.map((login) => `@${login}`), '@nobody.at.all']);
    const report = await collectOn(store, world, day, deep);
    expect(report).toMatchObject({ state: 'done', error: null });
    expect(await count(store, 'channel')).toBe(3);
    expect(await count(store, 'post')).toBe(3 * 40);
    expect(await count(store, 'follower')).toBe(3 * 70);
    // Two posts each; the older of the two has gathered some more.
    expect(await count(store, 'comment')).toBeGreaterThanOrEqual(3 * 2 * 30);
    const posts = await store.query<{ id: string; counts: Record<string, number> }>("select id, counts from record where kind = 'post'");
    for (const { id, counts } of posts) {
      const truth = world.tiktok.postTruth(id, day)!;
      expect(counts).toMatchObject({ views: truth.views, likes: truth.likes, comments: truth.comments });
    }
    expect(await count(store, 'follower', `fields ->> 'login' !~ '^h1:' or fields ->> 'title' !~ '^h1:' or id !~ '^[0-9]+_h1:'`)).toBe(0);
    expect(await count(store, 'comment', `fields ->> 'author' !~ '^h1:'`)).toBe(0);
    const [nobody] = await store.query<{ state: string }>("select state from target where external_id = '@nobody.at.all'");
    expect(nobody!.state).toBe('gone');
    const [misfits] = await store.query<{ rows: number }>('select count(*)::int as rows from quarantine');
    expect(misfits!.rows).toBe(0);
  });

  test('a renamed account stays the same record under its new name; who has the old name now is not taken for it', async () => {
    const { store } = await testStore();
    await watch(store, [nameOf('renamed')]);
    for (const on of [day, after(3)]) expect(await collectOn(store, world, on, ['profile'])).toMatchObject({ state: 'done' });
    const channels = await store.query<{ id: string; login: string }>(
      `select id, fields ->> 'login' as login from record where kind = 'channel'`,
    );
    expect(channels).toEqual([{ id: idOf('renamed'), login: `${world.tiktok.playing('renamed').login}.new` }]);
    const names = await store.query<{ name: string }>('select name from record_name order by since, name');
    expect(names.map(({ name }) => name)).toEqual([nameOf('renamed'), `${nameOf('renamed')}.new`]);
  });

  test('banned accounts and deleted posts are gone since then, private ones are marked, and what was known of them stays', async () => {
    const { store } = await testStore();
    await watch(store, [nameOf('banned'), nameOf('private'), nameOf('deleted-post')]);
    expect(await collectOn(store, world, day, ['profile', 'posts'])).toMatchObject({ state: 'done' });
    const before = await count(store, 'post');
    expect(await collectOn(store, world, after(6), deep)).toMatchObject({ state: 'done', error: null });
    expect(await count(store, 'channel', 'gone_since is not null')).toBe(1);
    expect(await count(store, 'channel', `gone_since is not null and id = '${idOf('banned')}'`)).toBe(1);
    expect(await count(store, 'channel', `fields ->> 'state' = 'private' and id = '${idOf('private')}'`)).toBe(1);
    expect(await count(store, 'post')).toBeGreaterThanOrEqual(before);
    const deleted = world.tiktok.postIds(world.tiktok.playing('deleted-post'), day)[0]!;
    expect(await count(store, 'post', `id = '${deleted}' and gone_since is not null`)).toBe(1);
    const [answers] = await store.query<{ rows: number }>("select count(*)::int as rows from exchange where outcome = 'private'");
    expect(answers!.rows).toBeGreaterThan(0);
  });

  test('the feed, a watched topic and the hashtags bring records that no account was watched for, and comments of the posts found', async () => {
    const { store } = await testStore();
    await watch(store, ['10029'], 'topic');
    expect(await collectOn(store, world, day, ['trending', 'topic', 'comments', 'hashtags'])).toMatchObject({ state: 'done', error: null });
    expect(await count(store, 'channel')).toBe(0);
    expect(await count(store, 'post')).toBeGreaterThan(60);
    expect(await count(store, 'comment')).toBeGreaterThan(60);
    expect(await count(store, 'hashtag')).toBeGreaterThan(300);
    expect(await count(store, 'hashtag', `counts ? 'rank@popular/KR/7-days'`)).toBe(100);
  });

  test('faults of four kinds at every third request: the collection ends complete', async () => {
    const { store } = await testStore();
    const faults = (['500', 'reset', 'truncated', 'truncated-json'] as const).map((fault, at): FaultRule => ({
      fault,
      every: 12,
      after: at * 3,
      host: 'tiktok-relay.example',
    }));
    const shaky = await openWorld(faults);
    await watch(store, [nameOf('steady'), nameOf('korean'), nameOf('base64')]);
    const report = await collectOn(store, shaky, day, ['profile', 'posts', 'comments', 'followers']);
    expect(report).toMatchObject({ state: 'done', error: null });
    for (const { fault, played } of shaky.state().faults) expect(played, fault).toBeGreaterThan(0);
    expect([await count(store, 'post'), await count(store, 'follower')]).toEqual([3 * 40, 3 * 70]);
  });

  test('an answer without a byte rests the lane instead of emptying anything', async () => {
    const { store } = await testStore();
    const silent = await openWorld([{ fault: 'empty', endpoint: 'tiktok/item-list' }]);
    await watch(store, [nameOf('steady')]);
    const report = await collectOn(store, silent, day, ['profile', 'posts']);
    expect(report.state).toBe('waiting');
    const outcomes = await store.query<{ outcome: string }>("select distinct outcome from exchange where stream = 'posts'");
    expect(outcomes).toEqual([{ outcome: 'blocked' }]);
    expect(await count(store, 'channel')).toBe(1);
  });

  test('a key that does not hold any more stops the collection with the settings to look at; credit that is used up waits for the next day', async () => {
    for (const [fault, state, code] of [
      ['401', 'failed', 'TDM_CREDENTIAL'],
      ['402', 'waiting', 'TDM_LANE_HELD'],
    ] as const) {
      const { store } = await testStore();
      const closed = await openWorld([{ fault, host: 'tiktok-relay.example' }]);
      await watch(store, [nameOf('steady')]);
      const report = await collectOn(store, closed, day, ['profile']);
      expect([report.state, report.error?.code], fault).toEqual([state, code]);
      if (fault === '401') expect(report.error!.next).toContain('TIKTOK_API_KEY');
    }
  });
});
