import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome, ParsedRecord } from '../../src/domain/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import type { Page } from '../../src/sources/index.ts';
import { optionValues } from '../../src/sources/index.ts';
import { accountOf } from '../../src/sources/twitch/account.ts';
import { twitch } from '../../src/sources/twitch/index.ts';
import { secondsOf } from '../../src/sources/twitch/shape.ts';
import { exchangeWith } from '../support/exchange.ts';
import { describeReading, readAll } from '../support/source-reading.ts';
import type { Ask, Reading } from '../support/source-reading.ts';
import { askTwitch } from '../support/twitch-ask.ts';
import { stream, user, video } from './twitch-samples.ts';

let world: Simulator;
let ask: Ask;
let ids: string[];

const streamNamed = (name: string) => twitch.streams.find((each) => each.name === name)!;
const endpointNamed = (name: string, endpoint: string) => streamNamed(name).endpoints.find((each) => each.name === endpoint)!;
const read = (name: string, targets: readonly string[], options = optionValues(twitch, {})): Promise<Page[]> =>
  readAll(streamNamed(name), targets, ask, null, false, { options });
const recordsOf = (pages: readonly Page[]): ParsedRecord[] => pages.flatMap(({ parsed }) => parsed.records);
const namesOf = (pages: readonly Page[]): string[] => pages.map(({ endpoint }) => endpoint.name);
const today = () => world.clock.today();

beforeAll(async () => {
  world = await createSimulator({ twitchChannels: 120, twitchPointsPerMinute: 1_000_000, seed: 7, day: '2026-11-26' });
  ask = await askTwitch(world);
  ids = world.twitch.world().channels.map(({ id }) => id);
});
afterAll(() => world.close());

const readings = async (): Promise<readonly Reading[]> => [
  { stream: 'profile', targets: [...ids.slice(0, 5), '@nobody_at_all', `@${world.twitch.world().channels[5]!.login}`], ask },
  {
    stream: 'videos',
    targets: [world.twitch.idOf('prolific'), ids[0]!, world.twitch.idOf('no-videos'), `@${world.twitch.world().channels[1]!.login}`],
    ask,
  },
  { stream: 'streams', targets: [...ids.slice(0, 40), `@${world.twitch.world().byPart('always-live').login}`], ask },
];
describeReading(twitch, readings, ['profile', 'videos', 'streams']);

describe('profiles', () => {
  test('of a hundred channels take one call for who they are, one for what they have set, and one for each of those who are there', async () => {
    const pages = await read('profile', ids.slice(0, 100));
    const there = ids.slice(0, 100).filter((id) => world.twitch.channelTruth(id, today())!.there);
    expect(there.length).toBe(98);
    expect(namesOf(pages)).toEqual(['users', 'channels', ...there.map(() => 'followers')]);
    for (const { parsed, exchange } of pages) {
      expect(parsed.outcome, exchange.request.url).toBe('ok');
      expect(parsed.quarantined, exchange.request.url).toEqual([]);
    }
    const followers = new Map(recordsOf(pages).flatMap(({ id, counts }) => (counts['followers'] ? [[id, counts['followers'].value]] : [])));
    expect(followers).toEqual(new Map(there.map((id) => [id, world.twitch.channelTruth(id, today())!.followers])));
    // Retired at the platform: whatever is said here would be the run's only observation, and the followers come in another answer.
    for (const { counts } of pages[0]!.parsed.records) expect(counts).toEqual({});
  });

  test('name who is banned, suspended or never was, as they were asked for', async () => {
    const [banned, suspended] = [world.twitch.idOf('banned'), world.twitch.idOf('suspended')];
    const [page, ...rest] = await read('profile', [banned, '@nobody_at_all', ids[0]!, suspended, '999']);
    expect(new Set(page!.parsed.missing)).toEqual(new Set([banned, '@nobody_at_all', suspended, '999']));
    expect(rest.map(({ targets }) => targets)).toEqual([[ids[0]!], [ids[0]!]]);
  });

  test('of a renamed channel are found by its id and its new name; the old name means nobody', async () => {
    const id = world.twitch.idOf('renamed');
    const { login, renamed } = world.twitch.world().byPart('renamed');
    const [page] = await read('profile', [id, `@${login}`]);
    expect(page!.parsed.records).toHaveLength(1);
    expect(page!.parsed.records[0]).toMatchObject({ id, name: `@${renamed!.login}` });
    expect(page!.parsed.missing).toEqual([`@${login}`]);
    const again = await read('profile', [`@${renamed!.login.toUpperCase()}`]);
    expect(namesOf(again)).toEqual(['users', 'channels', 'followers']);
    expect(again[0]!.parsed.missing).toBeUndefined();
  });

  test('a channel watched by its id and by its name is asked about once', async () => {
    const { id, login } = world.twitch.world().channels[0]!;
    expect(namesOf(await read('profile', [`@${login}`, id]))).toEqual(['users', 'channels', 'followers']);
  });

  test('a name that can be nobody’s does not spoil the call for the others, and alone it is gone', async () => {
    const pages = await read('profile', ['@no such name', ids[0]!, 'https://x', '@', '-7']);
    expect(namesOf(pages)).toEqual(['users', 'channels', 'followers']);
    expect(new Set(pages[0]!.parsed.missing)).toEqual(new Set(['@no such name', 'https://x', '@', '-7']));
    const alone = await read('profile', ['@no such name']);
    expect(alone).toHaveLength(1);
    expect(alone[0]).toMatchObject({ cursor: null, parsed: { outcome: 'gone', missing: ['@no such name'] } });
    expect(alone[0]!.exchange.note).toMatch(/^Twitch says 400: /);
  });

  test('a 400 that Helix did not write, and an answer without any of a crowd, make nobody gone', () => {
    const { parse } = streamNamed('profile').endpoints[0]!;
    const one = 'https://api.twitch.tv/helix/users?id=7';
    expect(parse(exchangeWith({ url: one, status: 400, body: '{"message":"no"}', outcome: 'refused' })).outcome).toBe('refused');
    const url = `https://api.twitch.tv/helix/users?${Array.from({ length: 100 }, (_, n) => `id=${n + 1}`).join('&')}`;
    const nobody = parse(exchangeWith({ url, body: '{"data":[]}' }));
    expect(nobody).toMatchObject({ outcome: 'refused', note: 'not one of the 100 that were asked about is in the answer' });
    expect(nobody.missing).toBeUndefined();
    expect(parse(exchangeWith({ url: one, body: '{"data":[]}' })).missing).toEqual(['7']);
  });

  test('where a row cannot be read nobody is called missing', () => {
    const parsed = endpointNamed('profile', 'users').parse(
      exchangeWith({
        url: 'https://api.twitch.tv/helix/users?id=1&id=2&id=3',
        body: JSON.stringify({ data: [user('1', 'one'), { ...user('2', 'two'), id: 2 }] }),
      }),
    );
    expect(parsed.records.map(({ id }) => id)).toEqual(['1']);
    expect(parsed.quarantined).toHaveLength(1);
    expect(parsed.missing).toBeUndefined();
  });

  test('on the last attempt a follower total that does not come costs that channel only', async () => {
    const targets = ids.slice(0, 3);
    const failing: Ask = async (endpoint, params) => {
      const exchange = await ask(endpoint, params);
      const fails = endpoint.name === 'followers' && params['id'] === targets[1];
      return fails ? { ...exchange, status: 500, body: '', outcome: 'server-error' as Outcome } : exchange;
    };
    const pages = await readAll(streamNamed('profile'), targets, failing, null, true);
    expect(pages.map(({ targets: about, parsed }) => [about.length, parsed.outcome])).toEqual([
      [3, 'ok'],
      [3, 'ok'],
      [1, 'ok'],
      [1, 'server-error'],
      [1, 'ok'],
    ]);
    expect(pages[3]!.targets).toEqual([targets[1]]);
  });

  test('a refused token keeps the place, and nothing else is asked', async () => {
    const refused: Ask = async (endpoint, params) => ({
      ...(await ask(endpoint, params)),
      status: 401,
      body: '{"error":"Unauthorized","status":401,"message":"Invalid OAuth token"}',
      outcome: 'credential-expired',
    });
    const pages = await readAll(streamNamed('profile'), ids.slice(0, 3), refused, null, true);
    expect(pages).toHaveLength(1);
    expect(pages[0]).toMatchObject({
      parsed: { outcome: 'credential-expired', note: 'Twitch says 401: Invalid OAuth token' },
      cursor: { step: 'users' },
    });
  });
});

describe('videos', () => {
  test('are read to the last page, so that their number and the sum of their views are those of the channel', async () => {
    for (const id of [world.twitch.idOf('prolific'), world.twitch.idOf('steady'), world.twitch.idOf('deleted-video')]) {
      const pages = await read('videos', [id]);
      const found = recordsOf(pages);
      const truth = world.twitch.channelTruth(id, today())!;
      expect(new Set(found.map((record) => record.id)).size).toBe(truth.videos);
      expect(found.reduce((sum, { counts }) => sum + counts['views']!.value, 0)).toBe(truth.videoViews);
      expect(pages).toHaveLength(Math.ceil(truth.videos / 100));
      for (const { parsed } of pages) expect(parsed.quarantined).toEqual([]);
      for (const { fields, parentId } of found) {
        expect(parentId).toBe(id);
        expect(fields['type']).toMatch(/^(?:live-archive|highlight|video)$/);
        expect(fields['durationSeconds']).toBeGreaterThan(0);
        expect(fields['imageUrl']).toMatch(/-640x360\.jpg$/);
        expect(fields['publishedAt']).toMatch(/Z$/);
      }
    }
  });

  test('by the option only the newest hundred of each channel', async () => {
    const options = optionValues(twitch, { newestVideosOnly: true });
    const pages = await read('videos', [world.twitch.idOf('prolific'), ids[0]!], options);
    expect(pages.map(({ targets }) => targets)).toEqual([[world.twitch.idOf('prolific')], [ids[0]]]);
    const published = pages[0]!.parsed.records.map(({ fields }) => String(fields['publishedAt']));
    expect(published).toHaveLength(100);
    expect(published).toEqual(published.toSorted().toReversed());
  });

  test('whose page moved while it was read come once', async () => {
    await using shifting = await createSimulator({
      ...{ twitchChannels: 20, seed: 7, day: '2026-11-26' },
      faults: [{ fault: 'shifting', endpoint: 'twitch/videos', rows: 3 }],
    });
    const moved = await askTwitch(shifting);
    const pages = await readAll(streamNamed('videos'), [shifting.twitch.idOf('prolific')], moved);
    const found = recordsOf(pages).map(({ id }) => id);
    expect(found.length).toBeGreaterThan(new Set(found).size);
    for (const { parsed } of pages) expect(new Set(parsed.records.map(({ id }) => id)).size).toBe(parsed.records.length);
  });

  test('of a banned channel are none, which does not say that the channel is gone', async () => {
    const [page] = await read('videos', [world.twitch.idOf('banned')]);
    expect(page!.parsed).toMatchObject({ outcome: 'empty', records: [], next: null });
    expect(page!.parsed.missing).toBeUndefined();
  });

  test('of a name that no profile was read of are found through its id, and of a name nobody bears there are none', async () => {
    const { id, login } = world.twitch.world().channels[0]!;
    const pages = await read('videos', [`@${login}`, '@nobody_at_all']);
    expect(namesOf(pages)).toEqual(['resolve', 'list', 'resolve']);
    expect(new Set(pages[1]!.parsed.records.map(({ parentId }) => parentId))).toEqual(new Set([id]));
    expect(pages[2]!.parsed).toMatchObject({ outcome: 'empty', missing: ['@nobody_at_all'] });
  });

  test('a page that points at itself, or that names a next one and has no rows, is the last', () => {
    const nextOf = (payload: object, url = 'https://api.twitch.tv/helix/videos?user_id=700&after=abc') =>
      endpointNamed('videos', 'list').parse(exchangeWith({ url, body: JSON.stringify(payload) })).next;
    expect(nextOf({ data: [video('1')], pagination: { cursor: 'abd' } })).toEqual({ user: '700', after: 'abd' });
    expect(nextOf({ data: [video('1')], pagination: { cursor: 'abc' } })).toBeNull();
    expect(nextOf({ data: [], pagination: { cursor: 'abd' } })).toBeNull();
    expect(nextOf({ data: [video('1')], pagination: {} })).toBeNull();
  });

  test.each([
    ['3h45m54s', 13_554],
    ['41m50s', 2510],
    ['21s', 21],
    ['2h', 7200],
    ['0s', 0],
    ['', null],
    ['h', null],
    ['3:20', null],
    ['PT3M', null],
    ['-5s', null],
  ])('a duration written "%s" is %s seconds', (written, seconds) => expect(secondsOf(written)).toBe(seconds));
});

describe('live streams', () => {
  const parse = (query: string, payload: object) =>
    endpointNamed('streams', 'live').parse(
      exchangeWith({ url: `https://api.twitch.tv/helix/streams?${query}`, body: JSON.stringify(payload) }),
    );
  const states = (records: readonly ParsedRecord[]) => Object.fromEntries(records.map(({ id, fields }) => [id, fields['live']]));

  test('whoever is asked about is on or off the air, as the world has it; off the air is not missing', async () => {
    const pages = await read('streams', ids);
    expect(states(recordsOf(pages))).toEqual(Object.fromEntries(ids.map((id) => [id, world.twitch.channelTruth(id, today())!.live])));
    for (const { parsed } of pages) expect(parsed.missing).toBeUndefined();
    for (const { id, fields, counts } of recordsOf(pages)) {
      if (fields['live'] === true) {
        expect(counts['viewers']!.value).toBe(world.twitch.channelTruth(id, today())!.viewers);
        expect(fields['liveTitle']).not.toMatch(/\s$/);
      } else {
        expect(counts).toEqual({});
        expect(fields['liveTitle']).toBeNull();
      }
    }
  });

  test('where more are announced nobody is off the air yet: the question is put again about the rest', () => {
    const first = parse('user_id=1&user_id=2&user_id=3&first=100', { data: [stream('2', 'two')], pagination: { cursor: 'x' } });
    expect(states(first.records)).toEqual({ 2: true });
    expect(first.next).toEqual(['1', '3']);
    const second = parse('user_id=1&user_id=3&first=100', { data: [], pagination: {} });
    expect(states(second.records)).toEqual({ 1: false, 3: false });
    expect(second.next).toBeNull();
  });

  test('an answer that cannot be understood puts nobody off the air', () => {
    const broken = { ...stream('2', 'two'), user_id: 2 };
    expect(states(parse('user_id=1&user_id=2', { data: [broken], pagination: {} }).records)).toEqual({});
    const endless = parse('user_id=1&user_id=2', { data: [stream('2', 'two')] });
    expect(endless.outcome).toBe('changed-shape');
    expect(states(endless.records)).toEqual({ 2: true });
    const foreign = parse('user_id=1', { data: [stream('9', 'nine')], pagination: {} });
    expect(foreign.outcome).toBe('changed-shape');
    expect(states(foreign.records)).toEqual({ 9: true });
  });

  test('of a name only what is on the air can be told', () => {
    const parsed = parse('user_login=two&user_login=three', { data: [stream('2', 'two')], pagination: {} });
    expect(parsed.records).toHaveLength(1);
    expect(parsed.records[0]).toMatchObject({ id: '2', name: '@two', fields: { live: true } });
  });

  test('a channel whose id ends like another one’s login is not taken for it', () => {
    const parsed = parse('user_id=12&user_id=5', { data: [stream('5', '2')], pagination: {} });
    expect(states(parsed.records)).toEqual({ 5: true, 12: false });
  });
});

describe('what Helix says instead', () => {
  const users = endpointNamed('profile', 'users');
  const said = (status: number, body: object | string) =>
    users.parse(
      exchangeWith({
        url: 'https://api.twitch.tv/helix/users?id=1&id=2',
        status,
        body: typeof body === 'string' ? body : JSON.stringify(body),
        outcome: 'refused',
      }),
    );

  test.each([
    [
      401,
      { error: 'Unauthorized', status: 401, message: 'Client ID is missing' },
      'credential-expired',
      'Twitch says 401: Client ID is missing',
    ],
    [401, { status: 401, message: 'invalid access token' }, 'credential-expired', 'Twitch says 401: invalid access token'],
    [
      400,
      { error: 'Bad Request', status: 400, message: 'Missing required parameter "id"' },
      'refused',
      'Twitch says 400: Missing required parameter "id"',
    ],
    [
      410,
      { error: 'Gone', status: 410, message: 'This API is not available.' },
      'changed-shape',
      'Twitch says 410: This API is not available.',
    ],
    // By its document no call of ours is answered so: it is no word about the channels.
    [404, { error: 'Not Found', status: 404, message: '' }, 'refused', 'Twitch says 404: '],
  ] as const)('%i %o is %s', (status, body, outcome, note) => {
    expect(said(status, body)).toMatchObject({ outcome, note, records: [] });
  });

  test('a body that is no error of Helix is quoted by nobody', () => {
    expect(said(400, '<html>').note).toBeUndefined();
    expect(said(400, `{"error":"x","status":400,"message":"${'y'.repeat(20_000)}"}`).note).toBeUndefined();
  });

  test('the points are read from the headers of any answer, and from none where they are missing or odd', () => {
    const quota = users.quota!;
    expect(quota({ 'ratelimit-limit': '800', 'ratelimit-remaining': '0', 'ratelimit-reset': '1795000000' })).toEqual({
      ...{ limit: 800, remaining: 0, resetAt: 1_795_000_000_000 },
    });
    for (const headers of [
      {},
      { 'ratelimit-limit': '800', 'ratelimit-remaining': '5' },
      { 'ratelimit-limit': '800', 'ratelimit-remaining': '-1', 'ratelimit-reset': '1795000000' },
      { 'ratelimit-limit': '0', 'ratelimit-remaining': '0', 'ratelimit-reset': '1795000000' },
      { 'ratelimit-limit': '8e2', 'ratelimit-remaining': 'x', 'ratelimit-reset': 'soon' },
    ])
      expect(quota(headers as unknown as Record<string, string>)).toBeNull();
  });

  test('credentials go into headers and never into an address', () => {
    for (const { endpoints } of twitch.streams)
      for (const endpoint of endpoints) {
        const { url, headers } = endpoint.request(
          { id: '1', user: '1', login: 'x', query: 'x' },
          { TWITCH_CLIENT_ID: 'app', TWITCH_CLIENT_SECRET: 'hush' },
          'tkn',
        );
        expect(headers).toEqual({ 'Client-Id': 'app', Authorization: 'Bearer tkn' });
        expect(url).not.toMatch(/app|hush|tkn/);
      }
  });
});

test.each([
  ['https://www.twitch.tv/Harbour?x=1#y', '@harbour'],
  ['http://m.twitch.tv/harbour/videos?filter=all', '@harbour'],
  ['twitch.tv/Harbour_1', '@harbour_1'],
  ['  https://www.twitch.tv/12345 ', '@12345'],
  ['https://www.twitch.tv/popout/harbour/chat', '@harbour'],
  ['https://dashboard.twitch.tv/u/harbour/home', '@harbour'],
  ['https://player.twitch.tv/?channel=Harbour&parent=x', '@harbour'],
  ['@Harbour', '@harbour'],
  ['Harbour', '@harbour'],
  ['＠ｈａｒｂｏｕｒ', '@harbour'],
  ['9000000001', '9000000001'],
  ['@9000000001', '@9000000001'],
  ['https://www.twitch.tv/videos/123', null],
  ['https://www.twitch.tv/directory/category/x', null],
  ['https://clips.twitch.tv/QuietBoat', null],
  ['https://www.twitch.tv/', null],
  ['https://twitch.tv.example.com/harbour', null],
  ['https://www.youtube.com/@harbour', null],
  ['javascript:alert(1)', null],
  ['등대', null],
  ['a b', null],
  ['', null],
  ['@', null],
  ['x'.repeat(26), null],
])('accountOf(%j) is %j', (given, account) => expect(accountOf(given)).toBe(account));
