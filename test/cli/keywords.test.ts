import { describe, expect, test } from 'vitest';
import { expectError, place, simulator } from './place.ts';

describe('a search word', async () => {
  const sim = await simulator();
  const here = place({ TIDEMARK_SIMULATOR: sim.url });
  const world = ['--world', 'sample'];

  test('is watched as a keyword, with or without saying so, in one form', async () => {
    const add = (word: string, ...more: string[]) => here.json([...world, 'targets', 'add', 'naver-shopping', word, ...more]);
    expect(await add('무선 키보드')).toMatchObject({ added: 1 });
    expect(await add(' 무선  키보드'.normalize('NFD'), '--kind', 'keyword', '--watchlist', 'Words')).toMatchObject({ added: 0, known: 1 });
    expect((await here.json([...world, 'targets', 'list'])).targets).toMatchObject([
      { platform: 'naver-shopping', kind: 'keyword', externalId: '무선 키보드', watchlists: ['Words'] },
    ]);
    expectError(await here.run([...world, 'targets', 'add', 'naver-shopping', ' ']), 'TDM_USAGE', 2);
  });

  test('is collected: everything that is watched, a watchlist, or the word itself', async () => {
    const report = await here.json(['collect', 'naver-shopping']);
    expect(report).toMatchObject({ world: 'sample', origin: 'simulator', state: 'done', error: null, misfits: 0 });
    expect(report.pages).toBe(2);
    expect(await here.json(['collect', 'naver-shopping', '--watchlist', 'Words'])).toMatchObject({ state: 'done', pages: 2 });
    expect(await here.json(['collect', 'naver-shopping', '--target', '무선 키보드'])).toMatchObject({ state: 'done', pages: 2 });
    expectError(await here.run(['collect', 'naver-shopping', '--target', '우산']), 'TDM_TARGET_UNKNOWN', 2);
  });
});
