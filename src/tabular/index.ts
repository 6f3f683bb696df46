/** Tables in and out: xlsx, CSV and JSON, with limits. */
export { columnName } from './xlsx/cells.ts';
export { defaultTableLimits } from './limits.ts';
export type { TableLimits } from './limits.ts';
export { openTable, tableOfJson } from './open-table.ts';
export type { CellProblem, OnRow, Row, SheetName, TableFile } from './table.ts';
export { csvOf, xlsxOf } from './write-table.ts';
