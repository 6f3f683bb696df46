import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { createHasher, redact, unwrap } from '../../src/net/index.ts';
import { compilePaths } from '../../src/net/privacy/paths.ts';

const hasher = createHasher(Buffer.alloc(32, 7));
const hash = expect.stringMatching(/^h1:[A-Za-z0-9_-]{22}$/);
const run = (payload: unknown, ...privateFields: string[]) => {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return redact({ body, payload: 'json', privateFields, hasher });
};
const parsed = (payload: unknown, ...privateFields: string[]): unknown => JSON.parse(run(payload, ...privateFields).body);

describe('the hash', () => {
  test('is the same for the same text and key, and another for another key', () => {
    expect(hasher('kim')).toMatch(/^h1:[A-Za-z0-9_-]{22}$/);
    expect(hasher('kim')).toBe(createHasher(Buffer.alloc(32, 7))('kim'));
    expect(hasher('kim')).not.toBe(createHasher(Buffer.alloc(32, 8))('kim'));
    expect(hasher('kim')).not.toBe(hasher('Kim'));
  });

  test('of a hash is the hash itself, of nothing is nothing', () => {
    expect(hasher(hasher('kim'))).toBe(hasher('kim'));
    expect(hasher('')).toBe('');
  });

  test('agrees with HMAC-SHA-256 as others compute it', () => {
    // printf kim | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707...07 -binary | basenc --base64url
    expect(hasher('kim')).toBe('h1:kt5KNJJOMaMrFigNkwW8xd');
  });

  test('is that HMAC for keys and texts of every length, again and again, whatever was hashed before', () => {
    for (const bytes of [16, 32, 63, 64, 65, 200]) {
      const key = Buffer.alloc(bytes, 0xa7).fill(bytes, 0, 1);
      const hashOf = createHasher(key);
      const lengths = [1, 2, 4, 5, 55, 56, 63, 64, 65, 1365, 1366, 4096, 50_000];
      const texts = lengths.flatMap((length) => ['k'.repeat(length), '김'.repeat(length), `\u0000😀\ud800${'x'.repeat(length)}`]);
      for (const text of [...texts, ...texts.toReversed()])
        expect(hashOf(text)).toBe(`h1:${createHmac('sha256', key).update(text).digest('base64url').slice(0, 22)}`);
    }
  });

  test('refuses a key that can be tried out', () => {
    expect(() => createHasher(Buffer.from('short'))).toThrow(TidemarkError);
  });
});

describe('declared fields', () => {
  test('are replaced in every row, whatever stands beside them stays', () => {
    const payload = {
      posts: [
        { id: 1, body: '안녕', by: 'kim' },
        { id: 2, body: 'hi kim', by: 'lee' },
      ],
      next: 'kim',
    };
    expect(parsed(payload, 'posts[].by')).toEqual({
      posts: [
        { id: 1, body: '안녕', by: hasher('kim') },
        { id: 2, body: 'hi kim', by: hasher('lee') },
      ],
      next: 'kim',
    });
  });

  test('that are objects or lists are hashed leaf by leaf; truth values and null stay', () => {
    const createdBy = { id: 12, name: 'kim', tags: ['a', 3, null, true], profile: { url: 'https://x/kim', empty: '' } };
    expect(parsed({ createdBy }, 'createdBy')).toEqual({
      createdBy: {
        id: hasher('12'),
        name: hasher('kim'),
        tags: [hasher('a'), hasher('3'), null, true],
        profile: { url: hasher('https://x/kim'), empty: '' },
      },
    });
  });

  test('that are numbers become hashes of their digits, equal to those of the same id as text', () => {
    expect(parsed('{"rows":[{"user":7012345678901234567},{"user":"7012345678901234567"}]}', 'rows[].user')).toEqual({
      rows: [{ user: hasher('7012345678901234567') }, { user: hasher('7012345678901234567') }],
    });
  });

  test('are found under keys that are escaped, doubled or dotted', () => {
    expect(run('{"rows":[{"n\\u0061me":"kim","name":"lee"}]}', 'rows[].name').body).not.toMatch(/kim|lee/);
    expect(parsed({ 'webapp.user-detail': { userInfo: { name: 'kim' } } }, '["webapp.user-detail"].userInfo.name')).toEqual({
      'webapp.user-detail': { userInfo: { name: hash } },
    });
  });

  test('inside maps whose keys are people take the keys with them', () => {
    expect(parsed({ users: { kim: { followers: 3, nick: 'K' } } }, 'users{}.nick')).toEqual({
      users: { [hasher('kim')]: { followers: 3, nick: hasher('K') } },
    });
  });

  test('are found although list and object have been exchanged', () => {
    expect(run({ posts: { '1': { by: 'kim' }, '2': { by: 'lee' } } }, 'posts[].by')).toMatchObject({
      state: 'hashed',
      body: expect.not.stringMatching(/kim|lee/),
    });
    expect(run({ posts: [{ by: [{ name: 'kim' }] }] }, 'posts[].by.name')).toMatchObject({
      state: 'hashed',
      body: expect.not.stringContaining('kim'),
    });
    expect(run({ posts: [{ by: { name: 'kim' } }, { by: 'lee' }] }, 'posts[].by.name').body).not.toMatch(/kim|lee/);
  });

  test('leave every other byte as it came', () => {
    const body = '{ "id" : 90071992547409931234, "views":1.50, "e":1E+2,\n\t"t":"\\u00e9\\/", "by" :"kim" , "by2":null}';
    expect(run(body, 'by').body).toBe(body.replace('"kim"', `"${hasher('kim')}"`));
  });

  test('cost nothing where none are declared, and nothing happens where names are kept', () => {
    expect(run('this is { not json')).toEqual({ body: 'this is { not json', state: 'untouched' });
    expect(redact({ body: '{"by":"kim"}', payload: 'json', privateFields: ['by'], hasher, keepNames: true })).toEqual({
      body: '{"by":"kim"}',
      state: 'untouched',
    });
  });

  test('that are no paths are told at once', () => {
    for (const field of ['a..b', 'a[', 'a[].', 'a]b', 'a?.b']) expect(() => compilePaths([field]), field).toThrow(/is not a path/);
  });
});

describe('JSONP', () => {
  test.each([
    ['cb(', ');'],
    ['/**/cb(', ')'],
    ['/**/\njQuery1_2.x(', ');\n'],
    ['/**/ typeof cb === "function" && cb(', ');'],
    [' window.cbs["a1"] ( ', ' ) ; '],
    [")]}',\n", ''],
    ['for(;;);', ''],
  ])('keeps its wrapper: %j', (before, after) => {
    const json = '{"list":[{"by":"kim"}]}';
    expect(unwrap(before + json + after)).toMatchObject({ json: json });
    const { body, state } = redact({ body: before + json + after, payload: 'jsonp', privateFields: ['list[].by'], hasher });
    expect(state).toBe('hashed');
    expect(body).toBe(`${before}{"list":[{"by":"${hasher('kim')}"}]}${after}`);
  });

  test('without a callback is JSON', () => {
    expect(redact({ body: '{"by":"kim"}', payload: 'jsonp', privateFields: ['by'], hasher }).state).toBe('hashed');
  });

  test('with something else around it is withheld', () => {
    const body = 'kim says cb({"by":"kim"});';
    expect(redact({ body, payload: 'jsonp', privateFields: ['by'], hasher })).toMatchObject({ state: 'withheld', body: '' });
  });
});

describe('what cannot be searched', () => {
  test.each([
    ['a page', '<html>kim</html>'],
    ['half a payload', '{"posts":[{"by":"kim"'],
    ['something nested beyond reason', `${'['.repeat(5000)}"kim"${']'.repeat(5000)}`],
  ])('%s is withheld, with length and fingerprint', (_, body) => {
    const result = run(body, 'posts[].by');
    expect(result).toMatchObject({ body: '', state: 'withheld' });
    expect(result.note).toMatch(new RegExp(`${body.length} characters, sha256 [0-9a-f]{64}`));
    expect(result.note).not.toContain('kim');
  });

  test('a page with declared fields is withheld', () => {
    expect(redact({ body: '<html>kim', payload: 'html', privateFields: ['by'], hasher })).toMatchObject({ state: 'withheld', body: '' });
  });
});

describe('a declared field that is nowhere', () => {
  test('although there are rows leaves only the structure', () => {
    const result = run(
      { status: 'success', result: { posts: [{ writer: 'kim', body: 'hi', likes: 3, pinned: true }], total: 1 } },
      'result.posts[].createdBy',
    );
    expect(result.state).toBe('skeleton');
    expect(result.note).toContain('result.posts[].createdBy');
    expect(JSON.parse(result.body)).toEqual({
      status: 'success',
      result: { posts: [{ writer: hash, body: hash, likes: hash, pinned: true }], total: hash },
    });
  });

  test('when its list has moved elsewhere as well', () => {
    expect(run({ result: { items: [{ createdBy: 'kim' }] } }, 'result.posts[].createdBy').body).not.toContain('kim');
    expect(run({ userInfo: { account: { name: 'kim' } } }, 'userInfo.user.name').body).not.toContain('kim');
    expect(run({ account: 'kim' }, 'user').body).not.toContain('kim');
    expect(run(['kim', 'lee'], 'users[]').body).not.toContain('kim');
  });

  test('hides keys that may be names', () => {
    expect(run({ people: { kim: { n: 'a' }, lee: { n: 'b' } } }, 'users[].name').body).not.toMatch(/kim|lee/);
  });

  test('is no matter where there is nobody: empty lists, errors, absent parts', () => {
    for (const payload of [
      { result: { posts: [], pagination: { next: 'abc' } } },
      { result: { posts: null } },
      { result: null, message: 'no such episode' },
      { status: 'fail', error: { message: 'bad request', code: 'E1' } },
      { errors: [{ errorType: 'GATEWAY_TOKEN_CHECK_FAILURE' }] },
      { statusCode: 0, cursor: '1690000000', hasMore: false },
      {},
      [],
    ]) {
      expect(run(payload, 'result.posts[].createdBy.name').body, JSON.stringify(payload)).toBe(JSON.stringify(payload));
    }
  });

  test('is no matter either when it is declared optional', () => {
    const payload = { posts: [{ by: 'kim', body: 'hi' }] };
    expect(run(payload, 'posts[].by', 'posts[].mention?')).toMatchObject({ state: 'hashed' });
    expect(run(payload, 'posts[].by', 'posts[].mention')).toMatchObject({ state: 'skeleton' });
  });
});
