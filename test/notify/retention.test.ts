import { beforeEach, expect, test } from 'vitest';
import {
  addSilence,
  createForgetter,
  forgetAlerts,
  listDeliveries,
  listEvents,
  removeChannel,
  resendChannel,
} from '../../src/notify/index.ts';
import { receiver, status } from './receiver.ts';
import { alertWorlds, hour, minute } from './world.ts';
import type { AlertWorld } from './world.ts';

const alertWorld = await alertWorlds();
const server = await receiver();
beforeEach(() => {
  server.calls.length = 0;
  server.answer = status(200, 'ok');
});

const day = 24 * hour;
const keepMs = 180 * day;
const forget = (world: AlertWorld, store = world.store, batch = 500) => forgetAlerts({ store, now: () => world.time, keepMs, batch });
const titles = async (world: AlertWorld) => (await listEvents(world.store, { workspaceId: 'main' })).map(({ title }) => title);

const withHook = async (more: object = {}): Promise<AlertWorld> => {
  const world = await alertWorld();
  world.env['KEY'] = 'a key that signs';
  await world.channel({ name: 'hook', kind: 'webhook', settings: { url: `${server.url}/alerts`, secretFrom: 'KEY' }, ...more });
  return world;
};

test('what was told is kept for its time and then deleted with its deliveries, messages as a whole', async () => {
  const world = await withHook({ groupMs: hour });
  await world.record({ title: 'first' });
  world.time += hour - minute;
  await world.record({ title: 'a little later, of the same message' });
  world.time += minute;
  expect(await world.deliver()).toMatchObject({ delivered: 1 });
  await world.record({ title: 'nobody is told', kind: 'run-succeeded' });
  const begun = world.time - hour;

  world.time = begun + keepMs + 1;
  expect(await forget(world)).toEqual({ deleted: 0, givenUp: {}, more: false });
  expect(await titles(world)).toHaveLength(3);
  world.time = begun + keepMs + hour;
  expect(await forget(world)).toEqual({ deleted: 2, givenUp: {}, more: false });
  expect(await titles(world)).toEqual(['nobody is told']);
  expect(await listDeliveries(world.store, { workspaceId: 'main' })).toEqual([]);
  world.time += 1;
  expect(await forget(world)).toMatchObject({ deleted: 1 });
});

test('what still waits after all that time is given up and said, and stays for a month in which it can be sent again', async () => {
  const world = await withHook({ groupMs: hour });
  await world.record({ title: 'one' });
  await world.record({ title: 'two' });
  world.time += hour;
  server.answer = status(500, 'out of order');
  expect(await world.deliver()).toMatchObject({ failed: 1 });
  await world.record({ title: 'never tried' });
  // No worker for half a year.
  world.time += keepMs + hour;
  expect(await forget(world)).toEqual({ deleted: 0, givenUp: { hook: 2 }, more: false });
  expect(await forget(world)).toEqual({ deleted: 0, givenUp: {}, more: false });
  const reason = 'not delivered within the 180 days that alerts are kept';
  expect(await listDeliveries(world.store, { workspaceId: 'main', state: 'given-up' })).toMatchObject([
    { title: 'never tried', lastError: reason },
    { title: 'one', lastError: reason, events: 2 },
  ]);
  expect((await listEvents(world.store, { workspaceId: 'main' })).map(({ told }) => told[0]!.state)).toEqual(Array(3).fill('given-up'));

  world.time += 29 * day;
  expect(await forget(world)).toMatchObject({ deleted: 0 });
  server.answer = status(200);
  expect(await resendChannel(world.store, { workspaceId: 'main', name: 'hook', now: world.time })).toEqual({ again: 2, hurried: 0 });
  expect(await forget(world)).toMatchObject({ deleted: 0, givenUp: {} });
  expect(await world.deliver()).toMatchObject({ delivered: 2, nextAt: null });
  expect(await forget(world)).toMatchObject({ deleted: 3 });
});

test('what was given up long ago and not sent again is deleted, with channels and silences that nothing refers to any more', async () => {
  const world = await withHook();
  const { id: channelId } = await world.channel({ name: 'old', kind: 'slack', settings: { secretFrom: 'SLACK' } });
  await addSilence(world.store, { workspaceId: 'main', channelId, until: world.time + hour });
  await addSilence(world.store, { workspaceId: 'main', until: world.time + 400 * day });
  await world.record();
  await removeChannel(world.store, 'main', 'old');
  world.time = Date.now() + keepMs + 31 * day;
  expect(await forget(world)).toMatchObject({ deleted: 1 });
  const names = await world.store.query<{ name: string }>('select name from alert_channel');
  expect(names).toEqual([{ name: 'hook' }]);
  expect(await world.store.query('select from alert_silence')).toHaveLength(1);
});

test('batches are bounded and go on with the next look; of several who forget at once one works; then it rests for an hour', async () => {
  const world = await withHook({ groupMs: minute });
  for (let n = 0; n < 25; n++) await world.record({ pipeline: `p${n % 4}` });
  world.time += minute;
  expect(await world.deliver()).toMatchObject({ delivered: 4 });
  world.time += keepMs;
  const others = await Promise.all([world.test.again(), world.test.again()]);
  const reports = await Promise.all([world.store, ...others].map((store) => forget(world, store, 10)));
  for (const other of others) await other.close();
  for (const { deleted } of reports) expect([0, 10]).toContain(deleted);

  const told: number[] = [];
  const look = createForgetter({
    ...{ store: world.store, now: () => world.time, keepMs, batch: 4 },
    onForgotten: ({ deleted }) => told.push(deleted),
  });
  for (let n = 0; n < 10; n++) await look();
  const before = reports.reduce((sum, { deleted }) => sum + deleted, 0);
  expect(told.reduce((sum, deleted) => sum + deleted, before)).toBe(25);
  expect(Math.max(...told)).toBe(4);
  expect(await titles(world)).toEqual([]);

  const old = () => world.record({ kind: 'run-succeeded', at: world.time - keepMs - 2 * day });
  told.length = 0;
  await old();
  await look();
  expect(told).toEqual([]);
  world.time += hour;
  await look();
  expect(told).toEqual([1]);
  // A clock that is set back does not make it rest for longer.
  await old();
  world.time -= day;
  await look();
  expect(told).toEqual([1, 1]);
});
