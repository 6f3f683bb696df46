import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/domain/index.ts';
import { createRobots, type RobotsDecision } from '../../src/net/robots/index.ts';
import { testStore } from '../support/database.ts';

const { store } = await testStore();

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** A host that answers as told and counts how often it is asked; every test has a host of its own. */
const world = (host: string, first: Answer) => {
  const state = { now: Date.parse('2026-03-01T00:00:00Z'), answer: first as Answer | ((url: string) => Answer), asked: [] as string[] };
  const clock: Clock = { now: () => state.now, sleep: () => Promise.resolve() };
  const fetch = async (url: string) => {
    state.asked.push(url);
    const { answer } = state;
    const { status, body = '', headers = {} } = typeof answer === 'function' ? answer(url) : answer;
    return { status, body, headers };
  };
  const process = () => createRobots({ store, clock, fetch });
  let robots = process();
  const check = async (path: string): Promise<RobotsDecision> => robots.check(`https://${host}${path}`);
  return { state, check, restart: () => void (robots = process()), url: (path: string) => `https://${host}${path}`, robots: () => robots };
};

const hour = 3_600_000;
const noApi = { status: 200, body: 'User-agent: *\nDisallow: /api/\nCrawl-delay: 2' };

describe('what an answer means', () => {
  test('a file is obeyed, and names the line that decided and the delay it wishes', async () => {
    const { check } = world('file.test', noApi);
    expect(await check('/api/x')).toEqual({ allowed: false, because: 'robots', rule: 'Disallow: /api/', crawlDelayMs: 2000 });
    expect(await check('/x')).toEqual({ allowed: true, because: 'robots', crawlDelayMs: 2000 });
  });

  test.each([400, 401, 403, 404, 410, 451])('%i: there is no file, all is allowed', async (status) => {
    const { check } = world(`client-${status}.test`, { status, body: 'User-agent: *\nDisallow: /' });
    expect(await check('/x')).toEqual({ allowed: true, because: 'robots' });
  });

  test.each([500, 503, 429])('%i: nothing may be asked until it answers', async (status) => {
    const { check } = world(`server-${status}.test`, { status });
    expect(await check('/x')).toEqual({ allowed: false, because: 'unreachable', detail: `it answers ${status}` });
  });

  test('silence is told with its reason, in one line and without secrets', async () => {
    const { check } = world('silent.test', { status: 0, body: 'connect refused https://user:word@host/\n at stack' });
    expect(await check('/x')).toMatchObject({ allowed: false, because: 'unreachable', detail: 'connect refused https://user:***@host/' });
  });

  test('five redirects are followed, to other hosts too; a sixth means that there is no file', async () => {
    const chain = (length: number) => (url: string) => {
      const hop = Number(new URL(url).searchParams.get('hop') ?? 0);
      return hop < length
        ? { status: 301, headers: { location: `https://elsewhere.test/robots.txt?hop=${hop + 1}` } }
        : { status: 200, body: 'User-agent: *\nDisallow: /' };
    };
    const five = world('five.test', { status: 200 });
    five.state.answer = chain(5);
    expect(await five.check('/x')).toMatchObject({ allowed: false, rule: 'Disallow: /' });
    const six = world('six.test', { status: 200 });
    six.state.answer = chain(6);
    expect(await six.check('/x')).toEqual({ allowed: true, because: 'robots' });
    expect(six.state.asked).toHaveLength(6);
  });
});

describe('how long an answer is kept', () => {
  test('a day, for all processes and restarts', async () => {
    const { state, check, restart } = world('day.test', noApi);
    await check('/x');
    state.now += 23 * hour;
    restart();
    expect(await check('/api/')).toMatchObject({ allowed: false });
    expect(state.asked).toEqual(['https://day.test/robots.txt']);
    state.now += hour;
    await check('/x');
    expect(state.asked).toHaveLength(2);
  });

  test.each([
    ['max-age=7200, public', 2],
    ['public,Max-Age="7200"', 2],
    ['max-age=9999999', 24],
    ['no-store', 24],
  ])('Cache-Control "%s" keeps it for %i hours', async (header, hours) => {
    const { state, check } = world(`cache-${Buffer.from(header).toString('hex')}.test`, { ...noApi, headers: { 'cache-control': header } });
    await check('/x');
    state.now += hours * hour - 1000;
    await check('/x');
    expect(state.asked).toHaveLength(1);
    state.now += 2000;
    await check('/x');
    expect(state.asked).toHaveLength(2);
  });

  test('an unreachable host is asked again after ten minutes', async () => {
    const { state, check } = world('minutes.test', { status: 503 });
    await check('/x');
    state.now += 9 * 60_000;
    await check('/x');
    expect(state.asked).toHaveLength(1);
    state.answer = noApi;
    state.now += 61_000;
    expect(await check('/x')).toMatchObject({ allowed: true, because: 'robots' });
  });

  test('a host that gave no answer at all is asked again after five seconds, because the network may be ours', async () => {
    const { state, check } = world('mended.test', { status: 0, body: 'connect ECONNREFUSED' });
    expect(await check('/x')).toMatchObject({ allowed: false, because: 'unreachable' });
    state.now += 4000;
    await check('/x');
    expect(state.asked).toHaveLength(1);
    state.answer = noApi;
    state.now += 1001;
    expect(await check('/x')).toMatchObject({ allowed: true, because: 'robots' });
  });

  test('while it is unreachable the last answer holds on', async () => {
    const { state, check } = world('stale.test', noApi);
    await check('/x');
    state.answer = { status: 500 };
    state.now += 3 * 24 * hour;
    expect(await check('/api/')).toMatchObject({ allowed: false, rule: 'Disallow: /api/' });
    expect(await check('/x')).toMatchObject({ allowed: true });
  });

  test('a host that has never answered for 30 days is taken to have no file', async () => {
    const { state, check } = world('month.test', { status: 500 });
    for (let day = 0; day < 30; day++) {
      expect(await check('/x')).toMatchObject({ allowed: false, because: 'unreachable' });
      state.now += 24 * hour;
    }
    expect(await check('/x')).toMatchObject({ allowed: true });
  });

  test('a hundred requests at once ask the host once', async () => {
    const { state, check } = world('many.test', noApi);
    await Promise.all(Array.from({ length: 100 }, () => check('/x')));
    expect(state.asked).toHaveLength(1);
  });

  test('a refusal to ask is passed on and remembered by nobody', async () => {
    const { state, check } = world('held.test', noApi);
    state.answer = () => {
      throw new Error('the lane rests');
    };
    await expect(check('/x')).rejects.toThrow('the lane rests');
    state.answer = noApi;
    expect(await check('/x')).toMatchObject({ allowed: true });
  });

  test('scheme and port are hosts of their own', async () => {
    const { state, robots } = world('ports.test', noApi);
    await robots().check('https://ports.test/x');
    await robots().check('http://ports.test:8080/x');
    expect(state.asked).toEqual(['https://ports.test/robots.txt', 'http://ports.test:8080/robots.txt']);
  });
});

describe('the operator’s permission', () => {
  test('wins over the file and over silence, with its reason, and is obeyed within a minute', async () => {
    const { state, check } = world('allowed.test', noApi);
    expect(await check('/api/')).toMatchObject({ allowed: false });
    await store.query({ text: 'insert into host_permission (host, reason) values ($1, $2)', values: ['allowed.test', 'contract 17'] });
    state.now += 60_001;
    expect(await check('/api/')).toEqual({
      allowed: true,
      because: 'permission',
      detail: 'contract 17',
      rule: 'Disallow: /api/',
      crawlDelayMs: 2000,
    });
    expect(await check('/x')).toMatchObject({ because: 'robots' });
    await store.query("delete from host_permission where host = 'allowed.test'");
    state.now += 60_001;
    expect(await check('/api/')).toMatchObject({ allowed: false });
  });
});

test('a known host costs microseconds', async () => {
  const rules = Array.from({ length: 100 }, (_, n) => `Disallow: /private/${n}/*/x`).join('\n');
  const { check, robots, url } = world('fast.test', { status: 200, body: `User-agent: *\n${rules}` });
  await check('/');
  const before = process.cpuUsage();
  for (let n = 0; n < 20_000; n++) void robots().check(url('/api/article/list?titleId=758037&page=1'));
  const used = process.cpuUsage(before);
  expect((used.user + used.system) / 20_000).toBeLessThan(50);
});
