import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { sources } from '../../src/sources/index.ts';
import { startTidemark } from '../support/tidemark.ts';
import { expectError, place, run } from './place.ts';

const small = ['--titles', '4', '--episodes', '20', '--kakao-titles', '3', '--kakao-episodes', '12', '--creators', '0'];

/** A port somebody else listens on. */
const taken = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => void server.close());
  return String((server.address() as AddressInfo).port);
};

describe('up', () => {
  const here = place();

  test('on a port in use says so before anything is collected', async () => {
    const port = await taken();
    const end = await here.run(['up', '--port', port, ...small, '--json']);
    expect(expectError(end, 'TDM_PORT_IN_USE', 3)).toMatch(new RegExp(`port ${port} .*--port`));
    expect(JSON.parse(end.stdout)).toMatchObject({ error: { code: 'TDM_PORT_IN_USE' } });
    expect(await (await here.store('sample')).query('select from run')).toEqual([]);
  });

  test('--once --json collects the sample and prints one document', { timeout: 150_000 }, async () => {
    const words = ['up', '--once', '--port', '0', ...small.slice(0, -1), '1'];
    const summary = await here.json(words);
    expect(summary).toMatchObject({ world: 'sample', link: null, totals: { series: 7 } });
    expect(summary.totals.episodes).toBeGreaterThanOrEqual(32);
    // Seven days of every platform with series, and four of the others, a week apart.
    const ofSeries = sources.filter(({ streams }) => streams.some(({ kind }) => kind === 'series'));
    expect(summary.runs).toHaveLength(7 * ofSeries.length + 4 * (sources.length - ofSeries.length));
    expect(new Set(summary.runs.map(({ platform }: { platform: string }) => platform))).toEqual(
      new Set(sources.map(({ platform }) => platform)),
    );
    expect(summary.runs.every(({ state, world }: { state: string; world: string }) => state === 'done' && world === 'sample')).toBe(true);
    const store = await here.store('sample');
    const compared = await store.query<{ platform: string }>('select platform from account_change where days = 7 order by 1');
    expect(compared.map(({ platform }) => platform)).toEqual(['chzzk', 'soop', 'tiktok', 'twitch', 'youtube']);
    // A second start finds everything there.
    expect((await here.json(words)).runs).toEqual([]);
    expect(await here.json(['up', '--link', '--port', '4999'])).toEqual({
      link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:4999\/login\?link=.{20,}$/),
    });
  });

  test('serves until SIGTERM, and then ends well', { timeout: 60_000 }, async () => {
    const { child, ended } = startTidemark(['up', '--port', '0', ...small, '--json'], here.settings);
    let printed = '';
    for await (const chunk of child.stdout!) {
      printed += String(chunk);
      if (printed.endsWith('}\n')) break;
    }
    const { origin, link } = JSON.parse(printed) as { origin: string; link: string };
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${origin}/api/v1/runs`)).status).toBe(401);
    expect(link.startsWith(origin)).toBe(true);
    child.kill('SIGTERM');
    const end = await ended;
    expect(end.code).toBe(0);
    // A link that signs one in is told to who started it, and to no log.
    const logs = readdirSync(`${here.data}/logs`)
      .map((file) => readFileSync(`${here.data}/logs/${file}`, 'utf8'))
      .join('');
    expect(logs).not.toContain(new URL(link).searchParams.get('link'));
  });
});

describe('sim', () => {
  test('on a port in use says so', async () => {
    expectError(await run(['sim', '--port', await taken(), '--titles', '1', '--episodes', '1']), 'TDM_PORT_IN_USE', 3);
  });

  test('prints its address as one line of JSON, and ends on SIGINT', async () => {
    const { child, ended } = startTidemark(['sim', '--titles', '3', '--episodes', '10', '--json']);
    const [line] = (await once(child.stdout!, 'data')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    expect((await fetch(`${url}/__sim/state`)).status).toBe(200);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stdout: line, stderr: '' });
  });
});

describe('a frame that was damaged in the database', async () => {
  const here = place();

  test('is named where its answer is asked for, and stops nothing else', async () => {
    const report = await here.json(['collect', 'naver-webtoon', '--sample', '--stream', 'titles']);
    expect(report.state).toBe('done');
    const store = await here.store('sample');
    const [exchange] = await store.query<{ id: string; frame_id: string }>('select id, frame_id from exchange order by id limit 1');
    const whole = await here.json(['runs', 'exchange', exchange!.id]);
    expect(whole).toMatchObject({ world: 'sample', id: exchange!.id, outcome: 'ok', runId: report.id });
    expect((await here.run(['runs', 'exchange', exchange!.id, '--body'])).stdout).toBe(whole.body);
    expect((await here.run(['runs', 'exchange', exchange!.id])).stdout).toMatch(
      /titlelist\/[\s\S]+\n… [\d,]+ more characters: tidemark runs exchange \d+ --body\n$/,
    );

    await store.query({
      text: 'update frame set body = set_byte(body, 40, (get_byte(body, 40) + 1) % 256) where id = $1',
      values: [exchange!.frame_id],
    });
    const end = await here.run(['runs', 'exchange', exchange!.id, '--json']);
    expect(expectError(end, 'TDM_SEGMENT_CORRUPT', 1)).toContain(exchange!.frame_id);
    expect(JSON.parse(end.stdout)).toMatchObject({ error: { code: 'TDM_SEGMENT_CORRUPT', consequence: 'skip' } });
    expect((await here.run(['runs', 'show', report.id])).code).toBe(0);
    expect((await here.run(['collect', 'naver-webtoon', '--sample', '--stream', 'titles', '--new'])).code).toBe(0);
  });
});
