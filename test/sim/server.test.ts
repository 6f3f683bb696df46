import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, askJson, castId, comic, small, withSimulator } from './helpers.ts';
import { createSimulator } from '../../src/sim/index.ts';
import { createVirtualClock, dayText } from '../../src/sim/calendar.ts';
import { parseSimulatorArguments } from '../../src/sim/main.ts';

const program = join(import.meta.dirname, '../../src/sim/main.ts');

describe('the server', () => {
  test('a port in use is the plain error of the system', () =>
    withSimulator({}, async (simulator) => {
      await expect(createSimulator({ ...small, port: simulator.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    }));

  test('hosts nobody plays and paths nobody knows are 404', () =>
    withSimulator({}, async (simulator) => {
      expect((await ask(simulator, '/nobody.example/x')).status).toBe(404);
      expect((await ask(simulator, `${comic}/nothing`)).status).toBe(404);
      expect((await ask(simulator, '/')).status).toBe(404);
      expect((await ask(simulator, '/__sim/nothing')).status).toBe(404);
    }));

  test('closing does not wait for connections that hang', async () => {
    const simulator = await createSimulator({ ...small, faults: [{ fault: 'half-open' }] });
    const hanging = ask(simulator, `${comic}/api/webtoon/titlelist/weekday`).catch((error: Error) => error);
    while (simulator.log.counters().inFlight === 0) await new Promise(setImmediate);
    await simulator.close();
    expect(await hanging).toBeInstanceOf(Error);
  });

  test('odd requests do not break it', () =>
    withSimulator({}, async (simulator) => {
      for (const path of [
        '/comic.naver.com',
        '//',
        `${comic}/api/article/list`,
        `${comic}/api/article/list?titleId=%E0%A4%A&page=x`,
        `${comic}/comment/api/community/v2/post/%E0%A4%A/child-posts`,
        '/route-like.naver.com/v1/search/contents?q=|||',
        '/route-like.naver.com/v1/search/contents',
      ])
        expect((await ask(simulator, path, { headers: { 'Service-Ticket-Id': 'comic_webtoon' } })).status).toBeLessThan(501);
      expect((await ask(simulator, `${comic}/api/webtoon/titlelist/weekday`)).status).toBe(200);
    }));

  test('latency delays every answer without holding up the others', () =>
    withSimulator({ latencyMs: 60 }, async (simulator) => {
      const begin = performance.now();
      await Promise.all(Array.from({ length: 20 }, () => ask(simulator, `${comic}/robots.txt`)));
      const took = performance.now() - begin;
      expect(took).toBeGreaterThanOrEqual(55);
      expect(took).toBeLessThan(600);
      expect(simulator.log.counters().maxInFlight).toBe(20);
    }));
});

describe('robots.txt', () => {
  test('allows everything by default and can be set per host', () =>
    withSimulator({ robots: { 'comic.naver.com': 'User-agent: *\nDisallow: /api/\n', 'apis.naver.com': 503 } }, async (simulator) => {
      expect((await ask(simulator, `${comic}/robots.txt`)).text).toContain('Disallow: /api/');
      expect((await ask(simulator, '/apis.naver.com/robots.txt')).status).toBe(503);
      expect((await ask(simulator, '/route-like.naver.com/robots.txt')).text).toContain('Allow: /');
      await ask(simulator, '/__sim/robots', { method: 'POST', body: '{"host":"route-like.naver.com","robots":404}' });
      expect((await ask(simulator, '/route-like.naver.com/robots.txt')).status).toBe(404);
    }));
});

describe('the clock', () => {
  test('moves over the control address, by a day or to a day', () =>
    withSimulator({}, async (simulator) => {
      expect((await askJson(simulator, '/__sim/state')).day).toBe('2026-11-21');
      await ask(simulator, '/__sim/day', { method: 'POST', body: '{"advance":2}' });
      expect((await askJson(simulator, '/__sim/state')).day).toBe('2026-11-23');
      await ask(simulator, '/__sim/day', { method: 'POST', body: '{"day":"2027-01-01"}' });
      expect((await askJson(simulator, '/__sim/state')).day).toBe('2027-01-01');
      expect((await ask(simulator, '/__sim/day', { method: 'POST', body: '{"day":"2027-13-01"}' })).status).toBe(400);
      expect((await ask(simulator, '/__sim/day', { method: 'POST', body: 'nonsense' })).status).toBe(400);
    }));

  test('follows the date in Korea in real mode, until a day is set', () => {
    let now = Date.parse('2026-12-31T14:59:59Z');
    const clock = createVirtualClock('2026-11-21', 'real', () => now);
    expect(dayText(clock.today())).toBe('2026-12-31');
    now += 1000;
    expect(dayText(clock.today())).toBe('2027-01-01');
    clock.set('2026-11-30');
    expect([dayText(clock.today()), clock.mode]).toEqual(['2026-11-30', 'virtual']);
  });
});

describe('the request log', () => {
  test('keeps arrivals in order, per host and endpoint, and the most there were at once', () =>
    withSimulator({ latencyMs: 20 }, async (simulator) => {
      const id = castId(simulator, 'steady');
      await Promise.all([1, 2, 3].map((page) => ask(simulator, `${comic}/api/article/list?titleId=${id}&page=${page}`)));
      await ask(simulator, `/route-like.naver.com/v1/search/contents?q=COMIC[${id}_1]`);
      const { entries, counters } = await askJson(simulator, '/__sim/log?since=0');
      expect(entries.map((entry: { endpoint: string }) => entry.endpoint)).toEqual([
        'article/list',
        'article/list',
        'article/list',
        'likes',
      ]);
      expect(entries.every((entry: { at: number }, i: number) => i === 0 || entry.at >= entries[i - 1].at)).toBe(true);
      expect(counters.byHost['comic.naver.com']).toEqual({ requests: 3, inFlight: 0, maxInFlight: 3 });
      expect(counters.byHost['route-like.naver.com']).toMatchObject({ requests: 1, maxInFlight: 1 });
      expect((await askJson(simulator, `/__sim/log?since=${entries[2].sequence}`)).entries).toHaveLength(1);
      expect(simulator.log.entries({ host: 'comic.naver.com' })).toHaveLength(3);
      await ask(simulator, '/__sim/log', { method: 'DELETE' });
      expect(simulator.log.counters()).toMatchObject({ requests: 0, byEndpoint: {} });
    }));

  test('keeps the newest entries when it is full, and counts them all', () =>
    withSimulator({ logLimit: 5 }, async (simulator) => {
      for (let i = 0; i < 23; i++) await ask(simulator, `${comic}/robots.txt`);
      expect(simulator.log.entries().map((entry) => entry.sequence)).toEqual([19, 20, 21, 22, 23]);
      expect(simulator.log.counters().byEndpoint['robots.txt']).toBe(23);
    }));
});

describe('the truth address', () => {
  test('tells what is true of a title and of an episode on any day', () =>
    withSimulator({}, async (simulator) => {
      const id = castId(simulator, 'two-days');
      expect((await askJson(simulator, `/__sim/truth?platform=naver-webtoon&id=${id}`)).truth).toMatchObject({
        id,
        growth: { kind: 'rising' },
      });
      const { truth } = await askJson(simulator, `/__sim/truth?id=${id}_1&day=2026-12-24`);
      expect(truth).toMatchObject({ titleId: id, no: 1, likes: expect.any(Number) });
      expect((await askJson(simulator, '/__sim/truth?id=two-days')).truth.id).toBe(id);
      expect((await askJson(simulator, '/__sim/truth?id=5')).truth).toBeNull();
    }));
});

describe('the program', () => {
  test('prints one line with its address when it listens, and ends on SIGTERM', async () => {
    const child = spawn(process.execPath, [program, '--titles', '30', '--episodes', '600', '--day', '2026-12-01'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const { url, day } = JSON.parse(line) as { url: string; day: string };
    expect(day).toBe('2026-12-01');
    expect((await fetch(`${url}/__sim/state`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('ends when the process that started it is killed, if it was asked to', async () => {
    const parent = `const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(`const { runSimulator } = await import(${JSON.stringify(program)}); await runSimulator({ titles: 10, episodes: 100 }, { endWithParent: true });`)}], { stdio: ['ignore', 'inherit', 'inherit'] });`;
    const child = spawn(process.execPath, ['--eval', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    child.kill('SIGKILL');
    // The pipe ends when the last process that holds it is gone: the simulator.
    await once(child.stdout.resume(), 'end');
    await expect(fetch(`${url}/__sim/state`)).rejects.toThrow('fetch failed');
  });

  test('reads its words strictly', () => {
    expect(
      parseSimulatorArguments(['--port', '8080', '--clock', 'real', '--latency', '5', '--compress', '--faults', '[{"fault":"500"}]']),
    ).toEqual({
      port: 8080,
      clock: 'real',
      latencyMs: 5,
      compress: true,
      faults: [{ fault: '500' }],
    });
    expect(() => parseSimulatorArguments(['--port', 'x'])).toThrow(/--port/);
    expect(() => parseSimulatorArguments(['--nonsense'])).toThrow(/nonsense/);
  });
});
