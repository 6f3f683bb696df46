import { ZipFile } from 'yazl';

/** A cell as Excel stores it: text in the shared strings, or XML of its own. */
export type TestCell = string | null | { readonly xml: (reference: string) => string };

export interface TestSheet {
  readonly name: string;
  readonly state?: 'hidden' | 'veryHidden';
  /** The first row is row 1. */
  readonly rows?: readonly (readonly TestCell[])[];
  /** XML behind the rows inside `sheetData`. */
  readonly moreRows?: string;
  readonly merged?: readonly string[];
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const relationships = (list: readonly (readonly [id: string, type: string, target: string])[]): string =>
  `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

/** Packs parts into a zip. */
export const zipOf = async (parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(typeof content === 'string' ? Buffer.from(content) : content, name);
  zip.end();
  return Buffer.concat((await Array.fromAsync(zip.outputStream as AsyncIterable<Buffer>)).flat());
};

/** The parts of a workbook as Excel lays them out, to be packed as they are or spoilt first. */
export const partsOf = (sheets: readonly TestSheet[]): Record<string, string> => {
  const strings = new Map<string, number>();
  const shared = (text: string): number => strings.get(text) ?? strings.set(text, strings.size).size - 1;
  const cell = (content: TestCell, reference: string): string => {
    if (content === null) return `<c r="${reference}" s="1"/>`;
    if (typeof content !== 'string') return content.xml(reference);
    return `<c r="${reference}" s="1" t="s"><v>${shared(content)}</v></c>`;
  };
  const column = (index: number): string => String.fromCharCode(65 + index);
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    '_rels/.rels': relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets
      .map(
        ({ name, state }, n) => `<sheet name="${escape(name)}" sheetId="${n + 1}"${state ? ` state="${state}"` : ''} r:id="rId${n + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...sheets.map((_, n) => [`rId${n + 1}`, 'worksheet', `worksheets/sheet${n + 1}.xml`] as const),
      ['rId1000', 'sharedStrings', 'sharedStrings.xml'],
    ]),
  };
  for (const [n, { rows = [], moreRows = '', merged = [] }] of sheets.entries()) {
    const data = rows
      .map(
        (row, r) => `<row r="${r + 1}" spans="1:${row.length}">${row.map((each, c) => cell(each, `${column(c)}${r + 1}`)).join('')}</row>`,
      )
      .join('');
    const ranges = merged.map((range) => `<mergeCell ref="${range}"/>`).join('');
    parts[`xl/worksheets/sheet${n + 1}.xml`] =
      `${declaration}<worksheet xmlns="${main}"><sheetData>${data}${moreRows}</sheetData>${ranges && `<mergeCells count="${merged.length}">${ranges}</mergeCells>`}</worksheet>`;
  }
  const items = [...strings.keys()].map((text) => `<si><t xml:space="preserve">${escape(text)}</t></si>`).join('');
  parts['xl/sharedStrings.xml'] = `${declaration}<sst xmlns="${main}" count="${strings.size}" uniqueCount="${strings.size}">${items}</sst>`;
  return parts;
};

export const workbookOf = (sheets: readonly TestSheet[]): Promise<Buffer> => zipOf(partsOf(sheets));
