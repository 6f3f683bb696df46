import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFrameReader, openStorage, sealFrames } from '../../src/lake/index.ts';
import { collectFrom } from '../collect/world.ts';
import { testStore } from '../support/database.ts';

const titles = (what: string) => (what.startsWith('titles/') ? ['1', '2'] : ['1']);
const outcomes = `select outcome, status, note from exchange where endpoint = 'titles' order by id desc limit 2`;

test('a list that did not change is read again from its segment; when the lake does not give it, the platform is asked anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-known-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { store } = await testStore();
  const storage = openStorage({ url: folder });
  const { observations } = await collectFrom(store, titles);
  await sealFrames({ store, storage, version: 'test' });
  const again = (lake: string) =>
    collectFrom(store, (what, validators) => (validators ? 'unchanged' : titles(what)), {
      frames: createFrameReader(store, openStorage({ url: lake })),
      fresh: true,
    });

  const second = await again(folder);
  expect(second).toMatchObject({ state: 'done', error: null, observations });
  for (const row of await store.query(outcomes))
    expect(row).toMatchObject({ outcome: 'ok', status: 304, note: expect.stringMatching(/^unchanged since exchange \d+$/) });

  const lost = await again('/proc/none');
  expect(lost).toMatchObject({ state: 'done', error: null, observations });
  for (const row of await store.query(outcomes))
    expect(row).toMatchObject({ outcome: 'ok', status: 200, note: expect.stringContaining('its segment') });
});
