import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { expectError, place, simulator } from './place.ts';
import type { FaultRule } from '../../src/sim/index.ts';

const sim = await simulator();
const here = place({ TIDEMARK_SIMULATOR: sim.url });
afterEach(() => sim.faults.clear());

const words = ['collect', 'naver-webtoon', '--stream', 'titles', '--stream', 'series', '--json'];
const collect = (...more: string[]) => here.run([...words, ...more]);
const play = (...rules: FaultRule[]) => sim.faults.add(rules);
const played = () => sim.faults.states().map((state) => state.played);
// oxlint-disable-next-line no-explicit-any
const reportOf = (stdout: string): any => JSON.parse(stdout);

describe('a platform that stumbles costs nothing but time', () => {
  test.each<[string, FaultRule, number]>([
    ['429 with Retry-After', { fault: '429', retryAfter: 1, endpoint: 'titlelist/weekday', times: 2 }, 1000],
    ['503 with Retry-After', { fault: '503', retryAfter: 1, endpoint: 'article/list/info', times: 1 }, 1000],
    ['503', { fault: '503', endpoint: 'article/list/info', times: 1 }, 0],
    ['reset', { fault: 'reset', endpoint: 'article/list/info', times: 2 }, 0],
    ['truncated', { fault: 'truncated', endpoint: 'article/list/info', times: 1 }, 0],
  ])('%s', async (_name, fault, leastMs) => {
    play(fault);
    const end = await collect('--new');
    expect(end.code, end.stderr).toBe(0);
    expect(reportOf(end.stdout)).toMatchObject({ state: 'done', outcomes: { ok: 19 } });
    expect(reportOf(end.stdout).durationMs).toBeGreaterThanOrEqual(leastMs);
    expect(played()[0]).toBeGreaterThan(0);
  });
});

describe('an answer that stays bad costs its target, and the rest goes on', () => {
  test.each<[string, FaultRule, string]>([
    ['JSON that is cut', { fault: 'truncated-json' }, 'truncated'],
    ['a body of 40 MB', { fault: 'huge', megabytes: 40 }, 'too-large'],
    ['a redirect to somebody else', { fault: 'redirect-outside', to: 'https://elsewhere.example/' }, 'refused'],
  ])('%s', async (_name, fault, outcome) => {
    const [chosen] = await (
      await here.store('sample')
    ).query<{ id: string }>("select id from record where kind = 'series' order by id limit 1");
    play({ ...fault, endpoint: 'article/list/info', match: `titleId=${chosen!.id}` });
    const end = await collect('--new');
    const line = expectError(end, 'TDM_RUN_FAILED', 1);
    expect(line).toContain(outcome);
    const report = reportOf(end.stdout);
    expect(report).toMatchObject({ state: 'failed', error: { code: 'TDM_RUN_FAILED' }, outcomes: { ok: 18 } });
    const details = await here.json(['runs', 'show', report.id]);
    expect(details.failures[0]).toMatchObject({ outcome, endpoint: 'info' });

    // It is well again: the same command asks for what was left out, and for nothing else.
    sim.faults.clear();
    const rerun = await collect();
    expect(rerun.code, rerun.stderr).toBe(0);
    expect(reportOf(rerun.stdout)).toMatchObject({ id: report.id, state: 'done', outcomes: { ok: 19 } });
  });

  test('answers of another shape are in quarantine with the reason', async () => {
    play({ fault: 'shape-drift', endpoint: 'article/list/info', rename: { titleName: 'nameOfTitle' } });
    const end = await collect('--new');
    expect(expectError(end, 'TDM_PAYLOAD_SHAPE', 1)).toContain('series:info');
    const report = reportOf(end.stdout);
    expect(report).toMatchObject({ state: 'failed', misfits: 12, outcomes: { ok: 7, 'changed-shape': 12 } });
    const { misfits } = await here.json(['runs', 'show', report.id]);
    expect(misfits[0]).toMatchObject({ endpoint: 'info', count: 12, reason: expect.stringContaining('titleName') });
  });

  test('what is not there any more is gone, which is no failure', async () => {
    play({ fault: '404', endpoint: 'article/list/info' });
    const end = await collect('--new');
    expect(end.code, end.stderr).toBe(0);
    expect(reportOf(end.stdout)).toMatchObject({ state: 'done', outcomes: { ok: 7, gone: 12 } });
    const [gone] = await (
      await here.store('sample')
    ).query<{ gone: number }>("select count(*)::int as gone from record where kind = 'series' and gone_since is not null");
    expect(gone!.gone).toBe(12);
  });
});

describe('a platform that wants to be left alone is left alone', () => {
  // A lane of its own for each: a rest lasts a minute.
  const places = [1, 2, 3].map(() => place({ TIDEMARK_SIMULATOR: sim.url }));

  test.each<[string, FaultRule]>([
    ['200 without a body', { fault: 'empty' }],
    ['a captcha', { fault: 'captcha' }],
    ['429 without Retry-After', { fault: '429' }],
  ])('%s: the run waits, says why and until when, and ends for now', async (_name, fault) => {
    const there = places.pop()!;
    play({ ...fault, endpoint: 'titlelist/weekday' });
    const end = await there.run([...words, '--max-hold', '1']);
    expectError(end, 'TDM_LANE_HELD', 75);
    expect(reportOf(end.stdout)).toMatchObject({ state: 'waiting', error: { code: 'TDM_LANE_HELD' } });
    const { lanes } = await there.json(['lanes']);
    const lane = lanes.find(({ name }: { name: string }) => name === 'naver-webtoon');
    expect(lane).toMatchObject({ waitingFor: 'backoff' });
    expect(lane.until).toBeGreaterThan(Date.now() + 20_000);
    expect((await there.run(['lanes'])).stdout).toMatch(/naver-webtoon .*waits for backoff until \d{4}-\S+ \(.+\)/);
    // While it rests nobody asks.
    const asked = sim.log.entries().length;
    expect((await there.run([...words, '--max-hold', '1'])).code).toBe(75);
    expect(sim.log.entries()).toHaveLength(asked);
  });
});

describe('a platform that is not there', () => {
  const there = place();

  test('ends the run after a few tries instead of asking for everything', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const end = await there.run(['collect', 'naver-webtoon', '--json'], { TIDEMARK_SIMULATOR: `http://127.0.0.1:${port}` });
    expectError(end, 'TDM_HOST_UNREACHABLE', 1);
    expect(reportOf(end.stdout)).toMatchObject({ state: 'failed', records: 0 });
    // Five seconds pass: so long it is believed that the host is not there.
    await (await there.store('sample')).query("update robots set expires_at = expires_at - interval '5 seconds'");
    const rerun = await there.run(['collect', 'naver-webtoon', '--stream', 'titles', '--json'], { TIDEMARK_SIMULATOR: sim.url });
    expect(rerun.code, rerun.stderr).toBe(0);
  });
});
