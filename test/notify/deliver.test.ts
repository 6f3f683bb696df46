import { spawn } from 'node:child_process';
import { createServer } from 'node:https';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { listDeliveries, listEvents, recordEvent } from '../../src/notify/index.ts';
import { receiver, status } from './receiver.ts';
import { alertWorlds, hour, minute, statesOf } from './world.ts';
import type { AlertWorld } from './world.ts';

const alertWorld = await alertWorlds();
const server = await receiver();
beforeEach(() => {
  server.calls.length = 0;
  server.answer = status(200, 'ok');
});

const keys = (): unknown[] => server.calls.map(({ headers }) => headers['idempotency-key']);

/** A world with one webhook to the receiver. */
const withHook = async (more: object = {}): Promise<AlertWorld> => {
  const world = await alertWorld();
  world.env['KEY'] = 'a key that signs';
  await world.channel({ name: 'hook', kind: 'webhook', settings: { url: `${server.url}/alerts`, secretFrom: 'KEY' }, ...more });
  return world;
};
const deliveries = (world: AlertWorld) => listDeliveries(world.store, { workspaceId: 'main' });

describe('a delivery', () => {
  test('that is due is made once, and noted with what the receiver answered', async () => {
    const world = await withHook();
    await world.record();
    expect(await world.deliver()).toEqual({ delivered: 1, failed: 0, givenUp: 0, nextAt: null });
    expect(await world.deliver()).toEqual({ delivered: 0, failed: 0, givenUp: 0, nextAt: null });
    expect(server.calls).toHaveLength(1);
    expect(await deliveries(world)).toMatchObject([
      { state: 'delivered', attempts: 1, answer: `${server.host} answered 200 "ok"`, deliveredAt: world.time, idempotencyKey: keys()[0] },
    ]);
  });

  test('is made by one of several who deliver at once', async () => {
    const world = await withHook();
    await world.channel({ name: 'second', kind: 'webhook', settings: { url: `${server.url}/second`, secretFrom: 'KEY' } });
    for (let n = 0; n < 20; n++) await world.record();
    const others = await Promise.all([world.test.again(), world.test.again(), world.test.again()]);
    const reports = await Promise.all([world.store, ...others].map((store) => world.deliver({ store })));
    for (const other of others) await other.close();
    expect(reports.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(40);
    expect(server.calls).toHaveLength(40);
    expect(new Set(keys()).size).toBe(40);
    expect(new Set(await statesOf(world))).toEqual(new Set(['delivered']));
  });

  test('whose process is killed between sending and noting is made again under the same idempotency key, with the same body', async () => {
    const world = await withHook();
    await world.record();
    const { databaseUrl, schema } = world.test;
    const words = [join(import.meta.dirname, 'deliver-process.ts'), databaseUrl, schema, String(world.time)];
    const child = spawn(process.execPath, words, { env: { ...process.env, ...world.env }, stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    // The receiver has the whole message and answers it; the sender dies before it can hear that.
    server.answer = (response, call) => {
      child.kill('SIGKILL');
      status(200, 'ok')(response, call, response.req);
    };
    await ended;
    expect(server.calls).toHaveLength(1);
    expect(await statesOf(world)).toEqual(['waiting']);

    server.answer = status(200, 'ok');
    expect(await world.deliver()).toMatchObject({ delivered: 0, nextAt: world.time + minute });
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
    expect(keys()).toEqual([keys()[0], keys()[0]]);
    expect(server.calls[1]!.body).toBe(server.calls[0]!.body);
    expect(await deliveries(world)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  test('that fails for an hour is tried after growing pauses under one key, and is made once it works', async () => {
    const world = await withHook();
    await world.record();
    server.answer = status(500, 'out of order');
    const begun = world.time;
    const tried: number[] = [];
    for (let next: number | null = begun; next !== null && next < begun + hour;) {
      world.time = next;
      tried.push((next - begun) / minute);
      ({ nextAt: next } = await world.deliver());
    }
    expect(tried).toEqual([0, 1, 3, 7, 15, 31]);
    expect(await deliveries(world)).toMatchObject([
      { state: 'waiting', attempts: 6, lastError: `${server.host} answered 500 "out of order"` },
    ]);

    server.answer = status(200);
    world.time = begun + 63 * minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1, nextAt: null });
    expect(new Set(keys()).size).toBe(1);
    expect(await deliveries(world)).toMatchObject([{ state: 'delivered', attempts: 7, lastError: null }]);
  });

  test('is given up after three days, and stays to be seen; one that could not be tried for so long is tried all the same', async () => {
    const world = await withHook();
    await world.record();
    server.answer = status(500, 'out of order');
    world.time += 96 * hour;
    const begun = world.time;
    let attempts = 0;
    for (let next: number | null = begun; next !== null && attempts < 200; attempts++) {
      world.time = next;
      ({ nextAt: next } = await world.deliver());
    }
    expect(world.time - begun).toBeGreaterThanOrEqual(72 * hour);
    expect(world.time - begun).toBeLessThan(74 * hour);
    expect(attempts).toBe(78);
    expect(await deliveries(world)).toMatchObject([
      { state: 'given-up', attempts: 78, lastError: `${server.host} answered 500 "out of order"` },
    ]);
    const [event] = await listEvents(world.store, { workspaceId: 'main' });
    expect(event!.told).toMatchObject([{ channel: 'hook', state: 'given-up', attempts: 78 }]);
    expect(await world.deliver()).toEqual({ delivered: 0, failed: 0, givenUp: 0, nextAt: null });
  });

  test('to a receiver that asks for a pause waits for it, with all others of that channel', async () => {
    const world = await withHook();
    await world.record();
    await world.record();
    server.answer = status(429, 'slow down', { 'retry-after': '1800' });
    expect(await world.deliver()).toMatchObject({ failed: 1, nextAt: world.time + 30 * minute });
    world.time += 29 * minute;
    expect(await world.deliver()).toMatchObject({ delivered: 0, failed: 0 });
    expect(server.calls).toHaveLength(1);
    server.answer = status(200);
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 2, nextAt: null });

    await world.record();
    server.answer = status(503, '', { 'retry-after': new Date(world.time + hour).toUTCString() });
    expect(await world.deliver()).toMatchObject({ failed: 1, nextAt: world.time + hour });
    world.time += hour;
    server.answer = status(429, '', { 'retry-after': '31536000' });
    expect(await world.deliver()).toMatchObject({ nextAt: world.time + 24 * hour });
  });

  test('to a receiver that is slow ends at its time limit, and the other channels are not kept waiting', async () => {
    const world = await withHook();
    await world.channel({ name: 'quick', kind: 'webhook', settings: { url: `${server.url}/quick`, secretFrom: 'KEY' } });
    for (let n = 0; n < 5; n++) await world.record();
    const open: (() => void)[] = [];
    server.answer = (response, { path }) => {
      if (path === '/quick') response.end('ok');
      else open.push(() => response.end());
    };
    const report = await world.deliver({}, { timeoutMs: 300 });
    for (const end of open) end();
    expect(report).toMatchObject({ delivered: 5, failed: 1 });
    const slow = (await deliveries(world)).filter(({ channel, attempts }) => channel === 'hook' && attempts > 0);
    expect(slow).toMatchObject([{ state: 'waiting', lastError: `${server.host} gave no answer within 0.3 s` }]);
  });

  test('counts when the receiver has said 200 and then goes on for ever', async () => {
    const world = await withHook();
    await world.record();
    server.answer = (response) => void response.writeHead(200).write('o');
    expect(await world.deliver({}, { timeoutMs: 300 })).toMatchObject({ delivered: 1 });
  });

  test('does not follow a redirect, and says where it points without its path', async () => {
    const world = await withHook();
    await world.record();
    server.answer = status(307, '', { location: `${server.url}/elsewhere/swordfish` });
    expect(await world.deliver()).toMatchObject({ failed: 1 });
    expect(server.calls.map(({ path }) => path)).toEqual(['/alerts']);
    const [delivery] = await deliveries(world);
    expect(delivery!.lastError).toBe(
      `${server.host} answered 307: it redirects to ${server.url}, and redirects are not followed; give the final address`,
    );
  });

  test('to nobody who listens, to no known host, or without a trusted certificate fails in words', async () => {
    const world = await alertWorld();
    world.env['KEY'] = 'a key that signs';
    const certificates = join(import.meta.dirname, '../store/certificates');
    const tls = createServer({ cert: readFileSync(join(certificates, 'server.crt')), key: readFileSync(join(certificates, 'server.key')) });
    await once(tls.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void tls.close());
    const untrusted = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`;
    for (const [name, url] of Object.entries({ closed: 'http://127.0.0.1:1', unknown: 'http://nowhere.invalid', untrusted }))
      await world.channel({ name, kind: 'webhook', settings: { url, secretFrom: 'KEY' } });
    await world.record();
    expect(await world.deliver()).toMatchObject({ failed: 3 });
    const said = Object.fromEntries((await deliveries(world)).map(({ channel, lastError }) => [channel, lastError]));
    expect(said['closed']).toBe('127.0.0.1:1: it refuses the connection');
    expect(said['unknown']).toMatch(/^nowhere\.invalid: (there is no host of this name|the name of the host cannot be looked up now)$/);
    expect(said['untrusted']).toMatch(/^127\.0\.0\.1:\d+: its certificate or TLS is not accepted \(/);
  });

  test('whose secret is missing here fails, names the variable, and is made where it is set', async () => {
    const world = await withHook();
    delete world.env['KEY'];
    await world.record();
    await world.deliver();
    expect(await deliveries(world)).toMatchObject([{ state: 'waiting', lastError: 'KEY is not set where this ran' }]);
    world.env['KEY'] = 'a key that signs';
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
  });

  test('is not held up by a transaction that has recorded for its channel and takes its time', async () => {
    const world = await withHook({ groupMs: minute });
    await world.record({ title: 'first' });
    world.time += minute;
    await world.store.transaction(async (sql) => {
      await recordEvent(sql, {
        workspaceId: 'main',
        key: 'slow',
        kind: 'run-failed',
        title: 'slow',
        pipeline: 'creators-daily',
        at: world.time,
      });
      expect(await world.deliver()).toMatchObject({ delivered: 1, nextAt: null });
    });
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
    expect(server.calls.map(({ body }) => JSON.parse(body).title)).toEqual(['first', 'slow']);
  });

  test('is begun no more when the worker drains, and one that fails leaves its channel for the rest of the call', async () => {
    const world = await withHook();
    for (let n = 0; n < 3; n++) await world.record();
    const stop = new AbortController();
    server.answer = (response, call) => {
      stop.abort();
      status(200)(response, call, response.req);
    };
    expect(await world.deliver({ stop: stop.signal })).toMatchObject({ delivered: 1, nextAt: world.time });
    server.answer = status(500);
    expect(await world.deliver()).toMatchObject({ failed: 1, nextAt: world.time });
    expect(server.calls).toHaveLength(2);
  });
});

describe('events of one kind and pipeline', () => {
  test('within the window of the channel are one message that lists them; others are their own', async () => {
    const world = await withHook({ groupMs: 5 * minute });
    await world.record({ title: 'first' });
    expect(await world.deliver()).toMatchObject({ delivered: 0, nextAt: world.time + 5 * minute });
    world.time += 4 * minute;
    await world.record({ title: 'second' });
    await world.record({ title: 'of another kind', kind: 'run-late' });
    await world.record({ title: 'of another pipeline', pipeline: 'webtoons-daily' });
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1, nextAt: world.time + 4 * minute });
    expect(JSON.parse(server.calls[0]!.body)).toMatchObject({
      title: '2 runs failed: creators-daily',
      events: [{ title: 'first' }, { title: 'second' }],
    });
    await world.record({ title: 'third' });
    world.time += 5 * minute;
    expect(await world.deliver()).toMatchObject({ delivered: 3, nextAt: null });
    expect(
      server.calls
        .slice(1)
        .map(({ body }) => JSON.parse(body).title)
        .toSorted(),
    ).toEqual(['of another kind', 'of another pipeline', 'third']);
    expect((await deliveries(world)).map(({ events, state }) => `${events} ${state}`).toSorted()).toEqual([
      ...['1 delivered', '1 delivered', '1 delivered', '2 delivered'],
    ]);
  });

  test('are one message also when several deliver at once, and it stays the same while it is repeated', async () => {
    const world = await withHook({ groupMs: minute });
    for (let n = 0; n < 12; n++) await world.record({ title: `event ${n}` });
    world.time += minute;
    server.answer = status(500);
    const others = await Promise.all([world.test.again(), world.test.again()]);
    await Promise.all([world.store, ...others].map((store) => world.deliver({ store })));
    expect(server.calls).toHaveLength(1);
    await world.record({ title: 'late' });
    server.answer = status(200);
    world.time += minute;
    await Promise.all([world.store, ...others].map((store) => world.deliver({ store })));
    for (const other of others) await other.close();
    expect(server.calls.map(({ body }) => JSON.parse(body).events.length)).toEqual([12, 12, 1]);
    expect(server.calls[1]!.body).toBe(server.calls[0]!.body);
    expect(keys()[1]).toBe(keys()[0]);
    expect(new Set(await statesOf(world))).toEqual(new Set(['delivered']));
  });
});
