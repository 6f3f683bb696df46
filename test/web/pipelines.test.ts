import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/domain/index.ts';
import { cancelRun, openQueue } from '../../src/jobs/index.ts';
import { testStore } from '../support/database.ts';
import { pipelineControl } from '../support/pipeline-control.ts';
import { fillPipelines, webtoonsDaily } from '../support/pipelines.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually, stumblingBlocks } from './support/dashboard.ts';

describe.skipIf(missing !== null)(inBrowser('the pages of pipelines'), async () => {
  const { store } = await testStore();
  const queue = await openQueue(store);
  afterAll(async () => {
    await queue.close();
    await store.query(`drop schema if exists "${store.schema}_jobs" cascade`);
  });
  const dashboard = dashboardFor(store, { series: 1, episodes: 1, days: 2 }, undefined, () => ({
    pipelines: pipelineControl(store, queue, { definitions: [webtoonsDaily] }),
  }));
  let ids: Awaited<ReturnType<typeof fillPipelines>>;
  beforeAll(async () => {
    const worker = await store.worker('test', { collect: 8, heavy: 1, light: 2 });
    ids = await fillPipelines(store, { days: 30, now: systemClock.now(), worker: worker.id, collections: ['1', '2'] });
  });
  const pathsOf = () => [
    '/pipelines',
    '/pipelines/webtoons-daily',
    '/pipelines/prices-hourly',
    `/pipelines/runs/${ids.webtoons}?step=naver`,
    `/pipelines/runs/${ids.failed}`,
    `/pipelines/runs/${ids.prices}`,
    '/queue',
  ];

  it('list every pipeline with its state, its newest runs and when it begins next, and open one', async () => {
    const page = await dashboard.open('/pipelines', { language: 'en' });
    const items = page.getByRole('list', { name: 'Pipelines' }).locator(':scope > li');
    await eventually(() => items.count()).toBe(3);
    const prices = items.nth(1);
    for (const words of ['prices-hourly', 'running', 'paused']) expect(await prices.textContent()).toContain(words);
    expect(await items.nth(2).textContent()).toMatch(/Next run\s*in \d+ (hour|minute)/);
    // The newest stands on the right, and every sign has its word.
    const signs = items.nth(2).getByRole('list', { name: 'Newest runs' }).getByRole('link');
    expect(await signs.count()).toBe(10);
    expect(await signs.last().getAttribute('aria-label')).toMatch(/: running$/);
    await items.nth(2).getByRole('link', { name: 'webtoons-daily' }).click();
    await page.getByRole('heading', { level: 1, name: 'webtoons-daily' }).waitFor();
  });

  it('draw the steps of a pipeline, each right of all it needs, and say the same as a list', async () => {
    const page = await dashboard.open('/pipelines/webtoons-daily', { language: 'en' });
    const steps = page.getByRole('list', { name: 'Steps' }).getByRole('link');
    await eventually(() => steps.count()).toBe(5);
    const lefts = await Promise.all(
      ['naver', 'totals', 'check'].map(async (name) => (await steps.filter({ hasText: name }).first().boundingBox())!.x),
    );
    expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
    expect(await steps.filter({ hasText: 'seal' }).first().textContent()).toMatch(/^sealrunning/);
    await page.getByText('List', { exact: true }).click({ force: true });
    await eventually(() => steps.last().textContent()).toMatch(/^checkbehind othersneeds totals, seal$/);
  });

  it('hold intervals against steps in a grid that is walked with the arrow keys', async () => {
    const page = await dashboard.open('/pipelines/webtoons-daily', { language: 'en' });
    const grid = page.getByRole('table', { name: 'Steps by interval' });
    await eventually(() => grid.locator('[data-cell]').count()).toBe(150);
    // One stop for the tab key; the newest interval is where one begins.
    expect(await grid.locator('[data-cell][tabindex="0"]').getAttribute('data-cell')).toBe('0/29');
    await grid.locator('[data-cell][tabindex="0"]').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const focused = () => page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
    expect(await focused()).toMatch(/^seal, .+: running$/);
    await page.keyboard.press('Enter');
    await eventually(() => new URL(page.url()).pathname + new URL(page.url()).search).toBe(`/pipelines/runs/${ids.webtoons}?step=seal`);
  });

  it('say of a failed run what happened and what to do, with every attempt and its log', async () => {
    const page = await dashboard.open(`/pipelines/runs/${ids.failed}`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/플랫폼 서버가 응답하지 않습니다.*해야 할 일: .*TDM_HOST_UNREACHABLE/);
    // The step that failed is what one comes to see.
    const attempts = page.getByRole('table', { name: 'kakao의 시도' }).locator('tbody tr');
    await eventually(() => attempts.count()).toBe(3);
    expect(await attempts.first().textContent()).toContain('연결 안 됨 3');
    const log = page.getByRole('list', { name: 'kakao의 로그' }).getByRole('listitem');
    await eventually(() => log.count()).toBe(18);
    await page.getByRole('button', { name: '수준' }).click();
    await page.getByRole('menuitemradio', { name: '오류만' }).click();
    await eventually(() => log.count()).toBe(3);
    await page.getByRole('button', { name: '모든 시도' }).click();
    await page.getByRole('menuitemradio', { name: /^시도 2, 자리 1/ }).click();
    await eventually(() => log.count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('attempt')).toMatch(/^\d+$/);
    await page.getByRole('link', { name: `webtoons-daily 실행 ${ids.repeated}` }).click();
    await page.getByRole('heading', { level: 1, name: `실행 ${ids.repeated}` }).waitFor();
  });

  it('show attempts and seats over time, lead to their collections, and page through a long log', async () => {
    const page = await dashboard.open(`/pipelines/runs/${ids.webtoons}`, { language: 'en' });
    const bars = page.getByRole('list', { name: 'Timeline' }).getByRole('link');
    await eventually(() => bars.count()).toBe(6);
    expect(await bars.first().getAttribute('aria-label')).toBe('naver, attempt 1, seat 1: worker lost, 9 min');
    await bars.nth(1).click();
    const log = page.getByRole('list', { name: 'Log of naver' }).getByRole('listitem');
    await eventually(() => log.count()).toBe(100);
    await page.getByRole('button', { name: 'Load more' }).click();
    await eventually(() => log.count()).toBe(200);
    expect(await page.getByRole('table', { name: 'Attempts of naver' }).textContent()).toContain('worker lost');
    await page.getByRole('link', { name: 'Collection 1' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Run 1' }).waitFor();
  });

  it('move by themselves while a run is under way', async () => {
    const page = await dashboard.open(`/pipelines/runs/${ids.creators}`, { language: 'en' });
    const facts = page.getByRole('main');
    await eventually(() => facts.textContent()).toContain('No free slot in the pool heavy (1 in all)');
    await store.query({ text: "update pipeline_step set state = 'done', ended_at = now() where run_id = $1", values: [ids.creators] });
    await store.query({ text: "update pipeline_run set state = 'done', ended_at = now() where id = $1", values: [ids.creators] });
    await eventually(() => facts.textContent()).toContain('Every step came to its end.');
  });

  it('explain what waits, until when and why, and who holds what it waits for', async () => {
    const page = await dashboard.open('/queue', { language: 'en' });
    const waiting = page.getByRole('list', { name: 'Waiting' }).locator(':scope > li');
    await eventually(() => waiting.first().textContent()).toMatch(
      /offers.*Goes on by itself in 2 hours\.because the budget of naver-shopping for today is spent/,
    );
    expect(await waiting.filter({ hasText: 'check' }).textContent()).toContain('Waits for seal (running).');
    await page
      .getByRole('list', { name: 'Pools' })
      .getByRole('link', { name: `webtoons-daily, run ${ids.webtoons} · seal` })
      .waitFor();
    await page.getByRole('list', { name: 'Workers' }).getByText('alive').first().waitFor();
  });

  it('say when there is no such run or pipeline, and what to do when there is none at all', async () => {
    const page = await dashboard.open('/pipelines/runs/999999', { language: 'en', expects: /404 \(Not Found\)/ });
    await eventually(() => page.getByRole('alert').textContent()).toContain('TDM_NOT_FOUND');
    await page.goto(`${dashboard.server.origin}/pipelines/nothing`);
    await eventually(() => page.getByRole('alert').textContent()).toContain('TDM_NOT_FOUND');
  });

  it('are reached from a phone, where not every place has room under the thumb', async () => {
    const page = await dashboard.open('/pipelines', { phone: true });
    await page.getByRole('navigation', { name: '주 메뉴' }).getByRole('button', { name: '더보기' }).tap();
    await page.getByRole('link', { name: '대기열', exact: true }).tap();
    await page.getByRole('heading', { level: 1, name: '대기열과 워커' }).waitFor();
    await page.getByRole('link', { name: '설정', exact: true }).waitFor({ state: 'hidden' });
  });

  it.each([
    { phone: true, theme: 'dark', language: 'ko' },
    { phone: true, theme: 'light', language: 'en' },
    { phone: false, theme: 'light', language: 'ko' },
    { phone: false, theme: 'dark', language: 'en' },
  ] as const)('nobody stumbles over: %o', async (visit) => {
    const page = await dashboard.open('/pipelines', visit);
    for (const path of pathsOf()) {
      await page.goto(`${dashboard.server.origin}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await eventually(() => page.locator('main [role=status]', { hasText: /Loading|불러오는/ }).count()).toBe(0);
      for (const width of visit.phone ? [320, 390] : [820, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
        expect([path, width, await stumblingBlocks(page)]).toEqual([path, width, []]);
      }
    }
  });

  it('pause a schedule and let it go on', async () => {
    const page = await dashboard.open('/pipelines/prices-hourly', { language: 'en' });
    const main = page.getByRole('main');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await eventually(() => main.textContent()).toMatch(/Next run\s*(in \d+ minutes?|any moment)/);
    await page.getByRole('button', { name: 'Pause' }).click();
    await eventually(() => main.textContent()).toContain('paused since');
  });

  it('put what failed back into the queue, and cancel it there after asking once more', async () => {
    await store.query({ text: 'update pipeline_run set repeats = null where id = $1', values: [ids.repeated] });
    const page = await dashboard.open('/queue', { language: 'en' });
    const failed = page.getByRole('list', { name: 'Failed' }).locator(':scope > li');
    await eventually(() => failed.count()).toBe(1);
    await failed.getByRole('button', { name: 'Run what failed again' }).click();
    await eventually(() => new URL(page.url()).pathname).toMatch(/^\/pipelines\/runs\/\d+$/);
    expect(new URL(page.url()).pathname).not.toBe(`/pipelines/runs/${ids.failed}`);
    const main = page.getByRole('main');
    await eventually(() => main.textContent()).toContain('run again');
    // Only what was not done: Naver was.
    await eventually(() => page.getByRole('list', { name: 'Steps' }).getByRole('link').first().textContent()).toMatch(/^naverdone/);
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await cancel.click();
    await page.keyboard.press('Tab');
    await cancel.click();
    await page.getByRole('button', { name: 'Really cancel?' }).click();
    await eventually(() => main.textContent()).toContain('Somebody stopped it.');
    await page.getByRole('button', { name: 'Run again from' }).waitFor();
  });

  it('say why something cannot be done', async () => {
    const page = await dashboard.open(`/pipelines/runs/${ids.prices}`, { language: 'en', expects: /409 \(Conflict\)/ });
    await page.getByRole('button', { name: 'Cancel' }).click();
    // Somebody else was quicker; either the page has heard of it already, or it is told when it asks.
    await cancelRun(store, queue, ids.prices);
    await page
      .getByRole('button', { name: /cancel\?/ })
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await eventually(() => page.getByRole('main').textContent()).toMatch(/TDM_RUN_OVER|Somebody stopped it/);
  });
});
