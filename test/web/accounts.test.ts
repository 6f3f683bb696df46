import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/domain/index.ts';
import { refreshSeriesTotals } from '../../src/insight/index.ts';
import { testStore } from '../support/database.ts';
import { fillAccounts } from '../support/fill-accounts.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually, stumblingBlocks } from './support/dashboard.ts';

describe.skipIf(missing !== null)(inBrowser('pages of accounts and offers'), async () => {
  const { store } = await testStore();
  const dashboard = dashboardFor(store, { series: 1, episodes: 1, days: 1 });
  beforeAll(async () => {
    await fillAccounts(store, { accounts: 100, posts: 3, days: 9, keywords: 2, offers: 8 });
    await refreshSeriesTotals(store, 'twitch', systemClock);
    await store.query("update target set state = 'gone' where platform = 'twitch' and record_id = 'a1'");
  });
  const search = (page: Page) => new URL(page.url()).search;
  const first = (page: Page) => page.locator('tbody tr[aria-rowindex="2"]').innerText();

  it('accounts are chosen by platform, ordered and searched, and one is opened with its curves and posts', async () => {
    const page = await dashboard.open('/accounts', { language: 'en' });
    await eventually(() => page.getByText('102 accounts').count()).toBe(1);
    await page
      .getByRole('navigation', { name: 'Platform' })
      .getByRole('link', { name: /Twitch/ })
      .click();
    // The most followed one of Twitch, and how it moved since the day before: a part too small to be written is left out.
    await eventually(async () => (await first(page)).replaceAll(/\s+/g, ' ')).toMatch(/Night Kitchen 96 @maker96 .*96\.\dK .* \+10 \+70 /);
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await eventually(() => search(page)).toBe('?platform=twitch&sort=name');
    await page.getByRole('textbox', { name: 'Search names and logins' }).fill('maker1');
    await eventually(() => page.getByText('3 accounts').count()).toBe(1);
    await page.getByRole('link', { name: /^Night Kitchen 11$/ }).click();
    await eventually(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('Night Kitchen 11');
    // Its history is older than the range a page begins with.
    await page.getByRole('group', { name: 'Range' }).getByText('All').click();
    await eventually(() => page.getByRole('group', { name: /Followers, 9 observations/ }).count()).toBe(1);
    await eventually(() => page.getByRole('table', { name: 'Posts and videos' }).getByRole('row').count()).toBe(4);
    // The way back leads to the list as it was looked at.
    await page.getByRole('main').getByRole('link', { name: 'Accounts', exact: true }).click();
    await eventually(() => page.getByText('3 accounts').count()).toBe(1);
  });

  it('who is gone says so, who was never found says what to do, and who is looked for in vain too', async () => {
    const page = await dashboard.open('/accounts/twitch/a1', { language: 'en' });
    await eventually(() => page.getByText(/^gone: The platform says/).count()).toBe(1);
    await page.goto(`${dashboard.server.origin}/accounts/tiktok/${encodeURIComponent('@later50')}`);
    await eventually(() => page.getByText('bin/tidemark collect tiktok').count()).toBe(1);
    await page.goto(`${dashboard.server.origin}/accounts?q=nobody-here`);
    await eventually(() => page.getByText('No account fits this choice').count()).toBe(1);
  });

  it('offers stand by place and by price, of the word that is chosen', async () => {
    const page = await dashboard.open('/offers', { language: 'en' });
    await eventually(() => page.getByRole('row').count()).toBeGreaterThan(2);
    expect(await first(page)).toMatch(/^1\s/);
    expect(await first(page)).toContain('₩');
    await page.getByRole('button', { name: /Search word/ }).click();
    await page.getByRole('menuitemradio', { name: '낱말 2' }).click();
    await eventually(() => new URLSearchParams(search(page)).get('keyword')).toBe('낱말 2');
    await page.getByRole('button', { name: 'Lowest price' }).click();
    await eventually(() => new URLSearchParams(search(page)).get('sort')).toBe('price');
  });

  it.each([
    { phone: true, theme: 'dark', language: 'ko' },
    { phone: false, theme: 'light', language: 'en' },
  ] as const)('nobody stumbles over them: %o', async (visit) => {
    const page = await dashboard.open('/accounts', visit);
    for (const path of ['/accounts', '/accounts/twitch/a1', '/offers']) {
      await page.goto(`${dashboard.server.origin}${path}`);
      await eventually(() => page.getByRole('row').count()).toBeGreaterThan(2);
      const size = page.viewportSize()!;
      for (const width of [size.width, 320, 768, 1024, 1280]) {
        await page.setViewportSize({ ...size, width });
        await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
        expect([path, width, await stumblingBlocks(page)]).toEqual([path, width, []]);
      }
      await page.setViewportSize(size);
    }
  });
});
