import { tmpdir } from 'node:os';
import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, test } from 'vitest';
import { ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { readSettings } from '../../src/cli/settings.ts';
import { createTelling } from '../../src/cli/telling.ts';
import { systemClock } from '../../src/domain/index.ts';
import { addChannel, listEvents, recordEvent } from '../../src/notify/index.ts';
import { receiver } from '../notify/receiver.ts';
import { testStore } from '../support/database.ts';

const { store } = await testStore();
const server = await receiver();
const dayMs = 24 * 60 * 60 * 1000;

test('a worker delivers, gives up what waited for longer than alerts are kept, deletes what is older, and says each of them in its log', async () => {
  await ensureWorkspace(store);
  const settings = readSettings({ data: tmpdir() }, { TIDEMARK_ALERT_DAYS: '10', TIDEMARK_URL: 'https://tidemark.example.org' });
  process.env['TELLING_KEY'] = 'a key that signs';
  const logged: string[] = [];
  const logger = pino(new Writable({ write: (line, _, done) => done(void logged.push(JSON.parse(String(line)).msg)) }));
  const telling = createTelling({ store, settings, clock: systemClock, logger, stop: new AbortController().signal });
  const record = (key: string, ageDays: number, kind: 'run-failed' | 'run-succeeded') =>
    recordEvent(store, { workspaceId: mainWorkspace, key, kind, title: key, at: Date.now() - ageDays * dayMs });

  await record('told to nobody', 11, 'run-failed');
  for (const [name, path] of Object.entries({ hook: 'a', other: 'b' }))
    await addChannel(store, {
      ...{ workspaceId: mainWorkspace, name, kind: 'webhook' },
      settings: { url: `${server.url}/${path}`, secretFrom: name === 'hook' ? 'TELLING_KEY' : 'NOT_SET' },
    });
  await record('too late', 11, 'run-failed');
  for (const task of telling.besides.slice(3)) await task();
  await record('fresh', 0, 'run-failed');
  for (const task of telling.besides) await task();
  await telling.settled();

  expect(server.calls.map(({ body }) => JSON.parse(body).title)).toEqual(['fresh']);
  const events = await listEvents(store, { workspaceId: mainWorkspace });
  expect(events.map(({ key, told }) => [key, ...told.map(({ state }) => state)])).toEqual([
    ['fresh', 'delivered', 'waiting'],
    ['too late', 'given-up', 'given-up'],
  ]);
  expect(logged.toSorted()).toEqual([
    '1 alerts older than 10 days were deleted',
    '1 alerts to hook were given up: they waited for longer than alerts are kept',
    '1 alerts to other were given up: they waited for longer than alerts are kept',
    'an alert was not delivered to other',
  ]);
});

test.each(['6', '3651', 'ever', '-7', '7.5'])('alerts are not kept for %s days', (value) => {
  const read = () => readSettings({ data: tmpdir() }, { TIDEMARK_ALERT_DAYS: value });
  expect(read).toThrow('the setting TIDEMARK_ALERT_DAYS is not usable: give a number of days from 7 to 3650');
});
