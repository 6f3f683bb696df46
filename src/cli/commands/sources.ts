import type { Command } from 'commander';
import { sourcesReport } from '../../sources/index.ts';
import { printJson, printLine, printTable, style } from '../output.ts';

export const addSources = (program: Command): void => {
  program
    .command('sources')
    .summary('what can be collected, and how sure we are of each endpoint')
    .description(
      'Lists platforms, streams and endpoints. "recorded": a real answer was parsed; "documented": described by the platform; "code-only": known from other programs and not yet seen by us.',
    )
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark sources\n  tidemark sources --json')
    .action((options: { json?: boolean }) => {
      const report = sourcesReport();
      if (options.json) return printJson(report);
      for (const source of report.sources) {
        printLine(`${style('bold', source.platform)}  ${source.title}, days in ${source.zone}`);
        printTable(
          ['stream', 'endpoint', 'method', 'how sure', 'lane', 'default'],
          source.streams.flatMap((stream) =>
            stream.endpoints.map((endpoint) => [
              stream.name,
              endpoint.name,
              endpoint.method,
              endpoint.evidence,
              endpoint.lane,
              stream.byDefault ? 'yes' : '',
            ]),
          ),
        );
      }
    });
};
