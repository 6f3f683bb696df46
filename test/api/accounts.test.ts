import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { moveOf, refreshSeriesTotals } from '../../src/insight/index.ts';
import { sourceOf } from '../../src/sources/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import { streamerParts } from '../../src/sim/streamers/cast.ts';
import { twitchParts } from '../../src/sim/twitch/world.ts';
import type { StreamerPart } from '../../src/sim/streamers/cast.ts';
import type { Simulator } from '../../src/sim/index.ts';
import { standingClock, testApi } from '../support/api.ts';
import type { Loose, TestApi } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { collectDay } from '../support/rows.ts';

const days = ['2026-11-21', '2026-11-27', '2026-11-28'] as const;
const word = '무선 키보드';
const renamed = twitchParts.indexOf('renamed');

/** What is watched, and with which streams it is read. */
const works = [
  { platform: 'soop', streams: ['profile', 'videos', 'live'], targets: (world: Simulator) => [...world.soop.ids().slice(0, 15), 'nobody'] },
  {
    platform: 'tiktok',
    streams: ['profile', 'posts'],
    targets: (world: Simulator) =>
      world.tiktok
        .plainLogins()
        .slice(0, 3)
        .map((login) => `@${login}`),
  },
  {
    platform: 'youtube',
    streams: ['profile', 'videos'],
    targets: (world: Simulator) =>
      world.youtube
        .world()
        .channels.slice(0, 6)
        .map(({ id }) => id),
  },
  {
    platform: 'twitch',
    streams: ['profile'],
    targets: (world: Simulator) => [0, renamed].map((n) => `@${world.twitch.world().channels[n]!.login}`),
  },
  { platform: 'naver-shopping', streams: ['offers'], targets: () => [word, '없는 물건'] },
] as const;

describe('accounts and offers over HTTP, collected on three days', async () => {
  const { store } = await testStore({ poolSize: 20 });
  let simulator: Simulator;
  let server: TestApi;
  beforeAll(async () => {
    simulator = await createSimulator({ titles: 1, episodes: 1, kakaoTitles: 1, kakaoEpisodes: 1, tiktokPosts: 12, soopChannels: 20 });
    await ensureWorkspace(store);
    for (const { platform, targets } of works)
      await addTargets(store, {
        workspaceId: mainWorkspace,
        targets: targets(simulator).map((externalId) => ({
          platform,
          kind: platform === 'naver-shopping' ? 'keyword' : 'channel',
          externalId,
        })),
      });
    for (const day of days)
      for (const { platform, streams } of works) {
        const { state } = await collectDay(store, sourceOf(platform), simulator, day, { streams });
        if (state !== 'done') throw new Error(`${platform} on day ${day}: ${state}`);
        await refreshSeriesTotals(store, platform, standingClock());
      }
    // Watched since, and not read yet.
    await addTargets(store, { workspaceId: mainWorkspace, targets: [{ platform: 'twitch', kind: 'channel', externalId: '@late_comer' }] });
    server = await testApi(store, { clock: standingClock(Date.parse('2026-11-28T12:00:00Z')) });
  }, 60_000);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await simulator.close();
  });

  const get = async (path: string): Promise<Loose> => {
    const { status, json } = await server.get(`/api/v1/${path}`);
    expect([path, status]).toEqual([path, 200]);
    return json;
  };
  const idsOf = async (query: string): Promise<string[]> => (await get(`accounts?${query}`)).items.map((item: Loose) => item.id);
  const soop = (part: StreamerPart): string => simulator.soop.ids()[streamerParts.indexOf(part)]!;

  it('are counted by platform, with those that were never met', async () => {
    expect((await get('accounts/facets')).platforms).toEqual([
      { value: 'soop', count: 16 },
      { value: 'youtube', count: 6 },
      { value: 'tiktok', count: 3 },
      { value: 'twitch', count: 3 },
    ]);
    expect((await get('accounts?platform=twitch&q=late')).items).toEqual([
      {
        ...{ platform: 'twitch', id: '@late_comer', login: 'late_comer', title: 'late_comer', url: null, imageUrl: null, verified: null },
        ...{ state: 'unmet', formerNames: [], live: null, changes: { day: null, week: null }, traces: {}, lastSeenAt: null },
        counts: { followers: null, following: null, likes: null, views: null, posts: null, subscribers: null, viewers: null },
      },
    ]);
  });

  it('followers and how they moved in a day and in a week are those of the world', async () => {
    const { items } = await get('accounts?platform=soop');
    for (const part of ['rising', 'falling', 'steady'] as const) {
      const item = items.find(({ id }: Loose) => id === soop(part));
      const [first, before, now] = days.map((day) => simulator.soop.streamerTruth(soop(part), day)!.followers) as [number, number, number];
      expect(item).toMatchObject({
        counts: { followers: { value: now, precision: 'exact' } },
        changes: {
          day: { change: now - before, verdict: part === 'falling' ? 'fell' : 'rose', day: days[2], beforeDay: days[1] },
          week: { change: now - first, day: days[2], beforeDay: days[0] },
        },
      });
    }
  });

  it('a rounded number keeps its step, and a change within it is none', async () => {
    const { items } = await get('accounts?platform=youtube');
    const verdicts = new Set(items.map(({ changes }: Loose) => changes.day.verdict));
    expect(verdicts).toContain('within-resolution');
    for (const { counts, changes } of items) {
      expect(counts.followers?.precision ?? 'rounded').toBe('rounded');
      if (changes.day.verdict === 'within-resolution') expect(changes.day.change).toBeNull();
    }
  });

  it('who is gone or private says so, keeps the last numbers, and has no viewers off the air', async () => {
    const { items } = await get('accounts?platform=soop');
    const of = (id: string) => items.find((item: Loose) => item.id === id);
    expect(of('nobody')).toMatchObject({ state: 'gone', counts: { followers: null } });
    expect(of(soop('banned'))).toMatchObject({
      state: 'gone',
      counts: { followers: { precision: 'exact' } },
      changes: { day: null, week: null },
    });
    expect(of(soop('private')).state).toBe('private');
    expect(of(soop('on-air'))).toMatchObject({ live: true, counts: { viewers: { precision: 'exact' } } });
    expect(of(soop('off-air'))).toMatchObject({ live: false, counts: { viewers: null } });
  });

  it('whoever was renamed is found by both names, and by the one that was imported', async () => {
    const { id, login } = simulator.twitch.world().channels[renamed]!;
    expect(await idsOf(`q=${login.slice(0, -1)}`)).toContain(id);
    const detail = await get(`accounts/twitch/${encodeURIComponent(`@${login}`)}`);
    expect(detail).toMatchObject({ id, formerNames: [login] });
    expect(detail.login).not.toBe(login);
    // Its followers are told by another answer than its name, and have a history like everybody's.
    expect(detail.changes.week).toMatchObject({ count: detail.counts.followers, day: days[2], beforeDay: days[0] });
    expect(detail.traces.followers.exchangeId).toMatch(/^\d+$/);
    expect(await idsOf(`q=${detail.login}`)).toEqual([id]);
  });

  it.each([
    ['followers', (item: Loose) => item.counts.followers?.value],
    ['views', (item: Loose) => item.counts.views?.value],
    ['day', (item: Loose) => item.changes.day?.change],
    ['week', (item: Loose) => item.changes.week?.change],
    ['name', (item: Loose) => item.title.toLowerCase()],
  ] as const)('by %s come in order, each once over all pages, and those without the number last', async (sort, keyOf) => {
    for (const direction of ['asc', 'desc']) {
      const items: Loose[] = [];
      for (let next: string | null = ''; next !== null;) {
        const page: Loose = await get(`accounts?sort=${sort}&direction=${direction}&limit=7${next && `&cursor=${next}`}`);
        items.push(...page.items);
        next = page.next;
      }
      expect(new Set(items.map(({ platform, id }) => `${platform}/${id}`)).size).toBe(28);
      const keys = items.map((item) => keyOf(item) ?? null);
      const known = keys.filter((key) => key !== null);
      expect(keys.slice(0, known.length)).toEqual(known);
      expect(known).toEqual(known.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0) * (direction === 'asc' ? 1 : -1)));
    }
  });

  it('one account has its profile, its curves and its newest posts', async () => {
    const [{ id }] = (await get('accounts?platform=tiktok&limit=1')).items;
    const detail = await get(`accounts/tiktok/${id}`);
    expect(detail).toMatchObject({ platform: 'tiktok', id, state: 'active', broadcast: null, formula: 'move/1' });
    expect(detail.url).toContain(`tiktok.com/@`);
    const { zone, curves } = await get(`accounts/tiktok/${id}/curves?metrics=followers,likes`);
    expect([zone, curves.map(({ metric, points }: Loose) => [metric, points.map(({ day }: Loose) => day)])]).toEqual([
      'UTC',
      [
        ['followers', [...days]],
        ['likes', [...days]],
      ],
    ]);
    expect(curves[0].points.at(-1).count).toEqual(detail.counts.followers);
    const posts = await get(`accounts/tiktok/${id}/posts?limit=5`);
    expect(posts.total).toBeGreaterThan(5);
    const published = posts.items.map(({ publishedAt }: Loose) => publishedAt);
    expect(published).toEqual(published.toSorted().toReversed());
    const liked = (await get(`accounts/tiktok/${id}/posts?sort=likes&limit=5`)).items.map(({ counts }: Loose) => counts.likes.value);
    expect(liked).toEqual(liked.toSorted((a: number, b: number) => b - a));
  });

  it('what is on the air is told with its title', async () => {
    expect((await get(`accounts/soop/${soop('on-air')}`)).broadcast).toMatchObject({ title: expect.stringMatching(/./) });
    expect((await get(`accounts/soop/${soop('off-air')}`)).broadcast).toBeNull();
  });

  it('words lead to their offers by place, with price, shop and how both moved', async () => {
    const { items: keywords } = await get('offers/keywords');
    expect(keywords.map(({ keyword, watched, lists }: Loose) => [keyword, watched, lists.length])).toEqual([
      [word, true, 1],
      ['없는 물건', true, 0],
    ]);
    const { list, items, total } = await get(`offers?keyword=${encodeURIComponent(word)}&limit=200`);
    expect(list).toMatchObject({ day: days[2], beforeDay: days[1], order: 'sim' });
    expect(items.map(({ rank }: Loose) => rank.count.value)).toEqual(Array.from({ length: items.length }, (_, n) => n + 1));
    expect(total).toBeGreaterThanOrEqual(items.length);
    for (const { id, price, rank, seller, mall } of items) {
      const { listed, ...truth } = simulator.naverShopping.offerTruth(id, days[2]) as Loose;
      expect([id, price.count?.value ?? null, listed]).toEqual([id, truth.price, true]);
      expect([id, seller, mall === null]).toEqual([id, truth.catalogue ? 'catalogue' : 'shop', truth.catalogue]);
      expect(rank).toMatchObject(moveOf(rank.before, rank.count, { isRank: true, isNew: rank.verdict === 'new' }));
    }
    const prices = (await get(`offers?keyword=${encodeURIComponent(word)}&sort=price&limit=200`)).items.flatMap(
      ({ price }: Loose) => price.count?.value ?? [],
    );
    expect(prices).toEqual(prices.toSorted((a: number, b: number) => a - b));
    expect(await get(`offers?keyword=${encodeURIComponent('없는 물건')}`)).toMatchObject({ list: null, items: [], total: 0 });
  });

  it('nobody and nothing are not found, and bad questions are refused', async () => {
    for (const [path, code] of [
      ['accounts/soop/not-there', 'TDM_NOT_FOUND'],
      ['accounts/naver-webtoon/1', 'TDM_REQUEST_INVALID'],
      ['accounts?sort=likes', 'TDM_REQUEST_INVALID'],
      ['accounts?cursor=abc', 'TDM_REQUEST_INVALID'],
      ['accounts/soop/x/curves?metrics=rank', 'TDM_REQUEST_INVALID'],
      ['offers', 'TDM_REQUEST_INVALID'],
      ['offers?keyword=unheard', 'TDM_NOT_FOUND'],
      [`offers?keyword=${encodeURIComponent(word)}&list=other`, 'TDM_NOT_FOUND'],
      ["accounts?q=%25'%20or%201=1", undefined],
    ] as const)
      expect([path, (await server.get(`/api/v1/${path}`)).json.code]).toEqual([path, code]);
    const page = await get('accounts?limit=1');
    expect((await server.get(`/api/v1/accounts?limit=1&sort=name&cursor=${page.next}`)).json.code).toBe('TDM_REQUEST_INVALID');
  });
});
