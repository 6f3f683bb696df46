import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFrameReader, openStorage, sealFrames } from '../../src/lake/index.ts';
import { testApi } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { keepFrames, prepareRun, textsOf } from './frames.ts';
import { startS3 } from './lakes.ts';

const s3 = await startS3();

test('the dashboard shows a sealed answer like a waiting one, and says so when the lake is away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-api-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { store } = await testStore();
  await prepareRun(store);
  const ids = await keepFrames(store, { frames: 1 });
  const [first] = await textsOf(createFrameReader(store), ids);
  const [id, body] = first!.split(' ');
  const storage = openStorage({ url: folder });
  await sealFrames({ store, storage, version: 'test' });
  await using server = await testApi(store, { frames: createFrameReader(store, storage) });
  expect((await server.get(`/api/v1/exchanges/${id}`)).json).toMatchObject({ id, body });

  // A service that wants to be left alone.
  for (const [name, value] of Object.entries(s3.settings)) process.env[name] = value;
  onTestFinished(() => {
    for (const name of Object.keys(s3.settings)) delete process.env[name];
  });
  s3.refuse = () => ({ status: 503, code: 'SlowDown' });
  const away = createFrameReader(store, openStorage({ url: `s3://${s3.bucket}`, maxAttempts: 1 }));
  await using other = await testApi(store, { frames: away });
  expect((await other.get(`/api/v1/exchanges/${id}`)).json).toMatchObject({ status: 503, code: 'TDM_LAKE_BUSY' });
});
