import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { fakeClock, get, httpServer, json, memoryLanes, rawServer, testNet } from './transport-support.ts';

describe('failures that may pass', () => {
  test('5xx is asked again with growing pauses, four times in all', async () => {
    const server = await httpServer((_, response) => json(response, { error: 'busy' }, {}, 500));
    const { net, clock, lanes, events } = testNet();
    const exchange = await net.send(get(server.origin));
    expect(exchange).toMatchObject({ outcome: 'server-error', status: 500, attempts: 4, body: '{"error":"busy"}' });
    expect(server.requests).toHaveLength(4);
    expect(clock.sleeps).toEqual([375, 750, 1500]);
    expect(lanes.acquired).toHaveLength(4);
    expect(lanes.complaints).toEqual([]);
    expect(events.map(({ kind }) => kind)).toEqual(['retry', 'retry', 'retry', 'done']);
  });

  test('an answer after two failures is an ordinary answer', async () => {
    const server = await rawServer((socket, nth) => {
      if (nth === 1) socket.destroy();
      else if (nth === 2) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half');
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
    });
    const { net, events } = testNet();
    expect(await net.send(get(server.origin))).toMatchObject({ outcome: 'ok', body: '{}', attempts: 3 });
    expect(events.filter(({ kind }) => kind === 'retry')).toHaveLength(2);
  });

  test('nobody there is unreachable', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const { net } = testNet();
    const exchange = await net.send(get(`http://127.0.0.1:1/`));
    expect(exchange).toMatchObject({ status: 0, outcome: 'unreachable', attempts: 4, body: '', headers: {} });
    expect(exchange.note).toMatch(/ECONNREFUSED.*asked 4 times/);
    expect(server.requests).toHaveLength(0);
  });

  test('a name that does not exist is unreachable', async () => {
    const exchange = await testNet().net.send(get('http://no-such-host.invalid/'));
    expect(exchange).toMatchObject({ outcome: 'unreachable', status: 0 });
  });

  test('503 without Retry-After is a failure, not a complaint', async () => {
    const server = await httpServer((_, response) => response.writeHead(503).end('later'));
    const { net, lanes } = testNet();
    expect(await net.send(get(server.origin))).toMatchObject({ outcome: 'server-error', status: 503, attempts: 4 });
    expect(lanes.complaints).toEqual([]);
  });
});

describe('complaints', () => {
  test('429 holds the lane for as long as the platform says and costs no retry', async () => {
    let answers = 0;
    const server = await httpServer((_, response) => {
      if (++answers <= 6) response.writeHead(429, { 'retry-after': '120' }).end();
      else json(response, { ok: true });
    });
    const { net, lanes, clock, events } = testNet();
    const exchange = await net.send(get(server.origin));
    expect(exchange).toMatchObject({ outcome: 'ok', attempts: 7 });
    expect(lanes.complaints).toHaveLength(6);
    expect(lanes.complaints[0]).toEqual({
      lane: 'test',
      retryAfterMs: 120_000,
      cause: expect.stringContaining('429 with Retry-After 120 s'),
      open: 1,
    });
    expect(clock.sleeps).toEqual(Array(6).fill(120_000));
    expect(events.filter(({ kind }) => kind === 'retry')).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'hold')).toHaveLength(6);
  });

  test('429 without Retry-After leaves the wait to the lane', async () => {
    let answers = 0;
    const server = await httpServer((_, response) => (++answers === 1 ? response.writeHead(429).end() : json(response, {})));
    const { net, lanes } = testNet();
    await net.send(get(server.origin));
    expect(lanes.complaints).toMatchObject([{ retryAfterMs: null, cause: `429 without Retry-After from 127.0.0.1:${server.port}` }]);
  });

  test('503 with Retry-After, also as a date, is a complaint', async () => {
    let answers = 0;
    const clock = fakeClock();
    const server = await httpServer((_, response) =>
      ++answers === 1 ? response.writeHead(503, { 'retry-after': new Date(clock.now() + 90_000).toUTCString() }).end() : json(response, {}),
    );
    const lanes = memoryLanes(clock);
    const { net } = testNet({ clock, lanes });
    expect(await net.send(get(server.origin))).toMatchObject({ outcome: 'ok', attempts: 2 });
    expect(lanes.complaints).toMatchObject([{ retryAfterMs: 90_000 }]);
  });

  test('complaints and failures are counted apart', async () => {
    const script = [500, 429, 500, 429, 500, 429, 200];
    const server = await httpServer((_, response) => json(response, {}, {}, script.shift() ?? 200));
    expect(await testNet().net.send(get(server.origin))).toMatchObject({ outcome: 'ok', attempts: 7 });
  });

  test('twenty complaints in a row end the request as rate-limited', async () => {
    const server = await httpServer((_, response) => response.writeHead(429).end('slow down'));
    const { net, lanes } = testNet();
    const exchange = await net.send(get(server.origin));
    expect(exchange).toMatchObject({
      outcome: 'rate-limited',
      status: 429,
      attempts: 20,
      body: 'slow down',
      note: '429 was answered 20 times in a row',
    });
    expect(lanes.complaints).toHaveLength(20);
    expect(lanes.open).toBe(0);
  });

  test('a lane that rests too long for us says so itself', async () => {
    const clock = fakeClock();
    const held = new TidemarkError('TDM_LANE_HELD', { lane: 'test', until: 'tomorrow', cause: '429' });
    const lanes = { ...memoryLanes(clock), acquire: () => Promise.reject(held) };
    const { net } = testNet({ clock, lanes });
    await expect(net.send(get('http://127.0.0.1:1/'))).rejects.toBe(held);
  });
});

describe('robots.txt', () => {
  test('a forbidden address is not asked', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const { net, lanes } = testNet({
      robots: () => ({ check: () => ({ allowed: false, rule: 'Disallow: /api/', because: 'read today' }) }),
    });
    const exchange = await net.send(get(`${server.origin}/api/x`));
    expect(exchange).toMatchObject({ outcome: 'disallowed', status: 0, attempts: 0, body: '' });
    expect(exchange.note).toContain('Disallow: /api/');
    expect(server.requests).toEqual([]);
    expect(lanes.acquired).toEqual([]);
  });

  test('rules that cannot be read make the address unreachable, so that it is asked another day', async () => {
    const { net } = testNet({ robots: () => ({ check: () => ({ allowed: false, because: 'unreachable', detail: 'it answers 503' }) }) });
    expect(await net.send(get('http://127.0.0.1:1/'))).toMatchObject({
      outcome: 'unreachable',
      attempts: 0,
      note: 'robots.txt of 127.0.0.1:1 cannot be read: it answers 503',
    });
  });

  test('is fetched through the lane of the request, over redirects, compressed or not', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(301, { location: '/rules' }).end();
      else response.writeHead(200, { 'cache-control': 'max-age=60' }).end('User-agent: *\nDisallow: /private\n');
    });
    let rules: unknown;
    const { net, lanes } = testNet({
      robots: (fetch) => ({
        check: async (url) => {
          rules = await fetch(new URL('/robots.txt', url).href);
          return { allowed: true, because: 'nothing forbids it', crawlDelayMs: 2000 };
        },
      }),
    });
    await net.send(get(`${server.origin}/x`, { lane: 'slow', cost: 3 }));
    expect(rules).toEqual({
      status: 200,
      body: 'User-agent: *\nDisallow: /private\n',
      headers: { 'cache-control': 'max-age=60', date: expect.any(String) },
    });
    expect(lanes.acquired).toEqual([
      { lane: 'slow', cost: 0 },
      { lane: 'slow', cost: 0 },
      { lane: 'slow', cost: 3 },
    ]);
    expect(lanes.open).toBe(0);
  });

  test('that cannot be fetched is told as status 0', async () => {
    let rules: unknown;
    const { net } = testNet({
      robots: (fetch) => ({
        check: async (url) => {
          rules = await fetch(new URL('/robots.txt', url).href);
          return { allowed: false, because: 'no answer' };
        },
      }),
    });
    await net.send(get('http://127.0.0.1:1/x'));
    expect(rules).toEqual({ status: 0, body: expect.stringContaining('ECONNREFUSED'), headers: {} });
  });

  test('a wish for a pace is told once per host', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const { net, events } = testNet({ robots: () => ({ check: () => ({ allowed: true, because: '', crawlDelayMs: 5000 }) }) });
    await net.send(get(server.origin));
    await net.send(get(server.origin));
    expect(events.filter(({ kind }) => kind === 'crawl-delay')).toEqual([
      { kind: 'crawl-delay', lane: 'test', host: `127.0.0.1:${server.port}`, delayMs: 5000 },
    ]);
  });
});
