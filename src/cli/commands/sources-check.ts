import type { Command } from 'commander';
import type { GlobalOptions } from '../options.ts';

/** Adds `sources check` to the command `sources`. */
export const addSourcesCheck = (parent: Command): void => {
  parent
    .command('check')
    .description('asks each endpoint one harmless question and says how it answers; nothing that comes is kept')
    .argument('[platform]', 'only this platform')
    .option('--sample', 'ask the simulator')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark sources check twitch\n  tidemark sources check --sample --json')
    .action(async (platform: string | undefined, flags: { sample?: boolean; json?: boolean }, command: Command) => {
      // Loaded only here: whoever lists the sources needs neither net nor collect.
      const { checkSources } = await import('../checking.ts');
      await checkSources(platform, flags, command.optsWithGlobals<GlobalOptions>());
    });
};
