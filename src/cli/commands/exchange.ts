import type { Command } from 'commander';
import { plainText, TidemarkError } from '../../domain/index.ts';
import { findExchange } from '../../insight/index.ts';
import type { KeptExchange } from '../../insight/index.ts';
import { markSample, withWorld, workspace } from '../context.ts';
import { openFrames } from '../lake.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { bytes, number, printJson, printLine, style } from '../output.ts';

/** `runs exchange` and `raw show`, one command under two names: the end of every trace, where a figure came from. */
export const addExchange = (parent: Command, name: 'exchange' | 'show'): void => {
  const words = `tidemark ${parent.name()} ${name}`;
  parent
    .command(name)
    .description('shows one request and its raw answer, as it was kept')
    .argument('<exchange>', 'its number, as runs show and the dashboard give it')
    .option('--body', 'print nothing but the answer')
    .option('--json', 'print as JSON')
    .addHelpText('after', `\nExamples:\n  ${words} 1029\n  ${words} 1029 --body > answer.json\n  ${words} 1029 --json`)
    .action(async (id: string, options: { body?: boolean; json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      await withWorld(settings, globals.world, async ({ store, world }) => {
        await using frames = openFrames(store, settings, world);
        const found = /^\d{1,18}$/.test(id) ? await findExchange(store, workspace, id, frames) : null;
        if (!found) throw new TidemarkError('TDM_NOT_FOUND', { what: 'exchange', id });
        if (options.json) return printJson({ world, ...found });
        if (options.body) return void process.stdout.write(found.body);
        markSample(world);
        print(found, words);
      });
    });
};

/** About a screen of it. */
const shownCharacters = 1200;

const print = (found: KeptExchange, words: string): void => {
  const { id, runId, platform, stream, endpoint, url, status, outcome, note, at, durationMs, attempts, parserVersion, headers, body } =
    found;
  const why = note === null ? '' : ` (${plainText(note)})`;
  printLine(`exchange ${id} of run ${runId}  ${platform}/${stream}:${endpoint}  ${style('bold', outcome)}${why}`);
  printLine(url);
  printLine(
    `status ${status}, ${bytes(found.bytes)}, ${durationMs} ms, ${at.toISOString()}, asked ${attempts === 1 ? 'once' : `${attempts} times`}, parser ${parserVersion}`,
  );
  for (const [name, value] of Object.entries(headers)) printLine(style('dim', plainText(`${name}: ${value}`)));
  printLine();
  printLine(body.slice(0, shownCharacters).split('\n').map(plainText).join('\n'));
  if (body.length > shownCharacters)
    printLine(style('dim', `… ${number(body.length - shownCharacters)} more characters: ${words} ${id} --body`));
};
