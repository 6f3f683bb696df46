import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setInterval } from 'node:timers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listDeliveries } from '../../src/notify/index.ts';
import { smtpServer } from './smtp-server.ts';
import { alertWorlds, hour, minute } from './world.ts';
import type { AlertWorld } from './world.ts';

const alertWorld = await alertWorlds();
const post = await smtpServer();

/** A server that does what `talk` says with each connection, and counts them. */
const rawServer = async (talk: (socket: Socket, told: string) => void): Promise<{ host: string; told: string[] }> => {
  const sockets = new Set<Socket>();
  const told: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const [head, body = ''] = text.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head!)?.[1] ?? -1);
      if (Buffer.byteLength(body) !== length) return;
      told.push(text);
      talk(socket, text);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, told };
};

const dribble = (socket: Socket, first: string, text: string, everyMs = 20): void => {
  socket.write(first);
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.on('close', () => clearInterval(timer));
};

const tell = async (host: string, more: object = {}): Promise<AlertWorld> => {
  const world = await alertWorld();
  world.env['KEY'] = 'a key that signs';
  await world.channel({ name: 'hook', kind: 'webhook', settings: { url: `http://${host}/alerts`, secretFrom: 'KEY' }, ...more });
  await world.record();
  return world;
};
const newest = async (world: AlertWorld) => (await listDeliveries(world.store, { workspaceId: 'main', limit: 1 }))[0]!;

describe('a receiver', () => {
  test.each<[string, (socket: Socket) => void, string]>([
    ['says its status a byte at a time', (socket) => dribble(socket, 'HTTP/1.1 200 O', 'O'), 'gave no answer within 0.3 s'],
    ['says its headers without end', (socket) => dribble(socket, 'HTTP/1.1 200 OK\r\n', 'x-more: y\r\n'), 'gave no answer within 0.3 s'],
    ['is no HTTP server', (socket) => socket.write('220 mail.example.org ESMTP\r\n'), ': what it answers is no HTTP'],
    ['answers HTTP of another kind', (socket) => socket.write('HTTP/9.9 banana\r\n\r\n'), ': what it answers is no HTTP'],
    ['closes without a word', (socket) => socket.end(), ': it broke the connection'],
    ['resets the connection', (socket) => socket.resetAndDestroy(), ': it broke the connection'],
    [
      'has headers of a megabyte',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nx-more: ${'y'.repeat(2 ** 20)}\r\n\r\n`),
      ': its headers are too long',
    ],
    ['breaks off in its headers', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'), ': it broke the connection'],
  ])('that %s is tried again, and it is said why', async (_, talk, words) => {
    const { host, told } = await rawServer(talk);
    const world = await tell(host);
    expect(await world.deliver({}, { timeoutMs: 300 })).toMatchObject({ failed: 1, nextAt: world.time + minute });
    expect((await newest(world)).lastError).toContain(`${host}${words.startsWith(':') ? '' : ' '}${words}`);
    world.time += minute;
    expect(await world.deliver({}, { timeoutMs: 300 })).toMatchObject({ failed: 1, nextAt: world.time + 2 * minute });
    expect(told.length).toBe(2);
  });

  test('that closes the connection once it has the whole message gets it again under the same key, and with the same body', async () => {
    const { host, told } = await rawServer((socket, text) =>
      text.includes('\r\n') && told.length === 1 ? socket.destroy() : socket.end('HTTP/1.1 204 No Content\r\n\r\n'),
    );
    const world = await tell(host);
    expect(await world.deliver()).toMatchObject({ failed: 1 });
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
    const [first, second] = told.map((text) => ({
      key: /idempotency-key: (\S+)/i.exec(text)![1],
      signature: /tidemark-signature: (\S+)/i.exec(text)![1],
      body: text.split('\r\n\r\n')[1],
    }));
    expect(second!.key).toBe(first!.key);
    expect(second!.body).toBe(first!.body);
    // Signed anew, or a receiver would refuse it as a replay.
    expect(second!.signature).not.toBe(first!.signature);
  });

  test.each([
    ['another host', 'https://elsewhere.example/swordfish', 'https://elsewhere.example'],
    ['a private address', 'http://169.254.169.254/latest/meta-data/swordfish', 'http://169.254.169.254'],
    ['itself, in a circle', '/alerts', 'http://HOST'],
    ['what is no address', 'http://[:::]swordfish', null],
    ['a file', 'file:///etc/passwd', null],
  ])('that redirects to %s is not followed', async (_, location, to) => {
    const { host, told } = await rawServer((socket) =>
      socket.end(`HTTP/1.1 308 Permanent Redirect\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`),
    );
    const world = await tell(host);
    expect(await world.deliver()).toMatchObject({ failed: 1 });
    expect(told).toHaveLength(1);
    const where = to === null ? 'it redirects, and' : `it redirects to ${to.replace('HOST', host)}, and`;
    expect((await newest(world)).lastError).toBe(`${host} answered 308: ${where} redirects are not followed; give the final address`);
  });

  test('that is gone (410), or refuses the message (400), is tried again all the same: the operator may correct the address', async () => {
    for (const status of ['410 Gone', '400 Bad Request']) {
      const { host } = await rawServer((socket) => socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`));
      const world = await tell(host);
      expect(await world.deliver()).toMatchObject({ failed: 1, nextAt: world.time + minute });
      expect(await newest(world)).toMatchObject({ state: 'waiting', lastError: `${host} answered ${status.slice(0, 3)}` });
    }
  });

  test('whose answer has no end is heard to its first 16 KB, and 200 characters of it are kept', async () => {
    let sent = 0;
    const { host } = await rawServer((socket) => {
      socket.write('HTTP/1.1 500 Oops\r\ncontent-length: 1000000000\r\n\r\n');
      const piece = 'swordfish '.repeat(6_554);
      const more = (): void => {
        for (let room = true; room && sent < 200 * 2 ** 20; sent += piece.length) room = socket.write(piece);
      };
      socket.on('drain', more);
      more();
    });
    const world = await tell(host);
    expect(await world.deliver({}, { timeoutMs: 5000 })).toMatchObject({ failed: 1 });
    expect((await newest(world)).lastError!.length).toBeLessThan(300);
    expect(sent).toBeLessThan(20 * 2 ** 20);
  });

  test.each(['garbage', '-5', '0', '1.5', 'Thu, 01 Jan 1970 00:00:00 GMT', ''])(
    'that asks for a pause of "%s" gets the usual one, and its channel is not held',
    async (pause) => {
      const { host } = await rawServer((socket) =>
        socket.end(`HTTP/1.1 429 Too Many\r\nretry-after: ${pause}\r\ncontent-length: 0\r\n\r\n`),
      );
      const world = await tell(host);
      expect(await world.deliver()).toMatchObject({ failed: 1, nextAt: world.time + minute });
      await world.record();
      expect(await world.deliver()).toMatchObject({ failed: 1 });
    },
  );
});

describe('a mail server', () => {
  const withMail = async (to = ['ops@example.org']): Promise<AlertWorld> => {
    const world = await alertWorld();
    post.letters.length = 0;
    post.refuse = () => null;
    world.env['SMTP_URL'] = `smtp://127.0.0.1:${post.port}`;
    await world.channel({ name: 'mail', kind: 'email', settings: { secretFrom: 'SMTP_URL', from: 'tidemark@example.org', to } });
    await world.record();
    return world;
  };

  test.each([
    ['refuses every recipient', 'RCPT', '550 5.1.1 nobody here'],
    ['asks to come again later', 'RCPT', '451 4.7.1 greylisted, come again in 5 minutes'],
    ['refuses the sender', 'MAIL', '553 5.7.1 not yours'],
    ['refuses what was said', '.', '554 5.7.1 looks like spam'],
    ['closes before anything was said', 'EHLO', '421 4.3.2 too busy'],
  ])('that %s is tried again, with its answer kept', async (_, command, answer) => {
    const world = await withMail();
    post.refuse = (given) => (given === command || (command === 'EHLO' && given === 'HELO') ? answer : null);
    expect(await world.deliver()).toMatchObject({ failed: 1, nextAt: world.time + minute });
    expect((await newest(world)).lastError).toBe(`127.0.0.1:${post.port} answered "${answer}"`);
    post.refuse = () => null;
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
    const { idempotencyKey } = await newest(world);
    expect(post.letters.map(({ data }) => /Message-ID: (\S+)/.exec(data)![1])).toEqual([`<${idempotencyKey}@example.org>`]);
  });

  test('that closes the connection in the middle of the message is tried again', async () => {
    let closed = 0;
    const world = await withMail();
    post.refuse = (command) => (command === 'DATA' && closed++ === 0 ? 'close' : null);
    expect(await world.deliver()).toMatchObject({ failed: 1 });
    expect((await newest(world)).lastError).toMatch(new RegExp(`^127\\.0\\.0\\.1:${post.port}: .*clos`, 'i'));
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
    expect(post.letters).toHaveLength(1);
  });

  test('that is not there, or has no known name, is said to be so in words', async () => {
    for (const [address, said] of [
      ['127.0.0.1:1', /^127\.0\.0\.1:1: it refuses the connection$/],
      ['nowhere.invalid', /^nowhere\.invalid:587: (there is no host of this name|the name of the host cannot be looked up now)$/],
    ] as const) {
      const world = await withMail();
      world.env['SMTP_URL'] = `smtp://${address}`;
      expect(await world.deliver()).toMatchObject({ failed: 1 });
      expect((await newest(world)).lastError).toMatch(said);
    }
  });

  test('that dribbles its greeting, or is no mail server, ends at the time limit', async () => {
    for (const first of ['2', 'HTTP/1.1 200 OK\r\n\r\n']) {
      const server = createServer((socket) =>
        dribble(
          socket.on('error', () => undefined),
          first,
          '2',
        ),
      );
      await once(server.listen(0, '127.0.0.1'), 'listening');
      onTestFinished(() => void server.close());
      const world = await withMail();
      world.env['SMTP_URL'] = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
      expect(await world.deliver({}, { timeoutMs: 200 })).toMatchObject({ failed: 1 });
      expect((await newest(world)).lastError).toMatch(
        first === '2' ? /did not take the message within 0\.6 s$/ : /answered "HTTP\/1\.1 200 OK"$/,
      );
    }
  });
});

describe('a clock that jumps', () => {
  const failing = async (more: object = {}) => {
    let answer = '500 Oops\r\ncontent-length: 0';
    const { host, told } = await rawServer((socket) => socket.end(`HTTP/1.1 ${answer}\r\n\r\n`));
    const world = await tell(host, more);
    const heal = (): void => void (answer = '204 No Content');
    return { world, told, heal, answerWith: (text: string) => void (answer = text) };
  };

  test('back by days keeps nothing from being told: pauses go on as long as they had to last', async () => {
    const { world, told, heal, answerWith } = await failing();
    for (let n = 0; n < 4; n++) {
      await world.deliver();
      world.time += 8 * minute;
    }
    const tried = told.length;
    await world.deliver();
    world.time -= 72 * hour;
    const { nextAt } = await world.deliver();
    expect(told.length).toBe(tried + 1);
    expect(nextAt! - world.time).toBeLessThanOrEqual(hour);
    heal();
    world.time = nextAt!;
    expect(await world.deliver()).toMatchObject({ delivered: 1, nextAt: null });

    answerWith('429 Slow\r\nretry-after: 7200\r\ncontent-length: 0');
    await world.record();
    await world.deliver();
    world.time -= 48 * hour;
    expect(await world.deliver()).toMatchObject({ failed: 0, nextAt: world.time + 2 * hour });
    heal();
    world.time += 2 * hour;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
  });

  test('back after something was recorded does not keep it waiting, and its group has its window', async () => {
    const { world, heal } = await failing({ groupMs: 5 * minute });
    heal();
    world.time -= 24 * hour;
    expect(await world.deliver()).toMatchObject({ nextAt: world.time + 5 * minute });
    world.time += 5 * minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
  });

  test('back while a killed process had a message in its hands gives it back after the minute', async () => {
    const { world, heal } = await failing();
    const dies = world.deliver({ send: () => Promise.reject(new Error('killed here')) });
    await expect(dies).rejects.toThrow('killed here');
    heal();
    world.time -= 24 * hour;
    expect(await world.deliver()).toMatchObject({ delivered: 0, nextAt: world.time + minute });
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
  });

  test('forward by days, as a machine does that slept, gives nothing up that was hardly tried', async () => {
    const { world, heal } = await failing();
    await world.deliver();
    world.time += 96 * hour;
    expect(await world.deliver()).toMatchObject({ failed: 1, givenUp: 0 });
    heal();
    world.time += hour;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
  });
});
