/**
 * Why the text of a cell is not what the author wrote or meant:
 *
 * - `rounded`: a spreadsheet program keeps 15 digits of a number; what stood behind them is lost.
 * - `uncalculated`: a formula without a stored result.
 * - `error`: a formula whose result is an error, such as `#N/A`.
 */
export type CellProblem = 'rounded' | 'uncalculated' | 'error';

/** One row with content. */
export interface Row {
  /** As a person sees it: the row of a sheet, the record of a CSV file counted from 1, the entry of a JSON list. */
  readonly number: number;
  /** The text of each cell, empty where there is none. */
  readonly cells: readonly string[];
  /** By column, for the few cells that have one. */
  readonly problems?: ReadonlyMap<number, CellProblem>;
}

export interface SheetName {
  /** Null in a file that has no sheets. */
  readonly name: string | null;
  readonly hidden: boolean;
}

/** A table in a file, opened and not read yet. */
export interface TableFile {
  readonly format: 'xlsx' | 'csv' | 'json';
  /** What the reader should know, such as that the name of the file promises another format. */
  readonly remarks: readonly string[];
  readonly sheets: readonly SheetName[];
  /**
   * Hands out the rows with content of one sheet, in their order. They are not kept: a sheet takes the memory of what the caller keeps of it. Throws
   * TDM_TABLE_*, also after rows were handed out.
   */
  read(sheet: SheetName, onRow: OnRow): Promise<void>;
}

export type OnRow = (row: Row) => void;

/** An integer as a spreadsheet writes one that it may have rounded: with an exponent, or with more digits than the 15 it keeps. */
export const isRoundedNumber = (text: string): boolean => /^-?\d{16,}$|^-?\d+(?:\.\d+)?E\+?\d+$/i.test(text);
