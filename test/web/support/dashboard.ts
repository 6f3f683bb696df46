import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { dayOf, systemClock } from '../../../src/domain/index.ts';
import { refreshSeriesTotals } from '../../../src/insight/index.ts';
import { createLanes } from '../../../src/net/index.ts';
import type { Lanes } from '../../../src/net/index.ts';
import { sourcesReport } from '../../../src/sources/index.ts';
import type { BroughtSettings, Source } from '../../../src/sources/index.ts';
import type { Store, Worker } from '../../../src/store/index.ts';
import type { ApiOptions } from '../../../src/api/index.ts';
import { testApi } from '../../support/api.ts';
import type { TestApi } from '../../support/api.ts';
import { fillWebtoons } from '../../support/fill.ts';
import { launchBrowser, webFolder } from './chromium.ts';

const patienceMs = 10_000;

/** How a visitor comes. Without more: signed in, in Korean, in the light, at a desk. */
export interface Visit {
  readonly language?: 'ko' | 'en';
  readonly theme?: 'light' | 'dark';
  readonly phone?: boolean;
  readonly signedIn?: boolean;
  /** Replaces the content security policy of the pages. */
  readonly policy?: string;
  /** Complaints of the browser the test itself provokes. */
  readonly expects?: RegExp;
  readonly reducedMotion?: boolean;
  /** Comes with nothing kept, and leaves nothing behind. */
  readonly fresh?: boolean;
}

export interface Dashboard {
  readonly server: TestApi;
  readonly lanes: Lanes;
  /** Opens a page as a new visitor. When the test ends the page must not have complained nor asked anybody but us. */
  open(path: string, visit?: Visit): Promise<Page>;
}

/**
 * The real API over a filled database, the built dashboard, and a browser, for the tests of one file. Call it inside `describe`,
 * after `testStore()`. `brought`: which settings of the platforms are set; none without it. `more`: what else the API is given.
 */
export const dashboardFor = (
  store: Store,
  filled: { readonly series: number; readonly episodes: number; readonly days: number; readonly exchanges?: boolean },
  brought?: (source: Source) => BroughtSettings,
  more: () => Partial<ApiOptions> = () => ({}),
): Dashboard => {
  const visitors = new Map<string, BrowserContext>();
  const held: { browser?: Browser; server?: TestApi; lanes?: Lanes; worker?: Worker; web?: string } = {};

  beforeAll(async () => {
    await fillWebtoons(store, { ...filled, lastDay: dayOf(systemClock.now(), 'Asia/Seoul') });
    await refreshSeriesTotals(store, 'naver-webtoon', systemClock);
    held.worker = await store.worker('test');
    held.lanes = createLanes({ store, workerId: held.worker.id, clock: systemClock, random: Math.random, maxHoldMs: 0 });
    // A copy: somebody may build anew while the tests run, and the API lists the files only once.
    held.web = await mkdtemp(join(tmpdir(), 'tidemark-web-'));
    await cp(webFolder, held.web, { recursive: true });
    held.server = await testApi(store, {
      clock: systemClock,
      webFolder: held.web,
      sourcesReport: () => sourcesReport(brought),
      lanesReport: () => held.lanes!.report(),
      fetchImage: drawCover,
      ...more(),
    });
    held.browser = await launchBrowser();
  });
  afterAll(async () => {
    await held.browser?.close();
    await held.server?.[Symbol.asyncDispose]();
    await held.lanes?.close();
    await held.worker?.close();
    if (held.web) await rm(held.web, { recursive: true, force: true });
  });

  return {
    get server() {
      return held.server!;
    },
    get lanes() {
      return held.lanes!;
    },
    open: async (path, visit = {}) => {
      const { fresh = visit.signedIn === false || visit.policy !== undefined, expects, ...kind } = visit;
      const key = JSON.stringify(kind);
      // One visitor comes back within a file: what was loaded once is then at hand, as in life.
      const context = (!fresh && visitors.get(key)) || (await newVisitor(held.browser!, held.server!, kind));
      if (!fresh) visitors.set(key, context);
      const page = await context.newPage();
      const complaints = await watch(page, held.server!.origin, expects);
      onTestFinished(async () => {
        await (fresh ? context.close() : page.close());
        expect(complaints).toEqual([]);
      });
      await page.goto(`${held.server!.origin}${path}`);
      return page;
    },
  };
};

const newVisitor = async (browser: Browser, server: TestApi, visit: Visit): Promise<BrowserContext> => {
  const { language = 'ko', theme = 'light', phone = false, signedIn = true, policy, reducedMotion = false } = visit;
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    hasTouch: phone,
    locale: language === 'ko' ? 'ko-KR' : 'en-GB',
    colorScheme: theme,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  });
  context.setDefaultTimeout(patienceMs);
  if (signedIn) {
    const { cookie } = await server.signIn();
    const [name, value] = cookie!.split('=') as [string, string];
    await context.addCookies([{ name, value, url: server.origin }]);
  }
  if (policy !== undefined) await replacePolicy(context, server.origin, policy);
  return context;
};

/** Collects what the browser complains of, and keeps it from asking anybody but us. Covers may be missing: the page then draws one. */
const watch = async (page: Page, origin: string, expects: RegExp | undefined): Promise<string[]> => {
  const complaints: string[] = [];
  const complain = (words: string) => {
    if (!expects?.test(words)) complaints.push(words);
  };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.location().url.includes('/images/')) complain(message.text());
  });
  page.on('pageerror', (error) => complain(error.message));
  await page.route(
    (url) => url.origin !== origin,
    (route) => {
      complain(`asked elsewhere: ${route.request().url()}`);
      return route.abort();
    },
  );
  return complaints;
};

const replacePolicy = (context: BrowserContext, origin: string, policy: string): Promise<unknown> =>
  context.route(
    (url) => url.origin === origin,
    async (route) => {
      if (route.request().resourceType() !== 'document') return route.continue();
      const response = await route.fetch();
      return route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
    },
  );

/** Every seventh title has no picture, as some have none at the platform. */
const drawCover = async (url: string) => {
  const id = Number(/webtoon\/(\d+)/.exec(url)?.[1]);
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 623"><rect width="480" height="623" fill="hsl(${id % 360} 50% 60%)"/></svg>`;
  return { status: id % 7 === 0 ? 404 : 200, contentType: 'image/svg+xml', body: Buffer.from(drawing) };
};

/** Waits until what is read from a page is as expected. */
export const eventually = (read: () => unknown) => expect.poll(read, { timeout: patienceMs, interval: 50 });

const audit = readFileSync(new URL('page-audit.js', import.meta.url), 'utf8');

/** What a person would stumble over on a page: contrast, names, headings, sideways scrolling. */
export const stumblingBlocks = async (page: Page): Promise<string[]> => page.evaluate<string[]>(audit);
