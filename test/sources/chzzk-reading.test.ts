import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParsedRecord } from '../../src/domain/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import { chzzk } from '../../src/sources/chzzk/index.ts';
import { readTargets } from '../../src/sources/index.ts';
import type { Endpoint, Page, Params } from '../../src/sources/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import { describeReading, plainContext, readAll } from '../support/source-reading.ts';
import type { Ask, Reading } from '../support/source-reading.ts';
import { answerOf, channelContent, channelIds, detailContent, videosContent } from './chzzk-samples.ts';
import { askWorld, openWorld } from './sim-ask.ts';

let world: Simulator;
const streamNamed = (name: string) => chzzk.streams.find((stream) => stream.name === name)!;
const endpointNamed = (stream: string, name: string): Endpoint => streamNamed(stream).endpoints.find((each) => each.name === name)!;

const key = Object.fromEntries(chzzk.settings!.map(({ name, simulated }) => [name, simulated]));
/** Asks with the key of an application, which the plain way of asking leaves out. */
const askWithKey =
  (from: Simulator, values: Readonly<Record<string, string>> = key): Ask =>
  async (endpoint, params) => {
    const asked = { ...endpoint, request: (given: Params) => endpoint.request(given, values) };
    const exchange = await askWorld(from)(asked, params);
    // As the transport names it when a key went along.
    return endpoint.needs && exchange.status === 401 ? { ...exchange, outcome: 'credential-expired' } : exchange;
  };
const withoutKey = ({ needs = [] }: Endpoint): boolean => needs.length === 0;

const read = (from: Simulator, name: string, targets: readonly string[], options = {}): Promise<Page[]> =>
  readAll(streamNamed(name), targets, askWorld(from), null, false, { options, can: withoutKey });
const recordsOf = (pages: readonly Page[], kind: string): ParsedRecord[] =>
  pages.flatMap(({ parsed }) => parsed.records).filter((record) => record.kind === kind);
const hostsOf = (pages: readonly Page[]): string[] => pages.map(({ exchange }) => new URL(exchange.request.url).host);
const parts = () => (['steady', 'bare', 'on-air', 'off-air', 'rising'] as const).map((part) => world.chzzk.idOf(part));
const today = () => world.state().day;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const names = chzzk.streams.map(({ name }) => name);

describe('without the key of an application', () => {
  const readings = async (): Promise<readonly Reading[]> =>
    names.map((stream) => ({ stream, targets: parts(), ask: askWorld(world), can: withoutKey }));
  describeReading(chzzk, readings, names);

  test('profiles are asked one by one as the site does', async () => {
    const pages = await read(world, 'profile', parts());
    expect(hostsOf(pages)).toEqual(parts().map(() => 'api.chzzk.naver.com'));
  });
});

describe('with it', () => {
  const readings = async (): Promise<readonly Reading[]> => [{ stream: 'profile', targets: world.chzzk.ids(), ask: askWithKey(world) }];
  describeReading(chzzk, readings, ['profile']);

  test('30 profiles are two calls of the official interface, with the key in headers and nowhere else', async () => {
    const pages = await readAll(streamNamed('profile'), world.chzzk.ids(), askWithKey(world));
    expect(hostsOf(pages)).toEqual(['openapi.chzzk.naver.com', 'openapi.chzzk.naver.com']);
    expect(pages.map(({ targets }) => targets.length)).toEqual([20, 10]);
    for (const { id, counts, fields } of recordsOf(pages, 'channel')) {
      const truth = world.chzzk.streamerTruth(id, today())!;
      expect(counts).toEqual({ followers: { value: truth.followers, precision: 'exact' } });
      expect(fields['title']).toBe(truth.name);
    }
    for (const { exchange } of pages) for (const value of Object.values(key)) expect(exchange.request.url).not.toContain(value);
    expect(endpointNamed('profile', 'open-channels')).toMatchObject({ official: true });
  });

  test('ids that it leaves out are named as missing, each as it was asked', async () => {
    await using later = await openWorld({ day: '2026-11-30' });
    const nobody = 'f'.repeat(32);
    const [page] = await readAll(
      streamNamed('profile'),
      [later.chzzk.idOf('steady'), nobody, later.chzzk.idOf('banned')],
      askWithKey(later),
    );
    expect(page!.parsed).toMatchObject({ outcome: 'ok', missing: [nobody, later.chzzk.idOf('banned')] });
    expect(page!.parsed.records).toHaveLength(1);
  });

  test('a call that is refused, or brings not one of twenty, makes nobody gone', () => {
    const { parse } = endpointNamed('profile', 'open-channels');
    const ids = Array.from({ length: 20 }, (_, n) => String(n).padStart(32, '0'));
    const url = `https://openapi.chzzk.naver.com/open/v1/channels?channelIds=${ids.join()}`;
    const nobody = parse(exchangeWith({ url, body: JSON.stringify(answerOf({ data: [] })) }));
    expect(nobody).toMatchObject({ outcome: 'refused', records: [] });
    expect(nobody.missing).toBeUndefined();
    expect(parse(exchangeWith({ url, status: 404, body: '{"code":404,"message":"NOT_FOUND"}', outcome: 'gone' })).outcome).toBe('refused');
  });

  test('a row that cannot be read makes nobody missing', () => {
    const [one, other] = channelIds;
    const body = JSON.stringify(answerOf({ data: [{ channelId: one, followerCount: 1 }, { channelId: 7 }] }));
    const url = `https://openapi.chzzk.naver.com/open/v1/channels?channelIds=${one},${other}`;
    const parsed = endpointNamed('profile', 'open-channels').parse(exchangeWith({ url, body }));
    expect(parsed.missing).toBeUndefined();
    expect(parsed.quarantined.map(({ path }) => path)).toContain('content.data[1]');
  });

  test('a key that is wrong or has ended stops the source, and is not tried around', async () => {
    const wrong = { ...key, CHZZK_CLIENT_SECRET: 'another' };
    const pages = await readAll(streamNamed('profile'), parts(), askWithKey(world, wrong));
    expect(pages).toHaveLength(1);
    expect(pages[0]!.parsed.outcome).toBe('credential-expired');
    expect(pages[0]!.exchange.note).toBe('Chzzk says 401 INVALID_CLIENT');
  });
});

describe('a world of channels', () => {
  test('every profile is the true one', async () => {
    const records = recordsOf(await read(world, 'profile', world.chzzk.ids()), 'channel');
    expect(records.map(({ id }) => id)).toEqual(world.chzzk.ids());
    for (const { id, fields, counts } of records) {
      const truth = world.chzzk.streamerTruth(id, today())!;
      expect(counts['followers']!.value).toBe(truth.followers);
      expect(fields).toMatchObject({ title: truth.name, live: truth.onAir });
    }
    const bare = records.find(({ id }) => id === world.chzzk.idOf('bare'))!;
    expect(bare.fields).not.toHaveProperty('imageUrl');
    expect(bare.fields).not.toHaveProperty('description');
  });

  test('a channel that is not there comes with 200 and 0 followers, and is gone without a number', async () => {
    const [page] = await read(world, 'profile', ['f'.repeat(32)]);
    expect(page!.parsed).toMatchObject({ outcome: 'gone', records: [] });
    expect(page!.exchange).toMatchObject({ status: 200, note: 'Chzzk has no such channel: its id is null' });
  });

  test('banned and private have their names; what hangs on them only says that there is nothing', async () => {
    await using later = await openWorld({ day: '2026-11-30' });
    const outcomeOf = async (stream: string, part: 'banned' | 'private') =>
      (await read(later, stream, [later.chzzk.idOf(part)]))[0]!.parsed.outcome;
    expect(await outcomeOf('profile', 'banned')).toBe('gone');
    expect(await outcomeOf('profile', 'private')).toBe('private');
    for (const stream of ['videos', 'live']) expect(await outcomeOf(stream, 'banned')).toBe('empty');
  });

  test('off the air the viewers that are left over are nobody, and its end is told', async () => {
    const [page] = await read(world, 'live', [world.chzzk.idOf('off-air')]);
    expect(JSON.parse(page!.exchange.body).content.concurrentUserCount).toBeGreaterThan(0);
    expect(page!.parsed.records).toMatchObject([{ fields: { live: false, liveEndedAt: expect.stringMatching(/Z$/) } }]);
    expect(page!.parsed.records[0]!.counts).toEqual({});
  });

  test('who was never on the air is off it, not missing', async () => {
    const [page] = await read(world, 'live', [world.chzzk.idOf('bare')]);
    expect(JSON.parse(page!.exchange.body)).toMatchObject({ content: null });
    expect(page!.parsed).toMatchObject({ outcome: 'ok', records: [{ id: world.chzzk.idOf('bare'), fields: { live: false } }] });
  });

  test('hidden viewers are unknown and not 0; a broadcast for adults has its viewers without the JSON inside', async () => {
    const [hidden] = await read(world, 'live', [world.chzzk.idOf('hidden')]);
    expect(hidden!.parsed.records[0]).toMatchObject({ fields: { live: true }, counts: { viewers: null, liveViews: null } });
    const [adult] = await read(world, 'live', [world.chzzk.idOf('adult')]);
    expect(adult!.parsed).toMatchObject({ outcome: 'ok', quarantined: [], records: [{ fields: { live: true, liveAdult: true } }] });
    const { viewers } = world.chzzk.streamerTruth(world.chzzk.idOf('adult'), today())!;
    expect(adult!.parsed.records[0]!.counts['viewers']!.value).toBe(viewers);
    expect(adult!.parsed.records[0]!.fields).not.toHaveProperty('livePlayback');
  });

  test('where the details are forbidden the poll of the player says the same, but for the start', async () => {
    const id = world.chzzk.idOf('on-air');
    const [detail] = await read(world, 'live', [id]);
    const forbidding: Ask = async (endpoint, params) => {
      const exchange = await askWorld(world)(endpoint, params);
      return endpoint.name === 'live-detail' ? { ...exchange, status: 0, body: '', outcome: 'disallowed' } : exchange;
    };
    const pages = await readAll(streamNamed('live'), [id], forbidding);
    expect(pages.map(({ endpoint }) => endpoint.name)).toEqual(['live-detail', 'live-status']);
    const [one, other] = [detail!.parsed.records[0]!, pages[1]!.parsed.records[0]!];
    expect(other.counts['viewers']).toEqual(one.counts['viewers']);
    expect(other.fields['liveTitle']).toBe(one.fields['liveTitle']);
    expect(one.fields).toHaveProperty('liveStartedAt');
    expect(other.fields).not.toHaveProperty('liveStartedAt');
  });

  test('all videos of a channel come, each once, and no more than were asked for', async () => {
    const id = world.chzzk.idOf('steady');
    const { posts } = world.chzzk.streamerTruth(id, today())!;
    const pages = await read(world, 'videos', [id], { maxVideosPerChannel: 100_000 });
    expect(new Set(recordsOf(pages, 'post').map((video) => video.id)).size).toBe(posts);
    expect(pages).toHaveLength(Math.ceil(posts / 24));
    expect(recordsOf(pages, 'channel')).toMatchObject([{ id, counts: { posts: { value: posts } } }]);
    expect(await read(world, 'videos', [id], { maxVideosPerChannel: 25 })).toHaveLength(2);
  });

  test('the list of broadcasts holds everybody on the air once, the most watched first', async () => {
    const lives = endpointNamed('live', 'lives');
    const pages: Page[] = [];
    const paged = readTargets((_, next) => ({ endpoint: lives, params: (next ?? {}) as Params }));
    for await (const page of paged({ ...plainContext, targets: ['all'], cursor: null, lastAttempt: false, ask: askWorld(world) }))
      pages.push(page);
    const records = recordsOf(pages, 'channel');
    const onAir = world.chzzk.ids().filter((id) => world.chzzk.streamerTruth(id, today())!.onAir);
    expect(records.map(({ id }) => id).toSorted()).toEqual(onAir.toSorted());
  });
});

describe('refusals', () => {
  const { parse, refusal } = endpointNamed('profile', 'channel');
  test.each([
    [404, '{"code":404,"message":"채널이 존재하지 않습니다."}', 'gone'],
    [403, '{"code":403,"message":"비공개 채널입니다."}', 'private'],
    [403, '{"code":403,"message":"Forbidden"}', 'login-required'],
    [401, '{"code":401,"message":"로그인이 필요합니다."}', 'login-required'],
    [400, '{"code":400,"message":"잘못된 요청입니다."}', 'refused'],
    [400, 'x', 'refused'],
    [404, '<!doctype html><title>404</title>', 'refused'],
    [404, '', 'refused'],
    // A gateway's own.
    [404, '{"timestamp":1,"status":404,"error":"Not Found","path":"/x"}', 'refused'],
  ] as const)('%i with %s is %s', (status, body, outcome) =>
    expect(parse(exchangeWith({ status, body, outcome: 'refused' })).outcome).toBe(outcome),
  );

  test.each([
    ['{"code":404,"message":"채널이 존재하지 않습니다."}', 'gone'],
    ['{"code":429,"message":"Too Many Requests"}', 'rate-limited'],
    ['{"code":500,"message":"서버 오류"}', 'server-error'],
    ['{"code":403,"message":"연령 제한"}', 'login-required'],
    ['{"code":9999,"message":"???"}', 'refused'],
  ] as const)('%s with a 200 is %s, with its words', (body, outcome) =>
    expect(parse(exchangeWith({ body }))).toMatchObject({ outcome, records: [], note: expect.stringContaining('Chzzk says') }),
  );

  test('nothing that is too fast or broken is named before the lane hears of it', () => {
    for (const status of [401, 429, 500, 503]) expect(refusal!(status, '{"code":404,"message":"존재하지"}')).toBeUndefined();
  });

  test('a page with a 404 says that the address is not served: the channel is asked again, and nobody is gone', async () => {
    await using moved = await openWorld({ faults: [{ fault: 'page-404', host: 'api.chzzk.naver.com' }] });
    for (const stream of names) {
      const pages = await read(moved, stream, [moved.chzzk.idOf('steady')]);
      expect(pages, stream).toMatchObject([{ parsed: { outcome: 'refused', records: [] }, cursor: { target: 0 } }]);
    }
  });

  test('a refusal in a 200 under load keeps its place', async () => {
    await using broken = await openWorld({ faults: [{ fault: 'error-in-200', endpoint: 'chzzk/channel', times: 1 }] });
    const pages = await read(broken, 'profile', [broken.chzzk.idOf('steady')]);
    expect(pages).toMatchObject([{ parsed: { outcome: 'server-error' }, cursor: { target: 0 } }]);
  });
});

describe('what an answer may hold', () => {
  test('JSON inside that is broken costs what stands in it, and says so', () => {
    const content = { ...detailContent, livePlaybackJson: '{"live":' };
    const parsed = endpointNamed('live', 'live-detail').parse(exchangeWith({ body: JSON.stringify(answerOf(content)) }));
    expect(parsed).toMatchObject({ outcome: 'ok', records: [{ fields: { live: true } }] });
    expect(parsed.quarantined).toMatchObject([{ path: 'content.livePlaybackJson' }]);
  });

  test('a word for the air that nobody knows is looked at, not guessed', () => {
    const content = { ...detailContent, status: 'PAUSED' };
    expect(endpointNamed('live', 'live-detail').parse(exchangeWith({ body: JSON.stringify(answerOf(content)) })).outcome).toBe(
      'changed-shape',
    );
  });

  test('whoever has blocked us is marked', () => {
    const content = { ...channelContent, personalData: { privateUserBlock: true } };
    const [record] = endpointNamed('profile', 'channel').parse(exchangeWith({ body: JSON.stringify(answerOf(content)) })).records;
    expect(record!.fields['state']).toBe('blocked');
  });

  test('a time in milliseconds wins over the Korean text, which stands in where there is none; none beyond the calendar', () => {
    const publishedOf = (change: object): unknown => {
      const content = { ...videosContent, data: videosContent.data.map((row) => ({ ...row, ...change })) };
      const { records } = endpointNamed('videos', 'list').parse(exchangeWith({ body: JSON.stringify(answerOf(content)) }));
      return records.find(({ kind }) => kind === 'post')!.fields['publishedAt'];
    };
    expect(publishedOf({})).toBe(new Date(1_795_101_000_123).toISOString());
    expect(publishedOf({ publishDateAt: null })).toBe('2026-11-19T15:10:00.000Z');
    expect(publishedOf({ publishDateAt: 2 ** 60, publishDate: 'x' })).toBeUndefined();
  });
});

describe('whom an address means', () => {
  const id = '0123456789abcdef0123456789abcdef';
  test.each([
    id,
    id.toUpperCase(),
    ` ${id} `,
    `https://chzzk.naver.com/${id}`,
    `https://chzzk.naver.com/live/${id}?utm_source=x`,
    `chzzk.naver.com/${id}/videos#top`,
    `https://m.chzzk.naver.com/${id}/about`,
    `https://api.chzzk.naver.com/service/v1/channels/${id}`,
  ])('%s', (text) => expect(chzzk.accountOf!(text)).toBe(id));

  test.each([
    'https://chzzk.naver.com/video/123456',
    'https://chzzk.naver.com/',
    `https://chzzk.naver.com.evil.example/${id}`,
    `https://evil.example/${id}`,
    `${id}0`,
    '이름',
    '',
    'a'.repeat(10_000),
  ])('%s is nobody', (text) => expect(chzzk.accountOf!(text)).toBeNull());
});
