import { describe, expect, test } from 'vitest';
import { endpointHealth } from '../../src/insight/index.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';

describe('the health of an endpoint', async () => {
  const { store } = await testStore();
  await fillWebtoons(store, { series: 1, episodes: 1, days: 4 });
  let id = 0;
  const keep = async (run: number, endpoint: string, outcome: string, note: string | null = null): Promise<string> => {
    id += 1;
    await store.query({
      text: `with framed as (insert into frame (id, run_id, platform, stream, day, exchanges, raw_bytes, sha256) values ($1, $2, 'naver-webtoon', 'titles', '2026-03-01', 1, 1, ''))
        insert into exchange (id, frame_id, line, run_id, task_id, platform, stream, endpoint, url, status, outcome, note, at, duration_ms, attempts, bytes, parser_version)
        values ($1, $1, 0, $2, 1, 'naver-webtoon', 'titles', $3, 'https://comic.naver.com/api', 200, $4, $5, '2026-03-01T00:00:00Z'::timestamptz + $1 * interval '1 s', 1, 1, 1, '1')`,
      values: [id, run, endpoint, outcome, note],
    });
    return String(id);
  };
  await keep(1, 'old', 'ok');
  await keep(3, 'page', 'ok');
  await keep(4, 'page', 'empty');
  await keep(3, 'gateway', 'ok');
  await keep(4, 'gateway', 'blocked');
  const refusal = await keep(4, 'gateway', 'login-required', 'the gateway says no');
  await keep(4, 'search', 'changed-shape');

  test('is told for each access method from the newest two runs, with the newest trouble and the answer that shows it', async () => {
    const found = await endpointHealth(store, 'main');
    expect(found.map(({ endpoint, state, asked }) => [endpoint, state, asked])).toEqual([
      ['gateway', 'mixed', 3],
      ['page', 'well', 2],
      ['search', 'failing', 1],
    ]);
    expect(found[0]).toEqual({
      platform: 'naver-webtoon',
      stream: 'titles',
      endpoint: 'gateway',
      state: 'mixed',
      asked: 3,
      outcomes: { ok: 1, blocked: 1, 'login-required': 1 },
      lastAskedAt: new Date('2026-03-01T00:00:06Z'),
      lastUsedAt: new Date('2026-03-01T00:00:04Z'),
      trouble: {
        outcome: 'login-required',
        note: 'the gateway says no',
        at: new Date('2026-03-01T00:00:06Z'),
        exchangeId: refusal,
      },
    });
    expect(found[1]!.trouble).toBeNull();
    expect(found[2]!.lastUsedAt).toBeNull();
  });

  test('of another workspace is not seen', async () => {
    expect(await endpointHealth(store, 'other')).toEqual([]);
  });
});
