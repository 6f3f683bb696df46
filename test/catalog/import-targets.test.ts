import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  accountsOfBatch,
  addTargets,
  ensureWorkspace,
  importTargets,
  listTargets,
  mirrorTargets,
  readTargets,
} from '../../src/catalog/index.ts';
import type { TargetPlatform, TargetReading, TargetTable } from '../../src/catalog/index.ts';
import { openTable } from '../../src/tabular/index.ts';
import { testStore } from '../support/database.ts';
import { workbookOf } from '../tabular/workbook.ts';
import type { TestCell, TestSheet } from '../tabular/workbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three platforms as sources declare theirs: two of accounts, one of search words. */
const nameAt = (host: RegExp) => (text: string) => {
  const typed = text.trim();
  const name = host.exec(typed)?.[1] ?? (/^@?[a-z]\w{2,24}$/i.test(typed) ? typed.replace('@', '') : null);
  return /^\d+$/.test(typed) ? typed : name === null ? null : `@${name.toLowerCase()}`;
};
const platforms: TargetPlatform[] = [
  { platform: 'naver-shopping', names: ['Naver Shopping'], kind: 'keyword', accountOf: (text) => text.trim() || null },
  { platform: 'twitch', names: ['Twitch', '트위치'], kind: 'channel', accountOf: nameAt(/^(?:https?:\/\/)?(?:www\.)?twitch\.tv\/(\w+)/i) },
  {
    platform: 'youtube',
    names: ['YouTube', '유튜브'],
    kind: 'channel',
    accountOf: nameAt(/^(?:https?:\/\/)?(?:www\.)?youtube\.com\/@(\w+)/i),
  },
];

let files = 0;
const readingOf = async (content: string | Buffer | readonly TestSheet[], sheet?: string): Promise<TargetReading> => {
  const isWorkbook = Array.isArray(content);
  const file = join(folder, `방송인 목록 ${++files}.${isWorkbook ? 'xlsx' : 'csv'}`);
  writeFileSync(file, isWorkbook ? await workbookOf(content as TestSheet[]) : (content as string));
  return readTargets(await openTable(file), { file, platforms, sheet });
};
const tableOf = async (...content: Parameters<typeof readingOf>): Promise<TargetTable> => (await readingOf(...content)).table;
const idsOf = (table: TargetTable): (string | null)[] =>
  table.reports.map(({ status, platform, externalId, reason }) => (status === 'refused' ? reason! : `${platform} ${externalId}`));

describe('a table of targets', () => {
  it.each([
    ['English names', 'Name,Platform,ID,Tags\nA,twitch,alpha,x', 'twitch @alpha'],
    ['Korean names below a title', '2026 방송인 목록,,\n,,\n활동명, 플 랫 폼 ,채널 ID\nA,트위치,alpha', 'twitch @alpha'],
    ['an address alone, tracking parameters and all', '채널 링크\nhttps://www.twitch.tv/Alpha?utm_source=x&fbclid=1#top', 'twitch @alpha'],
    ['an address without a scheme', 'url\ntwitch.tv/alpha', 'twitch @alpha'],
    ['a column of ids that only counts, beside addresses', 'ID,주소\n1,https://twitch.tv/alpha', 'twitch @alpha'],
    ['numbers as ids', 'platform;id\nTwitch;0012345', 'twitch 0012345'],
    ['a title that names a platform', 'Twitch,,\nname,url,\nA,https://youtube.com/@beta,', 'youtube @beta'],
  ])('is understood with %s', async (_, content, account) => {
    expect(idsOf(await tableOf(content))).toEqual([account]);
  });

  it('may have a column for each platform, of which each filled cell is an account', async () => {
    const table = await tableOf('이름,Twitch ID,유튜브 채널\nA,alpha,https://youtube.com/@alpha\nB,-,@beta\nC,,없음');
    expect(table.rows).toBe(3);
    expect(idsOf(table)).toEqual(['twitch @alpha', 'youtube @alpha', 'youtube @beta', 'it has no id and no address']);
  });

  it.each([
    ['a name without a platform', 'name,id\nA,alpha', 'no column says of which platform it is'],
    ['another platform', 'platform,id\n인스타그램,alpha', '"인스타그램" is no platform that can be collected'],
    [
      'an address of nobody we know',
      'url\nhttps://example.org/alpha',
      '"https://example.org/alpha" is no account of a platform that can be collected',
    ],
    [
      'an address of nobody we know as its id',
      'name,platform,id\nA,,https://example.org/alpha',
      '"https://example.org/alpha" is no account of a platform that can be collected',
    ],
    [
      'an address of another platform',
      'platform,url\nYouTube,https://twitch.tv/alpha',
      '"https://twitch.tv/alpha" is an address of twitch, not of youtube',
    ],
    ['an id that cannot be one', 'platform,id\nTwitch,a b!', '"a b!" is no account of twitch'],
    [
      'two names',
      'platform,id,url\nTwitch,beta,https://twitch.tv/alpha',
      '"beta" and "https://twitch.tv/alpha" are two different accounts',
    ],
    [
      'a rounded id',
      'platform,id\nTwitch,1.23457E+15',
      '"id" is the number 1.23457E+15, which the spreadsheet program has rounded: format the column as text and enter the id again',
    ],
  ])('says of a row with %s why it is refused', async (_, content, reason) => {
    expect(idsOf(await tableOf(content))).toEqual([reason]);
  });

  it('takes an account once, and says in which row it stood first', async () => {
    const table = await tableOf('platform,id,tags\ntwitch,alpha,a\ntwitch,beta,\ntwitch,@ALPHA,b\ntwitch,https://twitch.tv/alpha,a');
    expect(table.reports.map(({ row, status, first }) => [row, status, first?.row])).toEqual([
      [2, 'accepted', undefined],
      [3, 'accepted', undefined],
      [4, 'duplicated', 2],
      [5, 'duplicated', 2],
    ]);
    expect(table.reports[0]!.tags).toEqual(['a', 'b']);
  });

  it('is all visible sheets with known columns; a sheet named after a platform says whose accounts it has', async () => {
    const sheet = (name: string, id: TestCell, state?: 'hidden'): TestSheet => ({ name, rows: [['id'], [id]], ...(state && { state }) });
    const sheets = [
      sheet('Twitch', 'alpha'),
      sheet('유튜브', 'beta'),
      sheet('old', 'gamma', 'hidden'),
      { name: 'notes', rows: [['hello']] },
    ];
    const table = await tableOf(sheets);
    expect(table.reports.map((each) => [each.sheet, each.row, each.platform])).toEqual([
      ['Twitch', 2, 'twitch'],
      ['유튜브', 2, 'youtube'],
    ]);
    expect(table.leftOut).toEqual([
      { sheet: 'old', reason: 'hidden' },
      { sheet: 'notes', reason: 'no known header' },
    ]);
    expect((await tableOf(sheets, 'old')).reports[0]).toMatchObject({ sheet: 'old', status: 'refused' });
    await expect(tableOf(sheets, 'none')).rejects.toMatchObject({
      code: 'TDM_SHEET_UNKNOWN',
      next: 'use one of: Twitch, 유튜브, old, notes',
    });
  });

  it('reads merged cells, formulas and headers that come again', async () => {
    const made: TestCell = { xml: (at) => `<c r="${at}" t="str"><f>"al"&amp;"pha"</f><v>alpha</v></c>` };
    const never: TestCell = { xml: (at) => `<c r="${at}"><f>A1</f></c>` };
    const rows = [
      ['플랫폼', '아이디'],
      ['Twitch', made],
      [null, 'beta'],
      ['플랫폼', '아이디'],
      [null, never],
    ];
    const table = await tableOf([{ name: 'one', rows, merged: ['A2:A3', 'A5:A5'] }]);
    expect(idsOf(table)).toEqual(['twitch @alpha', 'twitch @beta', 'no column says of which platform it is']);
  });

  it.each([
    ['a,b\n1,2', 'row 1 has: a, b'],
    ['name\nA', 'row 1 has: name'],
    ['\n\n', 'there is no row with content'],
    ['\n,,\nplatform,name\nTwitch,A', 'row 3 has: platform, name'],
  ])('without a column of accounts is refused, and told what was found: %j', async (content, found) => {
    await expect(tableOf(content)).rejects.toMatchObject({ code: 'TDM_TABLE_HEADER', message: expect.stringContaining(found) });
  });
});

describe('an import', async () => {
  const { store } = await testStore();
  const { id: workspaceId } = await ensureWorkspace(store);
  const importOf = async (content: string, dryRun = false) =>
    (await importTargets(store, { workspaceId, watchlist: 'W', reading: await readingOf(content), dryRun })).report;

  it('changes nothing in a dry run, and says what it would do', async () => {
    expect(await importOf('platform,id\ntwitch,alpha\ntwitch,alpha\ntwitch,!', true)).toMatchObject({
      accepted: 1,
      duplicated: 1,
      refused: 1,
    });
    expect(await listTargets(store, { workspaceId })).toEqual([]);
    expect(await store.query('select from watchlist')).toEqual([]);
  });

  it('adds what is new; of what is known labels are renewed and tags are added', async () => {
    expect(await importOf('name,platform,id,tags\nA,twitch,alpha,"b, a"\n,twitch,beta,')).toMatchObject({ accepted: 2, known: 0 });
    expect(await importOf('name,platform,id,tags\nNew,twitch,alpha,"c;a"\n,twitch,beta,#x #y')).toMatchObject({ accepted: 0, known: 2 });
    expect(
      (await listTargets(store, { workspaceId, watchlist: 'W' })).map(({ externalId, label, tags }) => [externalId, label, tags]),
    ).toEqual([
      ['@alpha', 'New', ['a', 'b', 'c']],
      ['@beta', null, ['x', 'y']],
    ]);
  });

  it('knows an account again that is watched by its name and given by its id, or the other way round', async () => {
    await store.query("update target set record_id = '77' where external_id = '@beta'");
    await addTargets(store, { workspaceId, targets: [{ platform: 'twitch', kind: 'channel', externalId: '88' }] });
    await store.query(
      "insert into record_name (platform, kind, name, id, since, last_seen_at, exchange_id) values ('twitch', 'channel', '@gamma', '88', now(), now(), 1)",
    );
    expect(await importOf('platform,id\ntwitch,77\ntwitch,@gamma')).toMatchObject({ accepted: 0, known: 2 });
    expect((await listTargets(store, { workspaceId })).map(({ externalId }) => externalId)).toEqual(['88', '@alpha', '@beta']);
  });

  const manyNames = (count: number, prefix: string): string => Array.from({ length: count }, (_, n) => `twitch,${prefix}${n},`).join('\n');

  it('leaves nothing behind when it fails in the middle', async () => {
    // The first accounts are written before anybody can know that the table ends inside a quote.
    const reading = await readingOf(`platform,id,tags\n${manyNames(accountsOfBatch + 1000, 'never')}\ntwitch,delta,"never closed`);
    await reading.begun;
    await expect(importTargets(store, { workspaceId, watchlist: 'Never', reading })).rejects.toMatchObject({
      code: 'TDM_TABLE_UNREADABLE',
    });
    expect(await listTargets(store, { workspaceId })).toHaveLength(3);
    expect(await store.query("select from watchlist where name = 'Never'")).toEqual([]);
  });

  it('of many accounts is the same as of few: what stands far below counts for what was written long before', async () => {
    await store.query(
      "insert into record_name (platform, kind, name, id, since, last_seen_at, exchange_id) values ('twitch', 'channel', '@renamed', '4711', now(), now(), 1)",
    );
    const first = 'twitch,alpha,\ntwitch,far0,early\ntwitch,4711,';
    const last = 'twitch,far0,late\ntwitch,ALPHA,late\ntwitch,renamed,\ntwitch,far0,early';
    const long = await readingOf(`platform,id,tags\n${first}\n${manyNames(accountsOfBatch, 'filler')}\n${last}`);
    const { report } = await importTargets(store, { workspaceId, watchlist: 'Far', reading: long, dryRun: false });
    expect(report).toMatchObject({ accepted: accountsOfBatch + 3, known: 1, duplicated: 3 });
    const listed = await listTargets(store, { workspaceId, watchlist: 'Far' });
    expect(listed.filter(({ externalId }) => !externalId.startsWith('@filler')).map(({ externalId, tags }) => [externalId, tags])).toEqual([
      ['4711', []],
      ['@alpha', ['a', 'b', 'c', 'late']],
      ['@far0', ['early', 'late']],
      ['@renamed', []],
    ]);
    expect(listed).toHaveLength(accountsOfBatch + 4);
    await store.query(
      "delete from target where id in (select target_id from watchlist_target join watchlist on watchlist.id = watchlist_id where name = 'Far') and external_id <> '@alpha'",
    );
  });

  it('is read no further once nobody wants it', async () => {
    const reading = await readingOf(`platform,id,tags\n${manyNames(accountsOfBatch * 3, 'unwanted')}`);
    await reading.begun;
    reading[Symbol.dispose]();
    await expect(reading.table).rejects.toThrow(/abort/i);
  });

  it('lists accounts that have not been met', async () => {
    await store.query("update target set record_id = '88' where external_id = '88'");
    expect((await listTargets(store, { workspaceId, unresolved: true })).map(({ externalId }) => externalId)).toEqual(['@alpha']);
  });

  it('of the same list by several at once adds each target once', async () => {
    const content = `platform,id\n${Array.from({ length: 300 }, (_, n) => `twitch,crowd${n}`).join('\n')}`;
    const reports = await Promise.all([1, 2, 3].map(() => importOf(content)));
    expect(reports.map(({ accepted }) => accepted).sort((a, b) => a - b)).toEqual([0, 0, 300]);
  });
});

describe('a mirrored list', async () => {
  const { store } = await testStore();
  const { id: workspaceId } = await ensureWorkspace(store);
  const mirror = async (ids: readonly string[], more: { allowRemovals?: boolean; dryRun?: boolean } = {}) => {
    const table =
      ids.length === 0
        ? { rows: 0, reports: [], sheets: [], leftOut: [], remarks: [] }
        : await tableOf(`platform,id\n${ids.map((id) => `twitch,${id}`).join('\n')}`);
    return mirrorTargets(store, { workspaceId, watchlist: 'M', table, url: 'https://x', ...more });
  };
  const watched = async () => (await listTargets(store, { workspaceId, watchlist: 'M' })).map(({ externalId }) => externalId);
  const many = Array.from({ length: 12 }, (_, n) => `name${String(n).padStart(2, '0')}`);

  it('takes what is missing off the watchlist, and keeps it as a target', async () => {
    await mirror(many);
    const report = await mirror([...many.slice(1), 'fresh'], { dryRun: true });
    expect(report).toMatchObject({ accepted: 1, known: 11, removed: [{ externalId: '@name00' }] });
    expect(await watched()).toHaveLength(12);
    await mirror([...many.slice(1), 'fresh']);
    expect(await watched()).toEqual(['@fresh', ...many.slice(1).map((id) => `@${id}`)]);
    expect(await listTargets(store, { workspaceId })).toHaveLength(13);
  });

  it('that is empty, or would take most away, changes nothing unless that is allowed', async () => {
    await expect(mirror([])).rejects.toMatchObject({ code: 'TDM_SERVICE_ANSWER' });
    await expect(mirror(['name01', 'other'])).rejects.toMatchObject({ code: 'TDM_SERVICE_ANSWER' });
    expect(await watched()).toHaveLength(12);
    await mirror(['name01'], { allowRemovals: true });
    expect(await watched()).toEqual(['@name01']);
  });
});
