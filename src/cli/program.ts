import { Command, CommanderError, Help, Option } from 'commander';
import { exitCodes, TidemarkError } from '../domain/index.ts';
import { version } from './version.ts';

/** How a command is shown in a list of them, and where it lives. */
interface CommandPlace {
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<(program: Command) => void>;
}

/**
 * The commands in the order of the help. Each lives in a file of its own that is loaded only when it is called for: all of them together
 * take 0.67 s of CPU to load, and no list of commands needs one of them.
 */
const commands: Readonly<Record<string, CommandPlace>> = {
  up: { usage: 'up', summary: 'start everything and open the dashboard', load: async () => (await import('./commands/up.ts')).addUp },
  collect: {
    usage: 'collect <platform>',
    summary: 'collect from one platform; a rerun resumes',
    load: async () => (await import('./commands/collect.ts')).addCollect,
  },
  parse: {
    usage: 'parse <name> <file>',
    summary: 'run only the parser over a saved payload',
    load: async () => (await import('./commands/parse.ts')).addParse,
  },
  sources: {
    usage: 'sources',
    summary: 'what can be collected, what it needs, and how sure we are of each endpoint',
    load: async () => (await import('./commands/sources.ts')).addSources,
  },
  targets: { usage: 'targets', summary: 'what is watched', load: async () => (await import('./commands/targets.ts')).addTargets },
  options: {
    usage: 'options',
    summary: 'how much of a platform is collected',
    load: async () => (await import('./commands/options.ts')).addOptions,
  },
  runs: {
    usage: 'runs',
    summary: 'what was collected when, and what came of it',
    load: async () => (await import('./commands/runs.ts')).addRuns,
  },
  pipelines: {
    usage: 'pipelines',
    summary: 'what can run by itself: the shipped pipelines and your own',
    load: async () => (await import('./commands/pipelines.ts')).addPipelines,
  },
  worker: {
    usage: 'worker',
    summary: 'do the steps of pipelines, on any machine that reaches the database',
    load: async () => (await import('./commands/worker.ts')).addWorker,
  },
  pools: {
    usage: 'pools',
    summary: 'how many steps may run at once, over all machines',
    load: async () => (await import('./commands/pools.ts')).addPools,
  },
  schedules: {
    usage: 'schedules',
    summary: 'when pipelines run by themselves',
    load: async () => (await import('./commands/schedules.ts')).addSchedules,
  },
  lanes: {
    usage: 'lanes',
    summary: 'how politely each platform is asked, and what is being waited for',
    load: async () => (await import('./commands/lanes.ts')).addLanes,
  },
  challenge: {
    usage: 'challenge',
    summary: 'answer a platform that asks for a person',
    load: async () => (await import('./commands/challenge.ts')).addChallenge,
  },
  alerts: {
    usage: 'alerts',
    summary: 'who is told of what happens, and what became of telling',
    load: async () => (await import('./commands/alerts.ts')).addAlerts,
  },
  raw: {
    usage: 'raw',
    summary: 'the raw answers: seal, verify, show, export',
    load: async () => (await import('./commands/raw.ts')).addRaw,
  },
  query: { usage: 'query [sql]', summary: 'ask the database, read-only', load: async () => (await import('./commands/query.ts')).addQuery },
  sim: { usage: 'sim', summary: 'run the simulated platforms', load: async () => (await import('./commands/sim.ts')).addSim },
  rebuild: {
    usage: 'rebuild',
    summary: "make rows anew from raw answers with today's parsers",
    load: async () => (await import('./commands/rebuild.ts')).addRebuild,
  },
  doctor: {
    usage: 'doctor',
    summary: 'check that everything is in place',
    load: async () => (await import('./commands/doctor.ts')).addDoctor,
  },
};

/**
 * The command line: with the commands that the words name and only the names of the others, or, without words, with all of them. A word that is only
 * the value of an option loads a command too much, which does no harm.
 */
export const createProgram = async (words?: readonly string[]): Promise<Command> => {
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
  for (const [name, { usage, summary, load }] of Object.entries(commands)) {
    if (!words || words.includes(name)) (await load())(program);
    else program.command(usage).summary(summary);
  }
  // That a command takes options is not known of those that are not loaded, and goes without saying.
  const { subcommandTerm } = new Help();
  program.configureHelp({ subcommandTerm: (command) => subcommandTerm(command).replace(' [options]', '') });
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
