/** What a table may have at most. A sheet of 50,000 accounts stays far below; what is built to fill the memory is refused at these marks. */
export interface TableLimits {
  /** Bytes of the file itself. */
  readonly fileBytes: number;
  /** Decompressed bytes of one part of a workbook, counted while they come, whatever the file says of itself. */
  readonly partBytes: number;
  /** Decompressed bytes of all parts that are read; the part of a sheet is read twice. */
  readonly workbookBytes: number;
  /** Files inside a workbook. */
  readonly parts: number;
  /** Rows with content. Rows without are passed over, as many as there are. */
  readonly rows: number;
  /** The last column with content. */
  readonly columns: number;
  /** Places in all rows, up to the last filled one of each. */
  readonly cells: number;
  /** Letters in all cells together. */
  readonly letters: number;
}

export const defaultTableLimits: TableLimits = {
  fileBytes: 32 * 2 ** 20,
  partBytes: 256 * 2 ** 20,
  workbookBytes: 768 * 2 ** 20,
  parts: 5000,
  rows: 200_000,
  columns: 1000,
  cells: 4_000_000,
  letters: 32 * 2 ** 20,
};
