import { describe, expect, it } from 'vitest';
import { testStore } from '../support/database.ts';
import { keepExchange } from '../support/trace.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually } from './support/dashboard.ts';

describe.skipIf(missing !== null)(inBrowser('the pages of operation'), async () => {
  const { store } = await testStore();
  const dashboard = dashboardFor(store, { series: 4, episodes: 2, days: 60 });

  it('list the runs, newest first, by state, and load on', async () => {
    await store.query('update run set state = \'interrupted\', outcomes = \'{"ok": 90, "rate-limited": 2}\' where id = 50');
    const page = await dashboard.open('/runs');
    const rows = page.getByRole('table', { name: '실행 기록' }).locator('tbody tr');
    await eventually(() => rows.count()).toBe(50);
    expect(await rows.first().textContent()).toMatch(/^실행 60.*완료/);
    await page.getByRole('button', { name: '더 보기' }).click();
    await eventually(() => rows.count()).toBe(60);

    await page.getByRole('button', { name: '상태' }).click();
    await page.getByRole('menuitemradio', { name: '중단됨' }).click();
    await eventually(() => rows.count()).toBe(1);
    expect(new URL(page.url()).search).toBe('?state=interrupted');
    expect(await rows.first().textContent()).toContain('정상 90, 속도 제한 2');
  });

  it('show a run at work, which moves by itself until it is done', async () => {
    await store.query("update run set state = 'running', finished_at = null where id = 60");
    await store.query("insert into run_stream (run_id, stream, tasks, targets) values (60, 'titles', 2, 7)");
    await store.query(
      "insert into task (run_id, stream, batch, targets, state, pages) values (60, 'titles', 0, '{}', 'done', 3), (60, 'titles', 1, '{}', 'pending', 0)",
    );
    const page = await dashboard.open('/runs/60', { language: 'en' });
    const progress = page.getByRole('meter', { name: 'Progress' });
    await eventually(() => progress.getAttribute('aria-valuenow')).toBe('50');
    await store.query("update task set state = 'done' where run_id = 60");
    await store.query("update run set state = 'done', finished_at = now() where id = 60");
    await eventually(() => progress.getAttribute('aria-valuenow')).toBe('100');
    expect(await page.getByText('Everything asked for has been read.', { exact: true }).isVisible()).toBe(true);
  });

  it('say of a failed run what happened, what to do, what failed and what did not fit', async () => {
    await store.query(
      "update run set state = 'failed', misfits = 2, error_code = 'TDM_RUN_FAILED', error_message = '1 of 3 tasks failed' where id = 59",
    );
    await store.query("insert into run_stream (run_id, stream, tasks, targets) values (59, 'likes', 3, 40)");
    await store.query(`insert into task (run_id, stream, batch, targets, state, pages, error_code, error_message)
      values (59, 'likes', 0, '{}', 'failed', 1, 'TDM_HOST_UNREACHABLE', 'route-like.naver.com does not answer')`);
    const exchangeId = await keepExchange(store, { runId: '59', body: '{"titleList":[{"titleId":"odd"}]}' });
    await store.query({
      text: `insert into quarantine (exchange_id, run_id, platform, stream, endpoint, path, reason, value, parser_version)
        select $1, 59, 'naver-webtoon', 'titles', 'weekday', path, 'expected number', '1', '1' from unnest(array['titleList[3].titleId', 'titleList[4].titleId']) path`,
      values: [exchangeId],
    });
    const page = await dashboard.open('/runs/59');
    const alert = page.getByRole('alert');
    await alert.getByText('1 of 3 tasks failed').waitFor();
    expect(await alert.textContent()).toContain('TDM_RUN_FAILED');
    expect(await alert.textContent()).toContain('해야 할 일: 같은 명령을 다시 실행하면');
    // The reader's language first, the particulars in the API's own below.
    expect(await alert.locator('[lang=en]').textContent()).toBe('1 of 3 tasks failed');
    expect(await page.getByRole('table', { name: '실패' }).textContent()).toContain('TDM_HOST_UNREACHABLE');
    const quarantine = page.getByRole('table', { name: '격리' });
    expect(await quarantine.textContent()).toContain('titleList[].titleIdexpected number2');
    await quarantine.getByRole('button').click();
    await eventually(() => page.getByRole('dialog').textContent()).toContain('"titleId": "odd"');
  });

  it('explain what every lane waits for, since when, and until when', async () => {
    await dashboard.lanes.declare([
      { name: 'calm', intervalMs: 250, concurrency: 4, budget: { units: 25_000, zone: 'Asia/Seoul' } },
      { name: 'scolded', intervalMs: 500, concurrency: 2 },
    ]);
    await dashboard.lanes.incident('scolded', { retryAfterMs: 150_000, cause: '429 with Retry-After from scolded.example' });
    const page = await dashboard.open('/lanes');
    const lanes = page.getByRole('main').getByRole('listitem');
    await eventually(() => lanes.count()).toBe(2);
    // The one that waits stands first.
    const scolded = (await lanes.first().textContent())!;
    for (const words of ['scolded', '쉬는 중', '429 with Retry-After from scolded.example', '500 ms마다 요청 1개', '연속 1회'])
      expect(scolded).toContain(words);
    expect(scolded).toMatch(/2분( \d+초)? 후 열림/);
    const calm = (await lanes.nth(1).textContent())!;
    for (const words of ['calm', '열림', '초당 최대 4개', '25,000 중 0 사용', 'Asia/Seoul 자정 기준']) expect(calm).toContain(words);
  });

  it('say how sure we are of every endpoint', async () => {
    const page = await dashboard.open('/sources', { language: 'en' });
    const main = page.getByRole('main');
    await main.getByRole('heading', { name: /Naver Webtoon/ }).click();
    const words = (await main.textContent())!;
    expect(words).toContain('A real payload of this endpoint was recorded');
    expect(words).toContain('comic.naver.com');
    expect(await main.getByRole('listitem').filter({ hasText: 'weekday' }).first().textContent()).toContain('recorded');
    expect(await main.getByText('code only').count()).toBeGreaterThan(1);
  });

  it('make a token that works, show it once, and revoke it', async () => {
    const page = await dashboard.open('/settings');
    const tokens = page.getByRole('listitem').filter({ hasText: '보고서' });
    await page.getByRole('textbox', { name: '새 토큰 이름' }).fill('보고서');
    await page.getByRole('button', { name: '토큰 만들기' }).click();
    const command = await page.getByText(/^Authorization: Bearer /).textContent();
    const ask = async () =>
      (await dashboard.server.ask('/api/v1/runs', { headers: { authorization: command!.replace('Authorization: ', '') } })).status;
    expect(await ask()).toBe(200);
    await page.reload();
    await tokens.waitFor();
    expect(await page.getByText(/^Authorization: Bearer /).count()).toBe(0);
    await tokens.getByRole('button', { name: '보고서 폐기' }).click();
    await tokens.getByRole('button', { name: /정말 폐기할까요/ }).click();
    await eventually(() => tokens.count()).toBe(0);
    expect(await ask()).toBe(401);
  });

  it('say that nobody answers rather than pass the old for the new, and go on when somebody does', async () => {
    const page = await dashboard.open('/lanes', { fresh: true, language: 'en', expects: /ERR_INTERNET_DISCONNECTED/ });
    const lanes = page.getByRole('main').getByRole('listitem');
    await eventually(() => lanes.count()).toBeGreaterThan(0);
    // The other pages are fetched in a quiet moment, so that they open although the server is gone.
    await eventually(() =>
      page.evaluate("performance.getEntriesByType('resource').some(({ name }) => name.includes('sources-page'))"),
    ).toBe(true);
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Sources' }).first().click();
    await page.getByText('The Tidemark server does not answer', { exact: true }).waitFor();
    await page.getByText('What you see is from before').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: /Naver Webtoon/ }).waitFor();
    expect(await page.getByText('What you see is from before').count()).toBe(0);
  });

  it('say when there is no such run', async () => {
    const page = await dashboard.open('/runs?state=abandoned', { language: 'en', expects: /404 \(Not Found\)/ });
    await page.getByText('No run fits this choice').waitFor();
    await page.goto(`${dashboard.server.origin}/runs/999999`);
    await eventually(() => page.getByRole('alert').textContent()).toContain('TDM_RUN_UNKNOWN');
  });
});
