import { describe, expect, it } from 'vitest';
import { createLoginLink } from '../../src/catalog/index.ts';
import { systemClock } from '../../src/domain/index.ts';
import { testStore } from '../support/database.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually } from './support/dashboard.ts';

describe.skipIf(missing !== null)(inBrowser('the door of the dashboard'), async () => {
  const { store } = await testStore();
  const dashboard = dashboardFor(store, { series: 8, episodes: 2, days: 1 });
  const refused = /401 \(Unauthorized\)/;

  it('is where every address leads without a session, and says how to get in', async () => {
    for (const path of ['/', '/webtoons', '/runs/1', '/settings']) {
      const page = await dashboard.open(path, { signedIn: false, expects: refused });
      await page.getByRole('heading', { name: '어서 오세요' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/login');
      expect(await page.getByText('bin/tidemark up --link').isVisible()).toBe(true);
    }
  });

  it('opens by a one-time link, which then stands neither in the address nor in the history', async () => {
    const { secret } = await createLoginLink(store, systemClock);
    const page = await dashboard.open(`/login?link=${secret}`, { signedIn: false, expects: refused });
    await page.getByRole('heading', { name: '웹툰' }).waitFor();
    expect(page.url()).toBe(`${dashboard.server.origin}/webtoons`);
    await page.goBack();
    expect(page.url()).not.toContain(secret);
  });

  it('stays closed to a used link, and says so with the code', async () => {
    const { secret } = await createLoginLink(store, systemClock);
    await dashboard.server.ask('/api/v1/session', { method: 'POST', body: { link: secret } });
    const page = await dashboard.open(`/login?link=${secret}`, { signedIn: false, language: 'en', expects: refused });
    await page.getByRole('heading', { name: 'This link does not open the door' }).waitFor();
    expect(await page.getByText('TDM_UNAUTHENTICATED').isVisible()).toBe(true);
  });

  it('closes behind whoever signs out', async () => {
    const page = await dashboard.open('/settings', { fresh: true, expects: refused });
    await page.getByRole('button', { name: '로그아웃' }).click();
    await page.getByRole('heading', { name: '어서 오세요' }).waitFor();
    await page.goto(`${dashboard.server.origin}/webtoons`);
    await eventually(() => new URL(page.url()).pathname).toBe('/login');
  });

  it('is where a session that ends while the page is open leads', async () => {
    const page = await dashboard.open('/webtoons', { fresh: true, expects: refused });
    await page.getByRole('heading', { name: '웹툰' }).waitFor();
    await page.context().clearCookies();
    await page.getByRole('link', { name: '레인' }).first().click();
    await eventually(() => new URL(page.url()).pathname).toBe('/login');
  });

  it('says that the data are samples and which command begins with real ones, wherever one is', async () => {
    const page = await dashboard.open('/runs', { language: 'en' });
    const ribbon = page.getByRole('complementary', { name: 'Sample data' });
    await ribbon.waitFor();
    expect(await ribbon.textContent()).toContain('bin/tidemark collect naver-webtoon');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ribbon.getByRole('button', { name: 'Copy' }).click();
    await eventually(() => page.evaluate('navigator.clipboard.readText()')).toContain('bin/tidemark collect naver-webtoon');
  });
});
