import { saveAgain, unreadable } from './refusal.ts';

export type TableFormat = 'xlsx' | 'csv' | 'json';

const zipStart = Buffer.from('PK\u0003\u0004', 'latin1');
const emptyZip = Buffer.from('PK\u0005\u0006', 'latin1');
/** Compound files: .xls of Excel 97 to 2003, and any workbook behind a password. */
const compoundStart = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const encrypted = Buffer.from('EncryptedPackage', 'utf16le');

/** What a file is by its content, whatever its name says. Throws TDM_TABLE_UNREADABLE for what is known and not read. */
export const formatOf = (bytes: Buffer): TableFormat => {
  if (bytes.length === 0) throw unreadable('it is empty', 'give an .xlsx, .csv or .json file');
  const starts = (magic: Buffer): boolean => bytes.subarray(0, magic.length).equals(magic);
  if (starts(compoundStart))
    throw bytes.includes(encrypted)
      ? unreadable('it is protected by a password', 'open it and save it without one, as .xlsx')
      : unreadable('it is an old Excel file (.xls)', 'open it in Excel or LibreOffice and save it as .xlsx');
  if (starts(zipStart) || starts(emptyZip)) return 'xlsx';
  if (starts(Buffer.from('%PDF'))) throw unreadable('it is a PDF', 'give the table it was made from');
  const head = bytes
    .subarray(0, 1024)
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^(?:ÿþ|þÿ|ï»¿)/, '')
    .trimStart();
  // Many sites export a web page under the name .xls.
  if (/^<(?:!doctype|html|table|head|meta|\?xml|script|style|div|body)/i.test(head))
    throw unreadable('it is a web page or XML under the name of a table', saveAgain);
  // `[2026] our list` is a title above a CSV; a list of objects goes on with a brace.
  return /^(?:\[\s*(?:[[{\]]|"[^"\n]*"\s*[,\]])|\{\s*["}])/.test(head) || /^\[\s*$/.test(head) ? 'json' : 'csv';
};

const extensions: Readonly<Record<string, TableFormat>> = {
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  xltx: 'xlsx',
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  json: 'json',
};

/** A remark when the name of a file promises another format than it has. */
export const extensionRemark = (file: string, format: TableFormat): string | null => {
  const [, extension = ''] = /\.([^./\\]+)$/.exec(file) ?? [];
  const promised = extensions[extension.toLowerCase()];
  if (promised === format) return null;
  const really = { xlsx: 'an Excel workbook', csv: 'CSV', json: 'JSON' }[format];
  return extension === ''
    ? `its name has no extension; it is read as ${really}`
    : `its name ends in .${extension}, but it is ${really} and read as such`;
};
