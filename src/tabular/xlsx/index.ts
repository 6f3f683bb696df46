import type { TableLimits } from '../limits.ts';
import type { TableFile } from '../table.ts';
import { openArchive } from './archive.ts';
import { readSheet } from './sheet.ts';
import { readStrings } from './strings.ts';
import type { StringTable } from './strings.ts';
import { readWorkbook, refuseDtd } from './workbook.ts';

/** Opens a workbook that lies in memory: its sheets are known, their rows are read when they are asked for. Throws TDM_TABLE_*. */
export const openWorkbook = async (bytes: Buffer, limits: TableLimits): Promise<Pick<TableFile, 'sheets' | 'read'>> => {
  const archive = await openArchive(bytes, limits);
  const workbook = await readWorkbook(archive);
  await refuseDtd(archive);
  let strings: StringTable | undefined;
  return {
    sheets: workbook.sheets,
    read: async (sheet, onRow) => {
      strings ??= await readStrings(archive, workbook.strings, limits);
      const { part } = workbook.sheets.find((each) => each === sheet)!;
      await readSheet({ archive, part, strings, limits, onRow });
    },
  };
};
