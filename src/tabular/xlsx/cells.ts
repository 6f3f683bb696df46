/** The column of a reference such as `C12`, counted from 0. */
export const columnOf = (reference: string): number => {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const unit = reference.charCodeAt(at) & ~0x20;
    if (unit < 65 || unit > 90) break;
    column = column * 26 + unit - 64;
  }
  return column - 1;
};

/** The name of a column as a person sees it: 0 is `A`. */
export const columnName = (column: number): string =>
  (column >= 26 ? columnName(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

/** A corner of a range, both counted as in the file: rows from 1, columns from 0. */
export interface Range {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** Reads `B2:C9`; null when it is none. */
export const rangeOf = (text: string): Range | null => {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(text);
  if (!found) return null;
  const [, left = '', top = '', right = '', bottom = ''] = found;
  return { firstRow: Number(top), lastRow: Number(bottom), firstColumn: columnOf(left), lastColumn: columnOf(right) };
};

/** Texts of a workbook escape control characters as `_x000D_`. */
export const unescapeText = (text: string): string =>
  text.includes('_x') ? text.replace(/_x([0-9a-fA-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text;
