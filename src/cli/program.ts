import { Command, CommanderError, Option } from 'commander';
import { exitCodes, TidemarkError } from '../domain/index.ts';
import { version } from './version.ts';

/**
 * The commands in the order of the help. Each lives in a file of its own that is loaded only when it is called for: all of them together
 * take 0.67 s of CPU to load, `sources` alone 0.2 s.
 */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  up: async () => (await import('./commands/up.ts')).addUp,
  collect: async () => (await import('./commands/collect.ts')).addCollect,
  parse: async () => (await import('./commands/parse.ts')).addParse,
  sources: async () => (await import('./commands/sources.ts')).addSources,
  targets: async () => (await import('./commands/targets.ts')).addTargets,
  options: async () => (await import('./commands/options.ts')).addOptions,
  runs: async () => (await import('./commands/runs.ts')).addRuns,
  lanes: async () => (await import('./commands/lanes.ts')).addLanes,
  challenge: async () => (await import('./commands/challenge.ts')).addChallenge,
  raw: async () => (await import('./commands/raw.ts')).addRaw,
  query: async () => (await import('./commands/query.ts')).addQuery,
  sim: async () => (await import('./commands/sim.ts')).addSim,
  rebuild: async () => (await import('./commands/rebuild.ts')).addRebuild,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
};

/**
 * The command line: with the commands that the words name, or with all of them when the words name none. A word that is only the value
 * of an option loads a command too much, which does no harm.
 */
export const createProgram = async (words: readonly string[] = []): Promise<Command> => {
  const program = new Command('tidemark')
    .description(
      'Keeps the tide marks of public attention: collects public metrics politely, keeps every answer, shows who rises and who falls.',
    )
    .version(version)
    .option('--data <folder>', 'where the private database and the logs are kept (default: data/ in the checkout, or TIDEMARK_DATA)')
    .addOption(
      new Option('--world <world>', 'which data: the real platforms or the demo (default: real as soon as it has a run)').choices([
        'real',
        'sample',
      ]),
    )
    .addOption(new Option('--log-level <level>', 'how much is logged').choices(['trace', 'debug', 'info', 'warn', 'error', 'silent']))
    .option('--debug', 'print the stack trace of an error')
    .addHelpText(
      'after',
      `\nExamples:\n  tidemark up\n  tidemark collect naver-webtoon --sample\n  tidemark --data /srv/tidemark runs\n  tidemark collect --help\n\nExit codes: ${exitCodes.ok} done, ${exitCodes.failed} failed, ${exitCodes.usage} mistyped, ${exitCodes.operator} you have to change something first, ${exitCodes.later} run it again later, ${exitCodes.interrupted} interrupted (run it again: it resumes).\nErrors: docs/reference/errors.md. Settings: docs/reference/settings.md.`,
    )
    // What a mistyped command is told is thrown as an error of ours, so that it is said in one place, once, also as JSON.
    .configureOutput({ outputError: () => undefined })
    .showHelpAfterError(false);
  const named = Object.keys(commands).filter((name) => words.includes(name));
  for (const name of named.length > 0 ? named : Object.keys(commands)) (await commands[name]!())(program);
  const strict = (command: Command): void => {
    command.exitOverride((thrown) => complain(command, thrown)).allowExcessArguments(false);
    command.commands.forEach((each) => strict(each as Command));
  };
  strict(program);
  return program;
};

/** Commander's complaint in our words: TDM_USAGE with the help of the very command. Help and version pass: they have been printed. */
const complain = (command: Command, thrown: CommanderError): never => {
  if (isPrinted(thrown)) throw thrown;
  const path: string[] = [];
  for (let each: Command | null = command; each; each = each.parent) path.unshift(each.name());
  let problem = thrown.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '')
    .trim();
  // `runs 12` reaches the default command `runs list`, which wants no words; what was meant is a command of `runs`.
  if (thrown.code === 'commander.excessArguments' && path.length > 2) {
    path.pop();
    problem = `"${path.at(-1)}" has no command "${command.args[0]}"`;
  }
  throw new TidemarkError('TDM_USAGE', { problem, help: `${path.join(' ')} --help` }, thrown);
};

const isPrinted = ({ code }: CommanderError): boolean => /^commander\.(help|helpDisplayed|version)$/.test(code);

/** The exit code of a thrown end of `--help`, `--version` or a bare `tidemark`, which have printed what they had to; else null. */
export const printedExit = (thrown: unknown): number | null => {
  if (!(thrown instanceof CommanderError)) return null;
  return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
};
