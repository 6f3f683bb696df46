import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { launcher, startTidemark } from '../support/tidemark.ts';
import { secretKey, startS3 } from '../lake/lakes.ts';
import { expectError, limitMs, place, run, simulator, temporaryFolder } from './place.ts';

const sim = await simulator();
const collect = ['collect', 'naver-webtoon', '--stream', 'titles', '--stream', 'series'];
/** The one row of a question. */
const only = async <Row>(store: Store, text: string): Promise<Row> => (await store.query<Row>(text))[0]!;
const waiting = 'select count(*)::int as waiting from frame where body is not null';
const filesOf = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.zst')) : [];

/** Runs a command whose stdout is a file. */
const runInto = async (path: string, words: readonly string[], settings: Readonly<Record<string, string>>) => {
  const file = openSync(path, 'w');
  const child = spawn(launcher, words, {
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...settings },
    stdio: ['ignore', file, 'pipe'],
    timeout: limitMs,
  });
  closeSync(file);
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr = `${stderr}${text}`.slice(0, 10_000)));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout: '', stderr };
};

describe('with a lake of its own', async () => {
  const lake = temporaryFolder();
  const { run: here, json, store, settings } = place({ TIDEMARK_SIMULATOR: sim.url, LAKE_URL: lake });
  const day = async (): Promise<string> => (await only<{ day: string }>(await store('sample'), 'select day from run')).day;

  test('a collection seals its raw answers at its end', async () => {
    const report = await json(collect);
    expect(report).toMatchObject({ state: 'done', sealed: { error: null, exchanges: report.pages, damaged: [] } });
    expect(await (await store('sample')).query(waiting)).toEqual([{ waiting: 0 }]);
    expect(filesOf(join(lake, 'sample')).length).toBe(report.sealed.segments);
    expect(filesOf(join(lake, 'raw'))).toEqual([]);
    expect(await json(['raw', 'seal'])).toMatchObject({ world: 'sample', segments: 0, busy: 0 });
    expect(await json(['raw', 'verify'])).toMatchObject({ ok: true, exchanges: report.pages, waiting: 0, problems: [], unknown: [] });
  });

  test('an exchange is shown whole, by both its commands', async () => {
    const { id, bytes } = await only<Record<'id' | 'bytes', string>>(
      await store('sample'),
      'select id, bytes from exchange order by bytes desc limit 1',
    );
    const shown = await json(['raw', 'show', id]);
    expect(Buffer.byteLength(shown.body)).toBe(Number(bytes));
    expect(shown).toMatchObject({ id, status: 200, outcome: 'ok', headers: { 'content-type': expect.stringContaining('json') } });
    expect((await here(['raw', 'show', id, '--body'])).stdout).toBe(shown.body);
    const text = (await here(['runs', 'exchange', id])).stdout;
    expect(text).toContain('content-type: application/json');
    expect(text).toContain(`more characters: tidemark runs exchange ${id} --body`);
    expectError(await here(['raw', 'show', '99999999']), 'TDM_NOT_FOUND', 2);
  });

  test('raw answers are exported as NDJSON, to stdout or whole into a file', async () => {
    const from = ['raw', 'export', '--platform', 'naver-webtoon', '--stream', 'series', '--days', `2020-01-01..${await day()}`];
    const { stdout, code } = await here(from);
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.every((line) => typeof JSON.parse(line).body === 'string')).toBe(true);
    const { exchanges } = await only<{ exchanges: number }>(
      await store('sample'),
      `select count(*)::int as exchanges from exchange where stream = 'series'`,
    );
    expect(lines).toHaveLength(exchanges);
    const file = join(lake, 'out.ndjson');
    expect((await here([...from, '--output', file])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  test.skipIf(process.platform !== 'linux')('an export to a full disk ends at once and says so once', async () => {
    const words = ['raw', 'export', '--platform', 'naver-webtoon', '--stream', 'series', '--days', `2020-01-01..${await day()}`];
    for (const more of [[], ['--json']])
      expectError(await runInto('/dev/full', [...words, ...more], { ...settings, LAKE_URL: lake }), 'TDM_DISK_FULL', 75);
  });

  test('an export that makes no sense is refused', async () => {
    const words = (change: Record<string, string>) => [
      ...['raw', 'export'],
      ...Object.entries({ '--platform': 'naver-webtoon', '--stream': 'titles', '--days': '2026-01-01', ...change }).flat(),
    ];
    for (const [change, code] of [
      [{ '--days': '2026-02-30' }, 'TDM_USAGE'],
      [{ '--days': '2026-02-02..2026-02-01' }, 'TDM_USAGE'],
      [{ '--days': '..' }, 'TDM_USAGE'],
      [{ '--platform': 'myspace' }, 'TDM_PLATFORM_UNKNOWN'],
      [{ '--stream': 'tides' }, 'TDM_STREAM_UNKNOWN'],
      [{ '--days': '2001-01-01' }, 'TDM_RAW_NONE'],
      [{ '--days': `2020-01-01..2100-01-01`, '--output': '/proc/none/x' }, 'TDM_FILE_UNWRITABLE'],
    ] as const)
      expectError(await here(words(change)), code, 2);
  });

  test('a torn segment is named by verify, with an exit code; what it held is named by show and export', async () => {
    const { key } = await only<{ key: string }>(await store('sample'), `select key from segment where stream = 'series'`);
    truncateSync(join(lake, 'sample', key), 200);
    const end = await here(['raw', 'verify', '--json']);
    expect(expectError(end, 'TDM_RAW_DAMAGED', 1)).toContain(key);
    expect(JSON.parse(end.stdout)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([{ segment: key, frame: null, reason: 'it ends early' }]),
    });
    const { id } = await only<{ id: string }>(await store('sample'), `select max(id) as id from exchange where stream = 'series'`);
    expectError(await here(['raw', 'show', id]), 'TDM_SEGMENT_CORRUPT', 1);
    const days = `2020-01-01..${await day()}`;
    const part = await here(['raw', 'export', '--platform', 'naver-webtoon', '--stream', 'series', '--days', days]);
    expect(part.stderr).toContain('left out: TDM_SEGMENT_CORRUPT');
    expectError(part, 'TDM_RAW_DAMAGED', 1);
    rmSync(join(lake, 'sample', key));
    expect(expectError(await here(['raw', 'verify']), 'TDM_RAW_DAMAGED', 1)).toContain('it is not in');
  });
});

describe('without a lake', async () => {
  const { run: here, json, store, settings } = place({ TIDEMARK_SIMULATOR: sim.url });

  test('the raw answers of a shared database stay in it, and doctor says so', async () => {
    expect(await json(collect)).toMatchObject({ state: 'done', sealed: null });
    const [row] = await (await store('sample')).query<{ waiting: number }>(waiting);
    expect(row!.waiting).toBeGreaterThan(0);
    expectError(await here(['raw', 'seal']), 'TDM_LAKE_UNSET', 3);
    expect(await json(['raw', 'verify'])).toMatchObject({ ok: true, segments: 0, waiting: row!.waiting });
    const { findings } = await json(['doctor']);
    expect(findings).toContainEqual(expect.objectContaining({ what: 'lake', ok: true, next: expect.stringContaining('LAKE_URL') }));
  });

  test('a lake that fails never fails a collection: its raw answers wait, with a warning, and are sealed later', async () => {
    const broken = await here([...collect, '--new', '--json'], { LAKE_URL: '/proc/none' });
    expect(broken.code, broken.stderr).toBe(0);
    expect(broken.stderr).toMatch(/^warning: TDM_LAKE_FOLDER: the lake in \/proc\/none\/sample cannot be used/m);
    expect(JSON.parse(broken.stdout)).toMatchObject({ state: 'done', sealed: { error: { code: 'TDM_LAKE_FOLDER' } } });
    expect((await json(['doctor'], { LAKE_URL: '/proc/none' })).findings).toContainEqual(
      expect.objectContaining({ what: 'lake', ok: false }),
    );

    const s3 = await startS3();
    const lake = { ...s3.settings, LAKE_URL: `s3://${s3.bucket}/tidemark` };
    s3.refuse = () => ({ status: 403, code: 'InvalidAccessKeyId' });
    const refused = await here(['raw', 'seal', '--debug'], lake);
    expectError({ ...refused, stderr: refused.stderr.replace(/^ {4}at .*$/gm, '') }, 'TDM_LAKE_LOGIN', 3);
    expect(refused.stderr + refused.stdout).not.toContain(secretKey);
    s3.refuse = () => undefined;
    expect(await json(['raw', 'seal'], lake)).toMatchObject({ lake: 's3://lake/tidemark/sample', damaged: [] });
    expect(await (await store('sample')).query(waiting)).toEqual([{ waiting: 0 }]);
    expect(await json(['raw', 'verify'], lake)).toMatchObject({ ok: true, waiting: 0 });
  });

  test('a LAKE_URL that makes no sense is refused before anything is asked', async () => {
    const end = await run(collect, { ...settings, LAKE_URL: 's3://key:secret-of-mine@bucket' });
    expect(expectError(end, 'TDM_SETTING_INVALID', 3)).not.toContain('secret-of-mine');
  });
});

describe('killed while it seals', async () => {
  const lake = temporaryFolder();
  const { run: here, json, store, settings } = place({ TIDEMARK_SIMULATOR: sim.url, LAKE_URL: lake });

  test('a collection has collected all the same; the next one seals what it has left', { timeout: 60_000 }, async () => {
    const { child, ended } = startTidemark([...collect, '--json'], { ...settings, TIDEMARK_CRASH_AT: 'upload.middle' });
    expect((await ended).signal).toBe('SIGKILL');
    expect(child.exitCode).toBeNull();
    const { pages, state } = await only<{ pages: string; state: string }>(await store('sample'), 'select pages, state from run');
    expect(state).toBe('done');
    expect(await json(['raw', 'verify'])).toMatchObject({ ok: true, exchanges: Number(pages), segments: 0, open: 1 });
    const second = await here(collect);
    expect(second.code, second.stderr).toBe(0);
    expect(await json(['raw', 'verify'])).toMatchObject({ ok: true, waiting: 0, open: 0, unknown: [] });
    expect(readdirSync(lake, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

test('the private database seals into a folder beside it', { timeout: 60_000 }, async () => {
  const data = temporaryFolder();
  const settings = { TIDEMARK_DATA: join(data, 'data'), TIDEMARK_SIMULATOR: sim.url };
  const end = await run([...collect, '--json'], settings);
  expect(end.code, end.stderr).toBe(0);
  const { sealed, pages } = JSON.parse(end.stdout);
  expect(sealed).toMatchObject({ exchanges: pages, error: null });
  expect(filesOf(join(data, 'data/lake/sample'))).toHaveLength(sealed.segments);
});
