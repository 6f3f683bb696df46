import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParsedRecord } from '../../src/domain/index.ts';
import type { FaultRule, Simulator } from '../../src/sim/index.ts';
import type { Page } from '../../src/sources/index.ts';
import { soop } from '../../src/sources/soop/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import { describeReading, readAll } from '../support/source-reading.ts';
import type { Ask, Reading } from '../support/source-reading.ts';
import { askWorld, openWorld } from './sim-ask.ts';
import { stationPayload } from './soop-samples.ts';

const present = 'chapi.sooplive.co.kr';
/** The present host as it answers whoever it does not want. */
const unwanted: FaultRule = { fault: 'page-404', host: present };

let open: Simulator;
let shut: Simulator;
const streamNamed = (name: string) => soop.streams.find((stream) => stream.name === name)!;
const read = (world: Simulator, name: string, targets: readonly string[], options = {}): Promise<Page[]> =>
  readAll(streamNamed(name), targets, askWorld(world), null, false, { options });
const recordsOf = (pages: readonly Page[], kind: string): ParsedRecord[] =>
  pages.flatMap(({ parsed }) => parsed.records).filter((record) => record.kind === kind);
const hostsOf = (pages: readonly Page[]): string[] => pages.map(({ exchange }) => new URL(exchange.request.url).host);
const parts = (world: Simulator) => [
  world.soop.idOf('steady'),
  world.soop.idOf('bare'),
  world.soop.idOf('on-air'),
  world.soop.idOf('off-air'),
];

beforeAll(async () => {
  open = await openWorld();
  shut = await openWorld({ faults: [unwanted] });
});
afterAll(() => Promise.all([open.close(), shut.close()]));

const readings = (world: () => Simulator) => async (): Promise<readonly Reading[]> =>
  soop.streams.map(({ name }) => ({ stream: name, targets: parts(world()), ask: askWorld(world()) }));
const names = soop.streams.map(({ name }) => name);

describe('while the present host answers', () => {
  describeReading(
    soop,
    readings(() => open),
    names,
  );
});

describe('while it does not want us', () => {
  test.each(names)('%s goes on at the next host after one request', async (name) => {
    const pages = await read(shut, name, parts(shut));
    expect(hostsOf(pages).filter((host) => host === present)).toHaveLength(1);
    expect(pages[0]).toMatchObject({ targets: [], parsed: { outcome: 'blocked', records: [] } });
    expect(pages[0]!.exchange.note).toContain('clients that are not wanted');
    expect(new Set(hostsOf(pages.slice(1)))).toEqual(new Set(['chapi.sooplive.com']));
    expect(new Set(pages.flatMap(({ targets }) => targets))).toEqual(new Set(parts(shut)));
  });

  test('the third is tried when the second does not, and what no host answers keeps its place', async () => {
    await using world = await openWorld({ faults: [unwanted, { fault: 'page-404', host: 'chapi.sooplive.com' }] });
    const pages = await read(world, 'profile', parts(world));
    expect(hostsOf(pages).slice(0, 3)).toEqual([present, 'chapi.sooplive.com', 'bjapi.afreecatv.com']);
    expect(recordsOf(pages, 'channel')).toHaveLength(4);
    world.faults.add([{ fault: 'page-404' }]);
    const none = await read(world, 'profile', parts(world));
    expect(none.at(-1)).toMatchObject({ parsed: { outcome: 'blocked' }, cursor: { target: 0, closed: [0, 1] } });
    expect(recordsOf(none, 'channel')).toEqual([]);
  });
});

describe('a world of streamers', () => {
  test('every figure of a profile is the true one, and nothing waits in quarantine', async () => {
    const ids = open.soop.ids();
    const pages = await read(open, 'profile', ids);
    const { day } = open.state();
    for (const { parsed } of pages) expect(parsed.quarantined).toEqual([]);
    const records = recordsOf(pages, 'channel');
    expect(records.map(({ id }) => id)).toEqual(ids);
    for (const { id, fields, counts } of records) {
      const truth = open.soop.streamerTruth(id, day)!;
      expect(counts['followers']!.value).toBe(truth.followers);
      expect(counts['views']!.value).toBe(truth.views);
      expect(fields).toMatchObject({ title: truth.name, login: id, live: truth.onAir });
      expect(fields['createdAt']).toMatch(/T16:00:00\.000Z$/);
    }
    expect(records.find(({ id }) => id === open.soop.idOf('bare'))!.fields).not.toHaveProperty('imageUrl');
  });

  test('on the air has a start and viewers; off the air is said, and has neither', async () => {
    const [live, off] = await Promise.all(
      ['on-air' as const, 'off-air' as const].map((part) => read(open, 'live', [open.soop.idOf(part)])),
    );
    const truth = open.soop.streamerTruth(open.soop.idOf('on-air'), open.state().day)!;
    expect(live![0]!.parsed.records[0]).toMatchObject({ fields: { live: true }, counts: { viewers: { value: truth.viewers } } });
    expect(live![0]!.parsed.records[0]!.fields['liveStartedAt']).toMatch(/^2026-11-(?:20T2\d|21T0[0-3]):/);
    expect(off![0]!.parsed).toMatchObject({ outcome: 'ok', records: [{ fields: { live: false }, counts: {} }] });
    expect(off![0]!.parsed.records[0]!.counts).toEqual({});
    // What the record had of the broadcast before is taken back.
    for (const name of Object.keys(live![0]!.parsed.records[0]!.fields).filter((field) => field !== 'live'))
      expect(off![0]!.parsed.records[0]!.fields, name).toHaveProperty(name, null);
    const [adult, locked] = await Promise.all(
      ['adult' as const, 'hidden' as const].map((part) => read(open, 'live', [open.soop.idOf(part)])),
    );
    expect(adult![0]!.parsed.records[0]!.fields).toMatchObject({ liveAdult: true, livePassword: false });
    expect(locked![0]!.parsed.records[0]!.fields).toMatchObject({ liveAdult: false, livePassword: true });
  });

  test('all videos of a streamer come, each once, and no more than were asked for', async () => {
    const id = open.soop.idOf('steady');
    const { posts } = open.soop.streamerTruth(id, open.state().day)!;
    const pages = await read(open, 'videos', [id], { maxVideosPerChannel: 100_000 });
    const videos = recordsOf(pages, 'post');
    expect(new Set(videos.map((video) => video.id)).size).toBe(posts);
    expect(pages).toHaveLength(Math.ceil(posts / 20));
    expect(recordsOf(pages, 'channel')).toMatchObject([{ id, counts: { posts: { value: posts } } }]);
    for (const { fields } of videos) expect(fields['durationSeconds']).toBeLessThan(20_000);
    expect(await read(open, 'videos', [id], { maxVideosPerChannel: 21 })).toHaveLength(2);
  });

  test('rows that move while they are read are seen twice at most, and none is missed', async () => {
    await using world = await openWorld({ faults: [{ fault: 'shifting', endpoint: 'soop/review', rows: 2 }] });
    const id = world.soop.idOf('steady');
    const posts = recordsOf(await read(world, 'videos', [id], { maxVideosPerChannel: 60 }), 'post').map((post) => post.id);
    expect(posts.length).toBe(60);
    expect(new Set(posts).size).toBe(56);
  });

  test('who is suspended is gone, who is private is private, and a stream that hangs on them says only that there is nothing', async () => {
    await using world = await openWorld({ day: '2026-11-30' });
    const [banned, secluded] = [world.soop.idOf('banned'), world.soop.idOf('private')];
    for (const [id, outcome] of [
      [banned, 'gone'],
      [secluded, 'private'],
    ] as const) {
      const [page] = await read(world, 'profile', [id]);
      expect(page!.parsed).toMatchObject({ outcome, records: [] });
      expect(page!.exchange.note).toMatch(/^SOOP says \d+ /);
    }
    for (const stream of ['videos', 'live']) {
      expect((await read(world, stream, [banned]))[0]!.parsed.outcome).toBe('empty');
      expect((await read(world, stream, [secluded]))[0]!.parsed.outcome).toBe('private');
    }
    expect((await read(world, 'profile', ['nobodyatall']))[0]!.parsed.outcome).toBe('gone');
  });

  test('who goes private between two pages is private from there on, and keeps what was read before', async () => {
    await using world = await openWorld();
    const id = world.soop.idOf('private');
    let asked = 0;
    const onTheWay: Ask = async (endpoint, params) => {
      if (++asked === 2) world.clock.advance(8);
      return askWorld(world)(endpoint, params);
    };
    const pages = await readAll(streamNamed('videos'), [id, world.soop.idOf('steady')], onTheWay, null, false, { options: {} });
    expect(pages.slice(0, 2).map(({ parsed }) => parsed.outcome)).toEqual(['ok', 'private']);
    expect(recordsOf(pages.slice(0, 1), 'post').length).toBeGreaterThan(0);
    expect(pages[1]).toMatchObject({ targets: [id], parsed: { records: [], next: null } });
    expect(pages[2]).toMatchObject({ targets: [world.soop.idOf('steady')], parsed: { outcome: 'ok' } });
  });

  test('a target given as a name is asked by its id', async () => {
    const id = open.soop.idOf('steady');
    const [page] = await read(open, 'profile', [`@${id.toUpperCase()}`]);
    expect(page!.parsed.records[0]).toMatchObject({ id, name: `@${id}` });
  });
});

describe('what a station may lack', () => {
  const parse = (payload: unknown) => streamNamed('live').endpoints[0]!.parse(exchangeWith({ body: JSON.stringify(payload) }));

  test('without a word about the air nobody is called off it', () => {
    const { broad: _, ...silent } = stationPayload();
    expect(parse(silent)).toMatchObject({ outcome: 'changed-shape', records: [] });
    expect(parse(stationPayload({ broad: null }))).toMatchObject({ outcome: 'ok', records: [{ fields: { live: false } }] });
  });

  test('a start that is no time is left out', () => {
    const { station } = stationPayload();
    const [record] = parse(stationPayload({ station: { ...station, broad_start: '0000-00-00 00:00:00' } })).records;
    expect(record!.fields).not.toHaveProperty('liveStartedAt');
  });
});

describe('refusals', () => {
  const { parse, refusal } = streamNamed('profile').endpoints[0]!;
  test.each([
    [404, '{"code":9000,"message":"존재하지 않는 방송국입니다."}', 'gone'],
    [404, '<html>no</html>', 'blocked'],
    // As it is kept: a page cannot be searched for private people.
    [404, '', 'blocked'],
    [403, '', 'blocked'],
    // In words that nobody knows it may be about the address: nobody is gone by it.
    [404, '{"message":"The route api/x/station could not be found."}', 'refused'],
    [404, '{"message":"Route not found"}', 'refused'],
    [403, '{"code":1,"message":"비공개 방송국"}', 'private'],
    [403, '<html>no</html>', 'blocked'],
    [401, '{"message":"로그인이 필요합니다."}', 'login-required'],
    [400, '{"message":"bad"}', 'refused'],
    [500, '{"message":"존재하지 않는"}', 'server-error'],
  ] as const)('%i with %s is %s', (status, body, outcome) => {
    const seen = status === 500 ? 'server-error' : 'refused';
    expect(parse(exchangeWith({ status, body, outcome: seen })).outcome).toBe(outcome);
  });

  test('one in a 200 is named by its words, and one without known words is refused with them', () => {
    expect(parse(exchangeWith({ body: '{"code":-1,"message":"탈퇴한 회원입니다."}' })).outcome).toBe('gone');
    expect(parse(exchangeWith({ body: '{"code":-7,"message":"???"}' }))).toMatchObject({ outcome: 'refused', note: 'SOOP says -7 ???' });
  });

  test('nothing that is too fast or broken is named before the lane hears of it', () => {
    for (const status of [429, 500, 503]) expect(refusal!(status, '{"message":"존재하지 않는"}')).toBeUndefined();
  });
});

describe('whom an address means', () => {
  test.each([
    ['https://ch.sooplive.co.kr/abc123', 'abc123'],
    ['https://www.sooplive.co.kr/station/ABC123/vod?x=1#top', 'abc123'],
    ['http://bj.afreecatv.com/abc123/', 'abc123'],
    ['https://play.afreecatv.com/abc123/253930', 'abc123'],
    ['play.sooplive.co.kr/abc_123/1?utm_source=x', 'abc_123'],
    ['https://www.sooplive.com/station/abc123', 'abc123'],
    ['https://www.afreecatv.com/abc123', 'abc123'],
    [' @Abc123 ', 'abc123'],
    ['1004abc', '1004abc'],
  ])('%s is %s', (text, id) => expect(soop.accountOf!(text)).toBe(id));

  test.each([
    'https://vod.sooplive.co.kr/player/123',
    'https://www.sooplive.co.kr/search?q=abc',
    'https://www.sooplive.co.kr/',
    'https://ch.sooplive.co.kr.evil.example/abc123',
    'https://evil.example/ch.sooplive.co.kr/abc123',
    'https://www.twitch.tv/abc123',
    'javascript://ch.sooplive.co.kr/abc123',
    '이름',
    'two words',
    '',
    '@',
    'a'.repeat(10_000),
  ])('%s is nobody', (text) => expect(soop.accountOf!(text)).toBeNull());
});
