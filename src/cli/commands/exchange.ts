import type { Command } from 'commander';
import { plainText, TidemarkError } from '../../domain/index.ts';
import { findExchange } from '../../insight/index.ts';
import type { KeptExchange } from '../../insight/index.ts';
import { markSample, withWorld, workspace } from '../context.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { bytes, number, printJson, printLine, style } from '../output.ts';

/** `runs exchange`: the end of every trace, where a figure came from. */
export const addExchange = (runs: Command): void => {
  runs
    .command('exchange')
    .description('shows one request and its raw answer, as it was kept')
    .argument('<exchange>', 'its number, as runs show and the dashboard give it')
    .option('--body', 'print nothing but the answer')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark runs exchange 1029\n  tidemark runs exchange 1029 --body > answer.json\n  tidemark runs exchange 1029 --json',
    )
    .action(async (id: string, options: { body?: boolean; json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
        const found = /^\d{1,18}$/.test(id) ? await findExchange(store, workspace, id) : null;
        if (!found) throw new TidemarkError('TDM_NOT_FOUND', { what: 'exchange', id });
        if (options.json) return printJson({ world, ...found });
        if (options.body) return void process.stdout.write(found.body ?? '');
        markSample(world);
        print(found);
      });
    });
};

/** About a screen of it. */
const shownCharacters = 1200;

const print = ({
  id,
  runId,
  platform,
  stream,
  endpoint,
  url,
  status,
  outcome,
  note,
  at,
  durationMs,
  bytes: size,
  body,
}: KeptExchange): void => {
  printLine(`exchange ${id} of run ${runId}  ${platform}/${stream}:${endpoint}  ${style('bold', outcome)}${note ? ` (${note})` : ''}`);
  printLine(url);
  printLine(`status ${status}, ${bytes(size)}, ${durationMs} ms, ${at.toISOString()}`);
  printLine();
  if (body === null) return printLine('The answer itself has left the database.');
  printLine(body.slice(0, shownCharacters).split('\n').map(plainText).join('\n'));
  if (body.length > shownCharacters)
    printLine(style('dim', `… ${number(body.length - shownCharacters)} more characters: tidemark runs exchange ${id} --body`));
};
