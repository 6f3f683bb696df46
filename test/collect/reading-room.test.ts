import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createReadingRoom } from '../../src/collect/reading/room.ts';
import { decodeFrame, encodeFrame } from '../../src/lake/index.ts';
import { createHasher, withoutPeople } from '../../src/net/index.ts';
import type { Answered, NetRequest } from '../../src/net/index.ts';
import { endpointsNamed, parsedOf } from '../../src/sources/index.ts';

const key = new Uint8Array(32).fill(7);
const endpoint = endpointsNamed('tiktok/followers').endpoints[0]!;
const { payload, privateFields } = endpoint;
const url = 'https://www.tiktok.com/api/user/list/?secUid=MS4wLjABAAAA&count=30&minCursor=0';

const follower = (n: number) => ({
  user: {
    id: String(n),
    uniqueId: `quiet_harbour_${n}`,
    nickname: `조용한 항구 ${n}`,
    verified: false,
    avatarThumb: 'https://example.com/a.jpeg',
  },
  stats: { followerCount: n, followingCount: 2, heartCount: '17', videoCount: 3 },
});
const list = (count: number) =>
  JSON.stringify({
    statusCode: 0,
    userList: Array.from({ length: count }, (_, n) => follower(n)),
    hasMore: true,
    minCursor: 1_790_000_000,
    total: 900,
  });

const answered = (body: string): Answered => ({
  ...{ status: 200, headers: { 'content-type': 'application/json' }, body, bytes: Buffer.byteLength(body) },
  ...{ at: Date.parse('2026-09-01T09:00:00Z'), durationMs: 150, attempts: 1, outcome: 'ok' },
});
const request: NetRequest = {
  url,
  lane: 'tiktok-api',
  cost: 1,
  hosts: ['www.tiktok.com'],
  payload,
  privateFields,
  endpoint: `followers:${endpoint.name}`,
};
const onTheSpot = (answer: Answered) => () =>
  withoutPeople(answer, url, { payload, privateFields, hasher: createHasher(key), keepNames: false, replayed: false });

const shared = createReadingRoom({ platform: 'tiktok', key }, { after: 0 });
afterAll(() => shared.close());

const openRoom = (after = 0) => {
  const room = createReadingRoom({ platform: 'tiktok', key }, { after });
  onTestFinished(() => room.close());
  return room;
};

test.for([
  ['a list of people', list(30)],
  ['a list that has lost its people', JSON.stringify({ statusCode: 0, users: [follower(1)], hasMore: false })],
  ['a payload that breaks off', list(30).slice(0, 900)],
  ['a page where data was expected', '<html><body>captcha</body></html>'],
  ['rows that do not fit', JSON.stringify({ statusCode: 0, userList: [{ user: 7 }, follower(2)], hasMore: false, minCursor: 0, total: 2 })],
] as const)('what the other thread reads is what would have been read on the spot: %s', async ([, body]) => {
  const answer = answered(body);
  const here = onTheSpot(answer);
  const exchange = await shared.read(answer, request, url, here)!;
  const expected = here();
  expect({ ...exchange }).toEqual({ ...expected });
  expect(parsedOf(endpoint, exchange)).toEqual(endpoint.parse(expected));
  // Not a byte of the raw answer differs either.
  const lines = async (each: typeof exchange) => {
    const frame = await encodeFrame([{ id: 12, exchange: each }]);
    return decodeFrame({ ...frame, id: '1' });
  };
  expect(await lines(exchange)).toEqual(await lines(expected));
  expect(JSON.stringify(exchange)).not.toContain('quiet_harbour');
});

test('what a thread was reading when it ended is read on the spot, and so is what follows', async () => {
  const room = openRoom();
  const answer = answered(list(3));
  const here = onTheSpot(answer);
  const underWay = room.read(answer, request, url, here)!;
  await room.close();
  expect({ ...(await underWay) }).toEqual({ ...here() });
  expect(room.read(answer, request, url, here)).toBeUndefined();
});

test('the first answers are read on the spot, and so is whatever has no people in it', () => {
  const room = openRoom(1);
  const answer = answered(list(3));
  const here = onTheSpot(answer);
  expect(room.read(answer, request, url, here)).toBeUndefined();
  expect(room.read(answered(''), request, url, here)).toBeUndefined();
  expect(room.read(answer, { ...request, privateFields: [] }, url, here)).toBeUndefined();
  expect(room.read(answer, request, url, here)).toBeInstanceOf(Promise);
});

test('a thread that cannot begin is told of and keeps nobody waiting', async () => {
  const troubles: unknown[] = [];
  const room = createReadingRoom({ platform: 'tiktok', key: new Uint8Array(3) }, { after: 0, onTrouble: (error) => troubles.push(error) });
  const answer = answered(list(3));
  const here = onTheSpot(answer);
  expect({ ...(await room.read(answer, request, url, here)!) }).toEqual({ ...here() });
  expect(String(troubles[0])).toContain('privacy key');
});
