import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { defaultTableLimits, openTable } from '../../src/tabular/index.ts';
import type { Row, TableLimits } from '../../src/tabular/index.ts';
import { partsOf, workbookOf, zipOf } from './workbook.ts';
import type { TestCell, TestSheet } from './workbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-tabular-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const fileOf = (bytes: Buffer, name = 'table.xlsx'): string => {
  const file = join(folder, `${++files}-${name}`);
  writeFileSync(file, bytes);
  return file;
};

const limitsOf = (limits: Partial<TableLimits> = {}): TableLimits => ({ ...defaultTableLimits, ...limits });

const rowsOf = async (bytes: Buffer, limits?: Partial<TableLimits>): Promise<Row[]> => {
  const table = await openTable(fileOf(bytes), limitsOf(limits));
  const rows: Row[] = [];
  await table.read(table.sheets[0]!, (row) => rows.push(row));
  return rows;
};

const textsOf = async (sheet: Omit<TestSheet, 'name'>, limits?: Partial<TableLimits>): Promise<(readonly [number, readonly string[]])[]> =>
  (await rowsOf(await workbookOf([{ name: 'one', ...sheet }]), limits)).map(({ number, cells }) => [number, cells]);

const xml = (content: string, attributes = ''): TestCell => ({ xml: (reference) => `<c r="${reference}" ${attributes}>${content}</c>` });

describe('the cells of a workbook', () => {
  it('are texts, numbers with all their digits, truth and results of formulas', async () => {
    const row = [
      'text & <more>',
      xml('<v>100012345678901</v>'),
      xml('<v>0.10000000000000001</v>'),
      xml('<v>1</v>', 't="b"'),
      xml('<f>A1&amp;"x"</f><v>made</v>', 't="str"'),
      xml('<is><r><t>rich </t></r><r><rPr/><t>inline</t></r><rPh><t>read aloud</t></rPh></is>', 't="inlineStr"'),
    ];
    expect(await textsOf({ rows: [row] })).toEqual([[1, ['text & <more>', '100012345678901', '0.1', 'TRUE', 'made', 'rich inline']]]);
  });

  it('put the runs of a formatted text together and leave out how it is read aloud', async () => {
    const parts = partsOf([{ name: 'one', rows: [['placeholder']] }]);
    parts['xl/sharedStrings.xml'] =
      '<sst xmlns="x"><si><r><rPr><b/></rPr><t>치</t></r><r><t xml:space="preserve">지직 </t></r><rPh sb="0" eb="1"><t>치지</t></rPh></si></sst>';
    expect((await rowsOf(await zipOf(parts)))[0]!.cells).toEqual(['치지직 ']);
  });

  it.each([
    ['<v>1234567890123450</v>', 'rounded'],
    ['<v>1.23456789012345E+17</v>', 'rounded'],
    ['<f>NOW()</f>', 'uncalculated'],
    ['<v>123456789012345</v>', undefined],
  ])('say what became of %s: %s', async (content, problem) => {
    const [row] = await rowsOf(await workbookOf([{ name: 'one', rows: [[xml(content)]] }]));
    expect(row?.problems?.get(0)).toBe(problem);
  });

  it('of a merged range all have what stands in its top left cell, and no row is made of nothing', async () => {
    const rows = [
      ['group', 'name'],
      ['A', 'one'],
      [null, 'two'],
      [null, 'three'],
      ['B', 'four'],
    ];
    expect(await textsOf({ rows, merged: ['A2:A4', 'A6:A1048576', 'A1:A1', 'D1:E3'] })).toEqual([
      [1, ['group', 'name']],
      [2, ['A', 'one']],
      [3, ['A', 'two']],
      [4, ['A', 'three']],
      [5, ['B', 'four']],
    ]);
  });

  it('keep their rows as a person sees them, past 1,048,576 empty ones', async () => {
    const empty = Array.from({ length: 1_048_573 }, (_, n) => `<row r="${n + 3}"/>`).join('');
    const moreRows = `${empty}<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>last</t></is></c></row>`;
    expect(await textsOf({ rows: [['first'], ['second']], moreRows })).toEqual([
      [1, ['first']],
      [2, ['second']],
      [1_048_576, ['last']],
    ]);
  });
});

describe('a workbook', () => {
  it('names its sheets and which of them are hidden', async () => {
    const bytes = await workbookOf([{ name: '목록' }, { name: 'old', state: 'hidden' }, { name: 'secret', state: 'veryHidden' }]);
    expect((await openTable(fileOf(bytes))).sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['목록', false],
      ['old', true],
      ['secret', true],
    ]);
  });

  it('under a wrong extension is read, and that is remarked', async () => {
    const bytes = await workbookOf([{ name: 'one', rows: [['a']] }]);
    const table = await openTable(fileOf(bytes, '방송인 목록.csv'));
    expect(table.format).toBe('xlsx');
    expect(table.remarks).toEqual(['its name ends in .csv, but it is an Excel workbook and read as such']);
  });

  it('may prefix its elements', async () => {
    const parts = partsOf([{ name: 'one', rows: [['plain']] }]);
    parts['xl/worksheets/sheet1.xml'] =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    expect(await rowsOf(await zipOf(parts))).toEqual([{ number: 2, cells: ['', '7'] }]);
  });
});

/** The headers of a zip, so that what it says of itself can be made a lie. */
const lieAboutSize = (bytes: Buffer, name: string, size: number): Buffer => {
  const spoilt = Buffer.from(bytes);
  for (let at = spoilt.indexOf('PK\u0001\u0002'); at !== -1; at = spoilt.indexOf('PK\u0001\u0002', at + 4))
    if (spoilt.toString('latin1', at + 46, at + 46 + spoilt.readUInt16LE(at + 28)) === name) spoilt.writeUInt32LE(size, at + 24);
  return spoilt;
};

describe('a file that would do harm is refused', () => {
  const sheet = 'xl/worksheets/sheet1.xml';
  const spoilt = async (changes: Readonly<Record<string, string | undefined>>): Promise<Buffer> => {
    const parts: Record<string, string | undefined> = { ...partsOf([{ name: 'one', rows: [['a']] }]), ...changes };
    return zipOf(Object.fromEntries(Object.entries(parts).filter((each): each is [string, string] => each[1] !== undefined)));
  };
  const bomb = `<worksheet xmlns="m"><sheetData>${'<row/>'.repeat(400_000)}</sheetData></worksheet>`;
  const dtd = '<!DOCTYPE lolz [<!ENTITY lol "lol">]>';

  test.each<[string, () => Promise<Buffer>, string, Partial<TableLimits>?]>([
    ['a part that unpacks to more than its limit', () => spoilt({ [sheet]: bomb }), 'TDM_TABLE_UNSAFE', { partBytes: 1_000_000 }],
    ['parts that unpack to more together', () => spoilt({ [sheet]: bomb }), 'TDM_TABLE_UNSAFE', { workbookBytes: 3_000_000 }],
    [
      'a part that unpacks to more than it says',
      async () => lieAboutSize(await spoilt({ [sheet]: bomb }), sheet, 1000),
      'TDM_TABLE_UNSAFE',
    ],
    [
      'one text of two million letters',
      () => spoilt({ [sheet]: `<worksheet><a>${'x'.repeat(2_200_000)}</a></worksheet>` }),
      'TDM_TABLE_UNSAFE',
    ],
    ['a comment of two million letters', () => spoilt({ [sheet]: `<a><!--${'< '.repeat(1_100_000)}--></a>` }), 'TDM_TABLE_UNSAFE'],
    ['a hundred thousand elements in one another', () => spoilt({ [sheet]: '<a>'.repeat(100_000) }), 'TDM_TABLE_UNSAFE'],
    ['a DTD in its sheet', () => spoilt({ [sheet]: `${dtd}<worksheet/>` }), 'TDM_TABLE_UNSAFE'],
    ['a DTD in its texts', () => spoilt({ 'xl/sharedStrings.xml': `<?xml version="1.0"?>${dtd}<sst/>` }), 'TDM_TABLE_UNSAFE'],
    ['a DTD in a part that nobody reads', () => spoilt({ 'xl/styles.xml': `${dtd}<styleSheet/>` }), 'TDM_TABLE_UNSAFE'],
    [
      'too many rows',
      () => workbookOf([{ name: 'one', rows: Array.from({ length: 12 }, () => ['x']) }]),
      'TDM_TABLE_TOO_LARGE',
      { rows: 10 },
    ],
    [
      'too many cells',
      () => workbookOf([{ name: 'one', rows: Array.from({ length: 12 }, () => ['x', 'y']) }]),
      'TDM_TABLE_TOO_LARGE',
      { cells: 20 },
    ],
    [
      'one text that every cell shows',
      () => workbookOf([{ name: 'one', rows: Array.from({ length: 50 }, () => ['x'.repeat(1000)]) }]),
      'TDM_TABLE_TOO_LARGE',
      { letters: 20_000 },
    ],
    [
      'a cell in its last column',
      () => spoilt({ [sheet]: '<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>' }),
      'TDM_TABLE_TOO_LARGE',
    ],
    ['more bytes than a list can have', async () => Buffer.alloc(2000, 'a'), 'TDM_TABLE_TOO_LARGE', { fileBytes: 1000 }],
    [
      'XML that ends in the middle',
      () => spoilt({ [sheet]: '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v>' }),
      'TDM_TABLE_UNREADABLE',
    ],
    ['XML that is none', () => spoilt({ [sheet]: 'not & xml' }), 'TDM_TABLE_UNREADABLE'],
    [
      'rows out of their order',
      () => spoilt({ [sheet]: '<worksheet><sheetData><row r="5"/><row r="2"/></sheetData></worksheet>' }),
      'TDM_TABLE_UNREADABLE',
    ],
    ['a text that is not there', () => spoilt({ 'xl/sharedStrings.xml': '<sst/>' }), 'TDM_TABLE_UNREADABLE'],
    ['no workbook inside', () => zipOf({ 'readme.txt': 'hello' }), 'TDM_TABLE_UNREADABLE'],
    ['a binary workbook', () => zipOf({ 'xl/workbook.bin': 'x' }), 'TDM_TABLE_UNREADABLE'],
    ['its sheet missing', () => spoilt({ [sheet]: undefined }), 'TDM_TABLE_UNREADABLE'],
    ['a zip that was cut off', async () => (await spoilt({})).subarray(0, 700), 'TDM_TABLE_UNREADABLE'],
  ])('for %s', async (_, make, code, limits) => {
    const bytes = await make();
    await expect(rowsOf(bytes, limits)).rejects.toMatchObject({ code });
  });

  it('also when any of its bytes is another: an error of ours or a table, never anything else', async () => {
    const good = await workbookOf([
      {
        name: 'one',
        rows: [
          ['id', 'name'],
          ['1', 'one'],
        ],
      },
    ]);
    for (let at = 0; at < good.length; at += 7) {
      const bad = Buffer.from(good);
      bad[at] = bad[at]! ^ 0x5a;
      const outcome = await rowsOf(bad).then(
        () => 'TDM_TABLE',
        (error: unknown) => String((error as { code?: string }).code),
      );
      expect(outcome, `byte ${at}`).toMatch(/^TDM_TABLE/);
    }
  });

  it('keeps memory bounded while a bomb is refused', async () => {
    const before = process.memoryUsage.rss();
    const bytes = await spoilt({ [sheet]: `<worksheet><a>${' '.repeat(60_000_000)}</a></worksheet>` });
    const made = process.memoryUsage.rss();
    await expect(rowsOf(bytes)).rejects.toMatchObject({ code: 'TDM_TABLE_UNSAFE' });
    expect(bytes.length).toBeLessThan(100_000);
    expect(process.memoryUsage.rss() - Math.max(before, made)).toBeLessThan(40_000_000);
  });
});
