import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeFrame } from '../../src/lake/index.ts';
import { contentsOf } from '../support/compare.ts';
import { expectError, place, simulator, temporaryFolder } from './place.ts';
import type { Place } from './place.ts';

const folder = temporaryFolder();
const collect = ['collect', 'naver-webtoon', '--json'];

/** Every text a place keeps: all columns of all tables, all frames unpacked, the logs, and what lies in further folders. */
const everythingKept = async (here: Place, ...folders: string[]): Promise<string> => {
  const store = await here.store('sample');
  const tables = await store.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    if (name === 'frame') continue;
    const [all] = await store.query<{ text: string | null }>(`select string_agg(t::text, E'\\n') as text from "${name}" t`);
    texts.push(all!.text ?? '');
  }
  const frames = await store.query<{ id: string; body: Buffer; sha256: Buffer; raw_bytes: string }>(
    'select id, body, sha256, raw_bytes from frame',
  );
  for (const frame of frames) texts.push(JSON.stringify(await decodeFrame({ ...frame, rawBytes: Number(frame.raw_bytes) })));
  for (const each of [join(here.data, 'logs'), ...folders])
    for (const file of readdirSync(each)) texts.push(readFileSync(join(each, file), 'utf8'));
  return texts.join('\n');
};

describe('a recording', async () => {
  const sim = await simulator();
  const live = place({ TIDEMARK_SIMULATOR: sim.url, TIDEMARK_LOG_LEVEL: 'debug' });
  const replayed = place({ TIDEMARK_LOG_LEVEL: 'error' });
  const kept = place({ TIDEMARK_SIMULATOR: sim.url, PRIVACY_NAMES: 'keep' });
  const recording = join(folder, 'new', 'recording');

  test('replays to equal contents, in the world it is of, without a simulator', async () => {
    const recorded = await live.run([...collect, '--record', recording]);
    expect(recorded.code, recorded.stderr).toBe(0);
    const asked = sim.log.entries().length;
    const again = await replayed.run([...collect, '--replay', recording]);
    expect(again.code, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ world: 'sample', origin: 'replay', state: 'done' });
    expect(sim.log.entries()).toHaveLength(asked);
    expect(await contentsOf(await replayed.store('sample'))).toEqual(await contentsOf(await live.store('sample')));
  });

  test('of the simulator never comes into the real world, nor into a recording of it', async () => {
    expectError(await replayed.run(['--world', 'real', ...collect, '--replay', recording]), 'TDM_USAGE', 2);
    const real = join(folder, 'real');
    mkdirSync(real);
    writeFileSync(join(real, 'exchanges.ndjson'), '');
    writeFileSync(join(real, 'recording.json'), '{"world":"real"}');
    expectError(await live.run([...collect, '--record', real]), 'TDM_RECORD_FOLDER', 3);
    expect(await (await replayed.store('real')).query('select from run')).toEqual([]);
  });

  test('and all else that is kept names no commenter, unless the operator keeps names', async () => {
    const end = await kept.run(collect);
    expect(end.code, end.stderr).toBe(0);
    const names = await (
      await kept.store('sample')
    ).query<{ author: string }>("select distinct fields ->> 'author' as author from record where kind = 'comment'");
    const authors = names.map(({ author }) => author).filter((author) => author.length > 2);
    expect(authors.length).toBeGreaterThan(50);
    const clear = await everythingKept(kept);
    const hashed = await everythingKept(live, recording);
    expect(authors.filter((author) => !clear.includes(author))).toEqual([]);
    expect(authors.filter((author) => hashed.includes(author))).toEqual([]);
    // Their comments are there all the same.
    const [comments] = await (
      await live.store('sample')
    ).query<{ n: number }>("select count(*)::int as n from record where kind = 'comment' and fields ->> 'author' like 'h1:%'");
    expect(comments!.n).toBeGreaterThan(50);
  });
});

describe('a replay that does not hold what is asked', () => {
  const here = place();
  const written = (name: string, ...lines: string[]): string => {
    const made = join(folder, name);
    rmSync(made, { recursive: true, force: true });
    mkdirSync(made);
    for (const line of lines) appendFileSync(join(made, 'answers.ndjson'), `${line}\n`);
    return made;
  };
  const week = JSON.stringify({
    request: { url: 'https://comic.naver.com/api/webtoon/titlelist/weekday?order=user' },
    body: { titleListMap: {} },
  });

  test('a folder that is missing, a file or empty is named, and no run is begun', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    for (const each of [join(folder, 'missing'), join(folder, 'a-file'), written('empty')])
      expect(expectError(await here.run([...collect, '--replay', each]), 'TDM_REPLAY_UNREADABLE', 3)).toContain(each);
    expect(await (await here.store('real')).query('select from run')).toEqual([]);
  });

  test('a line that cannot be read is named with its place', async () => {
    const broken = written('broken', week, '{"request":');
    expect(expectError(await here.run([...collect, '--replay', broken]), 'TDM_REPLAY_UNREADABLE', 3)).toContain('answers.ndjson:2');
  });

  test('an answer it lacks is named with its address; runs show says so too', async () => {
    const end = await here.run([...collect, '--stream', 'titles', '--replay', written('one', week)]);
    expect(expectError(end, 'TDM_REPLAY_MISSING', 3)).toMatch(/titlelist\/weekday\?order=(view|star)|dailyPlus/);
    const { id, outcomes } = JSON.parse(end.stdout) as { id: string; outcomes: Record<string, number> };
    expect(outcomes).toMatchObject({ empty: 1 });
    const shown = await here.run(['--world', 'real', 'runs', 'show', id]);
    expect(shown.stdout).toContain('record it with: tidemark collect naver-webtoon --record <folder>');
  });

  test('a folder nothing can be recorded into is named, and nobody is asked', async () => {
    for (const each of [join(folder, 'a-file'), join(folder, 'a-file', 'below'), '/proc/none/at/all'])
      expect(expectError(await here.run([...collect, '--sample', '--record', each]), 'TDM_RECORD_FOLDER', 3)).toContain(each);
  });
});
