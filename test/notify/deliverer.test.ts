import { expect, test } from 'vitest';
import { createDeliverer } from '../../src/notify/index.ts';
import { receiver, status } from './receiver.ts';
import { alertWorlds } from './world.ts';

const alertWorld = await alertWorlds();
const server = await receiver();

test('a loop that delivers beside its other duties does not wait for a slow receiver, begins no second round meanwhile, and waits at its end', async () => {
  const world = await alertWorld();
  world.env['KEY'] = 'a key that signs';
  await world.channel({ name: 'hook', kind: 'webhook', settings: { url: server.url, secretFrom: 'KEY' } });
  await world.record();
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    server.answer = (response, call, request) => {
      answer = () => status(200)(response, call, request);
      resolve();
    };
  });
  const deliverer = createDeliverer({ store: world.store, now: () => world.time, send: world.send() });
  await deliverer.look();
  await asked;
  await world.record();
  await deliverer.look();
  await deliverer.look();
  expect(server.calls).toHaveLength(1);
  answer();
  server.answer = status(200);
  await deliverer.settled();
  await deliverer.look();
  await deliverer.settled();
  expect(server.calls).toHaveLength(2);
});

test('what ended a round is told with the next look, once', async () => {
  const world = await alertWorld();
  const gone = await world.test.again();
  await gone.close();
  const deliverer = createDeliverer({ store: gone, now: () => world.time, send: world.send() });
  await deliverer.look();
  await expect(deliverer.settled()).rejects.toThrow('the store is closed');
  await deliverer.settled();
});
