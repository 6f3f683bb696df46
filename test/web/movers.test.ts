import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/domain/index.ts';
import { refreshSeriesTotals } from '../../src/insight/index.ts';
import { testStore } from '../support/database.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually } from './support/dashboard.ts';

describe.skipIf(missing !== null)(inBrowser('movers and genres of two platforms'), async () => {
  const { store } = await testStore();
  const dashboard = dashboardFor(store, { series: 30, episodes: 4, days: 3 });
  const search = (page: Page) => decodeURIComponent(new URL(page.url()).search);
  const list = (page: Page, name: string) => page.getByRole('list', { name, exact: true });

  beforeAll(async () => {
    // Two titles of the other platform, with likes of their own and nothing else; one title of the first one falls and one goes missing.
    await store.query(`insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, started_at, finished_at, pages)
      select workspace_id, 'kakao-webtoon', origin, streams, day, zone, selection, selection_key, state, version, started_at, finished_at, 1 from run where id > 1 order by id`);
    for (const id of [1, 2])
      await store.query({
        text: `insert into record (platform, kind, id, fields, counts, first_seen_at, last_seen_at, exchange_id)
          values ('kakao-webtoon', 'series', $1, $2, '{"seriesLikes": 900, "views": 70000, "rank@weekday/MONDAY/user": 1}', '2026-01-01', '2026-03-01', 1)`,
        values: [
          String(id),
          JSON.stringify({ title: `카카오 ${id}`, authors: ['작가'], weekdays: ['MONDAY'], state: 'ongoing', genres: ['ROMANCE'] }),
        ],
      });
    await store.query(`insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
      select 'kakao-webtoon', 'series', s.id, r.id, 'series', '', r.started_at, jsonb_build_object('views', 70000 + (case when s.id = '1' then 5000 else 0 end) * (r.id - 3), 'seriesLikes', 900), 1
      from run r, (values ('1'), ('2')) s(id) where r.platform = 'kakao-webtoon'`);
    await store.query("update observation set counts = '{\"favourites\": 9000}' where id = '700013' and run_id = 3 and stream = 'series'");
    await store.query("update observation set counts = '{\"favourites\": null}' where id = '700014' and run_id = 3 and stream = 'series'");
    await store.query('update run set pages = pages + 1');
    for (const platform of ['naver-webtoon', 'kakao-webtoon'] as const) await refreshSeriesTotals(store, platform, systemClock);
  });

  it('stand in one list, each with the mark of its platform; one can be chosen', async () => {
    const page = await dashboard.open('/webtoons');
    const cards = page.getByRole('list', { name: '웹툰' }).getByRole('listitem');
    await eventually(() => page.getByRole('status').filter({ hasText: '작품' }).textContent()).toBe('작품 32개');
    const first = await cards.allTextContents();
    expect(first.some((words) => words.includes('카카오웹툰')) && first.some((words) => words.includes('네이버웹툰'))).toBe(true);
    await page.getByRole('group', { name: '플랫폼' }).getByText('카카오').click();
    await eventually(() => search(page)).toBe('?platform=kakao-webtoon');
    await eventually(() => cards.count()).toBe(2);
    // The choice goes along to the other views.
    await page.getByRole('link', { name: '오늘의 변동' }).click();
    await eventually(() => search(page)).toBe('?platform=kakao-webtoon');
  });

  it('say who rose, who fell and how many could not be told, and lead to the title', async () => {
    const page = await dashboard.open('/webtoons/movers?metric=favourites');
    await eventually(() => list(page, '가장 많이 내림').textContent()).toContain('Tide 13');
    expect(await list(page, '가장 많이 내림').textContent()).toContain('−4,002');
    expect(await list(page, '가장 많이 오름').textContent()).toContain('+1');
    expect(await page.getByRole('main').textContent()).toMatch(/상승 28하락 1이날 값 없음 1: 값이 없는 것은 0이 아니므로/);
    await page.getByRole('button', { name: /^지표/ }).click();
    await page.getByRole('menuitemradio', { name: '조회수', exact: true }).click();
    await eventually(() => list(page, '가장 많이 오름').textContent()).toContain('카카오 1');
    expect(await list(page, '가장 많이 오름').textContent()).toMatch(/\+5,000\+6\.7%/);
    await page.getByRole('link', { name: '카카오 1' }).click();
    await page.getByRole('heading', { level: 1, name: '카카오 1' }).waitFor();
    await page.goBack();
    await eventually(() => search(page)).toBe('?metric=views');
  });

  it('order by part where that means something, and say so when nothing can be compared', async () => {
    const page = await dashboard.open('/webtoons/movers?metric=favourites', { language: 'en' });
    await page.getByText('Percent', { exact: true }).click();
    await eventually(() => search(page)).toBe('?metric=favourites&by=relative');
    await eventually(() => list(page, 'Rose most').getByRole('listitem').first().textContent()).toMatch(/\+0\.1%\+1/);
    await page.goto(`${dashboard.server.origin}/webtoons/movers?metric=rank`);
    await page.getByText('Nobody rose measurably.').waitFor();
    expect(await page.getByRole('group', { name: 'Order by' }).count()).toBe(0);
    await page.goto(`${dashboard.server.origin}/webtoons/movers?day=2020-01-01`);
    await page.getByText('Nothing to compare yet').waitFor();
  });

  it('stand by genre and weekday, and a cell leads to exactly its titles', async () => {
    const page = await dashboard.open('/webtoons/genres?metric=views');
    const table = page.getByRole('table', { name: '중앙값 · 조회수' });
    const cell = table.getByRole('link', { name: /^ROMANCE, 월요일/ });
    const name = (await cell.getAttribute('aria-label'))!;
    // Two of Kakao's with views; those of Naver have none, and none is not 0.
    const [, titles, known] = /작품 (\d+)개 중 (\d+)개의 값/.exec(name)!;
    expect([name.includes('70,000') || name.includes('72,500'), known]).toEqual([true, '2']);
    await cell.click();
    await eventually(() => search(page)).toBe('?genre=ROMANCE&weekday=MONDAY');
    await eventually(() => page.getByRole('status').filter({ hasText: '작품' }).textContent()).toBe(`작품 ${titles}개`);
  });

  it('are reached with the keys', async () => {
    const page = await dashboard.open('/webtoons');
    await page.getByRole('list', { name: '웹툰' }).getByRole('link').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await eventually(() => new URL(page.url()).pathname).toBe('/webtoons/movers');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await eventually(() => new URL(page.url()).pathname).toBe('/webtoons/genres');
  });

  it('say in Korean what went wrong, and keep the particulars', async () => {
    const page = await dashboard.open('/webtoons/naver-webtoon/1', { expects: /404 \(Not Found\)/ });
    const alert = page.getByRole('alert');
    await eventually(() => alert.textContent()).toContain('찾는 항목이 없습니다.');
    expect(await alert.locator('[lang=en]').textContent()).toBe('there is no series of naver-webtoon "1"');
  });
});

describe('the errors the dashboard can meet', () => {
  it('all have words in Korean', () => {
    const root = join(import.meta.dirname, '../..');
    const codesIn = (...folder: string[]) =>
      readdirSync(join(root, ...folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
        .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').match(/TDM_[A-Z_]*[A-Z]\b/g) ?? []);
    const told = readFileSync(join(root, 'web/src/i18n/problems.ts'), 'utf8');
    const missingWords = new Set([...codesIn('src', 'api'), ...codesIn('src', 'insight')].filter((code) => !told.includes(`  ${code}: `)));
    expect([...missingWords].filter((code) => code !== 'TDM_DATABASE')).toEqual([]);
  });
});
