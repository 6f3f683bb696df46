import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, test } from 'vitest';
import { csvOf, defaultTableLimits, openTable, xlsxOf } from '../../src/tabular/index.ts';
import type { Row } from '../../src/tabular/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-tabular-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const fileOf = (content: string | Buffer, name: string): string => {
  const file = join(folder, `${++files}-${name}`);
  writeFileSync(file, content);
  return file;
};
const read = async (file: string, limits = defaultTableLimits): Promise<Row[]> => {
  const table = await openTable(file, limits);
  const rows: Row[] = [];
  await table.read(table.sheets[0]!, (row) => rows.push(row));
  return rows;
};
const cellsOf = async (content: string | Buffer, name = 'table.csv'): Promise<(readonly string[])[]> =>
  (await read(fileOf(content, name))).map(({ cells }) => cells);

describe('a text file', () => {
  const table = [
    ['이름', '아이디'],
    ['쀼똠뷁 €', 'one'],
  ];
  const text = table.map((row) => row.join(',')).join('\r\n');
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');

  test.each<[string, string | Buffer]>([
    ['UTF-8', text],
    ['UTF-8 with a mark', `\uFEFF${text}`],
    ['UTF-16 LE', utf16],
    ['UTF-16 BE', Buffer.from(utf16).swap16()],
    ['UTF-16 LE without a mark', utf16.subarray(2)],
    ['UTF-16 BE without a mark', Buffer.from(utf16).swap16().subarray(2)],
    ['CP949 (EUC-KR)', Buffer.concat([Buffer.from('c0ccb8a72cbec6c0ccb5f00d0a', 'hex'), Buffer.from('bbd88c6394ee20a2e62c6f6e65', 'hex')])],
  ])('is read from %s', async (_, content) => {
    expect(await cellsOf(content)).toEqual(table);
  });

  it.each([
    [
      'semicolons',
      'id;tags\none;a,b\ntwo;c,d',
      [
        ['id', 'tags'],
        ['one', 'a,b'],
        ['two', 'c,d'],
      ],
    ],
    [
      'tabs',
      'id\ttags\none\ta,b',
      [
        ['id', 'tags'],
        ['one', 'a,b'],
      ],
    ],
    [
      'commas, with semicolons inside',
      'id,tags\none,a;b\ntwo,c',
      [
        ['id', 'tags'],
        ['one', 'a;b'],
        ['two', 'c'],
      ],
    ],
    [
      'commas and quotes',
      'id,name\none,"a ""b"",\nc"',
      [
        ['id', 'name'],
        ['one', 'a "b",\nc'],
      ],
    ],
  ])('is cut at %s', async (_, content, rows) => {
    expect(await cellsOf(content)).toEqual(rows);
  });

  it('numbers its rows as a spreadsheet program shows them', async () => {
    const rows = await read(fileOf('title\n\nid,name\n"a\nb",x\n,\ntwo,y', 'rows.csv'));
    expect(rows.map(({ number }) => number)).toEqual([1, 3, 4, 6]);
  });

  it('shows an id that a spreadsheet program has rounded, and keeps the digits of one that it has not', async () => {
    const rows = await read(fileOf('id\n6.80123E+18\n6801234567890123456', 'rounded.csv'));
    expect(rows.map(({ problems }) => problems?.get(0))).toEqual([undefined, 'rounded', undefined]);
    expect(rows[2]!.cells).toEqual(['6801234567890123456']);
  });

  test.each<[string, string | Buffer, string, string]>([
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'old.xls', 'save it as .xlsx'],
    [
      'a password',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
      'x.xlsx',
      'without one',
    ],
    ['a web page', '<html><table></table></html>', 'export.xls', 'save it as .xlsx'],
    ['nothing', '', 'empty.csv', 'it is empty'],
    ['no text', Buffer.from([1, 0, 2, 3]), 'x.csv', 'neither a workbook nor text'],
    ['letters of no known kind', Buffer.from([0x61, 0xff, 0xff, 0x0a]), 'x.csv', 'neither UTF-8 nor CP949'],
    ['a quote that is never closed', `id,name\none,"${'x'.repeat(100)}`, 'x.csv', 'row 2'],
    ['a cell of a million letters', `id,name\none,${'x'.repeat(1_100_000)}`, 'x.csv', 'row 2 has more than 1,048,576 letters'],
    ['JSON that breaks off', '[{"id": "a"}, {"id"', 'x.json', 'not valid JSON'],
    ['JSON with a mistake in one entry', '[{"id": "a"},\n{"id" "b"}]', 'x.json', 'not valid JSON (entry 2 of its list)'],
    ['JSON with a comma too much', '[{"id": "a"},]', 'x.json', 'not valid JSON (entry 2 of its list)'],
    ['JSON with brackets that do not match', '[{"id": "a"}, {"id": ["b"}]', 'x.json', 'not valid JSON'],
    ['JSON with something behind its list', '[{"id": "a"}] x', 'x.json', 'not valid JSON (around its list)'],
    ['JSON with a mistake beside its list', '{"count": one, "list": [{"id": "a"}]}', 'x.json', 'not valid JSON (around its list)'],
    ['JSON with two lists', '{"a": [{"id": "a"}], "b": [{"id": "b"}]}', 'x.json', 'it has 2 lists'],
    ['JSON without a list', '{"id": "a"}', 'x.json', 'it has no list'],
    ['JSON of numbers', '[{"id":1}, 2, 3]', 'x.json', 'entry 2 of its list is no object'],
    ['JSON that is nested without end', `[{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}]`, 'x.json', 'nested too deep'],
  ])('with %s is refused with its reason and what to do', async (_, content, name, part) => {
    const error = await cellsOf(content, name).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'TDM_TABLE_UNREADABLE' });
    expect((error as { line: string }).line).toContain(part);
  });

  it('that is a folder, a pipe, or not there is named', async () => {
    mkdirSync(join(folder, 'a folder'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const [name, reason] of [
      ['a folder', 'it is a folder'],
      ['none.csv', 'does not exist'],
      ['pipe', 'no ordinary file'],
    ] as const) {
      const error = await openTable(join(folder, name)).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'TDM_FILE_UNREADABLE' });
      expect((error as Error).message).toContain(reason);
    }
  });
});

describe('JSON', () => {
  it('is a list of objects, whose numbers keep their digits', async () => {
    const content = '{"total": 2, "accounts": [{"id": 12345678901234567890, "tags": ["a", "b"]}, {"url": "u", "id": null, "live": true}]}';
    expect(await cellsOf(content, 'list.json')).toEqual([
      ['id', 'tags', 'url', 'live'],
      ['12345678901234567890', 'a, b'],
      ['', '', 'u', 'true'],
    ]);
  });

  it('is cut into its entries whatever stands in their texts', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', '\\\\"', '[{', '}],', ',', '한글 "따옴표"'));
    const entry = fc.record({ id: text, nested: fc.array(fc.dictionary(text, text, { maxKeys: 2 }), { maxLength: 2 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1 }), fc.nat(2), fc.boolean(), async (list, space, wrapped) => {
        const file = fileOf(JSON.stringify(wrapped ? { '[ids]': {}, all: list } : list, null, space), 'list.json');
        const ids = (await read(file)).slice(1).map(({ cells }) => cells[0]);
        expect(ids).toEqual(list.map(({ id }) => id.toWellFormed()).filter((id) => id.trim() !== ''));
      }),
    );
  });

  it('may be a list of addresses', async () => {
    expect(await cellsOf('["https://a.example/x"]', 'list.json')).toEqual([['url'], ['https://a.example/x']]);
  });

  it('of more values than a list can have is refused before it is made', async () => {
    const limits = { ...defaultTableLimits, cells: 1000 };
    await expect(read(fileOf(`[${'{},'.repeat(1001)}{}]`, 'many.json'), limits)).rejects.toMatchObject({ code: 'TDM_TABLE_TOO_LARGE' });
  });
});

describe('what is written', () => {
  const bytesOf = async (chunks: AsyncIterable<Buffer>): Promise<Buffer> => Buffer.concat(await Array.fromAsync(chunks));

  it('is read again as it was, whatever is in the cells', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('=1+1', "'=x", '@name', '-1', '+82', '\tx', '_x0041_', 'a\nb', '00123', '치지직'),
    );
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, async (table) => {
        const written = [['id', 'name'], ...table].map((row) => row.map((each) => each.replaceAll('\r', '')));
        const filled = written.filter((row) => row.some((each) => each.trim() !== ''));
        const trimmed = (row: readonly string[]): string[] => row.slice(0, row.findLastIndex((each) => each !== '') + 1);
        expect((await cellsOf(await bytesOf(csvOf(written)))).map(trimmed)).toEqual(filled.map(trimmed));
        const found = (await cellsOf(await bytesOf(xlsxOf('sheet', written)), 'x.xlsx')).map(trimmed);
        expect(found.filter((row) => row.some((each) => each.trim() !== ''))).toEqual(filled.map(trimmed));
      }),
      { numRuns: 60 },
    );
  });

  it('runs nowhere as a formula', async () => {
    const text = (await bytesOf(csvOf([['=HYPERLINK("http://x")', '+1', '-1', '@x', '\tx', 'plain']]))).toString();
    expect(text).toBe(`\uFEFF"'=HYPERLINK(""http://x"")",'+1,'-1,'@x,'\tx,plain\r\n`);
  });
});
