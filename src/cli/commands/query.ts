import type { Command } from 'commander';
import { markSample, withWorld } from '../context.ts';
import { printJson, printLine, printTable, remark } from '../output.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { plainText, TidemarkError } from '../../domain/index.ts';

const tables = `select table_name as name, table_type as type,
    (select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns
     where columns.table_schema = tables.table_schema and columns.table_name = tables.table_name) as columns
  from information_schema.tables where table_schema = current_schema() order by 1`;

export const addQuery = (program: Command): void => {
  program
    .command('query')
    .summary('ask the database, read-only')
    .description('Runs one SQL statement that only reads, in a read-only transaction with a time limit.')
    .argument('[sql]', 'the statement')
    .option('--tables', 'list tables and their columns')
    .option('--csv', 'print as CSV')
    .option('--json', 'print as JSON')
    .option('--limit <rows>', 'rows at most', '1000')
    .option('--timeout <seconds>', 'how long the statement may take', '60')
    .addHelpText(
      'after',
      `\nExamples:\n  tidemark query --tables\n  tidemark query "select id, fields->>'title' as title, counts->>'favourites' as favourites from record where kind = 'series' limit 10"`,
    )
    .action(
      async (
        sql: string | undefined,
        options: { tables?: boolean; csv?: boolean; json?: boolean; limit: string; timeout: string },
        command: Command,
      ) => {
        if (sql === undefined && !options.tables)
          throw new TidemarkError('TDM_USAGE', { problem: 'query needs a statement', help: 'tidemark query --help' });
        const maxRows = Number(options.limit);
        if (!Number.isInteger(maxRows) || maxRows < 1)
          throw new TidemarkError('TDM_USAGE', {
            problem: `--limit takes a whole number above 0, not "${options.limit}"`,
            help: 'tidemark query --help',
          });
        const seconds = Number(options.timeout);
        // PostgreSQL takes 0 for no limit at all, and no more than 2^31 ms.
        if (!(seconds >= 0.001 && seconds <= 2_000_000))
          throw new TidemarkError('TDM_USAGE', {
            problem: `--timeout takes seconds above 0, not "${options.timeout}"`,
            help: 'tidemark query --help',
          });
        const globals = command.optsWithGlobals<GlobalOptions>();
        await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
          const { columns, rows } = await store.readOnly(sql ?? tables, { maxRows: maxRows + 1, timeoutMs: seconds * 1000 });
          const shown = rows.slice(0, maxRows);
          if (options.json) printJson(shown.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]]))));
          else if (options.csv) for (const row of [columns, ...shown]) printLine(row.map(csvCell).join(','));
          else {
            markSample(world);
            printTable(
              columns,
              shown.map((row) => row.map((value) => plainText(textOf(value)))),
            );
          }
          if (rows.length > maxRows) remark(`only the first ${maxRows} rows; use --limit for more`);
        });
      },
    );
};

const textOf = (value: unknown): string =>
  value === null || value === undefined
    ? '—'
    : value instanceof Date
      ? value.toISOString()
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);

/** RFC 4180. A missing value is an empty cell; a text that a spreadsheet would run as a formula is quoted with a leading apostrophe. */
const csvCell = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  const text = textOf(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
