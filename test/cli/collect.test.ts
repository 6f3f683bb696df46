import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { acknowledged, contentsOf } from '../support/compare.ts';
import { startTidemark } from '../support/tidemark.ts';
import { expectError, limitMs, place, simulator } from './place.ts';
import type { Place } from './place.ts';

const collectJson = ['collect', 'naver-webtoon', '--json'];

/** Waits until a collection has acknowledged so many pages. */
const pagesReach = async (here: Place, pages: number): Promise<void> => {
  const store = await here.store('sample');
  const until = Date.now() + limitMs;
  while ((await acknowledged(store)).pages < pages) {
    if (Date.now() > until) throw new Error(`never reached ${pages} pages`);
    await sleep(20);
  }
};

describe('a collection', async () => {
  const sim = await simulator();
  const here = place({ TIDEMARK_SIMULATOR: sim.url });

  test('of everything is one JSON document with --json, and a line of words without', async () => {
    const report = await here.json(['collect', 'naver-webtoon']);
    expect(report).toMatchObject({ world: 'sample', origin: 'simulator', state: 'done', error: null, misfits: 0 });
    expect(report.pages).toBeGreaterThan(50);
    const again = await here.run(['collect', 'naver-webtoon', '--stream', 'titles']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toMatch(/^done {2}run \d+, naver-webtoon \(simulator\), \d{4}-\d\d-\d\d: 7 pages/);
  });

  test('of one target asks about that series and its episodes only', async () => {
    const store = await here.store('sample');
    const [first] = await store.query<{ id: string }>(`
      select record.id from record where kind = 'series' and exists (select from record as e where e.parent_id = record.id and e.kind = 'episode') order by id limit 1`);
    const { id: run } = await here.json([
      'collect',
      'naver-webtoon',
      '--stream',
      'series',
      '--stream',
      'episodes',
      '--stream',
      'likes',
      '--target',
      first!.id,
    ]);
    const seen = await store.query<{ stream: string; id: string }>({
      text: `select distinct observation.stream, coalesce(record.parent_id, record.id) as id from observation join record using (platform, kind, id) where run_id = $1 order by 1`,
      values: [run],
    });
    expect(seen).toEqual(['episodes', 'likes', 'series'].map((stream) => ({ stream, id: first!.id })));
    const [asked] = await store.query<{ others: number }>({
      text: 'select count(*)::int as others from exchange where run_id = $1 and position($2 in url) = 0',
      values: [run, first!.id],
    });
    expect(asked!.others).toBe(0);
  });

  test('of a watchlist asks about what is on it, and no longer about what was removed', async () => {
    const store = await here.store('sample');
    const ids = (await store.query<{ id: string }>(`select id from record where kind = 'series' order by id limit 2`)).map(({ id }) => id);
    const world = ['--world', 'sample'];
    expect(await here.json([...world, 'targets', 'add', 'naver-webtoon', ...ids, '--watchlist', 'Two of them'])).toEqual({
      world: 'sample',
      added: 2,
      known: 0,
    });
    expect(await here.json([...world, 'targets', 'add', 'naver-webtoon', ids[0]!])).toMatchObject({ added: 0, known: 1 });
    expect(await here.json([...world, 'targets', 'remove', 'naver-webtoon', ids[1]!])).toEqual({ world: 'sample', removed: ids[1] });
    expect((await here.json([...world, 'targets', 'list'])).targets).toMatchObject([{ externalId: ids[0], watchlists: ['Two of them'] }]);
    const { id: run } = await here.json(['collect', 'naver-webtoon', '--stream', 'series', '--watchlist', 'Two of them']);
    const seen = await store.query<{ id: string }>({ text: 'select distinct id from observation where run_id = $1', values: [run] });
    expect(seen).toEqual([{ id: ids[0] }]);
  });

  test('leaves JSON lines in one log file a day, and none on stdout', async () => {
    const [file, ...more] = readdirSync(`${here.data}/logs`);
    expect(more).toEqual([]);
    expect(file).toBe(`tidemark.${new Date().toISOString().slice(0, 10)}.log`);
    const lines = readFileSync(`${here.data}/logs/${file}`, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: number; msg: string });
    expect(lines.some(({ msg }) => msg.includes(' done'))).toBe(true);
    expect(lines.every(({ level }) => level >= 30)).toBe(true);
  });

  test('logs more or nothing when that is asked for', async () => {
    const logOf = (folder: string): string =>
      existsSync(folder)
        ? readdirSync(folder)
            .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
            .join('')
        : '';
    const words = ['collect', 'naver-webtoon', '--stream', 'titles', '--json'];
    const quiet = await here.run(['--log-level', 'silent', '--data', `${here.data}/quiet`, ...words]);
    expect(quiet).toMatchObject({ code: 0, stderr: '' });
    expect(logOf(`${here.data}/quiet/logs`)).toBe('');
    const loud = await here.run(['--log-level', 'debug', '--data', `${here.data}/loud`, ...words]);
    expect(JSON.parse(loud.stdout)).toMatchObject({ state: 'done' });
    expect(logOf(`${here.data}/loud/logs`)).toContain('"level":20');
    // On stderr as JSON, because it is no terminal.
    expect(() =>
      loud.stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).not.toThrow();
  });

  test('ends well when nobody reads what it prints', async () => {
    const { child, ended } = startTidemark(['collect', 'naver-webtoon', '--stream', 'series', '--new', '--json'], here.settings);
    child.stdout!.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    const { runs } = await here.json(['runs']);
    expect(runs[0]).toMatchObject({ state: 'done' });
  });
});

describe('several processes, and one that is stopped', async () => {
  const sim = await simulator({ latencyMs: 30 });
  const calm = place({ TIDEMARK_SIMULATOR: sim.url });
  const shared = place({ TIDEMARK_SIMULATOR: sim.url });
  const stopped = place({ TIDEMARK_SIMULATOR: sim.url });

  test('two that collect the same at once share it: nothing is asked twice', async () => {
    const alone = await calm.run(collectJson);
    expect(alone.code, alone.stderr).toBe(0);
    const both = await Promise.all([shared.run(collectJson), shared.run(collectJson)]);
    for (const { code, stderr } of both) expect(code, stderr).toBe(0);
    const ids = both.map(({ stdout }) => (JSON.parse(stdout) as { id: string }).id);
    expect(new Set(ids).size).toBe(1);
    expect(await contentsOf(await shared.store('sample'))).toEqual(await contentsOf(await calm.store('sample')));
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it after the pages under way; the rerun goes on from there', async (signal) => {
    const store = await stopped.store('sample');
    const before = (await acknowledged(store)).pages;
    const { child, ended } = startTidemark(collectJson, stopped.settings);
    await pagesReach(stopped, before + 10);
    child.kill(signal);
    const end = await ended;
    expectError(end, 'TDM_RUN_INTERRUPTED', 130);
    expect(end.stderr).toContain('finishing the pages under way');
    expect(JSON.parse(end.stdout)).toMatchObject({ state: 'interrupted', error: { code: 'TDM_RUN_INTERRUPTED' } });
    const [left] = await store.query<{ held: number; open: number }>(
      `select count(*) filter (where state = 'running')::int as held, count(*) filter (where state = 'pending')::int as open from task`,
    );
    expect(left).toMatchObject({ held: 0 });
    expect(left!.open).toBeGreaterThan(0);
  });

  test('a second SIGINT ends it at once; what was acknowledged is there, and the rerun completes it', async () => {
    const store = await stopped.store('sample');
    const before = (await acknowledged(store)).pages;
    const { child, ended } = startTidemark(collectJson, stopped.settings);
    await pagesReach(stopped, before + 5);
    const heard = once(child.stderr!, 'data');
    child.kill('SIGINT');
    await heard;
    const begun = Date.now();
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(Date.now() - begun).toBeLessThan(4000);
    const pages = await acknowledged(store);
    expect(pages).toMatchObject({ exchanges: pages.pages, lines: pages.pages, counted: pages.observations, adrift: 0 });

    const last = await stopped.run(collectJson);
    expect(last.code, last.stderr).toBe(0);
    expect(await contentsOf(store)).toEqual(await contentsOf(await calm.store('sample')));
    expect(await store.query('select state from run')).toEqual([{ state: 'done' }]);
  });
});
