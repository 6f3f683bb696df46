import { Command, CommanderError, Option } from 'commander';
import { exitCodes, TidemarkError } from '../domain/index.ts';
import { addCollect } from './commands/collect.ts';
import { addDoctor } from './commands/doctor.ts';
import { addLanes } from './commands/lanes.ts';
import { addParse } from './commands/parse.ts';
import { addQuery } from './commands/query.ts';
import { addRuns } from './commands/runs.ts';
import { addSim } from './commands/sim.ts';
import { addSources } from './commands/sources.ts';
import { addTargets } from './commands/targets.ts';
import { addUp } from './commands/up.ts';
import { version } from './settings.ts';

/** The whole command line. Each command lives in a file of its own. */
export const createProgram = (): Command => {
  const program = new Command('tidemark')
    .description('Keeps the tide marks of public attention: collects public metrics politely, keeps every answer, shows who rises and who falls.')
    .version(version)
    .option('--data <folder>', 'where the private database and the logs are kept (default: data/ in the checkout, or TIDEMARK_DATA)')
    .addOption(new Option('--world <world>', 'which data: the real platforms or the demo (default: real as soon as it has a run)').choices(['real', 'sample']))
    .addOption(new Option('--log-level <level>', 'how much is logged').choices(['trace', 'debug', 'info', 'warn', 'error', 'silent']))
    .option('--debug', 'print the stack trace of an error')
    .addHelpText('after', `\nExit codes: ${exitCodes.ok} done, ${exitCodes.failed} failed, ${exitCodes.usage} mistyped, ${exitCodes.operator} you have to change something first, ${exitCodes.later} run it again later, ${exitCodes.interrupted} interrupted (run it again: it resumes).\nErrors: docs/reference/errors.md. Settings: docs/reference/settings.md.`)
    .configureOutput({ outputError: (text, write) => write(usageLine(text)) })
    .showHelpAfterError(false);
  for (const add of [addUp, addCollect, addParse, addSources, addTargets, addRuns, addLanes, addQuery, addSim, addDoctor]) add(program);
  const strict = (command: Command): void => {
    command.exitOverride().allowExcessArguments(false);
    command.commands.forEach((each) => strict(each as Command));
  };
  strict(program);
  return program;
};

/** Commander's complaint in our form: a code, a sentence, the next action. */
const usageLine = (text: string): string => {
  const problem = text.replace(/^error: /, '').replace(/\n/g, ' ').trim();
  return `${new TidemarkError('TDM_USAGE', { problem, help: 'tidemark --help, or --help after the command' }).line}\n`;
};

/** Commander ends `--help`, `--version` and mistyped commands by throwing; what had to be said is already printed. */
export const isUsageExit = (thrown: unknown): thrown is { exitCode: number } => {
  if (!(thrown instanceof CommanderError)) return false;
  (thrown as { exitCode: number }).exitCode = thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  return true;
};
