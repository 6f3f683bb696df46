import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { testStore } from '../support/database.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually } from './support/dashboard.ts';

describe.skipIf(missing !== null)(inBrowser('the webtoons page'), async () => {
  const { store } = await testStore();
  const dashboard = dashboardFor(store, { series: 240, episodes: 4, days: 2 });

  const total = (page: Page) => page.getByRole('status').filter({ hasText: '작품' }).textContent();
  const firstCard = (page: Page) => page.getByRole('list', { name: '웹툰' }).getByRole('link').first();
  const address = (page: Page) => new URL(page.url()).search;

  it('shows covers, and draws one where the platform has none', async () => {
    const page = await dashboard.open('/webtoons?sort=favourites');
    await eventually(() => total(page)).toBe('작품 240개');
    const cards = page.getByRole('list', { name: '웹툰' }).getByRole('listitem');
    // 700240 is the first by favourites and has a picture; 700238 is divisible by seven and has none.
    await cards.nth(0).locator('img').waitFor();
    await cards.nth(2).locator('svg linearGradient').waitFor({ state: 'attached' });
    expect(await cards.nth(0).locator('img').getAttribute('src')).toContain('/images/');
  });

  it('writes a missing count as a dash with its reason, never as 0', async () => {
    const page = await dashboard.open('/webtoons?sort=views&view=list');
    const views = (row: number) => page.locator(`tr[aria-rowindex="${row}"] td`).nth(8);
    await eventually(() => views(2).textContent()).toContain('234,000');
    // 18 of the 240 titles have views; the missing ones come last in either direction.
    const missingOnes = views(20);
    await missingOnes.scrollIntoViewIfNeeded();
    expect(await missingOnes.textContent()).toBe('—플랫폼이 제공하지 않음');
    await missingOnes.locator('[data-tip]').hover();
    await page.locator('[popover]').filter({ hasText: '플랫폼이 제공하지 않음' }).waitFor();
  });

  it('writes compact numbers the way of the language, and the exact one on hover', async () => {
    const korean = await dashboard.open('/webtoons?sort=favourites');
    const figure = firstCard(korean).locator('dd').first();
    await eventually(() => figure.textContent()).toBe('24만240,002');
    await figure.locator('[data-tip]').hover();
    await korean.locator('[popover]').filter({ hasText: '240,002' }).waitFor();
    const english = await dashboard.open('/webtoons?sort=favourites', { language: 'en' });
    await eventually(() =>
      english.getByRole('list', { name: 'Webtoons' }).getByRole('link').first().locator('dd').first().textContent(),
    ).toBe('240K240,002');
  });

  it('filters by weekday, genre, state and words; the address holds it all, and Back undoes', async () => {
    const page = await dashboard.open('/webtoons');
    await page.getByRole('navigation', { name: '요일' }).getByRole('link', { name: '월요일' }).click();
    await eventually(() => total(page)).toBe('작품 31개');
    // The title with the best place of Monday's list: 7 mod 7 is Monday.
    expect(await firstCard(page).textContent()).toContain('7위');

    await page.getByRole('button', { name: '장르' }).click();
    await page.getByRole('menuitemradio', { name: /ROMANCE/ }).click();
    await eventually(() => address(page)).toBe('?weekday=MONDAY&genre=ROMANCE');
    const narrowed = await total(page);

    await page.getByRole('textbox', { name: '작품명, 작가 검색' }).fill('Tide');
    await eventually(() => address(page)).toBe('?weekday=MONDAY&genre=ROMANCE&q=Tide');
    await eventually(() => total(page)).not.toBe(narrowed);

    const shared = await dashboard.open(`/webtoons${address(page)}`);
    await eventually(() => total(shared)).toBe(await total(page));

    // Words are one step of the history, however often one paused while writing.
    await page.goBack();
    await eventually(() => address(page)).toBe('?weekday=MONDAY');
    await page.getByRole('button', { name: '필터 지우기' }).click();
    await eventually(() => total(page)).toBe('작품 240개');
    expect(address(page)).toBe('');
  });

  it('keeps finished titles under their own tab', async () => {
    const page = await dashboard.open('/webtoons?weekday=MONDAY');
    await page.getByRole('link', { name: '완결', exact: true }).click();
    await eventually(() => address(page)).toBe('?state=finished');
    await eventually(() => total(page)).toBe('작품 24개');
  });

  it('sorts both ways; places and titles begin at their beginning', async () => {
    const page = await dashboard.open('/webtoons');
    const sortBy = async (name: string) => {
      await page.getByRole('button', { name: /^정렬/ }).click();
      await page.getByRole('menuitemradio', { name, exact: true }).click();
    };
    await sortBy('제목');
    await eventually(() => firstCard(page).textContent()).toContain('Tide 103');
    await sortBy('순위');
    await eventually(() => firstCard(page).textContent()).toContain('1위');
    await sortBy('관심');
    await page.getByRole('button', { name: /순서 뒤집기/ }).click();
    await eventually(() => firstCard(page).textContent()).toMatch(/ 1작가1/);
    expect(address(page)).toBe('?sort=favourites&direction=asc');
  });

  it('shows the same as a list that sorts by its heads and loads on while one scrolls', async () => {
    const page = await dashboard.open('/webtoons?sort=favourites');
    await page.getByRole('radio', { name: '목록' }).check({ force: true });
    const table = page.getByRole('table', { name: '웹툰' });
    await table.waitFor();
    expect(await table.getAttribute('aria-rowcount')).toBe('241');
    await table.getByRole('button', { name: '좋아요', exact: true }).click();
    await eventually(() => table.locator('th[aria-sort]').textContent()).toBe('좋아요');
    await table.getByRole('button', { name: '좋아요', exact: true }).click();
    await eventually(() => table.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');

    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 4000);
          return table.locator('tr[aria-rowindex="241"]').count();
        },
        { timeout: 20_000, interval: 100 },
      )
      .toBe(1);
    // Of the 240 rows only those near the window are in the page.
    expect(await table.locator('tr[aria-rowindex]').count()).toBeLessThan(60);
  });

  it('comes back to where one was', async () => {
    const page = await dashboard.open('/webtoons?view=list');
    await page.locator('tr[aria-rowindex="3"]').waitFor();
    await page.mouse.move(800, 600);
    await page.mouse.wheel(0, 1500);
    const row = page.locator('tr[aria-rowindex="32"]');
    const link = row.getByRole('link');
    const name = await link.textContent();
    await link.click();
    await page.getByRole('heading', { level: 1, name: name! }).waitFor();
    await page.goBack();
    await row.getByRole('link', { name: name! }).waitFor();
    await eventually(() => page.evaluate('scrollY')).toBeGreaterThan(1000);
  });

  it('says why it is empty and what to do', async () => {
    const page = await dashboard.open('/webtoons?q=%EC%97%86%EC%96%B4%EC%9A%94');
    await page.getByText('조건에 맞는 작품이 없습니다').waitFor();
    await page.getByRole('main').getByRole('button', { name: '필터 지우기' }).last().click();
    await eventually(() => total(page)).toBe('작품 240개');
  });

  it('ignores an address that makes no sense', async () => {
    const page = await dashboard.open('/webtoons?weekday=NEVER&sort=beauty&view=cube&direction=sideways');
    await eventually(() => total(page)).toBe('작품 240개');
  });
});
