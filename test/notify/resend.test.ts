import { beforeEach, expect, test } from 'vitest';
import {
  changeChannel,
  channelHealth,
  listDeliveries,
  listEvents,
  removeChannel,
  resendChannel,
  resendDelivery,
} from '../../src/notify/index.ts';
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
const again = (world: AlertWorld) => resendChannel(world.store, { workspaceId: 'main', name: 'hook', now: world.time });
const change = (world: AlertWorld, changes: Parameters<typeof changeChannel>[1]['changes'], name = 'hook') =>
  changeChannel(world.store, { workspaceId: 'main', name, changes, now: world.time });
const health = async (world: AlertWorld) => [...(await channelHealth(world.store, 'main')).values()];

const withHook = async (more: object = {}): Promise<AlertWorld> => {
  const world = await alertWorld();
  world.env['KEY'] = 'a key that signs';
  await world.channel({ name: 'hook', kind: 'webhook', settings: { url: `${server.url}/alerts`, secretFrom: 'KEY' }, ...more });
  return world;
};

/** Lets the receiver fail until everything is given up. */
const giveUp = async (world: AlertWorld): Promise<void> => {
  server.answer = status(500, 'out of order');
  for (let next: number | null = world.time, n = 0; next !== null && n < 200; n++) {
    world.time = Math.max(world.time, next);
    ({ nextAt: next } = await world.deliver());
  }
  expect(new Set(await statesOf(world))).toEqual(new Set(['given-up']));
  server.answer = status(200, 'ok');
};

test('a message that was given up is sent again under its old key with its old body, with a first pause and new patience', async () => {
  const world = await withHook({ groupMs: minute });
  await world.record({ title: 'first' });
  await world.record({ title: 'second' });
  await giveUp(world);
  expect(await health(world)).toMatchObject([{ waiting: 0, givenUp: 1, trouble: null }]);
  const before = server.calls.length;

  expect(await again(world)).toEqual({ again: 1, hurried: 0 });
  expect(await again(world)).toEqual({ again: 0, hurried: 0 });
  await world.record({ title: 'not of that message' });
  server.answer = status(500, 'again');
  expect(await world.deliver()).toMatchObject({ failed: 1, nextAt: world.time + minute });
  expect(await health(world)).toMatchObject([{ waiting: 2, givenUp: 0, trouble: `${server.host} answered 500 "again"` }]);
  server.answer = status(200);
  world.time += minute;
  expect(await world.deliver()).toMatchObject({ delivered: 2, nextAt: null });
  expect(keys().slice(before, before + 2)).toEqual([keys()[0], keys()[0]]);
  for (const { body } of server.calls.slice(before, before + 2)) expect(body).toBe(server.calls[0]!.body);
  expect(new Set(await statesOf(world))).toEqual(new Set(['delivered']));
  expect(await health(world)).toMatchObject([{ waiting: 0, givenUp: 0, lastDeliveredAt: world.time, trouble: null }]);
});

test('one of several that were given up is sent again by its number; what was not given up, or not to a channel that is there, is refused', async () => {
  const world = await withHook();
  await world.record({ title: 'first' });
  await world.record({ title: 'second' });
  await giveUp(world);
  const [event] = await listEvents(world.store, { workspaceId: 'main' });
  const { delivery: id } = event!.told[0]!;
  const one = (number: string) => resendDelivery(world.store, { workspaceId: 'main', id: number, now: world.time });
  await one(id);
  expect(await world.deliver()).toMatchObject({ delivered: 1 });
  expect(JSON.parse(server.calls.at(-1)!.body).title).toBe('second');
  expect(await statesOf(world)).toEqual(['given-up', 'delivered']);
  for (const number of [id, '999', 'x', '1; drop table alert_event', '9'.repeat(40)])
    await expect(one(number)).rejects.toMatchObject({ code: 'TDM_DELIVERY_UNKNOWN' });
  await removeChannel(world.store, 'main', 'hook');
  await expect(one('1')).rejects.toMatchObject({ code: 'TDM_DELIVERY_UNKNOWN' });
  await expect(again(world)).rejects.toMatchObject({ code: 'TDM_CHANNEL_UNKNOWN' });
});

test('what waits for its next attempt is tried at once when somebody asks for it, but what is being sent is not sent twice', async () => {
  const world = await withHook();
  await world.record();
  server.answer = status(500);
  await world.deliver();
  expect(await again(world)).toEqual({ again: 0, hurried: 1 });
  let asked = 0;
  server.answer = async (response, call, request) => {
    asked = (await again(world)).hurried;
    await world.deliver();
    status(200)(response, call, request);
  };
  expect(await world.deliver()).toMatchObject({ delivered: 1 });
  expect(asked).toBe(0);
  expect(server.calls).toHaveLength(2);
});

test('a channel that is changed keeps what it was told and what waits for it, which goes to the new address at once', async () => {
  const world = await withHook();
  await world.record({ title: 'before' });
  await world.deliver();
  await world.record({ title: 'waits' });
  server.answer = status(429, '', { 'retry-after': '7200' });
  expect(await world.deliver()).toMatchObject({ failed: 1, nextAt: world.time + 2 * hour });
  server.answer = status(200);
  const changed = await change(world, { name: 'moved', settings: { url: `${server.url}/new` }, kinds: ['run-succeeded'], groupMs: minute });
  expect(changed).toMatchObject({
    ...{ name: 'moved', settings: { url: `${server.url}/new`, secretFrom: 'KEY' }, heldUntil: null },
    ...{ kinds: ['run-succeeded'], leastSeverity: 'info', groupMs: minute, pipelines: null },
  });
  expect(await world.deliver()).toMatchObject({ delivered: 1, nextAt: null });
  expect(server.calls.at(-1)!.path).toBe('/new');
  expect(keys()[2]).toBe(keys()[1]);
  const told = await listDeliveries(world.store, { workspaceId: 'main', channel: 'moved' });
  expect(told.map(({ title, state }) => `${title} ${state}`)).toEqual(['waits delivered', 'before delivered']);

  expect(await world.record()).toMatchObject({ waiting: 0 });
  expect(await world.record({ kind: 'run-succeeded' })).toMatchObject({ waiting: 1 });
  expect(await change(world, { kinds: null, pipelines: ['prices-hourly'] }, 'moved')).toMatchObject({
    ...{ kinds: null, pipelines: ['prices-hourly'], leastSeverity: 'warning' },
  });
  world.env['URL'] = `${server.url}/secret`;
  expect((await change(world, { settings: { urlFrom: 'URL' } }, 'moved')).settings).toEqual({ urlFrom: 'URL', secretFrom: 'KEY' });
});

test('a pause that the receiver asked for holds when something is sent again, and when another thing of its channel is changed', async () => {
  const world = await withHook();
  await world.record();
  server.answer = status(503, '', { 'retry-after': '7200' });
  await world.deliver();
  server.answer = status(200);
  await change(world, { groupMs: minute });
  expect(await again(world)).toEqual({ again: 0, hurried: 1 });
  expect(await world.deliver()).toMatchObject({ delivered: 0, failed: 0, nextAt: world.time + 2 * hour });
});

test.each([
  ['a name that is taken', { name: 'other' }, 'there is another channel of this name'],
  ['no name', { name: 'a b' }, 'name it with letters'],
  ['a kind of event that does not exist', { kinds: ['run-exploded'] }, 'the kinds of events are'],
  ['no kind at all', { kinds: [] }, 'name at least one'],
  ['a secret for a name', { settings: { secretFrom: 'https://hooks.slack.com/services/T0/B0/swordfish' } }, '--secret-from: give the name'],
  ['an address with a secret in it', { settings: { url: 'https://a.example/?key=swordfish' } }, '--url-from'],
  ['two addresses', { settings: { url: 'https://a.example', urlFrom: 'URL' } }, 'either --url or --url-from'],
  ['settings of another kind', { settings: { to: ['ops@example.org'] } }, '--to means nothing to a channel of the kind webhook'],
])('a channel that is given %s stays as it was, and is told why without secrets', async (_, changes, words) => {
  const world = await withHook();
  await world.channel({ name: 'other', kind: 'slack', settings: { secretFrom: 'SLACK' } });
  const before = await world.everything();
  const error = await change(world, changes).catch((thrown: Error & { code: string }) => thrown);
  expect(error).toMatchObject({ code: 'TDM_CHANNEL_INVALID' });
  expect((error as Error).message).toContain(words);
  expect((error as Error).message).not.toContain('swordfish');
  expect(await world.everything()).toBe(before);
  await expect(change(world, { groupMs: 0 }, 'none')).rejects.toMatchObject({ code: 'TDM_CHANNEL_UNKNOWN' });
});
