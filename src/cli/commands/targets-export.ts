import type { Command } from 'commander';
import { listTargets } from '../../catalog/index.ts';
import type { Target } from '../../catalog/index.ts';
import { TidemarkError } from '../../domain/index.ts';
import { csvOf, xlsxOf } from '../../tabular/index.ts';
import { markSample, withWorld, workspace } from '../context.ts';
import { number, printJson, printLine, style } from '../output.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { writeFileWhole } from '../write-file.ts';

export const addTargetsExport = (targets: Command): void => {
  targets
    .command('export')
    .description('writes the targets as a table that can be imported again: .xlsx or .csv by the name of the file')
    .argument('<file>', 'where to write; a file of that name is replaced')
    .option('--watchlist <name>', 'only this watchlist')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark targets export targets.xlsx\n  tidemark targets export streamers.csv --watchlist Streamers',
    )
    .action(async (file: string, flags: { watchlist?: string; json?: boolean }, command: Command) => {
      const [extension = ''] = /\.(?:xlsx|csv)$/.exec(file.toLowerCase()) ?? [];
      if (extension === '')
        throw new TidemarkError('TDM_USAGE', {
          problem: `"${file}" ends neither in .xlsx nor in .csv`,
          help: 'tidemark targets export --help',
        });
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
        const list = await listTargets(store, { workspaceId: workspace, watchlist: flags.watchlist });
        const rows = rowsOf(list);
        await writeFileWhole(extension === '.xlsx' ? xlsxOf('targets', rows) : csvOf(rows), file);
        if (flags.json) return printJson({ world, file, targets: list.length });
        markSample(world);
        printLine(`${style('green', 'wrote')} ${number(list.length)} targets to ${file}`);
      });
    });
};

/** The names of the columns are those an import knows. */
function* rowsOf(list: readonly Target[]): Generator<string[]> {
  yield ['name', 'platform', 'id', 'target kind', 'tags', 'state', 'watchlists'];
  for (const { label, platform, externalId, kind, tags, state, watchlists } of list)
    yield [label ?? '', platform, externalId, kind, tags.join(', '), state, watchlists.join(', ')];
}
