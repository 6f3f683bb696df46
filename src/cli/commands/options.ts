import type { Command } from 'commander';
import { changedOptions, setOption } from '../../catalog/index.ts';
import { optionValues, sourceOf, sources } from '../../sources/index.ts';
import { withWorld, workspace } from '../context.ts';
import { withLanes } from './lanes.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { lanesFor } from '../network.ts';
import { printJson, printLine, printTable, style } from '../output.ts';

export const addOptions = (program: Command): void => {
  const options = program
    .command('options')
    .summary('how much of a platform is collected')
    .description(
      'Lists and changes what may be changed of a platform while Tidemark runs: how many posts, comments and followers are read. A run keeps what held when it began.',
    )
    .addHelpText('after', '\nExamples:\n  tidemark options list tiktok\n  tidemark options set tiktok maxCommentsPerPost 200');

  options
    .command('list', { isDefault: true })
    .description('lists the options of one platform, or of all')
    .argument('[platform]')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark options list\n  tidemark options list tiktok --json')
    .action(async (platform: string | undefined, flags: { json?: boolean }, command: Command) => {
      const chosen = platform === undefined ? sources : [sourceOf(platform)];
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
        const rows = [];
        for (const source of chosen) {
          const changed = await changedOptions(store, workspace, source.platform);
          const values = optionValues(source, changed);
          for (const { name, title, default: fallback } of source.options ?? [])
            rows.push({ platform: source.platform, name, value: values[name]!, default: fallback, title });
        }
        if (flags.json) return printJson({ world, options: rows });
        if (rows.length === 0) return printLine('There is nothing to change here.');
        printTable(
          ['platform', 'option', 'value', 'default', 'what it does'],
          rows.map((row) => [row.platform, row.name, String(row.value), String(row.default), row.title]),
        );
      });
    });

  options
    .command('set')
    .description('changes an option for the runs that begin from now on')
    .argument('<platform>')
    .argument('<option>')
    .argument('<value>', 'or "default"')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark options set tiktok maxCommentsPerPost 200\n  tidemark options set tiktok maxCommentsPerPost default',
    )
    .action(async (platform: string, name: string, text: string, flags: { json?: boolean }, command: Command) => {
      const source = sourceOf(platform);
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
        const declared = source.options ?? [];
        const change = { workspaceId: workspace, platform: source.platform, name, options: declared };
        await setOption(store, { ...change, text: text === 'default' ? null : text });
        // The pace that was an option's is a lane's again, as its source declares it.
        const paced = text === 'default' ? source.lanes.filter(({ intervalOption }) => intervalOption === name) : [];
        if (paced.length > 0)
          await withLanes(store, world, async (lanes) => {
            for (const { name: lane, intervalMs } of lanesFor(source, world === 'sample'))
              if (paced.some((each) => each.name === lane)) await lanes.configure(lane, { intervalMs });
          });
        const value = optionValues(source, await changedOptions(store, workspace, source.platform))[name]!;
        if (flags.json) return printJson({ world, platform: source.platform, option: name, value });
        printLine(`${style('green', 'set')} ${name} of ${source.platform} to ${value}; runs under way keep what they began with`);
      });
    });
};
