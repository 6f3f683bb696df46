import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import type { Exchange } from '../../src/domain/index.ts';
import { canonicalUrl, createRecorder, createReplay, formatLine, parseLine } from '../../src/net/index.ts';
import { get, hasher, httpServer, json, testNet } from './transport-support.ts';

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'tidemark-replay-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

/** A folder with one recording of these lines. */
const recording = (...lines: unknown[]): string => {
  const path = folder();
  writeFileSync(join(path, 'hand.ndjson'), lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return path;
};

const url = 'https://comic.naver.com/api/article/list?titleId=1&page=1';
const ask = (change = {}) => get(url, { hosts: ['comic.naver.com'], ...change });
const code = (name: string) => expect.objectContaining({ code: name });

describe('an address', () => {
  test.each([
    ['https://Comic.Naver.com/a', 'https://comic.naver.com/a'],
    ['https://comic.naver.com:443/a#top', 'https://comic.naver.com/a'],
    ['https://x.org/a?b=2&a=1', 'https://x.org/a?a=1&b=2'],
    ['https://x.org/a?id=2&z=0&id=1', 'https://x.org/a?id=2&id=1&z=0'],
    ['https://x.org/a?q=%EA%B0%80+b', 'https://x.org/a?q=가%20b'],
    ['https://x.org/a?q=a,b', 'https://x.org/a?q=a%2Cb'],
    ['https://x.org/a?', 'https://x.org/a'],
    ['https://x.org/a?flag&x=', 'https://x.org/a?flag=&x='],
  ])('%s is the same as %s', (one, other) => {
    expect(canonicalUrl(one)).toBe(canonicalUrl(other));
  });

  test.each([
    ['https://x.org/a?id=1&id=2', 'https://x.org/a?id=2&id=1'],
    ['https://x.org/A', 'https://x.org/a'],
    ['https://x.org/a?q=%B0%A1', 'https://x.org/a?q=%B0%A2'],
    ['http://x.org/', 'https://x.org/'],
  ])('%s is not the same as %s', (one, other) => {
    expect(canonicalUrl(one)).not.toBe(canonicalUrl(other));
  });

  test('in its canonical form is canonical, in whatever order its parameters came', () => {
    const parameters = fc.uniqueArray(fc.tuple(fc.webQueryParameters(), fc.string()), { selector: ([name]) => name, maxLength: 6 });
    fc.assert(
      fc.property(parameters, fc.infiniteStream(fc.nat()), (list, order) => {
        const address = (entries: typeof list) =>
          `https://x.org/a?${entries.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`;
        const shuffled = list
          .map((entry) => [order.next().value, entry] as const)
          .sort(([a], [b]) => a - b)
          .map(([, entry]) => entry);
        expect(canonicalUrl(address(shuffled))).toBe(canonicalUrl(address(list)));
        expect(canonicalUrl(canonicalUrl(address(list)))).toBe(canonicalUrl(address(list)));
      }),
    );
  });
});

describe('a recording', () => {
  test('replays what was recorded, without a request, a lane or a wait', async () => {
    const server = await httpServer((request, response) =>
      json(response, { at: request.url, by: 'kim' }, { etag: '"1"', 'set-cookie': 'a=b' }),
    );
    const path = join(folder(), 'new', 'folder');
    const { net } = testNet({ record: path, simulatorUrl: server.origin });
    const recorded: Exchange[] = [];
    for (const page of [1, 2])
      recorded.push(
        await net.send(get(`https://comic.naver.com/x?page=${page}&a=1`, { hosts: ['comic.naver.com'], privateFields: ['by'] })),
      );
    await net.close();
    expect(readFileSync(join(path, 'exchanges.ndjson'), 'utf8')).not.toMatch(/kim|set-cookie/);

    const replaying = testNet({ replay: path, robots: () => ({ check: () => Promise.reject(new Error('no business with robots')) }) });
    for (const [index, page] of [1, 2].entries()) {
      expect(await replaying.net.send(get(`https://Comic.naver.com/x?a=1&page=${page}`, { privateFields: ['by'] }))).toEqual({
        ...recorded[index],
        request: { method: 'GET', url: `https://Comic.naver.com/x?a=1&page=${page}` },
      });
    }
    expect(replaying.lanes.acquired).toEqual([]);
    expect(replaying.clock.sleeps).toEqual([]);
    expect(server.requests).toHaveLength(2);
  });

  test('keeps failures too, with their outcome', async () => {
    const path = folder();
    const { net } = testNet({ record: path, limits: { attempts: 1 } });
    const failed = await net.send(get('http://127.0.0.1:1/'));
    await net.close();
    expect(await testNet({ replay: path }).net.send(get('http://127.0.0.1:1/'))).toEqual(failed);
  });

  test('of many requests at once has one whole line for each', async () => {
    const server = await httpServer((request, response) => json(response, { url: request.url, filler: 'x'.repeat(20_000) }));
    const path = folder();
    const { net } = testNet({ record: path });
    await Promise.all(Array.from({ length: 100 }, (_, index) => net.send(get(`${server.origin}/${index}`))));
    await net.close();
    const lines = readFileSync(join(path, 'exchanges.ndjson'), 'utf8').trimEnd().split('\n');
    expect(new Set(lines.map((line) => parseLine(line).url)).size).toBe(100);
  });

  test('is appended to, and a line left half written by a killed process is cut off', async () => {
    const path = folder();
    const file = join(path, 'exchanges.ndjson');
    const exchange = parseExchange();
    writeFileSync(file, `${formatLine(exchange)}{"request":{"method":"GET","url":"https://x.org/${'y'.repeat(200_000)}`);
    await using recorder = createRecorder({ folder: path });
    await recorder.append(exchange);
    expect(readFileSync(file, 'utf8')).toBe(formatLine(exchange).repeat(2));
  });

  test('knows no keys of addresses', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const path = folder();
    const { net } = testNet({ record: path });
    await net.send(get(`${server.origin}/v3?key=AIzaSecret&id=1`));
    await net.close();
    expect(readFileSync(join(path, 'exchanges.ndjson'), 'utf8')).not.toContain('AIzaSecret');
    expect(await testNet({ replay: path }).net.send(get(`${server.origin}/v3?id=1&key=another`))).toMatchObject({ outcome: 'ok' });
  });

  test('into a folder that cannot be one is refused', () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(() => testNet({ record: join(file, 'x') })).toThrow(code('TDM_RECORD_FOLDER'));
  });
});

const parseExchange = (): Exchange => ({
  request: { method: 'GET', url: 'https://x.org/' },
  status: 200,
  headers: {},
  body: '한 \u2028 {"a":1}\n',
  bytes: 16,
  at: 1_700_000_000_123,
  durationMs: 3,
  attempts: 1,
  outcome: 'ok',
});

describe('a replay written by hand', () => {
  test('needs an address and no more', async () => {
    const { net, clock } = testNet({ replay: recording({ request: { url } }) });
    expect(await net.send(ask())).toEqual({
      request: { method: 'GET', url },
      status: 200,
      headers: {},
      body: '',
      bytes: 0,
      at: clock.now(),
      durationMs: 0,
      attempts: 1,
      outcome: 'blocked',
      note: 'the answer was 200 without a body',
    });
  });

  test('may give the payload as text, as JSON or as bytes', async () => {
    const replay = recording(
      { request: { url }, body: '{"id": 1}' },
      '{"request":{"url":"' + url + '"},"body":{"id":12345678901234567890,"n":1.50}}',
      {
        request: { url },
        headers: { 'Content-Type': 'text/plain; charset=euc-kr' },
        bodyBase64: Buffer.from([0xc0, 0xa5]).toString('base64'),
      },
    );
    const { net } = testNet({ replay });
    expect((await net.send(ask())).body).toBe('{"id": 1}');
    expect((await net.send(ask())).body).toBe('{"id":12345678901234567890,"n":1.50}');
    expect(await net.send(ask())).toMatchObject({ body: '웹', bytes: 2, headers: { 'content-type': 'text/plain; charset=euc-kr' } });
  });

  test('keeps its instant, in either form', async () => {
    const { net } = testNet({ replay: recording({ request: { url }, at: '2023-03-16T00:00:00Z' }, { request: { url }, at: 5 }) });
    expect((await net.send(ask())).at).toBe(Date.parse('2023-03-16T00:00:00Z'));
    expect((await net.send(ask())).at).toBe(5);
  });

  test('is judged like a fresh answer', async () => {
    const { net } = testNet({
      replay: recording({ request: { url }, status: 404, body: '{}' }, { request: { url }, body: '<html>captcha' }),
    });
    expect(await net.send(ask())).toMatchObject({ outcome: 'gone', status: 404 });
    expect(await net.send(ask())).toMatchObject({ outcome: 'blocked' });
  });

  test('with several answers to one address gives them in order, and the last one from then on', async () => {
    const { net } = testNet({ replay: recording({ request: { url }, body: '1' }, { request: { url }, body: '2' }) });
    const bodies = [];
    for (let times = 0; times < 4; times++) bodies.push((await net.send(ask())).body);
    expect(bodies).toEqual(['1', '2', '2', '2']);
  });

  test('may be spread over files, read in the order of their names', async () => {
    const path = folder();
    writeFileSync(join(path, 'b.ndjson'), `${JSON.stringify({ request: { url }, body: 'second' })}\n\n`);
    writeFileSync(join(path, 'a.ndjson'), JSON.stringify({ request: { url }, body: 'first' }));
    writeFileSync(join(path, 'README.md'), 'not a recording');
    const { net } = testNet({ replay: path });
    expect((await net.send(ask())).body).toBe('first');
    expect((await net.send(ask())).body).toBe('second');
  });

  test('may be spread over more files than a process may have open', async () => {
    const path = folder();
    for (let n = 0; n < 200; n++)
      writeFileSync(join(path, `${n}.ndjson`), JSON.stringify({ request: { url: `${url}&n=${n}` }, body: `${n}` }));
    const { net } = testNet({ replay: path });
    const bodies = await Promise.all(Array.from({ length: 200 }, async (_, n) => (await net.send(get(`${url}&n=${n}`))).body));
    expect(bodies).toEqual(Array.from({ length: 200 }, (_, n) => `${n}`));
  });

  test('hashes the people it names', async () => {
    const { net } = testNet({ replay: recording({ request: { url }, body: { posts: [{ by: 'kim' }] } }) });
    expect((await net.send(ask({ privateFields: ['posts[].by'] }))).body).toBe(`{"posts":[{"by":"${hasher('kim')}"}]}`);
  });

  test('with lines longer than a block of reading is read all the same', async () => {
    const long = 'x'.repeat(700_000);
    const { net } = testNet({
      replay: recording({ request: { url: `${url}&n=1` }, body: long }, { request: { url }, body: '가'.repeat(300_000) }),
    });
    expect((await net.send(ask())).body).toBe('가'.repeat(300_000));
  });
});

describe('a replay that cannot answer', () => {
  test('names the address and how to record it', async () => {
    const path = recording({ request: { url } });
    const { net } = testNet({ replay: path, platformOf: () => 'naver-webtoon' });
    const error = await net.send(get('https://comic.naver.com/other?key=AIzaSecret')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TidemarkError);
    expect((error as TidemarkError).line).toBe(
      `TDM_REPLAY_MISSING: the replay in ${path} has no answer for https://comic.naver.com/other?key=***; record it with: tidemark collect naver-webtoon --record ${path}`,
    );
  });

  test.each([
    ['{"request":', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['{"url":"https://x.org"}', 'request.url is not an address'],
    ['{"request":{"url":"/x"}}', 'request.url is not an address'],
    ['{"request":{"url":"https://x.org"},"status":"ok"}', 'status is not an HTTP status'],
    ['{"request":{"url":"https://x.org"},"at":"yesterday"}', 'at is not an instant'],
    ['{"request":{"url":"https://x.org"},"headers":[]}', 'headers is not an object'],
  ])('names file and line: %s', async (line, reason) => {
    const path = recording({ request: { url } }, '', line);
    const { net } = testNet({ replay: path });
    await expect(net.send(ask())).rejects.toThrow(`the replay ${join(path, 'hand.ndjson')}:3 cannot be read: ${reason}`);
    await expect(net.send(ask())).rejects.toThrow(code('TDM_REPLAY_UNREADABLE'));
  });

  test('because there is no folder, or nothing in it, says so at once', () => {
    expect(() => testNet({ replay: join(folder(), 'missing') })).toThrow(code('TDM_REPLAY_UNREADABLE'));
    expect(() => testNet({ replay: folder() })).toThrow(/holds no \*\.ndjson file/);
  });

  test('because a file cannot be opened names the file', async () => {
    const path = folder();
    mkdirSync(join(path, 'folder.ndjson'));
    await expect(testNet({ replay: path }).net.send(ask())).rejects.toThrow(code('TDM_REPLAY_UNREADABLE'));
  });

  test('because the file changed under it says so', async () => {
    const path = recording({ request: { url }, body: 'x'.repeat(100) });
    await using replay = createReplay({ folder: path });
    await replay.answer({ url, platform: 'p' });
    writeFileSync(join(path, 'hand.ndjson'), 'gone');
    await expect(replay.answer({ url, platform: 'p' })).rejects.toThrow(code('TDM_REPLAY_UNREADABLE'));
  });
});
