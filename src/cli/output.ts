import { stripVTControlCharacters, styleText } from 'node:util';
import { originOf, TidemarkError, reasonOf } from '../domain/index.ts';

/** Prints one JSON document: the whole answer of a command under `--json`. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

/** Prints one line of JSON: what happens, under `--json` of a command that goes on and on. */
export const printJsonLine = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

export const printLine = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

/** Remarks that are not the answer go to stderr, so that stdout can be piped. */
export const remark = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

type Style = Parameters<typeof styleText>[0];

/** Colours on a terminal that has them (and none under NO_COLOR), for stdout. */
export const style = (format: Style, text: string): string => styleText(format, text, { stream: process.stdout });

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;

/** Columns a text takes on a terminal; Korean letters take two. */
export const displayWidth = (text: string): number => {
  let width = 0;
  for (const letter of stripVTControlCharacters(text)) width += wide.test(letter) ? 2 : 1;
  return width;
};

const pad = (text: string, width: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
};

/** Prints rows as columns; names that begin with `#` are right-aligned. */
export const printTable = (names: readonly string[], rows: readonly (readonly string[])[]): void => {
  const right = names.map((name) => name.startsWith('#'));
  const heads = names.map((name) => name.replace(/^#/, ''));
  const widths = heads.map((head, n) => Math.max(displayWidth(head), ...rows.map((row) => displayWidth(row[n] ?? ''))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, n) => pad(cell, widths[n]!, right[n]!))
      .join('  ')
      .trimEnd();
  printLine(style('dim', line(heads)));
  for (const row of rows) printLine(line(row));
};

/** A number with its digits in threes and at most three decimals. Without `Intl`, whose tables take 7 MB and 15 ms of every start. */
export const number = (value: number | bigint): string => {
  const [whole, fraction] = String(typeof value === 'bigint' ? value : Math.round(value * 1000) / 1000).split('.');
  return whole!.replace(/\B(?=(?:\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
};

/** Bytes in the unit that reads best. */
export const bytes = (value: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
};

/** Milliseconds as `1.2 s`, `3 min 04 s`, `2 h 10 min`. */
export const duration = (ms: number): string => {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
};

/** An error as JSON, for machines. */
export const errorJson = (error: TidemarkError) => ({
  code: error.code,
  message: error.message,
  next: error.next,
  consequence: error.consequence,
});

/** Whatever was thrown, as an error of the catalogue. */
export const asTidemarkError = (thrown: unknown): TidemarkError => {
  const error = originOf(thrown);
  if (error instanceof TidemarkError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC')
    return new TidemarkError('TDM_DISK_FULL', { folder: (error as NodeJS.ErrnoException).path ?? 'the data', free: '0 B' }, error);
  return new TidemarkError('TDM_INTERNAL', { reason: reasonOf(error) }, error);
};
