import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testStore } from '../support/database.ts';
import { tidemark } from '../support/tidemark.ts';

/** The recorded payloads lie beside the repository, never in it. The replay is made of them while the test runs. */
const corpus = join(resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')), 'naver-webtoon');
const missing = !existsSync(corpus);
if (missing) console.warn('skipped: no corpus');

const payload = (folder: string): string => readFileSync(join(corpus, folder, readdirSync(join(corpus, folder))[0]!), 'utf8');

const api = 'https://comic.naver.com/api';

/** What was once asked, and which recorded payload answers it. */
const answers = (): [url: string, body: string][] => {
  const week = payload('titlelist_weekday');
  const info = payload('article_list_info');
  const page = payload('article_list');
  const titleId = (body: string): string => String((JSON.parse(body) as { titleId: number }).titleId);
  return [
    ...['user', 'view', 'star'].map((order): [string, string] => [`${api}/webtoon/titlelist/weekday?order=${order}`, week]),
    [`${api}/article/list/info?titleId=${titleId(info)}`, info],
    [`${api}/article/list?titleId=${titleId(page)}&page=1&sort=DESC`, page],
  ];
};

describe.skipIf(missing)(`the main job over a replay of recorded payloads${missing ? ' (skipped: no corpus)' : ''}`, async () => {
  const { store, databaseUrl, schema } = await testStore();
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-contract-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('stores all it holds, knows what is missing from what is 0, and names what it lacks', { timeout: 120_000 }, async () => {
    const recorded = answers();
    const lines = recorded.map(([url, body]) =>
      JSON.stringify({ request: { url }, headers: { 'content-type': 'application/json' }, body }),
    );
    writeFileSync(join(folder, 'answers.ndjson'), `${lines.join('\n')}\n`);
    const settings = { DATABASE_URL: databaseUrl, TIDEMARK_SCHEMA: schema, TIDEMARK_DATA: folder };
    // Titles whose other payloads were recorded at other times need not be in that week's list.
    const ids = recorded.flatMap(([url]) => /titleId=(\d+)/.exec(url)?.[1] ?? []);
    expect((await tidemark(['targets', 'add', 'naver-webtoon', ...ids], settings)).code).toBe(0);
    const end = await tidemark(['collect', 'naver-webtoon', '--replay', folder, '--json'], settings);

    // It ends by naming the first answer that nobody recorded; everything else was read all the same.
    expect(end.code, end.stderr).toBe(3);
    const report = JSON.parse(end.stdout) as { outcomes: Record<string, number>; error: { code: string; message: string } };
    expect(report).toMatchObject({ world: 'real', origin: 'replay', state: 'failed', misfits: 0, error: { code: 'TDM_REPLAY_MISSING' } });
    expect(end.stderr).toMatch(/^TDM_REPLAY_MISSING: .*has no answer for https:\/\/\S+; record it with: /);
    expect(report.outcomes['ok']).toBe(recorded.length);
    expect(Object.keys(report.outcomes).sort()).toEqual(['ok', 'unreachable']);

    const [series] = await store.query(`
      select count(*)::int as all, count(*) filter (where counts ->> 'views' is null)::int as hidden, count(*) filter (where counts ->> 'views' = '0')::int as zero
      from record where kind = 'series' and counts ? 'views'`);
    // 578 rows of the week, 534 of them without views; some titles run on two days.
    expect(series).toMatchObject({ all: 566, zero: 0 });
    const [seen] = await store.query(`
      select count(*)::int as all, count(*) filter (where counts -> 'views' = 'null')::int as hidden, count(distinct id)::int as titles
      from observation where stream = 'titles' and scope like 'weekday/%/user'`);
    expect(seen).toEqual({ all: 578, hidden: 534, titles: 566 });

    const [info] = await store.query<{ favourites: number; genres: string[] }>({
      text: `select (counts ->> 'favourites')::int as favourites from record where kind = 'series' and id = $1`,
      values: [ids[0]],
    });
    expect(info!.favourites).toBeGreaterThan(0);
    const [episodes] = await store.query({
      text: `select count(*)::int as all from record where kind = 'episode' and parent_id = $1`,
      values: [ids[1]],
    });
    expect(episodes).toEqual({ all: 20 });
  });

  test('can be looked at as any run', async () => {
    const end = await tidemark(['runs', 'show', '1', '--json'], {
      DATABASE_URL: databaseUrl,
      TIDEMARK_SCHEMA: schema,
      TIDEMARK_DATA: folder,
    });
    const { streams, failures } = JSON.parse(end.stdout) as {
      streams: { stream: string }[];
      failures: { outcome: string; note: string }[];
    };
    expect(streams.map(({ stream }) => stream)).toContain('episodes');
    expect(failures[0]).toMatchObject({ outcome: 'unreachable', note: expect.stringContaining('has no answer for') });
  });
});
