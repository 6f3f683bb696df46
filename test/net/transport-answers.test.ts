import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { userAgentOf } from '../../src/net/index.ts';
import type { NetRequest } from '../../src/net/index.ts';
import { get, httpServer, json, testNet } from './transport-support.ts';

describe('a good answer', () => {
  test('comes back as an exchange with what a reader needs to know', async () => {
    const server = await httpServer((_, response) =>
      json(
        response,
        { titleList: [] },
        { etag: '"7"', 'set-cookie': 'session=secret', 'x-powered-by': 'php', 'ratelimit-remaining': '12' },
      ),
    );
    const { net, clock, lanes } = testNet();
    const exchange = await net.send(get(`${server.origin}/api/list?page=1`));
    expect(exchange).toEqual({
      request: { method: 'GET', url: `${server.origin}/api/list?page=1` },
      status: 200,
      headers: { 'content-type': 'application/json', etag: '"7"', date: expect.any(String), 'ratelimit-remaining': '12' },
      body: '{"titleList":[]}',
      bytes: 16,
      at: clock.now(),
      durationMs: 0,
      attempts: 1,
      outcome: 'ok',
    });
    expect(lanes.acquired).toEqual([{ lane: 'test', cost: 1 }]);
    expect(lanes.open).toBe(0);
  });

  test('was asked for under our own name, whatever the source would like to be', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const { net } = testNet({ userAgent: userAgentOf('1.2.3', 'someone@example.org') });
    await net.send(
      get(server.origin, { headers: { 'User-Agent': 'Mozilla/5.0 Chrome', Referer: 'https://comic.naver.com/', Host: 'evil' } }),
    );
    const { headers } = server.requests[0]!;
    expect(headers['user-agent']).toBe('Mozilla/5.0 (compatible; Tidemark/1.2.3; +someone@example.org)');
    expect(headers.referer).toBe('https://comic.naver.com/');
    expect(headers.host).toBe(`127.0.0.1:${server.port}`);
    expect(headers['accept-encoding']).toBe('gzip, br, zstd');
  });

  test('a contact that would break the User-Agent is refused', () => {
    for (const contact of ['', 'a b', 'x\r\nhost: y', 'me) (you']) {
      expect(() => userAgentOf('1.0.0', contact), contact).toThrow(TidemarkError);
    }
  });

  test('keys in the address go to the platform and nowhere else', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const { net, events } = testNet();
    const exchange = await net.send(get(`${server.origin}/v3?part=id&key=AIzaSecret`));
    expect(server.requests[0]!.url).toBe('/v3?part=id&key=AIzaSecret');
    expect(exchange.request.url).toBe(`${server.origin}/v3?part=id&key=***`);
    expect(JSON.stringify(events)).not.toContain('AIzaSecret');
  });

  // A connection is free again one turn of the loop after its answer, so there may be twice as many as requests at once.
  test('many requests share their connections', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const { net } = testNet();
    for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 4 }, () => net.send(get(server.origin))));
    expect(server.requests).toHaveLength(20);
    expect(server.sockets.size).toBeLessThanOrEqual(8);
  });
});

describe('encodings', () => {
  const text = JSON.stringify({ name: '웹툰', filler: 'x'.repeat(5000) });
  const encoders: [string, Buffer][] = [
    ['identity', Buffer.from(text)],
    ['gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
  ];
  test.each(encoders)('a body in %s is decoded', async (encoding, body) => {
    const server = await httpServer((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
    const exchange = await testNet().net.send(get(server.origin));
    expect(exchange).toMatchObject({ outcome: 'ok', body: text, bytes: Buffer.byteLength(text) });
  });

  test('a large compressed body is decoded too', async () => {
    const large = JSON.stringify(Array.from({ length: 200_000 }, (_, index) => index * 7919));
    const server = await httpServer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(large)));
    expect((await testNet().net.send(get(server.origin))).body).toBe(large);
  });

  test('an encoding we never asked for is a changed shape', async () => {
    const server = await httpServer((_, response) => response.writeHead(200, { 'content-encoding': 'compress' }).end('??'));
    expect(await testNet().net.send(get(server.origin))).toMatchObject({
      outcome: 'changed-shape',
      body: '',
      note: expect.stringContaining('compress'),
    });
  });

  const euckr = Buffer.from([0xc0, 0xa5, 0xc5, 0xf7]); // 웹툰
  const charsets: [string, Partial<NetRequest>, string | undefined, Buffer, string][] = [
    ['UTF-8 without being told', {}, undefined, Buffer.from('["웹툰"]'), '["웹툰"]'],
    ['UTF-8 with a byte order mark', {}, 'application/json', Buffer.from('\uFEFF["웹툰"]'), '["웹툰"]'],
    ['UTF-16 with a byte order mark', {}, 'application/json', Buffer.from('\uFEFF["웹툰"]', 'utf16le'), '["웹툰"]'],
    [
      'EUC-KR by content type',
      {},
      'application/json; charset=EUC-KR',
      Buffer.concat([Buffer.from('["'), euckr, Buffer.from('"]')]),
      '["웹툰"]',
    ],
    [
      'ks_c_5601 in quotes',
      {},
      'application/json;charset="ks_c_5601-1987"',
      Buffer.concat([Buffer.from('["'), euckr, Buffer.from('"]')]),
      '["웹툰"]',
    ],
    [
      'EUC-KR by meta',
      { payload: 'html' },
      'text/html',
      Buffer.concat([Buffer.from('<meta charset="euc-kr">'), euckr]),
      '<meta charset="euc-kr">웹툰',
    ],
    ['an unknown charset, read as UTF-8', {}, 'application/json; charset=klingon', Buffer.from('["웹툰"]'), '["웹툰"]'],
  ];
  test.each(charsets)('%s', async (_, change, type, body, expected) => {
    const server = await httpServer((_request, response) =>
      response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(body),
    );
    expect((await testNet().net.send(get(server.origin, change))).body).toBe(expected);
  });
});

describe('outcomes by name', () => {
  const page = (inside: string) => `<!doctype html><html><body>${inside}</body></html>`;
  const cases: [string, number, string, Partial<NetRequest>, string][] = [
    ['200 without a body', 200, '', {}, 'blocked'],
    ['200 with blanks only', 200, ' \n ', {}, 'blocked'],
    ['a captcha page', 200, page('<div id="wtm_captcha">'), {}, 'blocked'],
    ['a login form', 200, page('<form action="/nidlogin"><input type="password">'), {}, 'blocked'],
    ['another page where JSON was expected', 200, page('Wartung'), {}, 'changed-shape'],
    ['a page that says the service is being worked on', 200, page('<title>서비스 점검 중입니다</title>'), {}, 'server-error'],
    ['a page that only mentions that', 200, page('<title>shop</title>under maintenance until 9'), {}, 'changed-shape'],
    ['a page where JSONP was expected', 200, page('hello'), { payload: 'jsonp' }, 'changed-shape'],
    ['a page that was expected', 200, page('<script src="https://www.google.com/recaptcha/api.js">'), { payload: 'html' }, 'ok'],
    ['a captcha where a page was expected', 200, page('<div class="wtm_captcha">'), { payload: 'html' }, 'blocked'],
    ['JSON under a wrong content type', 200, '{"a":1}', {}, 'ok'],
    ['204', 204, '', {}, 'empty'],
    ['304', 304, '', {}, 'unchanged'],
    ['400', 400, '{}', {}, 'refused'],
    ['401 without a key', 401, '{}', {}, 'login-required'],
    ['401 with a key', 401, '{}', { headers: { 'Client-Id': 'x' } }, 'credential-expired'],
    ['403 without a key', 403, '{}', {}, 'blocked'],
    ['403 with a key', 403, '{}', { headers: { 'X-Naver-Client-Secret': 'x' } }, 'credential-expired'],
    ['404', 404, '{"errorCode":"E404"}', {}, 'gone'],
    ['410', 410, '', {}, 'gone'],
    ['418', 418, '', {}, 'refused'],
    ['302 without a location', 302, '', {}, 'refused'],
  ];
  test.each(cases)('%s', async (_, status, body, change, outcome) => {
    const server = await httpServer((_request, response) => response.writeHead(status, { 'content-type': 'text/html' }).end(body));
    const exchange = await testNet().net.send(get(server.origin, change));
    expect(exchange).toMatchObject({ status, outcome, body, attempts: 1 });
    if (outcome === 'ok') expect(exchange.note).toBeUndefined();
    else expect(exchange.note).toMatch(/\w/);
  });
});

describe('conditional requests', () => {
  test('offer what the platform gave last time, and an unchanged answer is named so', async () => {
    const server = await httpServer((request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else json(response, { a: 1 }, { etag: '"v1"', 'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT' });
    });
    const { net } = testNet();
    const first = await net.send(get(server.origin));
    expect(first).toMatchObject({ outcome: 'ok', headers: { etag: '"v1"', 'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT' } });
    const validators = { etag: first.headers['etag']!, lastModified: first.headers['last-modified']! };
    expect(await net.send({ ...get(server.origin), validators })).toMatchObject({ outcome: 'unchanged', status: 304, body: '' });
    expect(server.requests[1]!.headers['if-modified-since']).toBe('Sat, 21 Nov 2026 00:00:00 GMT');
  });
});
