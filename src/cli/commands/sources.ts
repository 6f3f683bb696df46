import type { Command } from 'commander';
import { sourcesReport } from '../../sources/index.ts';
import type { SourcesReport } from '../../sources/index.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { printJson, printLine, printTable, style } from '../output.ts';
import { broughtSettings } from '../source-settings.ts';
import { addSourcesCheck } from './sources-check.ts';

export const addSources = (program: Command): void => {
  const listing = program.command('sources');
  addSourcesCheck(listing);
  listing
    .summary('what can be collected, what it needs, and how sure we are of each endpoint')
    .description(
      'Lists platforms, streams and endpoints, and whether what they need is set. "recorded": a real answer was parsed; "documented": described by the platform; "code-only": known from other programs and not yet seen by us.',
    )
    .option('--health', 'how each endpoint fared in the newest two runs: which access method answers')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark sources\n  tidemark sources --json\n  tidemark sources --health\n  tidemark sources check twitch',
    )
    .action(async (options: { json?: boolean; health?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      // Loaded only here: the list itself needs no database.
      if (options.health) return (await import('../endpoint-health.ts')).showHealth(globals, options.json ?? false);
      // Reads `.env` into the environment as well.
      settingsOf(globals);
      const report = sourcesReport((source) => broughtSettings(source));
      if (options.json) return printJson(report);
      for (const source of report.sources) {
        printLine(`${style('bold', source.platform)}  ${source.title}, days in ${source.zone}`);
        for (const { name, title } of source.settings) printLine(`  ${name}  ${standing(source, name)}  ${style('gray', title)}`);
        printTable(
          ['stream', 'endpoint', 'method', 'how sure', 'now', 'lane', 'default'],
          source.streams.flatMap((stream) =>
            stream.endpoints.map((endpoint) => [
              stream.name,
              endpoint.name,
              endpoint.method,
              endpoint.evidence,
              endpoint.missing.length === 0 ? style('green', 'open') : style('yellow', `needs ${endpoint.missing.join(', ')}`),
              endpoint.lane,
              stream.byDefault ? 'yes' : '',
            ]),
          ),
        );
      }
    });
};

/** Whether a setting is there; what it holds is shown nowhere. */
const standing = (source: SourcesReport['sources'][number], name: string): string => {
  if (source.brought.includes(name)) return style('green', 'set');
  if (source.unusable.includes(name)) return style('red', 'unusable');
  return source.settings.find((setting) => setting.name === name)!.default === null ? style('yellow', 'not set') : style('gray', 'default');
};
