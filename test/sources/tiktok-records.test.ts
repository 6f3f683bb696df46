import { describe, expect, test } from 'vitest';
import { createHasher, redact } from '../../src/net/privacy/index.ts';
import { accountOf } from '../../src/sources/tiktok/account.ts';
import { refusal } from '../../src/sources/tiktok/codes.ts';
import { countReader } from '../../src/sources/tiktok/counts.ts';
import { tiktok } from '../../src/sources/tiktok/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import { item, samples } from './tiktok-samples.ts';

const endpointNamed = (name: string) => {
  const [stream, endpoint] = name.split(':');
  return tiktok.streams.find((each) => each.name === stream)!.endpoints.find((each) => each.name === endpoint)!;
};
const parse = (name: string, payload: unknown, url = '') =>
  endpointNamed(name).parse(exchangeWith({ url, body: typeof payload === 'string' ? payload : JSON.stringify(payload) }));

describe('counts', () => {
  test.each([
    [9999, { value: 9999, precision: 'exact' }],
    [12_300, { value: 12_300, precision: 'rounded', digits: 3 }],
    [438_100, { value: 438_100, precision: 'rounded', digits: 4 }],
    [1_700_000, { value: 1_700_000, precision: 'rounded', digits: 2 }],
    [25_300_000, { value: 25_300_000, precision: 'rounded', digits: 3 }],
    [1_200_000_000, { value: 1_200_000_000, precision: 'rounded', digits: 2 }],
    // Until 2021 these were exact, and such a number says so itself.
    [2_419_536, { value: 2_419_536, precision: 'exact' }],
    [-5, null],
  ])('%d in stats alone', (value, count) => {
    expect(countReader({ playCount: value }, null)('playCount')).toEqual(count);
  });

  test('statsV2 comes before stats and is exact where one of its numbers is finer', () => {
    const finer = countReader({ followerCount: 438_100, videoCount: 1587 }, { followerCount: '438115', videoCount: '1587' });
    expect(finer('followerCount')).toEqual({ value: 438_115, precision: 'exact' });
    expect(countReader(null, { followerCount: '438100' })('followerCount')).toEqual({ value: 438_100, precision: 'exact' });
  });

  test('statsV2 that only repeats stats is no better than these', () => {
    const repeated = countReader({ playCount: 1_800_000 }, { playCount: '1800000' });
    expect(repeated('playCount')).toEqual({ value: 1_800_000, precision: 'rounded', digits: 2 });
  });

  test('what is not there is not 0: absent and empty are told apart from it', () => {
    expect(countReader({}, null)('playCount')).toBeUndefined();
    expect(countReader({ playCount: '' }, null)('playCount')).toBeNull();
    expect(countReader({ playCount: 0 }, null)('playCount')).toEqual({ value: 0, precision: 'exact' });
  });
});

describe('accounts', () => {
  test.each([
    ['@Some.One_1', '@some.one_1'],
    ['  some.one ', '@some.one'],
    ['https://www.tiktok.com/@Some.One?lang=ko&utm_source=mail', '@some.one'],
    ['tiktok.com/@some.one/video/7100000000000000001', '@some.one'],
    ['https://m.tiktok.com/@some.one/#top', '@some.one'],
    ['https://www.tiktok.com/%40some.one', '@some.one'],
    ['https://www.tiktok.com/@%EB%AC%BC%EB%B9%9B', '@물빛'],
    ['7012345678901234567', '7012345678901234567'],
    ['https://www.tiktok.com/share/user/7012345678901234567', '7012345678901234567'],
  ])('%s is %s', (text, account) => expect(accountOf(text)).toBe(account));

  test.each([
    '',
    '@',
    '@..',
    'two words',
    'https://vm.tiktok.com/ZMabc/',
    'https://www.tiktok.com/t/ZTabc/',
    'https://www.tiktok.com/tag/x',
  ])('"%s" is nobody', (text) => expect(accountOf(text)).toBeNull());

  test.each([
    'https://www.youtube.com/@some',
    'https://www.tiktok.com/@%E0%A4%A',
    `@${'x'.repeat(500)}`,
    'https://evil.example/tiktok.com/@x',
  ])('"%s" is nobody either', (text) => expect(accountOf(text)).toBeNull());
});

describe('answers', () => {
  const list = (change: object) => ({ cursor: '5', hasMore: false, statusCode: 0, itemList: [item(12)], ...change });

  test.each([
    [2065, 'gone'],
    [10202, 'gone'],
    [10221, 'gone'],
    [10204, 'gone'],
    [2096, 'private'],
    [10216, 'private'],
    [10222, 'private'],
    ['10222', 'private'],
    [10101, 'refused'],
  ])('code %s is %s in every answer, however it is called', (code, outcome) => {
    for (const key of ['statusCode', 'status_code'])
      for (const { name, write } of samples) {
        if (name === 'hashtags:popular') continue;
        const said = { [key]: code, status_msg: 'so it is' };
        const page = { __DEFAULT_SCOPE__: { 'webapp.video-detail': said } };
        const body = write ? `<script id="__UNIVERSAL_DATA_FOR_REHYDRATION__">${JSON.stringify(page)}</script>` : said;
        expect(parse(name, body), name).toMatchObject({ outcome, records: [], note: `TikTok says ${code} so it is` });
      }
    if (outcome !== 'refused') expect(refusal(404, JSON.stringify({ statusCode: code }))).toBe(outcome);
  });

  test('credit that is used up closes the day, and other refusals are what their status says', () => {
    expect(refusal(402, '{"message":"buy more"}')).toBe('quota-exhausted');
    expect(refusal(403, '{"message":"no"}')).toBeUndefined();
  });

  test('a 404 of the provider is about its address: nobody is gone by it, and nothing is empty', () => {
    for (const { name } of samples.filter((sample) => endpointNamed(sample.name).official)) {
      for (const body of ['{"message":"no route"}', '<html>404</html>', ''])
        expect(endpointNamed(name).parse(exchangeWith({ status: 404, body, outcome: 'gone' })).outcome, name).toBe('refused');
    }
    const page = (body: string) => endpointNamed('profile:page').parse(exchangeWith({ status: 404, body, outcome: 'gone' })).outcome;
    expect(page('<html><title>404</title></html>')).toBe('refused');
    expect(page('<html><script>{"webapp.user-detail":{"statusCode":10221}}</script></html>')).toBe('gone');
  });

  test('a page that does not say whether more follows keeps its rows and is another shape', () => {
    const parsed = parse('posts:item-list', list({ hasMore: undefined }));
    expect(parsed).toMatchObject({ outcome: 'changed-shape', next: null, quarantined: [{ path: 'hasMore' }] });
    expect(parsed.records).toHaveLength(1);
    expect(parse('posts:item-list', list({ hasMore: true, cursor: undefined }))).toMatchObject({ outcome: 'changed-shape', next: null });
  });

  test('a next page that is this one, or an earlier one, ends the list', () => {
    const next = (asked: string, cursor: unknown) =>
      parse('posts:item-list', list({ hasMore: true, cursor }), `https://x.example/?cursor=${asked}`).next;
    expect(next('0', '900')).toBe('900');
    expect(next('900', 800)).toBe(800);
    expect(next('900', '900')).toBeNull();
    expect(next('900', '901')).toBeNull();
    expect(next('0', 'b64==')).toBe('b64==');
    // A number that has lost its last digits would lead somewhere else.
    expect(next('0', Number('7100000000000000012'))).toBeNull();
  });

  test('an id that came as a number beyond 2^53 is not that id any more: the row waits in quarantine', () => {
    const body = JSON.stringify(list({ itemList: [item(12), item(13)] }));
    const parsed = parse('posts:item-list', body.replace('"710000000000000012"', '7100000000000000012'));
    expect(parsed.records.map(({ id }) => id)).toEqual(['710000000000000013']);
    expect(parsed.quarantined).toMatchObject([{ path: 'itemList[0]' }]);
    const [sounding] = parse('posts:item-list', body.replace(/"music":\{"id":"?\d+"?/, '"music":{"id":7100000000000000012')).records;
    expect(sounding?.fields).not.toHaveProperty('musicId');
  });

  test('one row that breaks its shape costs no other one, and a metric that fell silent in all is said aloud', () => {
    const parsed = parse('posts:item-list', list({ itemList: [item(12), { id: {} }, item(13)] }));
    expect(parsed.records).toHaveLength(2);
    expect(parsed.quarantined).toMatchObject([{ path: 'itemList[1]' }]);
    const silent = [item(12), item(13)].map((each) => ({ ...each, stats: {}, statsV2: {} }));
    expect(parse('posts:item-list', list({ itemList: silent })).quarantined.map(({ path }) => path)).toEqual(
      ['views', 'likes', 'comments', 'shares'].map((metric) => `itemList[].${metric}`),
    );
  });

  test('a page that is a challenge is blocked, and one cut inside its data is truncated', () => {
    for (const body of [
      '<html><title>TikTok</title><div id="verify-ele"></div></html>',
      '<html><script src="/captcha/index.js"></script></html>',
    ])
      expect(parse('profile:page', body)).toMatchObject({ outcome: 'blocked', records: [] });
    expect(parse('profile:page', '<script id="SIGI_STATE">{"a":').outcome).toBe('truncated');
    expect(parse('profile:page', '<html><title>TikTok</title></html>').outcome).toBe('changed-shape');
  });
});

describe('private people', () => {
  const hasher = createHasher(new Uint8Array(32));
  const hashedOf = (name: string) => {
    const { payload } = samples.find((sample) => sample.name === name)!;
    const { privateFields } = endpointNamed(name);
    return redact({ body: JSON.stringify(payload), payload: 'json', privateFields, hasher });
  };

  test.each(['comments:list', 'followers:list', 'followers:mobile-list'])(
    '%s: nobody is named in what is kept, and the records still come',
    (name) => {
      const { body, state } = hashedOf(name);
      expect(state).toBe('hashed');
      for (const word of ['Reader', 'reader', 'Someone', 'someone', 'MS4w', '7000000', '650000000', 'a quiet account', 's.jpeg'])
        expect(body).not.toContain(word);
      const { outcome, records, quarantined } = endpointNamed(name).parse(exchangeWith({ url: 'https://x.example/#channel=7001', body }));
      expect({ outcome, quarantined }).toEqual({ outcome: 'ok', quarantined: [] });
      for (const { id, kind, fields } of records) {
        if (kind === 'comment') expect(fields['author']).toMatch(/^h1:/);
        else expect(id).toMatch(/^7001_h1:/);
      }
    },
  );

  test('people who stand elsewhere than declared leave nothing but the structure', () => {
    const { payload } = samples.find(({ name }) => name === 'followers:list')!;
    const moved = JSON.stringify(payload).replace('"userList"', '"users"');
    const { privateFields } = endpointNamed('followers:list');
    expect(redact({ body: moved, payload: 'json', privateFields, hasher }).state).toBe('skeleton');
  });

  test('an answer that lawfully lacks people is told by what is left of it: a refusal by its code, an empty list by its flag', () => {
    const told = (payload: object, name: string) => {
      const { privateFields } = endpointNamed(name);
      const { body, state } = redact({ body: JSON.stringify(payload), payload: 'json', privateFields, hasher });
      // As the net does it.
      return endpointNamed(name).parse(exchangeWith({ body, outcome: state === 'skeleton' ? 'changed-shape' : 'ok' })).outcome;
    };
    const extra = { extra: { logid: 'x', now: 1 } };
    for (const name of ['comments:list', 'followers:list']) {
      expect(told({ ...extra, statusCode: 10222, status_code: 10222, status_msg: '' }, name)).toBe('private');
      expect(told({ ...extra, statusCode: 0, users: [{ nickname: 'Reader' }] }, name)).toBe('changed-shape');
    }
    expect(told({ ...extra, statusCode: 0, hasMore: false, total: 0 }, 'followers:list')).toBe('empty');
    expect(told({ ...extra, statusCode: 0, hasMore: false, users: [{ nickname: 'Reader' }] }, 'followers:list')).toBe('changed-shape');
  });

  test('an answer that was cut and therefore withheld is asked again, not given up as another shape', () => {
    for (const name of ['comments:list', 'followers:list']) {
      const { payload } = samples.find((sample) => sample.name === name)!;
      const { privateFields } = endpointNamed(name);
      const { body, note = '' } = redact({ body: JSON.stringify(payload).slice(0, 200), payload: 'json', privateFields, hasher });
      expect(endpointNamed(name).parse(exchangeWith({ body, outcome: 'changed-shape', note }))).toMatchObject({
        outcome: 'truncated',
        records: [],
      });
    }
  });
});
