import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/domain/index.ts';
import type { ChallengeDesk, NetOptions, NetRequest } from '../../src/net/index.ts';
import { commentSite, perPage } from '../support/comment-site.ts';
import type { Site } from '../support/comment-site.ts';
import { chromium, pool as makePool, withPages } from '../support/with-pages.ts';
import { get, memoryLanes, testNet } from './transport-support.ts';

const { pool, events: poolEvents } = makePool({ maxPages: 2 });

/** A desk that writes nothing down. */
const memoryDesk = () => {
  const raised: Parameters<ChallengeDesk['raise']>[0][] = [];
  const desk: ChallengeDesk = {
    raise: async (evidence) => String(raised.push(evidence)),
    skipped: async () => null,
    waits: async () => true,
  };
  return { desk, raised };
};

const netWithPages = (options: Partial<NetOptions> = {}, quietMs = 3000) => {
  const { desk, raised } = memoryDesk();
  const lanes = memoryLanes(systemClock);
  const made = testNet({ clock: systemClock, lanes, browser: { pool, desk, quietMs }, random: () => 0, ...options });
  return { ...made, lanes, raised };
};

/** The comments of a post from a cursor on. */
const comments = (site: Site, post: string, cursor: number, change: Partial<NetRequest> = {}): NetRequest =>
  get(`${site.origin}/api/comment/list/?aweme_id=${post}&cursor=${cursor}`, {
    privateFields: ['comments[].user'],
    browser: { page: `${site.origin}/video/${post}`, by: 'scroll', challenge: { selectors: ['.riddle'] } },
    reader: `reader of ${post}`,
    ...change,
  });

const idsOf = (body: string): string[] => (JSON.parse(body) as { comments: { cid: string }[] }).comments.map(({ cid }) => cid);

describe.skipIf(chromium === null)(withPages('a page that is read by scrolling'), () => {
  test('gives the answers its own scripts get, one exchange each, though a banner and a login pop-up stand in the way', async () => {
    const site = await commentSite();
    const { net, lanes } = netWithPages();
    const ids: string[] = [];
    for (let cursor = 0; cursor < 12; cursor += perPage) {
      const exchange = await net.send(comments(site, 'a', cursor));
      expect(exchange).toMatchObject({ outcome: 'ok', status: 200, attempts: 1 });
      expect(exchange.request.url).toBe(`${site.origin}/api/comment/list/?aweme_id=a&cursor=${cursor}`);
      expect(exchange.headers).toEqual(expect.objectContaining({ 'content-type': 'application/json' }));
      expect(exchange.headers).not.toHaveProperty('set-cookie');
      expect(exchange.body).not.toContain('person');
      ids.push(...idsOf(exchange.body));
    }
    expect(ids).toEqual(Array.from({ length: 12 }, (_, at) => `a-${at}`));
    expect(site.cursors('a')).toEqual([0, 5, 10]);
    // The page and each of its calls had a slot of the lane, and gave it back.
    expect(lanes.acquired).toHaveLength(4);
    expect(lanes.open).toBe(0);
    const asked = site.requests.map(({ path }) => path);
    expect(asked.filter((path) => /picture|film|agreed/.test(path))).toEqual([]);
  });

  test('is asked under our own name, and says that a program drives it', async () => {
    const seen: string[] = [];
    const site = await commentSite({
      before: (url, response) => {
        if (url.pathname !== '/video/who') return false;
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<script>fetch("/api/comment/list/?aweme_id=who&cursor=0&driven=" + navigator.webdriver)</script>');
        return true;
      },
    });
    const { net } = netWithPages();
    await net.send(comments(site, 'who', 0));
    seen.push(...site.requests.map(({ headers }) => headers['user-agent']!));
    expect(new Set(seen)).toEqual(new Set(['Mozilla/5.0 (compatible; Tidemark/0.0.0; +test@example.org)']));
    expect(site.requests.map(({ path }) => path).join()).toContain('driven=true');
  });

  test('is opened anew from a cursor in the middle, and what was read before is left out', async () => {
    const site = await commentSite({ comments: 20 });
    const { net } = netWithPages();
    const { body } = await net.send(comments(site, 'b', 10));
    expect(idsOf(body)).toEqual(['b-10', 'b-11', 'b-12', 'b-13', 'b-14']);
    expect(site.cursors('b')).toEqual([0, 5, 10]);
  });

  test('keeps its pace: no two of its calls start closer together than the lane allows', async () => {
    const site = await commentSite({ comments: 15 });
    const lanes = memoryLanes(systemClock);
    const slots: number[] = [];
    const paced = {
      ...lanes,
      acquire: async (lane: string) => {
        const slot = Math.max((slots.at(-1) ?? 0) + 200, performance.now());
        slots.push(slot);
        await systemClock.sleep(slot - performance.now());
        return lanes.acquire(lane);
      },
    };
    const { net } = netWithPages({ lanes: paced });
    for (const cursor of [0, 5, 10]) expect((await net.send(comments(site, 'p', cursor))).outcome).toBe('ok');
    const starts = site.requests.filter(({ path }) => /^\/(video|api)/.test(path)).map(({ at }) => at);
    expect(starts).toHaveLength(4);
    expect(slots).toHaveLength(4);
    // Timers are rough by a millisecond; what arrives is never before its slot.
    starts.forEach((at, nth) => expect(at).toBeGreaterThan(slots[nth]! - 2));
  });

  test('may be asked by a script of ours inside it, which its own scripts sign', async () => {
    const site = await commentSite();
    const { net } = netWithPages();
    const request = comments(site, 'f', 5);
    const inside = { ...request, browser: { ...request.browser!, by: 'fetch' as const } };
    expect(idsOf((await net.send(inside)).body)).toEqual(['f-5', 'f-6', 'f-7', 'f-8', 'f-9']);
    const plain = await fetch(`${site.origin}/api/comment/list/?aweme_id=f&cursor=5`);
    expect(await plain.text()).toBe('');
  });

  test('that is complained about rests the lane and costs no retry', async () => {
    let refused = 0;
    const site = await commentSite({
      before: (url, response) => {
        if (!url.pathname.startsWith('/api') || url.searchParams.get('cursor') !== '5' || refused++ > 0) return false;
        response.writeHead(429, { 'retry-after': '1' }).end();
        return true;
      },
    });
    const { net, lanes } = netWithPages();
    await net.send(comments(site, 'c', 0));
    const exchange = await net.send(comments(site, 'c', 5));
    expect([exchange.outcome, exchange.note]).toEqual(['ok', undefined]);
    expect(lanes.complaints).toMatchObject([{ lane: 'test', retryAfterMs: 1000, open: 1 }]);
    expect(idsOf(exchange.body)[0]).toBe('c-5');
  });

  test('of a reader is one at a time, closed when the reader leaves, and others wait for its place', async () => {
    const site = await commentSite();
    const { net } = netWithPages();
    await net.send(comments(site, 'one', 0));
    await net.send(comments(site, 'two', 0));
    // Two places are taken.
    const third = net.send(comments(site, 'three', 0));
    const first = await Promise.race([third.then(() => 'third'), systemClock.sleep(300).then(() => 'nobody')]);
    expect(first).toBe('nobody');
    await net.leave!('reader of one');
    expect((await third).outcome).toBe('ok');
  });
});

describe.skipIf(chromium === null)(withPages('a page that cannot be read'), () => {
  test('because robots.txt forbids it or what it calls is not opened', async () => {
    const site = await commentSite();
    const { net } = netWithPages({
      robots: () => ({ check: (url) => ({ allowed: !url.includes('/api/'), because: 'robots', rule: 'Disallow: /api/' }) }),
    });
    expect(await net.send(comments(site, 'r', 0))).toMatchObject({ outcome: 'disallowed', note: expect.stringContaining('/api/') });
    expect(site.requests).toEqual([]);
  });

  test.each([
    ['is not there', 404, 'gone'],
    ['is refused', 403, 'blocked'],
    ['does not work', 410, 'gone'],
  ] as const)('because it %s has that outcome', async (_, status, outcome) => {
    const site = await commentSite({ before: (_url, response) => Boolean(response.writeHead(status).end('<p>no')) });
    const { net, raised } = netWithPages();
    expect(await net.send(comments(site, 'x', 0))).toMatchObject({ outcome, status, note: expect.stringContaining(String(status)) });
    expect(raised).toEqual([]);
  });

  test('because it leads elsewhere is refused', async () => {
    const site = await commentSite({
      before: (_url, response) =>
        Boolean(response.writeHead(200, { 'content-type': 'text/html' }).end('<script>location="http://elsewhere.example/"</script>')),
    });
    const { net } = netWithPages();
    expect(await net.send(comments(site, 'x', 0))).toMatchObject({
      outcome: 'refused',
      note: expect.stringContaining('elsewhere.example'),
    });
  });

  test('because it never asks for what is wanted is unreachable, and so says', async () => {
    const site = await commentSite({
      before: (_url, response) => Boolean(response.writeHead(200, { 'content-type': 'text/html' }).end('<p>quiet')),
    });
    const { net, lanes } = netWithPages({}, 300);
    const exchange = await net.send(comments(site, 'x', 0));
    expect(exchange).toMatchObject({ outcome: 'unreachable', attempts: 2, note: expect.stringContaining('did not ask for it') });
    expect(lanes.open).toBe(0);
  });

  test('because nobody is there is unreachable', async () => {
    const { net, lanes } = netWithPages({ limits: { attempts: 2 } }, 300);
    const request = comments({ origin: 'http://127.0.0.1:1' } as Site, 'x', 0);
    expect(await net.send(request)).toMatchObject({ outcome: 'unreachable', note: expect.stringContaining('127.0.0.1') });
    expect(lanes.open).toBe(0);
  });

  test('shows alerts, opens windows, breaks its calls off and answers nonsense, and is read or named all the same', async () => {
    let calls = 0;
    const site = await commentSite({
      before: (url, response, request) => {
        if (url.pathname.startsWith('/video/'))
          return Boolean(
            response
              .writeHead(200, { 'content-type': 'text/html' })
              .end(
                '<script>open("/other");alert(1);fetch("/api/comment/list/?aweme_id=x&cursor=0").catch(()=>0);setTimeout(()=>confirm(2))</script>',
              ),
          );
        if (!url.pathname.startsWith('/api')) return false;
        if (++calls === 1) request.socket.destroy();
        else response.writeHead(200, { 'content-type': 'application/json' }).end('{"comments": [');
        return true;
      },
    });
    const { net, lanes } = netWithPages();
    // The body is the parser's to judge; it has no people that could be found.
    expect(await net.send(comments(site, 'x', 0))).toMatchObject({ outcome: 'changed-shape', status: 200 });
    expect(calls).toBeGreaterThan(1);
    expect(lanes.open).toBe(0);
  });

  test('is given up when the collection is stopped', async () => {
    const site = await commentSite({ before: (url) => url.pathname.startsWith('/api') });
    const { net, lanes } = netWithPages();
    const stop = new AbortController();
    const sending = net.send(comments(site, 's', 0), stop.signal);
    setTimeout(() => stop.abort(), 500);
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    await net.close();
    expect(lanes.open).toBe(0);
  });
});

describe.skipIf(chromium === null)(withPages('a page that asks for a person'), () => {
  test('is blocked with a picture, the address and the way into its very session; solved there, it is read on', async () => {
    const site = await commentSite({ riddleAt: { post: 'q', cursor: 5 } });
    const { net, raised } = netWithPages();
    await net.send(comments(site, 'q', 0));
    const exchange = await net.send(comments(site, 'q', 5));
    expect(exchange).toMatchObject({
      outcome: 'blocked',
      challenge: { id: '1', state: 'waiting' },
      note: 'challenge 1: the page shows .riddle',
    });
    const [evidence] = raised;
    expect(Buffer.from(evidence!.screenshot!).subarray(1, 4).toString()).toBe('PNG');
    expect(evidence).toMatchObject({
      lane: 'test',
      url: `${site.origin}/video/q`,
      devtools: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    // The riddle's own picture was let through.
    await expect.poll(() => site.requests.map(({ path }) => path), { timeout: 10_000 }).toContain('/riddle.png');
    // The reader ends, its page does not.
    await net.leave!('reader of q');

    const { chromium: driver } = await import('playwright-core');
    const operator = await driver.connectOverCDP(evidence!.devtools!);
    onTestFinished(() => operator.close());
    const page = operator
      .contexts()
      .flatMap((context) => context.pages())
      .find((each) => each.url().endsWith('/video/q'))!;
    await page.click('#human');
    await expect.poll(() => site.solved, { timeout: 10_000 }).toBe(true);

    const { body } = await net.send(comments(site, 'q', 5));
    expect(idsOf(body)[0]).toBe('q-5');
    expect(raised).toHaveLength(1);
  });

  test.each([
    ['a login page it was sent to', 'the page went to', '<script>if (!/login/.test(location)) location="/login?next=1"</script>'],
    ['a wall by its own words', 'the page is a wall', '<title>Just a moment...</title>'],
  ])('is known by %s', async (_, reason, html) => {
    const site = await commentSite({
      before: (_url, response) => Boolean(response.writeHead(200, { 'content-type': 'text/html' }).end(html)),
    });
    const { net, raised } = netWithPages();
    const request = comments(site, 'w', 0);
    const part = { ...request.browser!, challenge: { addresses: [`${site.origin}/login*`] } };
    expect(await net.send({ ...request, browser: part })).toMatchObject({ outcome: 'blocked', challenge: { state: 'waiting' } });
    expect(raised[0]!.reason).toContain(reason);
  });
});

describe.skipIf(chromium === null)(withPages('the browser'), () => {
  test('that dies in the middle is started again, and the page is read on', async () => {
    const site = await commentSite({ comments: 15 });
    const { pool: mine, events } = makePool();
    const { net, lanes } = netWithPages({ browser: { pool: mine, desk: memoryDesk().desk } });
    await net.send(comments(site, 'd', 0));
    const probe = await mine.tab('probe', 'x');
    const session = await probe.page.context().browser()!.newBrowserCDPSession();
    await session.send('Browser.crash').catch(() => undefined);
    const exchange = await net.send(comments(site, 'd', 5));
    expect(exchange.outcome).toBe('ok');
    expect(idsOf(exchange.body)[0]).toBe('d-5');
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'lost', 'started']);
    expect(lanes.open).toBe(0);
    await probe.close();
    await mine.close();
  });

  test('is one for all pages, keeps cookies with their lane, and rests when nobody needs it', async () => {
    const { pool: mine, events } = makePool({ idleMs: 50 });
    const site = await commentSite();
    const cookies = async (lane: string): Promise<number> => {
      const tab = await mine.tab(lane, 'x');
      await tab.page.goto(`${site.origin}/solve`);
      const found = site.requests.findLast(({ path }) => path === '/solve')!.headers.cookie ? 1 : 0;
      await tab.close();
      return found;
    };
    expect([await cookies('one'), await cookies('one'), await cookies('other')]).toEqual([0, 1, 0]);
    await expect.poll(() => events.map(({ kind }) => kind)).toEqual(['started', 'rested']);
    await mine.close();
  });

  test('may be elsewhere: of several the next one is used, and one that does not answer is passed over and named', async () => {
    const { pool: elsewhere } = makePool();
    const there = await elsewhere.tab('x', 'x');
    const { pool: mine, events } = makePool({ endpoints: ['http://127.0.0.1:1/?token=secret', there.devtools!] });
    const site = await commentSite();
    const { net } = netWithPages({ browser: { pool: mine, desk: memoryDesk().desk } });
    for (const post of ['m', 'n']) expect((await net.send(comments(site, post, 0))).outcome).toBe('ok');
    expect(events).toEqual([
      { kind: 'passed-over', browser: 'http://127.0.0.1:1', reason: expect.stringContaining('ECONNREFUSED') },
      { kind: 'started', browser: there.devtools },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
    await mine.close();
    expect(there.page.isClosed()).toBe(false);
    await elsewhere.close();
  });

  test('that answers nowhere is an error that names it', async () => {
    const { pool: mine } = makePool({ endpoints: ['ws://127.0.0.1:1/x'] });
    await expect(mine.tab('x', 'x')).rejects.toMatchObject({
      code: 'TDM_BROWSER_FAILED',
      message: expect.stringContaining('ws://127.0.0.1:1/x'),
    });
  });

  test('was launched once for all the tests that share it', () => {
    expect(poolEvents.filter(({ kind }) => kind === 'started')).toHaveLength(1);
  });
});

test('without a browser a page is refused with what to install', async () => {
  const { net } = testNet();
  await expect(net.send(comments({ origin: 'http://127.0.0.1:1' } as Site, 'x', 0))).rejects.toMatchObject({ code: 'TDM_BROWSER_MISSING' });
});
