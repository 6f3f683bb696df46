import { describe, expect, it } from 'vitest';
import { findRun, listRuns, originsOfRuns, runTotals } from '../../src/insight/index.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';
import { keepExchange } from '../support/trace.ts';

describe('runs', async () => {
  const { store } = await testStore();
  await fillWebtoons(store, { series: 1, episodes: 1, days: 25 });

  it('are listed newest first, each once over all pages', async () => {
    const ids: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await listRuns(store, { workspaceId: 'main', limit: 4, cursor });
      ids.push(...page.items.map((run) => run.id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(ids).toEqual(Array.from({ length: 25 }, (_, index) => String(25 - index)));
  });

  it('of another workspace are not seen', async () => {
    expect((await listRuns(store, { workspaceId: 'other', limit: 5 })).items).toEqual([]);
    expect(await findRun(store, 'other', '1')).toBeNull();
    expect(await originsOfRuns(store, 'other')).toEqual([]);
  });

  it('say how far each stream is, what failed and what misfits there were', async () => {
    await store.query("insert into run_stream (run_id, stream, tasks, targets) values (7, 'titles', 3, 7), (7, 'likes', 2, 40)");
    await store.query(`insert into task (run_id, stream, batch, targets, state, pages, error_code, error_message) values
      (7, 'titles', 0, '{}', 'done', 3, null, null), (7, 'titles', 1, '{}', 'failed', 1, 'TDM_PAYLOAD_SHAPE', 'odd'), (7, 'titles', 2, '{}', 'waiting', 0, null, null),
      (7, 'likes', 0, '{}', 'done', 1, null, null)`);
    const exchangeId = await keepExchange(store, { runId: '7', body: '{}' });
    await store.query({
      text: `insert into quarantine (exchange_id, run_id, platform, stream, endpoint, path, reason, value, parser_version)
        select $1, 7, 'naver-webtoon', 'titles', 'weekday', path, 'expected string', '1', '1' from unnest(array['titleList[3].titleId', 'titleList[4].titleId', '']) path`,
      values: [exchangeId],
    });
    const run = (await findRun(store, 'main', '7'))!;
    expect(run.streamProgress).toEqual([
      { name: 'likes', tasks: 2, targets: 40, done: 1, failed: 0, waiting: 0, pages: 1 },
      { name: 'titles', tasks: 3, targets: 7, done: 1, failed: 1, waiting: 1, pages: 4 },
    ]);
    expect(run.failures).toEqual([{ stream: 'titles', batch: 1, code: 'TDM_PAYLOAD_SHAPE', message: 'odd' }]);
    expect(run.misfitGroups).toEqual([
      { endpoint: 'weekday', path: 'titleList[].titleId', reason: 'expected string', count: 2, exchangeId },
      { endpoint: 'weekday', path: '', reason: 'expected string', count: 1, exchangeId },
    ]);
    expect(run.progress).toEqual({ tasks: 5, done: 4 });
  });

  it('add up by platform and state', async () => {
    await store.query("update run set state = 'failed' where id = 9");
    expect((await runTotals(store)).toSorted((a, b) => b.runs - a.runs)).toMatchObject([
      { platform: 'naver-webtoon', state: 'done', runs: 24, pages: 2400, records: 24_000 },
      { platform: 'naver-webtoon', state: 'failed', runs: 1, pages: 100 },
    ]);
  });
});
