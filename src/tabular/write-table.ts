import { Readable } from 'node:stream';
import { guardCell } from './guard.ts';
import { columnName } from './xlsx/cells.ts';

/** Rows at a time: enough to be quick, little enough not to be felt in memory. */
const batch = 1000;

/** A table as CSV for spreadsheet programs: UTF-8 with a mark, CRLF, cells that would run as formulas guarded. */
export async function* csvOf(rows: Iterable<readonly string[]>): AsyncGenerator<Buffer> {
  // Loaded by whoever writes; those who read need none of it. So is the zip below.
  const { stringify } = await import('csv-stringify/sync');
  yield Buffer.from('\uFEFF');
  let waiting: string[][] = [];
  const written = (): Buffer => Buffer.from(stringify(waiting, { record_delimiter: 'windows' }));
  for (const row of rows) {
    waiting.push(row.map(guardCell));
    if (waiting.length < batch) continue;
    yield written();
    waiting = [];
  }
  if (waiting.length > 0) yield written();
}

/** A table as a workbook of one sheet. Every cell is text, so that long ids keep their digits and nothing is a formula. */
export async function* xlsxOf(sheet: string, rows: Iterable<readonly string[]>): AsyncGenerator<Buffer> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const add = (name: string, text: string): void => zip.addBuffer(Buffer.from(declaration + text), name);
  add('[Content_Types].xml', contentTypes);
  add('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']]));
  add('xl/workbook.xml', workbook(sheet));
  add('xl/_rels/workbook.xml.rels', relations([['worksheet', 'worksheets/sheet1.xml']]));
  zip.addReadStream(Readable.from(sheetOf(rows)), 'xl/worksheets/sheet1.xml');
  zip.end();
  for await (const chunk of zip.outputStream) yield chunk as Buffer;
}

function* sheetOf(rows: Iterable<readonly string[]>): Generator<Buffer> {
  let text = `${declaration}<worksheet xmlns="${main}"><sheetData>`;
  let number = 0;
  for (const row of rows) {
    number += 1;
    const cells = row.map((cell, column) =>
      cell === '' ? '' : `<c r="${columnName(column)}${number}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`,
    );
    text += `<row r="${number}">${cells.join('')}</row>`;
    if (number % batch !== 0) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(`${text}</sheetData></worksheet>`);
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageTypes = 'http://schemas.openxmlformats.org/package/2006';
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const contentTypes =
  `<Types xmlns="${packageTypes}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
  '<Default Extension="xml" ContentType="application/xml"/>' +
  `<Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/>` +
  `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/></Types>`;

const relations = (targets: readonly (readonly [type: string, target: string])[]): string =>
  `<Relationships xmlns="${packageTypes}/relationships">${targets
    .map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

const workbook = (sheet: string): string =>
  `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escapeXml(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML; what XML cannot hold, and what would read as such an escape, as `_x0007_`. */
const escapeXml = (text: string): string =>
  text
    .replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')
    .replace(/[^\P{Cc}\t\n]|\p{Cs}|[\ufffe\uffff]/gu, (unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>"]/g, (unit) => entities[unit]!);
