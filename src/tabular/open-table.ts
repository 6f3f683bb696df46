import { extensionRemark, formatOf } from './format.ts';
import { defaultTableLimits } from './limits.ts';
import type { TableLimits } from './limits.ts';
import { readFileWithin } from './read-file.ts';
import { withFile } from './refusal.ts';
import type { SheetName, TableFile } from './table.ts';
import { asUtf8 } from './text.ts';

/**
 * Opens a table, whatever its name says of its format: xlsx, CSV or TSV, JSON. What is read is bounded by `limits`, also where a file is built to
 * deceive. Throws TDM_FILE_UNREADABLE, TDM_TABLE_UNREADABLE, TDM_TABLE_UNSAFE or TDM_TABLE_TOO_LARGE.
 */
export const openTable = async (file: string, limits: TableLimits = defaultTableLimits): Promise<TableFile> => {
  try {
    const opened = await openBytes(await readFileWithin(file, limits), limits);
    const remark = extensionRemark(file, opened.format);
    return {
      ...opened,
      remarks: remark === null ? [] : [remark],
      read: (sheet, onRow) =>
        opened.read(sheet, onRow).catch((error: unknown) => {
          throw withFile(file, error);
        }),
    };
  } catch (error) {
    throw withFile(file, error);
  }
};

/** A JSON answer as a table, under the name it is told by; `read` throws TDM_TABLE_*. */
export const tableOfJson = (name: string, text: string, limits: TableLimits = defaultTableLimits): TableFile => ({
  format: 'json',
  remarks: [],
  sheets: [{ name: null, hidden: false }],
  read: async (_, onRow) => {
    try {
      await (await import('./json.ts')).readJson(Buffer.from(text), limits, onRow);
    } catch (error) {
      throw withFile(name, error);
    }
  },
});

const openBytes = async (bytes: Buffer, limits: TableLimits): Promise<Omit<TableFile, 'remarks'>> => {
  const format = formatOf(bytes);
  // Each is loaded when it is needed: a CSV needs neither zip nor XML.
  if (format === 'xlsx') return { format, ...(await (await import('./xlsx/index.ts')).openWorkbook(bytes, limits)) };
  const only: SheetName = { name: null, hidden: false };
  return {
    format,
    sheets: [only],
    read: async (_, onRow) => {
      const text = asUtf8(bytes);
      if (format === 'json') await (await import('./json.ts')).readJson(text, limits, onRow);
      else await (await import('./delimited.ts')).readDelimited(text, limits, onRow);
    },
  };
};
