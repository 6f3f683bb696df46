import { once } from 'node:events';
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { get, httpServer, json, rawServer, testNet } from './transport-support.ts';

const mebibyte = 1024 * 1024;
const once1 = { attempts: 1 };

describe('answers that never come', () => {
  test('a server that accepts and says nothing runs into the headers’ time', async () => {
    const server = await rawServer(() => {});
    const { net, lanes } = testNet({ limits: { ...once1, headersMs: 100 } });
    const exchange = await net.send(get(server.origin));
    expect(exchange).toMatchObject({ outcome: 'unreachable', status: 0, note: expect.stringContaining('Headers Timeout') });
    expect(lanes.open).toBe(0);
    await server.drained();
  });

  test('headers that drip in, byte by byte, run into the headers’ time', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
      const drip = setInterval(() => socket.write('x'), 10);
      socket.on('close', () => clearInterval(drip));
    });
    const { net } = testNet({ limits: { ...once1, headersMs: 150 } });
    expect(await net.send(get(server.origin))).toMatchObject({ outcome: 'unreachable', status: 0 });
    await server.drained();
  });

  test('a body that drips for ever ends at the deadline of the whole body', async () => {
    const server = await httpServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    });
    const { net } = testNet({ limits: { ...once1, bodyMs: 150 } });
    const exchange = await net.send(get(server.origin));
    expect(exchange).toMatchObject({ outcome: 'truncated', status: 200, note: expect.stringContaining('did not end within 150 ms') });
    await server.drained();
  });

  test('a connection that went half-open between two requests is noticed', async () => {
    const server = await rawServer((socket, nth) => {
      if (nth === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      else if (nth === 3) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n{  }');
      // the second request, on the kept connection, is swallowed
    });
    const { net } = testNet({ limits: { headersMs: 100 } });
    expect(await net.send(get(server.origin))).toMatchObject({ body: '{}', attempts: 1 });
    expect(await net.send(get(server.origin))).toMatchObject({ body: '{  }', attempts: 2 });
  });

  test('informational answers without end are not waited for', async () => {
    const server = await rawServer((socket) => {
      const pour = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'), 5);
      socket.on('close', () => clearInterval(pour));
    });
    expect(await testNet({ limits: once1 }).net.send(get(server.origin))).toMatchObject({ outcome: 'unreachable' });
    await server.drained();
  });
});

describe('answers that are not whole', () => {
  const halves: [string, string][] = [
    ['a reset in the middle of the body', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"titles":['],
    ['a chunked body without its end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\n{"titles":['],
    ['a chunk shorter than it says', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{"titles":['],
  ];
  test.each(halves)('%s is retried, then truncated; its beginning is kept', async (_, bytes) => {
    const server = await rawServer((socket) => socket.end(bytes));
    const { net } = testNet();
    const exchange = await net.send(get(server.origin));
    expect(exchange).toMatchObject({ outcome: 'truncated', status: 200, attempts: 4, body: '{"titles":[', bytes: 11 });
    expect(server.requests).toHaveLength(4);
  });

  test('of a truncated answer that names people nothing is kept but its fingerprint', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"posts":[{"user":"kim"'));
    const exchange = await testNet().net.send(get(server.origin, { privateFields: ['posts[].user'] }));
    expect(exchange).toMatchObject({
      outcome: 'truncated',
      body: '',
      bytes: 23,
      note: expect.stringMatching(/withheld.*sha256 [0-9a-f]{64}/),
    });
    expect(JSON.stringify(exchange)).not.toContain('kim');
  });

  const encodings: [string, Buffer][] = [
    ['gzip', gzipSync('{"a":"hello hello hello"}')],
    ['br', brotliCompressSync('{"a":"hello hello hello"}')],
    ['zstd', zstdCompressSync('{"a":"hello hello hello"}')],
  ];
  test.each(encodings)('half a body in %s is truncated', async (encoding, body) => {
    const server = await httpServer((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body.subarray(0, body.length - 4)),
    );
    expect(await testNet().net.send(get(server.origin))).toMatchObject({ outcome: 'truncated', attempts: 4, body: '' });
  });

  test('text that claims to be gzip is truncated', async () => {
    const server = await httpServer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{"a":1}'));
    expect(await testNet().net.send(get(server.origin))).toMatchObject({ outcome: 'truncated' });
  });

  test('a body longer than its declared length is cut there, and the rest is not taken for the next answer', async () => {
    const server = await rawServer((socket, nth) =>
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n${nth === 1 ? '{}HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n"evil"' : '[]'}`,
      ),
    );
    const { net } = testNet();
    expect(await net.send(get(server.origin))).toMatchObject({ body: '{}' });
    expect(await net.send(get(server.origin))).toMatchObject({ body: '[]', outcome: 'ok' });
  });

  test.each(['SSH-2.0-OpenSSH_9.2\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}', '\0\0\0\0\r\n\r\n'])(
    'what is no HTTP is unreachable: %j',
    async (bytes) => {
      const server = await rawServer((socket) => socket.end(bytes));
      expect(await testNet({ limits: once1 }).net.send(get(server.origin))).toMatchObject({ outcome: 'unreachable', body: '' });
    },
  );
});

describe('answers that are too large', () => {
  const small = { ...once1, bodyBytes: mebibyte };

  test('a declared length beyond the limit ends before the body', async () => {
    const server = await rawServer((socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${2 * mebibyte}\r\n\r\n{`));
    expect(await testNet({ limits: small }).net.send(get(server.origin))).toMatchObject({ outcome: 'too-large', body: '', attempts: 1 });
    await server.drained();
  });

  test('200 MB without a declared length are left where they are', async () => {
    let sent = 0;
    const server = await httpServer(async (_, response) => {
      const block = Buffer.alloc(mebibyte, 0x20);
      response.on('error', () => {});
      for (; sent < 200 && !response.destroyed; sent++) {
        if (response.write(block)) continue;
        const ended = new AbortController();
        await Promise.race([once(response, 'drain', ended), once(response, 'close', ended)]);
        ended.abort();
      }
      response.end();
    });
    const { net } = testNet();
    const before = process.memoryUsage();
    const exchange = await net.send(get(server.origin));
    const after = process.memoryUsage();
    expect(exchange).toMatchObject({ outcome: 'too-large', body: '', attempts: 1, note: expect.stringContaining('33554432 bytes') });
    expect(exchange.bytes).toBeLessThan(33 * mebibyte);
    expect(sent).toBeLessThan(60);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64 * mebibyte);
  });

  const zeros = Buffer.alloc(40 * mebibyte);
  const bombs: [string, Buffer][] = [
    ['gzip', gzipSync(zeros)],
    ['br', brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['zstd', zstdCompressSync(zeros)],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
  ];
  test.each(bombs)('a bomb in %s stops at the limit', async (encoding, body) => {
    expect(body.length).toBeLessThan(mebibyte / 8);
    const server = await httpServer((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
    const before = process.memoryUsage().arrayBuffers;
    const exchange = await testNet().net.send(get(server.origin));
    expect(exchange).toMatchObject({ outcome: 'too-large', body: '', attempts: 1 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80 * mebibyte);
  });

  test('headers beyond the limit are too large', async () => {
    const server = await rawServer((socket) => socket.write(`HTTP/1.1 200 OK\r\nx-large: ${'x'.repeat(80_000)}\r\n\r\n{}`));
    expect(await testNet({ limits: once1 }).net.send(get(server.origin))).toMatchObject({ outcome: 'too-large', status: 0, attempts: 1 });
    await server.drained();
  });
});

describe('an abort', () => {
  test('while waiting for headers rejects with its reason and leaves neither connection nor slot', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const server = await rawServer(() => stop.abort(reason));
    const { net, lanes } = testNet();
    await expect(net.send(get(server.origin), stop.signal)).rejects.toBe(reason);
    expect(lanes.open).toBe(0);
    await server.drained();
  });

  test('in the middle of a body does the same', async () => {
    const stop = new AbortController();
    const server = await httpServer((_, response) => {
      response.writeHead(200).write('{"half":');
      setImmediate(() => stop.abort());
    });
    const { net, lanes } = testNet();
    await expect(net.send(get(server.origin), stop.signal)).rejects.toThrow(/abort/i);
    expect(lanes.open).toBe(0);
    await server.drained();
  });

  test('before anything was sent sends nothing', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const { net, lanes } = testNet();
    await expect(net.send(get(server.origin), AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect(server.requests).toEqual([]);
    expect(lanes.acquired).toEqual([]);
  });

  test('while connecting sends nothing afterwards', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const stop = new AbortController();
    const { net, lanes } = testNet();
    const sending = net.send(get(server.origin), stop.signal);
    for (let turn = 0; turn < 5 && lanes.open === 0; turn++) await Promise.resolve();
    stop.abort();
    await expect(sending).rejects.toThrow(/abort/i);
    await net.close();
    expect(lanes.open).toBe(0);
    expect(server.requests).toEqual([]);
  });

  test('one signal serves many requests and keeps none of them', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const stop = new AbortController();
    const { net } = testNet();
    await Promise.all(Array.from({ length: 50 }, () => net.send(get(server.origin), stop.signal)));
    stop.abort();
    expect(server.requests).toHaveLength(50);
  });
});

describe('closing', () => {
  test('ends what is under way and refuses what comes later', async () => {
    let arrived = () => {};
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const server = await rawServer(() => arrived());
    const { net, lanes } = testNet();
    const sending = net.send(get(server.origin));
    await asked;
    const [sent] = await Promise.allSettled([sending, net.close()]);
    expect(sent).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    await expect(net.send(get(server.origin))).rejects.toThrow('the net was closed');
    expect(lanes.open).toBe(0);
    await server.drained();
  });

  test('closes idle connections', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const { net } = testNet();
    await net.send(get(server.origin));
    expect(server.sockets.size).toBe(1);
    await net.close();
    await server.drained();
  });
});
