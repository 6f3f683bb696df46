import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { listTargets } from '../../src/catalog/index.ts';
import { readSettings } from '../../src/cli/settings.ts';
import { listAt } from '../../src/cli/targets-service.ts';
import { startTidemark } from '../support/tidemark.ts';
import { workbookOf } from '../tabular/workbook.ts';
import { expectError, place, run, temporaryFolder } from './place.ts';

const folder = temporaryFolder();
const write = (name: string, content: string | Buffer): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
/** An address nobody answers at: whoever opened the database first would say so instead. */
const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };

describe('targets import', () => {
  const here = place();
  const rows = [
    ['방송인 목록', null, null, null, null],
    ['이름', '플랫폼', '아이디', '채널 주소', '분류'],
    ['하나', '트위치', 'alpha', null, '게임'],
    ['둘', '치지직', null, 'https://chzzk.naver.com/0123456789abcdef0123456789abcdef?x=1', '토크'],
    ['셋', '네이버 웹툰', null, 'https://comic.naver.com/webtoon/list?titleId=700100&tab=mon', null],
    ['하나 다시', 'Twitch', null, 'https://www.twitch.tv/ALPHA?utm_source=sheet', '음악'],
    ['넷', '인스타그램', 'delta', null, null],
  ];

  test('takes what the sources understand, says what became of every row, and writes nothing in a dry run', async () => {
    const file = write('방송인 명단.xlsx', await workbookOf([{ name: '목록', rows }]));
    const words = ['targets', 'import', file, '--watchlist', '방송인'];
    const sums = { rows: 5, accepted: 3, known: 0, duplicated: 1, refused: 1, watchlist: '방송인', sheets: ['목록'] };
    expect(await here.json([...words, '--dry-run'])).toMatchObject({ ...sums, dryRun: true });
    expect((await here.json(['targets', 'list'])).targets).toEqual([]);

    const told = await here.run(words);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toContain('imported 방송인 명단.xlsx onto "방송인": 5 rows\n  new 3, known 0, given twice 1, refused 1');
    expect(told.stdout).toMatch(/목록\s+7\s+넷\s+"인스타그램" is no platform that can be collected/);
    const again = await here.json(words);
    expect(again).toMatchObject({ ...sums, accepted: 0, known: 3 });
    expect(again.details[3]).toMatchObject({ sheet: '목록', row: 6, status: 'duplicated', first: { sheet: '목록', row: 3 } });

    const { targets } = await here.json(['targets', 'list', '--watchlist', '방송인']);
    expect(targets.map((each: Record<string, unknown>) => [each['platform'], each['kind'], each['label'], each['tags']])).toEqual([
      ['chzzk', 'channel', '둘', ['토크']],
      ['naver-webtoon', 'series', '셋', []],
      ['twitch', 'channel', '하나', ['게임', '음악']],
    ]);
    const { targets: unresolved } = await here.json(['targets', 'list', '--unresolved']);
    expect(unresolved).toHaveLength(2);
  });

  test.each(['.xlsx', '.csv'])('takes back what targets export has written as %s', async (extension) => {
    const file = join(folder, `out${extension}`);
    expect(await here.json(['targets', 'export', file, '--watchlist', '방송인'])).toMatchObject({ targets: 3 });
    if (extension === '.csv') expect(readFileSync(file, 'utf8')).toContain(",'@alpha,");
    const sums = { rows: 3, accepted: 0, known: 3, duplicated: 0, refused: 0 };
    expect(await here.json(['targets', 'import', file, '--watchlist', 'copy', '--dry-run'])).toMatchObject(sums);
  });

  test.each([
    ['import.before-commit', 0],
    ['import.after-commit', 200],
  ])('that is killed at %s has imported all or nothing, and is completed by the next', async (point, imported) => {
    const file = write('crash.csv', `platform,id\n${Array.from({ length: 200 }, (_, n) => `twitch,crash${imported}x${n}`).join('\n')}`);
    const words = ['targets', 'import', file, '--watchlist', point];
    const killed = await startTidemark(words, { ...here.settings, TIDEMARK_CRASH_AT: point }).ended;
    expect(killed.signal).toBe('SIGKILL');
    const store = await here.store('real');
    const listed = 'select from watchlist_target join watchlist on watchlist.id = watchlist_id where name = $1';
    expect(await store.query({ text: listed, values: [point] })).toHaveLength(imported);
    expect(await here.json(words)).toMatchObject({ accepted: 200 - imported, known: imported });
    expect(await store.query({ text: listed, values: [point] })).toHaveLength(200);
  });

  test('ends with 1 when every row was refused', async () => {
    const end = await here.run(['targets', 'import', write('bad.csv', 'platform,id\nmoon,x\n'), '--watchlist', 'W']);
    expect(end.code).toBe(1);
  });

  test('of an old .xls is refused before a database is opened', async () => {
    const file = write('old.xlsx', Buffer.from('d0cf11e0a1b11ae1', 'hex'));
    const end = await run(['targets', 'import', file, '--watchlist', 'W', '--json'], nowhere);
    expect(expectError(end, 'TDM_TABLE_UNREADABLE', 2)).toContain('save it as .xlsx; nothing was changed');
  });

  test('names a file that is not there, or ends in nothing that can be written', async () => {
    expectError(await run(['targets', 'import', join(folder, 'none.csv'), '--watchlist', 'W'], nowhere), 'TDM_FILE_UNREADABLE', 2);
    expectError(await run(['targets', 'export', join(folder, 'out.txt')], nowhere), 'TDM_USAGE', 2);
    expectError(await run(['targets', 'import', join(folder, 'none.csv'), '--watchlist', ' '], nowhere), 'TDM_USAGE', 2);
  });
});

describe('targets sync', () => {
  const here = place({ TIDEMARK_TARGETS_KEY: 'a-key-for-tests' });
  let answer: RequestListener = () => undefined;
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers['x-api-key'] as string | undefined);
    answer(request, response);
  });
  afterAll(() => server.close());
  const urlOf = async (): Promise<string> => {
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
  };
  const json =
    (value: unknown): RequestListener =>
    (_, response) => {
      response.end(JSON.stringify(value));
    };
  const names = Array.from({ length: 12 }, (_, n) => ({ platform: 'twitch', id: `member${n}`, name: `Member ${n}` }));

  test('makes a watchlist the image of the list, with the key in its header', async () => {
    const words = ['targets', 'sync', '--url', await urlOf(), '--watchlist', 'Members'];
    answer = json({ accounts: names });
    expect(await here.json(words)).toMatchObject({ accepted: 12, removed: [] });
    answer = json([...names.slice(2), { url: 'https://www.twitch.tv/Newcomer' }]);
    expect(await here.json(words)).toMatchObject({
      accepted: 1,
      known: 10,
      removed: [{ externalId: '@member0' }, { externalId: '@member1' }],
    });
    expect(asked).toEqual(['a-key-for-tests', 'a-key-for-tests']);
    const { targets } = await here.json(['targets', 'list']);
    expect(targets).toHaveLength(13);
  });

  test.each<[string, RequestListener, string]>([
    ['refuses the key', (_, response) => void response.writeHead(401).end('{}'), 'TDM_SERVICE_KEY'],
    ['fails', (_, response) => void response.writeHead(500).end('[]'), 'TDM_SERVICE_ANSWER'],
    ['redirects', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'TDM_SERVICE_ANSWER'],
    ['answers with a page', (_, response) => void response.end('<html>sign in</html>'), 'TDM_SERVICE_ANSWER'],
    ['has a list of something else', json([{ colour: 'red' }]), 'TDM_SERVICE_ANSWER'],
    [
      'breaks off',
      (_, response) => void response.writeHead(200, { 'content-length': 100 }).write('[{', () => response.destroy()),
      'TDM_SERVICE_ANSWER',
    ],
  ])('refuses a service that %s, with what to do', async (_, listener, code) => {
    answer = listener;
    const error = await listAt(await urlOf(), readSettings({}, { TIDEMARK_TARGETS_KEY: 'a-key-for-tests' })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code, exitCode: 3, next: expect.stringContaining('nothing was changed') });
    expect((error as { line: string }).line).not.toContain('a-key-for-tests');
  });

  test.each<[string, RequestListener]>([
    ['is empty', json([])],
    ['has become far shorter', json([{ platform: 'twitch', id: 'member3' }])],
  ])('changes nothing for a list that %s', async (_, listener) => {
    answer = listener;
    const end = await here.run(['targets', 'sync', '--url', await urlOf(), '--watchlist', 'Members', '--json']);
    expect(expectError(end, 'TDM_SERVICE_ANSWER', 3)).toContain('nothing was changed');
    const store = await here.store('real');
    expect(await listTargets(store, { workspaceId: 'main', watchlist: 'Members' })).toHaveLength(11);
  });

  test('says at once that there is no key, or that it would be sent in the clear', async () => {
    const words = (url: string): string[] => ['targets', 'sync', '--url', url, '--watchlist', 'M'];
    expectError(await run(words('https://lists.example/x'), nowhere), 'TDM_SERVICE_KEY', 3);
    const end = await run(words('http://lists.example/x'), { ...nowhere, TIDEMARK_TARGETS_KEY: 'k' });
    expectError(end, 'TDM_USAGE', 2);
  });
});
