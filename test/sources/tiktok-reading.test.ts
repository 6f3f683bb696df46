import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, ParsedRecord } from '../../src/domain/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator, SimulatorOptions, TiktokPart } from '../../src/sim/index.ts';
import type { Endpoint, Page, ReadContext } from '../../src/sources/index.ts';
import { settings } from '../../src/sources/tiktok/call.ts';
import { tiktok } from '../../src/sources/tiktok/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import { describeReading, readAll } from '../support/source-reading.ts';
import type { Ask, Reading } from '../support/source-reading.ts';

const brought = Object.fromEntries(settings.map(({ name, simulated }) => [name, simulated]));
const size: SimulatorOptions = { seed: 7, tiktokCreators: 30, tiktokPosts: 60, tiktokFollowers: 95, tiktokComments: 45 };
const options = { maxPostsPerInfluencer: 70, maxFollowersPerInfluencer: 120, maxCommentsPerPost: 60 };

/** Asks the simulator as the operator's credentials allow, without lane or retry. */
const askWith =
  (world: Simulator, values: Readonly<Record<string, string>> = brought): Ask =>
  async (endpoint, params) => {
    const { url, headers } = endpoint.request(params, values);
    const { host, pathname, search } = new URL(url);
    const response = await fetch(`${world.url}/${host}${pathname}${search}`, { headers: headers ?? {} });
    const { status } = response;
    const body = await response.text();
    const refused = status === 401 ? 'credential-expired' : status === 429 ? 'rate-limited' : status >= 500 ? 'server-error' : 'refused';
    return exchangeWith({ url, status, body, outcome: status === 200 ? 'ok' : refused });
  };

let world: Simulator;
let ask: Ask;
const known = (id: string): Readonly<Record<string, Json>> | null => {
  const creator = world.tiktok.world().byId(id);
  return creator ? { login: creator.login, secUid: creator.secUid } : null;
};
const idOf = (part: TiktokPart): string => world.tiktok.playing(part).id;
const newestOf = (part: TiktokPart): string => world.tiktok.postIds(world.tiktok.playing(part), world.state().day)[0]!;
const streamNamed = (name: string) => tiktok.streams.find((stream) => stream.name === name)!;
const read = (stream: string, targets: readonly string[], given: Partial<ReadContext> = {}, from: Ask = ask): Promise<Page[]> =>
  readAll(streamNamed(stream), targets, from, null, false, { known, options, ...given });
const recordsOf = (pages: readonly Page[]): ParsedRecord[] => pages.flatMap(({ parsed }) => parsed.records);
const hostsOf = (pages: readonly Page[]): string[] => pages.map(({ exchange }) => new URL(exchange.request.url).host);
const apiOnly = { can: () => true };
const pagesOnly = { can: (endpoint: Endpoint) => endpoint.method === 'page' };
const onDay = async (day: number, act: () => Promise<void>): Promise<void> => {
  world.clock.advance(day);
  try {
    await act();
  } finally {
    world.clock.advance(-day);
  }
};

beforeAll(async () => {
  world = await createSimulator(size);
  ask = askWith(world);
});
afterAll(() => world.close());

const readings = async (): Promise<readonly Reading[]> => {
  const given = { ask, known, options };
  const logins = world.tiktok.plainLogins().map((login) => `@${login}`);
  return [
    { stream: 'profile', targets: logins.slice(0, 4), ...given },
    { stream: 'posts', targets: [idOf('steady'), idOf('rising')], ...given },
    { stream: 'trending', targets: ['recommended'], ...given },
    { stream: 'topic', targets: ['10029', '10030'], ...given },
    { stream: 'comments', targets: [newestOf('steady'), newestOf('korean'), newestOf('filtered')], ...given },
    { stream: 'followers', targets: [idOf('steady'), idOf('base64')], ...given },
    { stream: 'post-details', targets: [newestOf('steady'), newestOf('korean')], ...given },
    { stream: 'hashtags', targets: ['popular/KR', 'popular/US'], ...given },
  ];
};
describeReading(
  tiktok,
  readings,
  tiktok.streams.map(({ name }) => name),
);

describe('a whole world', () => {
  test('every page of every stream is well', async () => {
    for (const { stream, targets } of await readings())
      for (const { parsed, exchange } of await read(stream, targets)) {
        expect(['ok', 'empty'], exchange.request.url).toContain(parsed.outcome);
        expect(parsed.quarantined, exchange.request.url).toEqual([]);
      }
  });

  test('an account is found by login whatever its case, with the numbers of the world, exact although the page rounds them', async () => {
    const creator = world.tiktok.playing('korean');
    const [channel] = recordsOf(await read('profile', [`@${creator.login.toUpperCase()}`]));
    const truth = world.tiktok.creatorTruth('korean', world.state().day);
    expect(channel).toMatchObject({
      kind: 'channel',
      id: creator.id,
      name: `@${creator.login}`,
      fields: { title: creator.nickname, secUid: creator.secUid },
    });
    expect(channel!.counts['followers']).toEqual({ value: truth.followers, precision: 'exact' });
    expect(channel!.counts['posts']).toEqual({ value: truth.posts, precision: 'exact' });
  });

  test('where only the rounded numbers are given they say how far they are meant', async () => {
    const [channel] = recordsOf(await read('profile', [`@${world.tiktok.playing('rounded').login}`]));
    const { followers } = world.tiktok.creatorTruth('rounded', world.state().day);
    const count = channel!.counts['followers']!;
    expect(followers).toBeGreaterThan(10_000);
    expect(count.precision).toBe('rounded');
    expect(Math.abs(count.value - followers)).toBeLessThan(followers < 1_000_000 ? 100 : 100_000);
  });

  test('a renamed account is followed by what outlives the login, and its old login is somebody else', () =>
    onDay(3, async () => {
      const [renamed, heir] = [world.tiktok.playing('renamed'), world.tiktok.playing('heir')];
      const [followed] = recordsOf(await read('profile', [renamed.id]));
      expect(followed).toMatchObject({ id: renamed.id, name: `@${renamed.login}.new` });
      const [other] = recordsOf(await read('profile', [`@${renamed.login}`]));
      expect(other!.id).toBe(heir.id);
      expect((await read('profile', [`@${heir.login}`]))[0]!.parsed.outcome).toBe('gone');
    }));

  test('banned is gone, private is private with its profile still told, and each is told by pages too', () =>
    onDay(6, async () => {
      expect((await read('profile', [idOf('banned')]))[0]!.parsed).toMatchObject({ outcome: 'gone', note: 'TikTok says 10202' });
      expect((await read('posts', [idOf('private')]))[0]!.parsed).toMatchObject({ outcome: 'private', note: 'TikTok says 10222' });
      expect((await read('followers', [idOf('private')]))[0]!.parsed.outcome).toBe('private');
      expect(recordsOf(await read('profile', [idOf('private')]))[0]!.fields['state']).toBe('private');
      expect((await read('profile', [idOf('banned')], pagesOnly))[0]!.parsed.outcome).toBe('gone');
      expect((await read('post-details', [newestOf('private')]))[0]!.parsed.outcome).toBe('private');
    }));

  test('an account that goes private between two pages is private from there on, and keeps what was read before', async () => {
    for (const stream of ['posts', 'followers']) {
      let asked = 0;
      const onTheWay: Ask = async (endpoint, params) => {
        if (++asked === 2) world.clock.advance(4);
        return ask(endpoint, params);
      };
      try {
        const target = streamNamed(stream);
        const pages = await readAll(target, [idOf('private'), idOf('steady')], onTheWay, null, false, { known, options, ...apiOnly });
        expect(pages.slice(0, 2).map(({ parsed }) => parsed.outcome)).toEqual(['ok', 'private']);
        expect(pages[0]!.parsed.records.length).toBeGreaterThan(0);
        expect(pages[1]).toMatchObject({ targets: [idOf('private')], parsed: { records: [], next: null } });
        expect(pages[2]).toMatchObject({ targets: [idOf('steady')], parsed: { outcome: 'ok' } });
      } finally {
        world.clock.advance(-4);
      }
    }
  });

  test('a deleted post is gone by its own page, and no longer in the list', () =>
    onDay(2, async () => {
      const creator = world.tiktok.playing('deleted-post');
      const ids = world.tiktok.postIds(creator, world.state().day);
      const deleted = ids.find((id) => world.tiktok.postTruth(id, world.state().day)!.deleted)!;
      expect((await read('post-details', [deleted]))[0]!.parsed.outcome).toBe('gone');
      const listed = recordsOf(await read('posts', [creator.id])).map(({ id }) => id);
      expect(listed).toEqual(ids.filter((id) => id !== deleted));
    }));

  test('posts come to their end without repetition, with times and ids that no number could hold', async () => {
    const creator = world.tiktok.playing('steady');
    const posts = recordsOf(await read('posts', [creator.id]));
    expect(posts.map(({ id }) => id)).toEqual(world.tiktok.postIds(creator, world.state().day));
    for (const { id, parentId, fields, counts } of posts) {
      expect(Number(id)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
      expect(parentId).toBe(creator.id);
      expect(fields).toMatchObject({
        channel: creator.login,
        publishedAt: expect.stringMatching(/Z$/),
        type: expect.stringMatching(/^(?:video|photo)$/),
      });
      expect(counts['views']!.value).toBe(world.tiktok.postTruth(id, world.state().day)!.views);
    }
  });

  test('no more is read than the options say', async () => {
    const few = { options: { maxPostsPerInfluencer: 50, maxFollowersPerInfluencer: 60, maxCommentsPerPost: 20 } };
    expect((await read('posts', [idOf('steady')], few)).map(({ parsed }) => parsed.records.length)).toEqual([25, 25]);
    expect((await read('followers', [idOf('steady')], few)).map(({ parsed }) => parsed.records.length)).toEqual([30, 30]);
    expect((await read('comments', [newestOf('steady')], few)).map(({ parsed }) => parsed.records.length)).toEqual([20]);
  });

  test('followers are read to their end by numbers and by base64, each cursor going back as it came', async () => {
    for (const part of ['steady', 'base64'] as const) {
      const pages = await read('followers', [idOf(part)]);
      const people = recordsOf(pages);
      expect(new Set(people.map(({ id }) => id)).size).toBe(95);
      for (const { id, parentId } of people) expect(id.startsWith(`${parentId}_`)).toBe(true);
      const sent = pages.slice(1).map(({ exchange }) => new URL(exchange.request.url).searchParams.get('minCursor'));
      expect(sent).toEqual(pages.slice(0, -1).map(({ exchange }) => String(JSON.parse(exchange.body).minCursor)));
    }
    expect((await read('followers', [idOf('hidden-list')]))[0]!.parsed).toMatchObject({ outcome: 'private', note: 'TikTok says 2096' });
  });

  test('comments: null is none, and pages with fewer rows are not the last', async () => {
    const [none] = await read('comments', [newestOf('no-comments')]);
    expect(none!.parsed).toMatchObject({ outcome: 'empty', quarantined: [], next: null });
    const pages = await read('comments', [newestOf('filtered')]);
    expect(pages.map(({ parsed }) => parsed.records.length)).toEqual([19, 19, 5]);
    for (const { parentId } of recordsOf(pages)) expect(parentId).toBe(newestOf('filtered'));
  });

  test('an account without posts has none, and neither has a topic nobody posts under', async () => {
    expect((await read('posts', [idOf('no-posts')]))[0]!.parsed).toMatchObject({ outcome: 'empty', quarantined: [] });
    expect((await read('topic', ['99']))[0]!.parsed).toMatchObject({ outcome: 'empty', quarantined: [] });
  });

  test('a feed that repeats itself gives each post once, and one that shifted others', async () => {
    const [page] = await read('trending', ['recommended']);
    const ids = page!.parsed.records.map(({ id }) => id);
    expect(JSON.parse(page!.exchange.body).itemList).toHaveLength(30);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeLessThan(30);
    world.faults.add([{ fault: 'shifting', endpoint: 'tiktok/recommend', rows: 3 }]);
    const other = recordsOf(await read('trending', ['recommended'])).map(({ id }) => id);
    world.faults.clear();
    expect(other).not.toEqual(ids);
  });

  test('posts of a topic hang on the login of their author until the number is known', async () => {
    for (const { parentId, fields } of recordsOf(await read('topic', ['10029']))) expect(parentId).toBe(`@${String(fields['channel'])}`);
  });

  test('without a key profiles are read from pages of all three generations, and posts from the two older ones', async () => {
    for (const part of ['steady', 'sigi-page', 'next-page'] as const) {
      const byPage = await read('profile', [`@${world.tiktok.playing(part).login}`], pagesOnly);
      expect(hostsOf(byPage)).toEqual(['www.tiktok.com']);
      const [byApi] = recordsOf(await read('profile', [idOf(part)], apiOnly));
      expect(recordsOf(byPage)[0]).toMatchObject({ id: byApi!.id, name: byApi!.name });
      const [page] = await read('posts', [idOf(part)], pagesOnly);
      if (part === 'steady') expect(page!.parsed).toMatchObject({ outcome: 'changed-shape', records: [] });
      else {
        expect(page!.parsed.quarantined).toEqual([]);
        const ids = world.tiktok.postIds(world.tiktok.playing(part), world.state().day);
        expect(new Set(page!.parsed.records.map(({ id }) => id))).toEqual(new Set(ids.slice(0, 10)));
        for (const { parentId } of page!.parsed.records) expect(parentId).toBe(idOf(part));
      }
    }
    expect((await read('posts', [idOf('no-posts')], pagesOnly))[0]!.parsed.outcome).toBe('empty');
  });

  test('an account that is not known yet is looked up first, and asked about in the next run', async () => {
    const creator = world.tiktok.playing('steady');
    for (const stream of ['posts', 'followers']) {
      const [page, ...rest] = await read(stream, [`@${creator.login}`]);
      expect(page).toMatchObject({ endpoint: { name: 'user-detail' }, parsed: { outcome: 'ok', next: null } });
      expect(page!.parsed.records.map(({ kind, id }) => [kind, id])).toEqual([['channel', creator.id]]);
      expect(rest).toEqual([]);
    }
  });

  test('whoever is known by number alone is not called gone', async () => {
    for (const given of [apiOnly, pagesOnly]) {
      const [page] = await read('profile', ['7012345678901234567'], { ...given, known: () => null });
      expect(page!.parsed).toMatchObject({ outcome: 'refused', note: expect.stringContaining('@name') });
    }
  });

  test('without a signature the answer has not a byte: blocked, and a wrong key is a credential that does not hold', async () => {
    const streams = [
      ['profile', '@x'],
      ['posts', idOf('steady')],
      ['comments', newestOf('steady')],
      ['followers', idOf('steady')],
      ['topic', '1'],
    ] as const;
    for (const [stream, target] of streams) {
      const [bare] = await read(stream, [target], apiOnly, askWith(world, {}));
      expect(bare!.parsed, stream).toMatchObject({ outcome: 'blocked', records: [] });
      const [wrong] = await read(stream, [target], apiOnly, askWith(world, { ...brought, TIKTOK_API_KEY: 'expired' }));
      expect(wrong!.parsed, stream).toMatchObject({ outcome: 'credential-expired', records: [] });
    }
  });

  test.each(['truncated-json', 'empty', 'captcha', 'not-json', 'login-wall', '500', '429', '403'] as const)(
    'the fault %s gives a named outcome and no record',
    async (fault) => {
      for (const { stream, targets } of await readings()) {
        world.faults.add([{ fault }]);
        try {
          const [page] = await read(stream, targets);
          expect(page!.parsed.records, stream).toEqual([]);
          expect(page!.parsed.outcome, stream).not.toBe('ok');
        } finally {
          world.faults.clear();
        }
      }
    },
  );

  test('a list that got another name, and a flag that went missing, are named in the quarantine', async () => {
    for (const { stream, targets } of await readings()) {
      if (stream === 'post-details') continue;
      for (const drift of [
        { rename: { itemList: 'items2', comments: 'comments2', userList: 'users2', items: 'items2', list: 'list2', userInfo: 'info2' } },
        { drop: ['hasMore', 'has_more', 'userInfo', 'itemList'] },
      ]) {
        world.faults.add([{ fault: 'shape-drift', ...drift }]);
        try {
          const [page] = await read(stream, targets);
          expect(page!.parsed.quarantined.length, stream).toBeGreaterThan(0);
          expect(page!.parsed.outcome, stream).toBe('changed-shape');
        } finally {
          world.faults.clear();
        }
      }
    }
  });
});
