import { TidemarkError } from '../domain/index.ts';
import type { TableLimits } from './limits.ts';

/** What can be wrong with a table. The name of the file is added where it is known: see `withFile`. */
export class TableRefusal extends Error {
  readonly code: 'TDM_TABLE_UNREADABLE' | 'TDM_TABLE_UNSAFE' | 'TDM_TABLE_TOO_LARGE';
  readonly advice: string;

  constructor(code: TableRefusal['code'], reason: string, advice = '', cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'TableRefusal';
    this.code = code;
    this.advice = advice;
  }
}

export const unreadable = (reason: string, advice: string, cause?: unknown): TableRefusal =>
  new TableRefusal('TDM_TABLE_UNREADABLE', reason, advice, cause);

export const unsafe = (reason: string): TableRefusal => new TableRefusal('TDM_TABLE_UNSAFE', reason);

/** Refuses what goes beyond a limit. */
export const within = (limits: TableLimits, name: keyof TableLimits, found: number, where = ''): void => {
  if (found > limits[name])
    throw new TableRefusal('TDM_TABLE_TOO_LARGE', `${where}it has more than ${limits[name].toLocaleString('en-US')} ${words[name]}`);
};

const words: Readonly<Record<keyof TableLimits, string>> = {
  fileBytes: 'bytes',
  partBytes: 'bytes in one part',
  workbookBytes: 'bytes once unpacked',
  parts: 'parts',
  rows: 'rows',
  columns: 'columns',
  cells: 'cells',
  letters: 'letters',
};

export const saveAgain = 'open it in a spreadsheet program and save it as .xlsx or as CSV';

/** A refusal as an error of the catalogue that names the file. Anything else is no fault of the file. */
export const withFile = (file: string, error: unknown): unknown => {
  if (error instanceof TableRefusal) return new TidemarkError(error.code, { file, reason: error.message, advice: error.advice }, error);
  return error;
};
