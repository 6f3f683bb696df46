import { randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findExchange } from '../../src/insight/index.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';
import { keepExchange } from '../support/trace.ts';

describe('the trace of a figure', async () => {
  const { store } = await testStore();
  await fillWebtoons(store, { series: 1, episodes: 1, days: 1 });
  const corrupt = expect.objectContaining({ code: 'TDM_SEGMENT_CORRUPT' });

  it('ends at the body as it came', async () => {
    const body = '{"titleList": [{"titleName": "달의\\n노래"}]}\n';
    const id = await keepExchange(store, { runId: '1', body });
    expect(await findExchange(store, 'main', id)).toMatchObject({
      id,
      runId: '1',
      status: 200,
      outcome: 'ok',
      bytes: Buffer.byteLength(body),
      body,
    });
  });

  it('is not for another workspace, and not of an exchange that is not there', async () => {
    const id = await keepExchange(store, { runId: '1', body: '{}' });
    expect(await findExchange(store, 'other', id)).toBeNull();
    expect(await findExchange(store, 'main', '999999999')).toBeNull();
  });

  it('says that a frame is damaged instead of showing something else', async () => {
    const id = await keepExchange(store, { runId: '1', body: '{}', frame: randomBytes(200) });
    await expect(findExchange(store, 'main', id)).rejects.toEqual(corrupt);
  });

  it('does not unpack more than was packed', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(50_000_000));
    const id = await keepExchange(store, { runId: '1', body: '{}', frame: bomb });
    await store.query({ text: 'update frame set sha256 = sha256(body) where id = $1', values: [String(Number(id) - 1)] });
    await expect(findExchange(store, 'main', id)).rejects.toEqual(corrupt);
  });

  it('does not show the line of another exchange', async () => {
    const id = await keepExchange(store, { runId: '1', body: '{}' });
    await store.query({ text: 'update exchange set line = 0 where id = $1', values: [id] });
    await expect(findExchange(store, 'main', id)).rejects.toEqual(corrupt);
    await store.query({ text: 'update exchange set line = 9 where id = $1', values: [id] });
    await expect(findExchange(store, 'main', id)).rejects.toEqual(corrupt);
  });

  it('says so when its frame is neither in the database nor in a segment', async () => {
    const id = await keepExchange(store, { runId: '1', body: '{}' });
    await store.query({ text: 'update frame set body = null where id = $1', values: [String(Number(id) - 1)] });
    await expect(findExchange(store, 'main', id)).rejects.toEqual(corrupt);
  });
});
