import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { broughtSettings } from '../../src/cli/source-settings.ts';
import { sources } from '../../src/sources/index.ts';
import { testStore } from '../support/database.ts';
import { keepExchange } from '../support/trace.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually } from './support/dashboard.ts';

const secret = 'precious-secret';
const env = { CHZZK_CLIENT_ID: 'known', CHZZK_CLIENT_SECRET: secret, TWITCH_CLIENT_ID: 'known', YOUTUBE_API_KEY: 'two words' };

describe.skipIf(missing !== null)(inBrowser('the page of sources'), async () => {
  const { store } = await testStore();
  const dashboard = dashboardFor(store, { series: 2, episodes: 1, days: 2 }, (source) => broughtSettings(source, env));

  /** Opens a platform and gives what stands in it. */
  const opened = async (main: Locator, platform: string): Promise<Locator> => {
    const card = main.locator(`#${platform}`);
    await card.locator('summary').click();
    return card;
  };
  const endpoint = (card: Locator, name: string) => card.getByRole('listitem').filter({ hasText: new RegExp(`^${name}`) });

  it('shows every platform folded, with what works now and which keys are there', async () => {
    const page = await dashboard.open('/sources', { language: 'en' });
    const main = page.getByRole('main');
    await eventually(() => main.locator('summary').count()).toBe(sources.length);
    expect(await main.getByText('tiktok-api').first().isVisible()).toBe(false);
    const head = (platform: string) => main.locator(`#${platform} > summary`).textContent();
    expect(await head('naver-webtoon')).toMatch(/available.*7 of 7 streams.*No key is used\./);
    expect(await head('tiktok')).toMatch(
      /partly available.*\d of 8 streams.*Without the key: Profiles · Newest posts · .*Single posts\..*TIKTOK_API_KEY: not set/,
    );
    // One of two is not enough, and what cannot be used is no key.
    expect(await head('twitch')).toMatch(/needs a key.*0 of 3 streams.*TWITCH_CLIENT_ID: set.*TWITCH_CLIENT_SECRET: not set/);
    expect(await head('youtube')).toMatch(/needs a key.*YOUTUBE_API_KEY: cannot be used/);
    expect(await head('chzzk')).toMatch(/available.*The key is set\./);
    expect(await page.content()).not.toContain(secret);
  });

  it('tells of every stream and endpoint what it needs, and how sure we are', async () => {
    const page = await dashboard.open('/sources');
    const main = page.getByRole('main');
    const tiktok = await opened(main, 'tiktok');
    expect(await tiktok.getByRole('heading', { name: /^trending/ }).textContent()).toContain('키 필요');
    expect(await tiktok.getByRole('heading', { name: /^profile/ }).textContent()).toContain('키 없이 가능');
    expect(await endpoint(tiktok, 'item-list').textContent()).toMatch(/기록 있음.*TIKTOK_API_BASE_URL \+ TIKTOK_API_KEY 필요.*공식/);
    expect(await endpoint(tiktok, 'page').last().textContent()).toMatch(/코드로만 앎.*키 필요 없음/);
    expect(await tiktok.getByText('bin/tidemark sources check tiktok').isVisible()).toBe(true);
    const chzzk = await opened(main, 'chzzk');
    expect(await endpoint(chzzk, 'open-channels').textContent()).toMatch(/문서 있음.*CHZZK_CLIENT_ID \+ CHZZK_CLIENT_SECRET: 설정됨/);
    await tiktok.locator('summary').click();
    await eventually(() => tiktok.getByText('bin/tidemark sources check tiktok').isVisible()).toBe(false);
  });

  it('opens the platform that the address names, or all at once', async () => {
    const page = await dashboard.open('/sources#soop', { language: 'en' });
    const main = page.getByRole('main');
    await main.locator('#soop[open]').waitFor();
    expect(await main.locator('details[open]').count()).toBe(1);
    await page.getByRole('button', { name: 'Open all' }).click();
    await eventually(() => main.locator('details[open]').count()).toBe(sources.length);
    await page.getByRole('button', { name: 'Close all' }).click();
    await eventually(() => main.locator('details[open]').count()).toBe(0);
  });

  it('says what robots.txt forbids, and the written permission with its reason where there is one', async () => {
    const id = await keepExchange(store, { runId: '2', body: '' });
    await store.query({
      text: `update exchange set platform = 'naver-shopping', stream = 'offers', endpoint = 'mobile-page', outcome = 'disallowed', status = 0,
        note = 'robots.txt of m.search.naver.com says "Disallow: /"' where id = $1`,
      values: [id],
    });
    await store.query(
      `insert into robots (origin, status, fetched_at, expires_at) values ('https://m.search.naver.com', 200, now(), now())`,
    );
    const page = await dashboard.open('/sources', { language: 'en' });
    const card = await opened(page.getByRole('main'), 'naver-shopping');
    await eventually(() => card.locator('summary').textContent()).toMatch(/disallowed.*0 of 1 streams.*What needs no key is disallowed/);
    expect(await endpoint(card, 'mobile-page').textContent()).toMatch(
      /disallowed.*robots\.txt of m\.search\.naver\.com says "Disallow: \/"/,
    );
    expect(await endpoint(card, 'm.search.naver.com').textContent()).toContain('robots.txt read');

    await store.query("insert into host_permission (host, reason) values ('m.search.naver.com', 'consent of 2026-11-02, file 17')");
    await page.reload();
    await card.locator('summary').click();
    await eventually(() => card.locator('summary').textContent()).toMatch(/available.*1 of 1 streams/);
    expect(await endpoint(card, 'm.search.naver.com').textContent()).toMatch(/read by your permission.*“consent of 2026-11-02, file 17”/);
    expect(await endpoint(card, 'mobile-page').textContent()).toContain('read by your permission');
  });

  it('is read on a phone without scrolling sideways, the longest names included', async () => {
    const page = await dashboard.open('/sources', { phone: true });
    await page.getByRole('button', { name: '모두 펼치기' }).click();
    await eventually(() => page.locator('details[open]').count()).toBe(sources.length);
    const [content, shown] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(content).toBeLessThanOrEqual(shown);
    // Nothing is cut off inside the card either, which hides what runs over.
    const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('details *')]
      .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth && !each.closest('code, .sr-only')).map((each) => each.outerHTML.slice(0, 90))`);
    expect(cut).toEqual([]);
  });
});
