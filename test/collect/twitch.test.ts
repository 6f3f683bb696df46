import { afterAll, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { FaultRule, Simulator } from '../../src/sim/index.ts';
import { twitch } from '../../src/sources/twitch/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { collectDay } from '../support/rows.ts';

const day = '2026-11-26';

const watch = async (store: Store, names: readonly string[]): Promise<void> => {
  const workspaceId = await ensureWorkspace(store).then(() => mainWorkspace);
  await addTargets(store, { workspaceId, targets: names.map((externalId) => ({ platform: 'twitch', kind: 'channel', externalId })) });
};

interface TargetRow {
  readonly external_id: string;
  readonly record_id: string | null;
  readonly state: string;
}
const targetsOf = (store: Store) => store.query<TargetRow>('select external_id, record_id, state from target order by external_id');

describe('collecting Twitch', async () => {
  const open: Simulator[] = [];
  const openWorld = async (faults: readonly FaultRule[] = [], more: object = {}): Promise<Simulator> => {
    const world = await createSimulator({ twitchChannels: 30, twitchPointsPerMinute: 1_000_000, seed: 7, faults, ...more });
    open.push(world);
    return world;
  };
  afterAll(() => Promise.all(open.map((world) => world.close())));
  const world = await openWorld();
  const loginOf = (part: Parameters<typeof world.twitch.idOf>[0]): string => `@${world.twitch.world().byPart(part).login}`;

  test('profiles, videos and live states of channels given by name are those of the world, and whoever is not there is gone', async () => {
    const { store } = await testStore();
    world.clock.set(day);
    const names = world.twitch.world().channels.map(({ login, renamed }) => `@${renamed?.login ?? login}`);
    await watch(store, [...names, '@nobody_at_all', '@no such name']);
    const report = await collectDay(store, twitch, world, day);
    expect(report).toMatchObject({ state: 'done', error: null });

    const rows = await store.query<{ id: string; fields: Record<string, unknown>; counts: Record<string, number> }>(
      "select id, fields, counts from record where kind = 'channel' order by id",
    );
    const today = world.clock.today();
    const there = world.twitch.world().channels.filter(({ id }) => world.twitch.channelTruth(id, today)!.there);
    expect(rows.map(({ id }) => id)).toEqual(there.map(({ id }) => id).toSorted());
    for (const { id, fields, counts } of rows) {
      const truth = world.twitch.channelTruth(id, today)!;
      expect(fields).toMatchObject({
        login: truth.login,
        title: truth.displayName,
        live: truth.live,
        url: `https://www.twitch.tv/${truth.login}`,
      });
      expect(counts).toMatchObject({ followers: truth.followers, ...(truth.live ? { viewers: truth.viewers } : {}) });
    }
    const videos = await store.query<{ parent_id: string; videos: number; views: number }>(
      `select parent_id, count(*)::int as videos, sum((counts ->> 'views')::bigint)::float8 as views from record where kind = 'post' group by parent_id`,
    );
    for (const { parent_id: id, videos: number, views } of videos)
      expect([number, views]).toEqual([world.twitch.channelTruth(id, today)!.videos, world.twitch.channelTruth(id, today)!.videoViews]);
    expect(videos).toHaveLength(there.filter(({ id }) => world.twitch.channelTruth(id, today)!.videos > 0).length);

    const targets = await targetsOf(store);
    expect(new Set(targets.filter(({ state }) => state === 'gone').map(({ external_id: name }) => name))).toEqual(
      new Set(['@no such name', '@nobody_at_all', loginOf('banned'), loginOf('suspended')]),
    );
    expect(targets.filter(({ record_id: id }) => id !== null)).toHaveLength(there.length);
    // One token for each stream's worker; nothing of it is kept.
    const [kept] = await store.query<{ secrets: number }>(
      "select count(*)::int as secrets from exchange where url like '%oauth2%' or url like '%simulated-secret%'",
    );
    expect(kept!.secrets).toBe(0);
  });

  test('a channel that is renamed is followed by its id, and both names are kept with their days', async () => {
    const { store } = await testStore();
    const id = world.twitch.idOf('renamed');
    const { login, renamed } = world.twitch.world().byPart('renamed');
    await watch(store, [`@${login}`]);
    await collectDay(store, twitch, world, '2026-11-22', { streams: ['profile'] });
    expect(await targetsOf(store)).toEqual([{ external_id: `@${login}`, record_id: id, state: 'active' }]);
    expect(await collectDay(store, twitch, world, '2026-11-27', { streams: ['profile', 'videos'] })).toMatchObject({
      state: 'done',
      error: null,
    });
    expect(await targetsOf(store)).toEqual([{ external_id: `@${login}`, record_id: id, state: 'active' }]);
    const names = await store.query<{ name: string; since: Date }>('select name, since from record_name order by since');
    expect(names.map(({ name }) => name)).toEqual([`@${login}`, `@${renamed!.login}`]);
    expect(names[1]!.since.getTime()).toBeGreaterThan(names[0]!.since.getTime());
    const [record] = await store.query<{ login: string }>("select fields ->> 'login' as login from record where kind = 'channel'");
    expect(record!.login).toBe(renamed!.login);
  });

  test('a suspended channel is gone, left alone for a week, and comes back by itself', async () => {
    const { store } = await testStore();
    const id = world.twitch.idOf('suspended');
    await watch(store, [loginOf('suspended')]);
    const state = async () => (await targetsOf(store))[0]!.state;
    await collectDay(store, twitch, world, '2026-11-22', { streams: ['profile'] });
    expect(await state()).toBe('active');
    await collectDay(store, twitch, world, '2026-11-24', { streams: ['profile'] });
    expect(await state()).toBe('gone');
    await store.query("update record set gone_since = gone_since - interval '8 days'");
    await collectDay(store, twitch, world, '2026-12-02', { streams: ['profile'] });
    expect(await state()).toBe('active');
    const [row] = await store.query<{ gone: boolean }>({
      text: 'select gone_since is not null as gone from record where id = $1',
      values: [id],
    });
    expect(row!.gone).toBe(false);
  });

  test('a name that was nobody’s is asked for again after a week, and is found once somebody has it', async () => {
    const { store } = await testStore();
    const { login, renamed } = world.twitch.world().byPart('renamed');
    await watch(store, [`@${renamed!.login}`, '@nobody_at_all']);
    const asked = async (on: string) => {
      const report = await collectDay(store, twitch, world, on, { streams: ['profile'] });
      return report.pages;
    };
    expect(login).not.toBe(renamed!.login);
    expect(await asked('2026-11-22')).toBe(1);
    expect((await targetsOf(store)).map(({ state }) => state)).toEqual(['gone', 'gone']);
    expect(await asked('2026-11-24')).toBe(0);
    await store.query("update target set state_since = state_since - interval '8 days'");
    await asked('2026-12-01');
    const rested = async () =>
      store.query("select state_since > now() - interval '1 day' as rests from target where external_id = '@nobody_at_all'");
    expect(await targetsOf(store)).toEqual(
      [
        { external_id: '@nobody_at_all', record_id: null, state: 'gone' },
        { external_id: `@${renamed!.login}`, record_id: world.twitch.idOf('renamed'), state: 'active' },
      ].toSorted((one, other) => (one.external_id < other.external_id ? -1 : 1)),
    );
    expect(await rested()).toEqual([{ rests: true }]);
  });

  test('everybody is whom this workspace watches; another one may watch others, under the same names too', async () => {
    const { store } = await testStore();
    world.clock.set(day);
    const [mine, theirs] = world.twitch.world().channels.filter(({ id }) => world.twitch.channelTruth(id, world.clock.today())!.there);
    await watch(store, [`@${mine!.login}`]);
    await store.query("insert into workspace (id, name) values ('other', 'Other')");
    await addTargets(store, {
      workspaceId: 'other',
      targets: [mine!, theirs!].map(({ login }) => ({ platform: 'twitch', kind: 'channel', externalId: `@${login}` })),
    });
    await collectDay(store, twitch, world, day, { streams: ['profile'] });
    expect(await store.query("select id from record where kind = 'channel'")).toEqual([{ id: mine!.id }]);
    expect(await store.query('select distinct external_id as given, record_id as is from target order by 2')).toEqual([
      { given: `@${mine!.login}`, is: mine!.id },
      { given: `@${theirs!.login}`, is: null },
    ]);
  });

  test('a token refused in the middle is renewed and nobody is asked twice; the run ends complete', async () => {
    const { store } = await testStore();
    const shaky = await openWorld([
      { fault: '401', endpoint: 'twitch/followers', every: 7, times: 3 },
      { fault: '401', endpoint: 'twitch/videos', after: 2, times: 1 },
    ]);
    await watch(
      store,
      shaky.twitch.world().channels.map(({ id }) => id),
    );
    const report = await collectDay(store, twitch, shaky, '2026-11-21', { streams: ['profile', 'videos'] });
    expect(report).toMatchObject({ state: 'done', error: null });
    expect(shaky.twitch.tokens.given()).toBeGreaterThan(2);
    const followers = await store.query("select id from record where kind = 'channel' and counts ? 'followers'");
    expect(followers).toHaveLength(30);
  });

  test('a token that is revoked for good stops the source and names the settings', async () => {
    const { store } = await testStore();
    const closed = await openWorld([{ fault: '401', endpoint: 'twitch/users' }]);
    await watch(store, ['@amber_0']);
    const report = await collectDay(store, twitch, closed, '2026-11-21', { streams: ['profile'] });
    expect(report.error).toMatchObject({ code: 'TDM_CREDENTIAL' });
    expect(report.error!.line).toContain('TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET');
    // Once, and once more with a fresh token.
    expect(closed.log.counters().byEndpoint).toMatchObject({ 'twitch/users': 2, 'twitch/token': 2 });
  });

  test('each named fault on one request in twenty of every address: the run ends complete', async () => {
    const { store } = await testStore();
    const names = ['500', '503', 'reset', 'truncated', 'slow', 'trickle'] as const;
    const rough = await openWorld([
      ...names.map((fault, at) => ({ fault, every: 20, after: at * 2, ms: 5 })),
      // Where people may be named a body that is cut cannot be told from one of another shape, and its channel is listed as such.
      { fault: 'truncated-json', endpoint: 'twitch/videos', every: 20 },
    ]);
    await watch(
      store,
      rough.twitch.world().channels.map(({ id }) => id),
    );
    const report = await collectDay(store, twitch, rough, '2026-11-21');
    expect(report).toMatchObject({ state: 'done', error: null });
    const [row] = await store.query<{ channels: number }>(
      "select count(*)::int as channels from record where kind = 'channel' and counts ? 'followers' and fields ? 'live'",
    );
    expect(row!.channels).toBe(30);
  });

  test('without points left the lane waits until there are some, and nothing is lost', async () => {
    const { store } = await testStore();
    const poor = await openWorld([], { twitchPointsPerMinute: 60_000, twitchChannels: 16 });
    poor.faults.add([{ fault: '429', endpoint: 'twitch/followers', after: 4, times: 1, retryAfter: 1 }]);
    await watch(
      store,
      poor.twitch.world().channels.map(({ id }) => id),
    );
    const report = await collectDay(store, twitch, poor, '2026-11-21', { streams: ['profile'], maxHoldMs: 5000 });
    expect(report).toMatchObject({ state: 'done', error: null });
    expect((await store.query("select id from record where counts ? 'followers'")).length).toBe(16);
  });
});
