import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addChannel, addSilence, createSend, reasonAgainstChannel, recordEvent } from '../../src/notify/index.ts';
import { systemClock } from '../../src/domain/index.ts';
import { openQueue } from '../../src/jobs/index.ts';
import type { PipelineDefinition } from '../../src/jobs/index.ts';
import { receiver, status } from '../notify/receiver.ts';
import { testStore } from '../support/database.ts';
import { pipelineControl } from '../support/pipeline-control.ts';
import { creatorsDaily, fillPipelines, pricesHourly, webtoonsDaily } from '../support/pipelines.ts';
import { inBrowser, missing } from './support/chromium.ts';
import { dashboardFor, eventually, stumblingBlocks } from './support/dashboard.ts';

const report: PipelineDefinition = {
  ...webtoonsDaily,
  name: 'weekly-report',
  title: 'A report of the week',
  parameters: {
    watchlist: { type: 'text', title: 'Whose titles', default: null },
    limit: { type: 'number', title: 'How many', default: 10, min: 1, max: 100 },
    order: { type: 'text', title: 'Order', default: 'newest', choices: ['newest', 'oldest'] },
    deep: { type: 'boolean', title: 'With every comment', default: false },
  },
  schedule: null,
  steps: webtoonsDaily.steps.map((each) =>
    each.does === 'collect' ? { ...each, with: { platform: `${each.name}-webtoon`, streams: ['titles'] } } : each,
  ),
};
const broken = {
  name: 'evening',
  file: '/data/pipelines/evening.yaml',
  problems: [
    { path: [], place: 'schedule.zone', line: 5, message: 'there is no time zone "Asia/Soul" (did you mean "Asia/Seoul"?)' },
    { path: [], place: 'steps.kakao.needs[0]', line: 17, message: 'there is no step "breathr" (did you mean "breather"?)' },
  ],
};

describe.skipIf(missing !== null)(inBrowser('what an operator does on the pages of pipelines'), async () => {
  const { store } = await testStore();
  const queue = await openQueue(store);
  afterAll(async () => {
    await queue.close();
    await store.query(`drop schema if exists "${store.schema}_jobs" cascade`);
  });
  const hook = await receiver();
  const env: Record<string, string | undefined> = { HOOK_KEY: 'a key of more than sixteen characters' };
  const secret = (name: string) => env[name];
  const dashboard = dashboardFor(store, { series: 2, episodes: 2, days: 2 }, undefined, () => ({
    pipelines: pipelineControl(store, queue, {
      definitions: [creatorsDaily, pricesHourly, webtoonsDaily, report],
      broken: [broken],
    }),
    alerts: {
      send: createSend({ secret, userAgent: 'Tidemark/test', now: systemClock.now }),
      missing: (channel) => reasonAgainstChannel(channel, secret),
    },
  }));
  let ids: Awaited<ReturnType<typeof fillPipelines>>;
  beforeAll(async () => {
    const worker = await store.worker('test');
    ids = await fillPipelines(store, { days: 12, now: systemClock.now(), worker: worker.id, collections: ['1'] });
    const channel = { workspaceId: 'main', kind: 'webhook', settings: { url: hook.url, secretFrom: 'HOOK_KEY' } };
    await addChannel(store, { ...channel, name: 'ops', groupMs: 300_000 });
    await addChannel(store, {
      ...channel,
      name: 'night',
      settings: { url: hook.url, secretFrom: 'UNSET_KEY' },
      kinds: ['run-failed', 'no-data'],
    });
    const now = systemClock.now();
    const event = {
      workspaceId: 'main',
      pipeline: 'webtoons-daily',
      runId: ids.failed,
      step: 'kakao',
      link: `/pipelines/runs/${ids.failed}`,
    };
    await recordEvent(store, {
      ...{ ...event, key: 'a', kind: 'run-failed', title: `Run ${ids.failed} of webtoons-daily failed`, at: now - 7_200_000 },
      cause: { code: 'TDM_HOST_UNREACHABLE', message: 'gateway-kw.kakao.com does not answer' },
    });
    await addSilence(store, { workspaceId: 'main', kind: 'no-data', until: now + 7_200_000, reason: 'the relay is moved' });
    await recordEvent(store, { ...event, key: 'b', kind: 'no-data', title: 'Run 9 of prices-hourly brought nothing', at: now - 60_000 });
    await store.query("update alert_delivery set state = 'given-up', attempts = 74, last_error = 'it answered 500' where id = 1");
    await store.query(
      `update run set state = 'failed', day = (now() at time zone zone)::date, error_code = 'TDM_RUN_FAILED', error_message = '2 of 9 failed' where id = 2`,
    );
    await store.query(`
      insert into task (run_id, stream, batch, targets, state, error_code, error_message)
      select 2, 'episodes', n, array[n::text], case when n > 7 then 'failed' else 'done' end, 'TDM_HOST_UNREACHABLE', 'comic.naver.com does not answer'
      from generate_series(1, 9) n`);
  });

  it('begin a run with its parameters, and are told beside the field what does not fit', async () => {
    const page = await dashboard.open('/pipelines/weekly-report', { language: 'en', expects: /400 \(Bad Request\)/ });
    await page.getByRole('button', { name: 'Run now' }).click();
    const dialog = page.getByRole('dialog');
    const limit = dialog.getByLabel('How many');
    await limit.fill('1000');
    await dialog.getByRole('button', { name: 'Begin' }).click();
    await eventually(() => dialog.getByRole('alert').textContent()).toBe('it takes a number from 1 to 100, not 1000');
    expect(await limit.getAttribute('aria-invalid')).toBe('true');
    await limit.fill('25');
    await dialog.getByRole('button', { name: 'What would it do?' }).click();
    const plan = dialog.getByRole('region', { name: 'What it would do' });
    await eventually(() => plan.textContent()).toMatch(/Nothing was begun.*collect.*titles: at least [\d,]+ requests? for/);
    await dialog.getByLabel('Order').selectOption('oldest');
    await dialog.getByLabel('With every comment').selectOption('true');
    await dialog.getByRole('button', { name: 'Begin' }).click();
    await eventually(() => new URL(page.url()).pathname).toMatch(/^\/pipelines\/runs\/\d+$/);
    const main = page.getByRole('main');
    for (const words of ['limit: 25', 'order: oldest', 'deep: true', 'by a person'])
      await eventually(() => main.textContent()).toContain(words);
  });

  it('begin runs for days that are past, and see them in the list of all runs', async () => {
    const page = await dashboard.open('/pipelines/prices-hourly', { language: 'en', expects: /400 \(Bad Request\)/ });
    await page.getByRole('button', { name: 'Run now' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Days that are past').click();
    await dialog.getByLabel('First day').fill('2026-08-03');
    await dialog.getByLabel('Last day').fill('2026-08-01');
    await dialog.getByRole('button', { name: 'Begin' }).click();
    await eventually(() => dialog.getByRole('alert').textContent()).toBe('it lies before the first day');
    await dialog.getByLabel('Last day').fill('2026-08-03');
    await dialog.getByRole('button', { name: 'Begin' }).click();
    await eventually(() => dialog.textContent()).toContain('24 runs begun');
    await dialog.getByRole('link', { name: 'Show them' }).click();
    await page.getByRole('heading', { level: 1, name: 'Runs of pipelines' }).waitFor();
    const rows = page.getByRole('table').locator('tbody tr');
    await eventually(() => rows.first().textContent()).toContain('backfill');
    await page.getByRole('button', { name: 'State' }).click();
    await page.getByRole('menuitemradio', { name: 'failed' }).click();
    await eventually(() => new URL(page.url()).search).toBe('?pipeline=prices-hourly&state=failed');
    await page.goto(`${dashboard.server.origin}/pipeline-runs?state=failed`);
    await eventually(() => rows.first().textContent()).toContain('webtoons-daily');
  });

  it('see every schedule with what keeps it, and its coming starts', async () => {
    const page = await dashboard.open('/schedules', { language: 'en' });
    const items = page.getByRole('list', { name: 'Schedules' }).locator(':scope > li');
    await eventually(() => items.count()).toBe(3);
    expect(await items.nth(1).textContent()).toMatch(/^prices-hourlypausedPaused .+ Nothing of it starts until you resume it/);
    expect(await items.nth(2).textContent()).toContain('0 9 * * *Asia/Seoul');
    await items.nth(2).getByRole('button', { name: 'Coming starts' }).click();
    await eventually(() => page.getByRole('dialog').getByRole('table').locator('tbody tr').count()).toBe(10);
  });

  it('add a schedule, see when it would start, are told what cannot be read, change it and remove it', async () => {
    const page = await dashboard.open('/schedules', { language: 'en', expects: /400 \(Bad Request\)/ });
    await page.getByRole('button', { name: 'Add a schedule' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Pipeline').selectOption('weekly-report');
    await dialog.getByLabel('Name').fill('mondays');
    await dialog.getByLabel('When').fill('61 8 * * MON');
    await dialog.getByLabel('How many').fill('5');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByRole('alert').first().waitFor();
    expect(await dialog.getByLabel('When').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByLabel('When').fill('30 8 * * MON');
    await eventually(() => dialog.getByRole('status').textContent()).toMatch(/It would start:.+08:30/);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    const own = page.getByRole('list', { name: 'Schedules' }).locator(':scope > li', { hasText: 'weekly-report/mondays' });
    await eventually(() => own.textContent()).toContain('limit: 5');
    await own.getByRole('button', { name: 'Change' }).click();
    await dialog.getByLabel('Quiet hours').check();
    await dialog.getByLabel('Missed runs').selectOption('some');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await eventually(() => own.textContent()).toMatch(/23:00–07:00/);
    expect(await own.textContent()).toContain('up to 3 missed runs are made up for');
    await own.getByRole('button', { name: 'Remove weekly-report/mondays' }).click();
    await own.getByRole('button', { name: 'Remove for good?' }).click();
    await own.waitFor({ state: 'detached' });
  });

  it('see what happened and who was told, and send again what was given up', async () => {
    const page = await dashboard.open('/alerts', { language: 'en' });
    const events = page.getByRole('list', { name: 'What happened' }).locator(':scope > li');
    await eventually(() => events.count()).toBe(2);
    expect(await events.first().textContent()).toContain('silenced');
    expect(await events.nth(1).textContent()).toMatch(/run failed.*TDM_HOST_UNREACHABLE.*given up/);
    await events.nth(1).getByRole('button', { name: 'Send again' }).click();
    await eventually(() => events.nth(1).textContent()).not.toContain('given up');
    await events
      .nth(1)
      .getByRole('link', { name: /^Run \d+ of webtoons-daily failed/ })
      .click();
    await eventually(() => new URL(page.url()).pathname).toBe(`/pipelines/runs/${ids.failed}`);
  });

  it('try a channel for real, and hear what its receiver said', async () => {
    const page = await dashboard.open('/alerts', { language: 'en', expects: /502 \(Bad Gateway\)/ });
    const channels = page.getByRole('list', { name: 'Channels' }).locator(':scope > li');
    const ops = channels.filter({ hasText: 'ops' });
    await ops.getByRole('button', { name: 'Send a test' }).click();
    await eventually(() => ops.getByRole('status').textContent()).toContain('It arrived.');
    expect(hook.calls.length).toBeGreaterThan(0);
    hook.answer = status(500, 'no room');
    await ops.getByRole('button', { name: 'Send a test' }).click();
    await eventually(() => ops.getByRole('alert').textContent()).toMatch(/did not take the message.*500/);
    expect(await channels.filter({ hasText: 'night' }).textContent()).toContain('UNSET_KEY is not set here');
  });

  it('add a channel, are told which of its settings is wrong, change it and remove it', async () => {
    const page = await dashboard.open('/alerts', { language: 'en', expects: /400 \(Bad Request\)/ });
    await page.getByRole('button', { name: 'Add a channel' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('mail');
    await dialog.getByLabel('How').selectOption('email');
    await dialog.getByLabel('Sender').fill('tidemark@example.org');
    await dialog.getByLabel('Variable with the mail server').fill('smtps://user:secret@host');
    await dialog.getByRole('button', { name: 'Add a channel' }).click();
    await dialog.getByRole('alert').first().waitFor();
    expect(await dialog.getByRole('alert').first().textContent()).not.toContain('user:secret');
    await dialog.getByLabel('Variable with the mail server').fill('SMTP_URL');
    await dialog.getByLabel('Recipients').fill('ops@example.org, night@example.org');
    await dialog.getByLabel('run late').check();
    await dialog.getByRole('button', { name: 'Add a channel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const mail = page.getByRole('list', { name: 'Channels' }).locator(':scope > li', { hasText: 'night@example.org' });
    expect(await mail.textContent()).toMatch(/run late.*from warning on/);
    await mail.getByRole('button', { name: 'Change' }).click();
    await dialog.getByLabel('run late').uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await eventually(() => mail.textContent()).toContain('everything');
    await mail.getByRole('button', { name: 'Remove mail' }).click();
    await mail.getByRole('button', { name: 'Remove for good?' }).click();
    await mail.waitFor({ state: 'detached' });
  });

  it('silence what they know of for a while, and let it be told again', async () => {
    const page = await dashboard.open('/alerts', { language: 'en' });
    await page.getByRole('button', { name: 'Silence' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Pipeline').selectOption('creators-daily');
    await dialog.getByLabel('Why').fill('keys are renewed');
    await dialog.getByRole('button', { name: 'Silence' }).click();
    const silence = page.getByRole('list', { name: 'Silences' }).locator('li', { hasText: 'keys are renewed' });
    await eventually(() => silence.textContent()).toContain('creators-daily');
    await silence.getByRole('button', { name: 'Tell again' }).click();
    await silence.waitFor({ state: 'detached' });
  });

  it('try failed tasks of a collection again, from the queue', async () => {
    const page = await dashboard.open('/queue', { language: 'en' });
    const failed = page.getByRole('list', { name: 'Failed tasks of collections' }).locator(':scope > li');
    await eventually(() => failed.textContent()).toContain('2 of 9 tasks failed');
    await failed.getByRole('button', { name: 'Try the failed tasks again' }).click();
    await eventually(() => new URL(page.url()).pathname).toMatch(/^\/pipelines\/runs\/\d+$/);
    await eventually(() => page.getByRole('main').textContent()).toContain('failed-tasks');
  });

  it('give a pool more slots, or none', async () => {
    const page = await dashboard.open('/queue', { language: 'en', expects: /400 \(Bad Request\)/ });
    const heavy = page.getByRole('list', { name: 'Pools' }).locator(':scope > li', { hasText: 'heavy' });
    await heavy.getByRole('button', { name: 'Change: Slots of heavy' }).click();
    await heavy.getByLabel('Slots of heavy').fill('many');
    await heavy.getByRole('button', { name: 'Save' }).click();
    await heavy.getByRole('alert').waitFor();
    await heavy.getByLabel('Slots of heavy').fill('3');
    await heavy.getByRole('button', { name: 'Save' }).click();
    await eventually(() => heavy.textContent()).toContain('of 3 slots taken');
  });

  it('see which files cannot be used, and everything that is wrong with them', async () => {
    const page = await dashboard.open('/pipelines', { language: 'en' });
    const files = page.getByRole('list', { name: 'Files that cannot be used' });
    await eventually(() => files.textContent()).toMatch(/evening.*line 5: schedule\.zone.*line 17: steps\.kakao/);
  });

  it.each([
    { phone: true, theme: 'dark', language: 'ko' },
    { phone: true, theme: 'light', language: 'en' },
    { phone: false, theme: 'light', language: 'ko' },
    { phone: false, theme: 'dark', language: 'en' },
  ] as const)('nobody stumbles over: %o', { timeout: 120_000 }, async (visit) => {
    const page = await dashboard.open('/schedules', visit);
    const audit = async (name: string) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      await eventually(() => page.locator('main [role=status]', { hasText: /Loading|불러오는/ }).count()).toBe(0);
      for (const width of visit.phone ? [320, 390] : [820, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
        if (process.env['SHOTS']) {
          const look = `${visit.language}-${visit.theme}`;
          await page.screenshot({ path: `${process.env['SHOTS']}/${name}-${look}-${width}.png`, fullPage: !name.endsWith('dialog') });
        }
        expect([name, width, await stumblingBlocks(page)]).toEqual([name, width, []]);
      }
    };
    const runPage = `/pipelines/runs/${ids.failed}`;
    for (const path of [
      '/schedules',
      '/alerts',
      '/pipeline-runs',
      '/pipelines',
      '/queue',
      '/runs/1',
      '/pipelines/weekly-report',
      runPage,
    ]) {
      await page.goto(`${dashboard.server.origin}${path}`);
      await audit(path.slice(1).replaceAll('/', '-'));
    }
    for (const [path, button] of [
      ['/pipelines/weekly-report', /Run now|지금 실행/],
      ['/schedules', /Add a schedule|일정 추가/],
      ['/alerts', /Add a channel|채널 추가/],
      ['/alerts', /^(Silence|알림 중지)$/],
    ] as const) {
      await page.goto(`${dashboard.server.origin}${path}`);
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('dialog').waitFor();
      await audit(`${path.slice(1).replaceAll('/', '-')}-${button.source.replace(/\W/g, '').slice(0, 7)}-dialog`);
    }
  });
});
