import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/domain/index.ts';
import { refreshSeriesTotals } from '../../src/insight/index.ts';
import { testStore } from '../support/database.ts';
import { fillAccounts } from '../support/fill-accounts.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually, stumblingBlocks } from './support/dashboard.ts';
import type { Visit } from './support/dashboard.ts';

describe.skipIf(missing !== null)(inBrowser('a list that comes in pages'), async () => {
  const { store } = await testStore();
  const dashboard = dashboardFor(store, { series: 100, episodes: 130, days: 1 });
  beforeAll(async () => {
    await fillAccounts(store, { accounts: 100, posts: 80, days: 9, keywords: 1, offers: 260 });
    await refreshSeriesTotals(store, 'twitch', systemClock);
  });

  const visit: Visit = { language: 'en', expects: /500 \(Internal Server Error\)/ };

  /** Takes away the table a list is read from, so that the API fails by itself; the test's end gives it back. */
  const takeAway = async (table: 'record' | 'run'): Promise<() => Promise<void>> => {
    await store.query(`alter table ${table} rename to ${table}_away`);
    const mend = async () => {
      await store.query(`alter table if exists ${table}_away rename to ${table}`);
    };
    onTestFinished(mend);
    return mend;
  };

  it.each([
    { path: '/accounts', list: 'Accounts', first: 60, then: 102 },
    { path: '/accounts/twitch/a1', list: 'Posts and videos', first: 50, then: 80 },
    { path: '/offers', list: 'Offers', first: 100, then: 130 },
    { path: '/webtoons?view=list', list: 'Webtoons', first: 60, then: 100 },
    { path: '/webtoons/naver-webtoon/700001', list: 'Episodes', first: 100, then: 130 },
  ])('says why the rest of it is missing, keeps what is there, and goes on when asked to: $path', async ({ path, list, first, then }) => {
    const page = await dashboard.open(path, visit);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).searchParams.has('cursor')) asked.push(request.url());
    });
    const table = page.getByRole('table', { name: list });
    const row = (n: number) => table.locator(`tr[aria-rowindex="${n + 1}"]`);
    const scrollTo = (n: number) =>
      expect
        .poll(
          async () => {
            await page.mouse.wheel(0, 2000);
            return row(n).count();
          },
          { timeout: 10_000, interval: 100 },
        )
        .toBe(1);
    await row(1).waitFor();
    expect(asked).toEqual([]);

    const mend = await takeAway('record');
    await scrollTo(first);
    const alert = page.getByRole('alert');
    await eventually(() => alert.textContent()).toContain('TDM_INTERNAL');
    expect(await row(first).count()).toBe(1);
    expect(await page.getByRole('main').getByText('Loading').count()).toBe(0);
    expect(await stumblingBlocks(page)).toEqual([]);
    // Three tries are what every request gets. After that the list rests until somebody asks.
    expect(asked).toHaveLength(3);

    await mend();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await scrollTo(then);
    expect(await alert.count()).toBe(0);
    expect(asked).toHaveLength(4);
  });

  it('says so too where a button asks for the rest', async () => {
    const page = await dashboard.open('/runs', visit);
    const runs = page.getByRole('table', { name: 'Runs' }).locator('tbody tr');
    await eventually(() => runs.count()).toBe(50);
    const mend = await takeAway('run');
    await page.getByRole('button', { name: 'Load more' }).click();
    const alert = page.getByRole('alert');
    await eventually(() => alert.textContent()).toContain('TDM_INTERNAL');
    expect(await runs.count()).toBe(50);
    await mend();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => runs.count()).toBe(55);
    expect(await page.getByText('That is all.').count()).toBe(1);
  });
});
