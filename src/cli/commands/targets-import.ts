import { basename } from 'node:path';
import type { Command } from 'commander';
import { importTargets, readTargets } from '../../catalog/index.ts';
import type { ImportReport, TargetTable } from '../../catalog/index.ts';
import { exitCodes, plainText, TidemarkError } from '../../domain/index.ts';
import { openTable } from '../../tabular/index.ts';
import { withWorld, workspace } from '../context.ts';
import { number, printJson, printLine, printTable, remark, style } from '../output.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { targetPlatforms } from '../target-platforms.ts';

interface ImportFlags {
  readonly watchlist: string;
  readonly sheet?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const addTargetsImport = (targets: Command): void => {
  targets
    .command('import')
    .description('adds all accounts of a table: .xlsx, .csv or .json, its columns found by their names in Korean or English')
    .argument('<file>', 'the table')
    .requiredOption('--watchlist <name>', 'the watchlist to put them on; made when it does not exist')
    .option('--sheet <name>', 'only this sheet, also when it is hidden (default: every visible sheet with known columns)')
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--json', 'print as JSON, with every row')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark targets import streamers.xlsx --watchlist Streamers --dry-run\n  tidemark targets import streamers.xlsx --watchlist Streamers --sheet 2026\n  tidemark targets import creators.csv --watchlist Creators --json',
    )
    .action(async (file: string, flags: ImportFlags, command: Command) => {
      const watchlist = watchlistNamed(flags.watchlist, command);
      const globals = command.optsWithGlobals<GlobalOptions>();
      using reading = readTargets(await openTable(file), { file, platforms: targetPlatforms(), sheet: flags.sheet });
      // A file that cannot be used waits for no database. A long one is read on while its first accounts are written.
      await reading.begun;
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
        const dryRun = flags.dryRun ?? false;
        const { table, report } = await importTargets(store, { workspaceId: workspace, watchlist, reading, dryRun });
        if (flags.json) printJson({ world, file, watchlist, dryRun, ...sumsOf(table, report), details: report.reports });
        else printReport(`${basename(file)} onto "${watchlist}"`, table, report, dryRun);
        if (report.accepted + report.known === 0 && report.refused > 0) process.exitCode = exitCodes.failed;
      });
    });
};

/** The name of a watchlist. Throws TDM_USAGE for a blank one. */
export const watchlistNamed = (text: string, command: Command): string => {
  const name = text.normalize('NFC').trim();
  if (name === '')
    throw new TidemarkError('TDM_USAGE', { problem: '--watchlist needs a name', help: `tidemark targets ${command.name()} --help` });
  return name;
};

/** What is told first. */
export const sumsOf = ({ rows, sheets, leftOut, remarks }: TargetTable, { accepted, known, duplicated, refused }: ImportReport) => ({
  ...{ rows, accepted, known, duplicated, refused },
  ...{ sheets: sheets.filter((name) => name !== null), leftOut, remarks },
});

/** As many refused rows as fit on a screen; all of them are in the JSON. */
const shownRows = 20;

/** Prints the sums, then the first refused rows with their reasons. */
export const printReport = (what: string, table: TargetTable, report: ImportReport, dryRun: boolean): void => {
  for (const each of table.remarks) remark(each);
  for (const { sheet, reason } of table.leftOut) remark(`the sheet "${plainText(sheet)}" was not read: ${reason}`);
  if (dryRun) printLine(style('yellow', 'nothing is changed (--dry-run)'));
  printLine(
    `${style('green', dryRun ? 'would import' : 'imported')} ${plainText(what)}: ${number(table.rows)} ${table.rows === 1 ? 'row' : 'rows'}`,
  );
  printLine(
    `  new ${number(report.accepted)}, known ${number(report.known)}, given twice ${number(report.duplicated)}, refused ${number(report.refused)}`,
  );
  if (table.rows === 0) remark('there is no row below the names of the columns');
  if (report.refused === 0) return;
  printLine();
  const refused = report.reports.filter(({ status }) => status === 'refused');
  const hasSheets = refused.some(({ sheet }) => sheet !== null);
  printTable(
    [...(hasSheets ? ['sheet'] : []), '#row', 'name', 'refused because'],
    refused
      .slice(0, shownRows)
      .map(({ sheet, row, label, reason }) =>
        [...(hasSheets ? [sheet ?? ''] : []), String(row), label ?? '', reason ?? ''].map((text) => plainText(text)),
      ),
  );
  if (refused.length > shownRows) printLine(style('dim', `… ${number(refused.length - shownRows)} more: --json has every row`));
};
