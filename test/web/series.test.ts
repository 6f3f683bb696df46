import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { testStore } from '../support/database.ts';
import { keepExchange } from '../support/trace.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually } from './support/dashboard.ts';

describe.skipIf(missing !== null)(inBrowser('the page of a webtoon'), async () => {
  const { store } = await testStore();
  const days = 5;
  const dashboard = dashboardFor(store, { series: 26, episodes: 150, days });
  const path = '/webtoons/naver-webtoon/700013';
  const charts = (page: Page) => page.locator('[aria-roledescription=chart]');
  const dialog = (page: Page) => page.getByRole('dialog').last();
  const search = (page: Page) => new URL(page.url()).search;

  it('says who and what it is, and how it stands', async () => {
    const page = await dashboard.open(path);
    await page.getByRole('heading', { level: 1, name: 'Tide 13' }).waitFor();
    const main = page.getByRole('main');
    expect(await main.getByText('작가13').isVisible()).toBe(true);
    expect(await main.getByText('긴 이야기').first().isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: /^순위 · 일요일: 13위/ }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: /^관심: 13,005/ }).isVisible()).toBe(true);
    // One of the 150 episodes is a paid preview without numbers: the sum is at least so much.
    expect(await page.getByRole('button', { name: /^좋아요: 1,118,245 이상/ }).isVisible()).toBe(true);
  });

  it('draws one curve a metric, shows and hides them, and keeps the choice in the address', async () => {
    const page = await dashboard.open(path);
    // Favourites, likes, comments, views and rank; the comments of each day; and the chart over the episodes.
    await eventually(() => charts(page).count()).toBe(7);
    await page.getByRole('checkbox', { name: '별점' }).check({ force: true });
    await eventually(() => charts(page).count()).toBe(8);
    await page.getByRole('checkbox', { name: '관심' }).uncheck({ force: true });
    await eventually(() => charts(page).count()).toBe(7);
    await page.getByRole('group', { name: '기간' }).getByText('30일').click();
    await eventually(() => search(page)).toBe('?curves=likes%2Ccomments%2Cviews%2Crank%2Cstars&range=30');
  });

  it('lets a curve be read with the keys and as a table', async () => {
    const page = await dashboard.open(path, { language: 'en' });
    const favourites = page.getByRole('group', { name: /^Favourites, 5 observations/ });
    await favourites.focus();
    await page.keyboard.press('Home');
    await eventually(() => favourites.locator('[aria-live]').textContent()).toContain('13,001');
    await page.keyboard.press('ArrowRight');
    await eventually(() => favourites.locator('[aria-live]').textContent()).toContain('13,002');
    await page.getByRole('button', { name: 'As a table' }).first().click();
    const rows = page.getByRole('main').locator('table').first().locator('tbody tr');
    expect(await rows.count()).toBe(days);
    expect(await rows.first().textContent()).toContain('13,005');
  });

  it('follows the number of an episode down to the answer it came from', async () => {
    // What the series of `fillWebtoons` name as the source of episodes in the nth run is the nth exchange kept.
    for (let run = 1; run <= days; run++) await keepExchange(store, { runId: String(run), body: '{"contents":[{"count":14905}]}' });
    const page = await dashboard.open(path);
    await page.getByRole('button', { name: '149화', exact: true }).click();
    await eventually(() => search(page)).toBe('?episode=700013_149');
    await dialog(page).getByRole('heading', { name: '좋아요' }).waitFor();
    await dialog(page).getByRole('button', { name: '표로 보기' }).first().click();
    await dialog(page)
      .getByRole('button', { name: /좋아요 14,905 .*출처 보기/ })
      .click();
    const trace = page.getByRole('dialog', { name: '이 값의 출처' });
    await trace.getByText('"count": 14905').waitFor();
    const words = await trace.textContent();
    for (const expected of [`실행 ${days}`, 'naver-webtoon/titles:weekday', 'https://comic.naver.com/api', '정상', '파서 버전'])
      expect(words).toContain(expected);
    await page.keyboard.press('Escape');
    await trace.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await eventually(() => search(page)).toBe('');
  });

  it('says of a sum what it is made of', async () => {
    // The answers themselves are not kept here.
    const page = await dashboard.open(path, { expects: /404 \(Not Found\)/ });
    await page.getByRole('button', { name: /^댓글: / }).click();
    await eventually(() => dialog(page).textContent()).toContain('150화 중 149화의 값을 더한 합계');
  });

  it('says when an answer is no longer to be had, with the code', async () => {
    const page = await dashboard.open(path, { expects: /404 \(Not Found\)/ });
    await page.getByRole('button', { name: /^관심: / }).click();
    await eventually(() => dialog(page).textContent()).toContain('TDM_NOT_FOUND');
  });

  it('lists the episodes, sorts them, loads on, and shows previews without numbers', async () => {
    const page = await dashboard.open(path);
    const table = page.getByRole('table', { name: '회차 목록' });
    const first = table.locator('tr[aria-rowindex="2"]');
    await eventually(() => first.textContent()).toContain('미리보기(유료)');
    expect(await first.textContent()).toContain('—플랫폼이 제공하지 않음');
    await table.getByRole('button', { name: '좋아요', exact: true }).click();
    await eventually(() => first.textContent()).toContain('149화');
    expect(search(page)).toBe('?sort=likes');
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 4000);
          return table.locator('tr[aria-rowindex="151"]').count();
        },
        { timeout: 20_000, interval: 100 },
      )
      .toBe(1);
  });

  it('opens an episode from the chart over the episodes', async () => {
    const page = await dashboard.open(path);
    const chart = page.getByRole('group', { name: /^회차별 반응/ });
    await chart.focus();
    await page.keyboard.press('Home');
    await eventually(() => chart.locator('[aria-live]').textContent()).toContain('1화');
    await page.keyboard.press('Enter');
    await eventually(() => dialog(page).getByRole('heading', { name: '1. 1화' }).count()).toBe(1);
  });

  it('that does not exist says so with the next step', async () => {
    const page = await dashboard.open('/webtoons/naver-webtoon/1', { language: 'en', expects: /404 \(Not Found\)/ });
    await page.getByText('TDM_NOT_FOUND').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('check the address');
  });
});
