import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Listr } from 'listr2';
import { createLoginLink } from '../../catalog/index.ts';
import type { RunReport } from '../../collect/index.ts';
import { exitCodes, systemClock, TidemarkError } from '../../domain/index.ts';
import type { Store } from '../../store/index.ts';
import { hasRuns, openWorld } from '../context.ts';
import type { World } from '../context.ts';
import { openLogger } from '../logger.ts';
import type { Logger } from '../logger.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { duration, number, printLine, remark, style } from '../output.ts';
import { createProgress } from '../progress.ts';
import { collectSample } from '../sample.ts';
import { firstRealCommand, serve } from '../serve.ts';
import { root } from '../settings.ts';
import type { Settings } from '../settings.ts';
import { stopSignals } from '../signals.ts';
import type { StopSignals } from '../signals.ts';
import { startSimulator } from '../simulator.ts';
import type { RunningSimulator } from '../simulator.ts';

interface UpFlags {
  readonly once?: boolean;
  readonly link?: boolean;
  readonly host: string;
  readonly port: string;
  readonly titles: string;
  readonly episodes: string;
}

export const addUp = (program: Command): void => {
  program
    .command('up')
    .summary('start everything and open the dashboard')
    .description(
      'Starts the database and the dashboard. As long as nothing real was collected it also starts the simulated platforms and collects sample data, marked as such everywhere.',
    )
    .option('--once', 'end after the summary instead of serving')
    .option('--link', 'only print a new one-time link to the dashboard')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port of the dashboard', '4173')
    .option('--titles <n>', 'titles of the sample', '120')
    .option('--episodes <n>', 'episodes of the sample', '6000')
    .addHelpText('after', '\nExamples:\n  npm start\n  tidemark up --port 8080\n  tidemark up --link')
    .action(async (flags: UpFlags, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      const numbers = {
        port: whole('--port', flags.port, 65_535),
        titles: whole('--titles', flags.titles),
        episodes: whole('--episodes', flags.episodes),
      };
      if (!existsSync(join(root, 'web/dist/index.html')) && !flags.link) remark('the dashboard is not built yet: npm start builds it');
      if (flags.link) return printLink(settings, globals.world, flags.host, numbers.port);
      await up({ settings, wanted: globals.world, once: flags.once ?? false, host: flags.host, ...numbers });
    });
};

const whole = (flag: string, text: string, most = 10_000_000): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new TidemarkError('TDM_USAGE', {
      problem: `${flag} takes a whole number up to ${most}, not "${text}"`,
      help: 'tidemark up --help',
    });
  return value;
};

interface UpOptions {
  readonly settings: Settings;
  readonly wanted: World | undefined;
  readonly once: boolean;
  readonly host: string;
  readonly port: number;
  readonly titles: number;
  readonly episodes: number;
}

const up = async (options: UpOptions): Promise<void> => {
  const begun = systemClock.now();
  const { settings, once, host, port } = options;
  const signals = stopSignals('stopping …');
  const log = await openLogger({ dataFolder: settings.dataFolder, terminal: 'warn', level: settings.logLevel });
  try {
    remark(style('bold', 'Tidemark') + style('dim', ' — the tide marks of public attention'));
    const { store, world } = await openFor(settings, options.wanted);
    await using _store = store;
    remark(`${style('green', '✓')} database: ${store.kind}, ${store.address}`);
    await using simulator = world === 'sample' ? await startSimulator({ titles: options.titles, episodes: options.episodes }) : null;
    if (simulator) remark(`${style('green', '✓')} simulated platforms: ${simulator.url}`);
    // The dashboard opens first: a port in use is told before anything is collected, and progress can be watched there.
    const server = await serve({ store, settings, world, host, port, simulatorUrl: simulator?.url, logger: log.logger });
    try {
      const reports = simulator ? await sample(store, settings, simulator, log.logger, signals) : [];
      const link = await createLoginLink(store, systemClock);
      printSummary({
        world,
        reports,
        address: `${server.url}/login?link=${link.secret}`,
        tookMs: systemClock.now() - begun,
        totals: await totals(store),
        once,
      });
      if (reports.some(({ state }) => state === 'failed')) process.exitCode = exitCodes.failed;
      if (!once && !signals.stop.aborted)
        await new Promise<void>((resolve) => signals.stop.addEventListener('abort', () => resolve(), { once: true }));
    } finally {
      await server.close();
    }
  } finally {
    await log.close();
  }
};

/** The real world once it has something to show, the sample until then. */
const openFor = async (settings: Settings, wanted: World | undefined): Promise<{ store: Store; world: World }> => {
  if (wanted !== 'sample') {
    const real = await openWorld(settings, 'real', { poolSize: 20 });
    if (wanted === 'real' || (await hasRuns(real))) return { store: real, world: 'real' };
    // Opened before the other is closed, so that a private database need not stop and start in between.
    const store = await openWorld(settings, 'sample', { poolSize: 20 });
    await real.close();
    return { store, world: 'sample' };
  }
  return { store: await openWorld(settings, 'sample', { poolSize: 20 }), world: 'sample' };
};

const sample = async (
  store: Store,
  settings: Settings,
  simulator: RunningSimulator,
  logger: Logger,
  signals: StopSignals,
): Promise<RunReport[]> => {
  let reports: RunReport[] = [];
  const list = new Listr(
    [
      {
        title: 'collecting sample watchlists',
        task: async (_, task) => {
          const progress = createProgress((line) => void (task.output = line));
          reports = await collectSample({
            ...{ store, settings, simulator, logger },
            ...signals,
            ...progress,
            onDay: (day, n, of) => void (task.title = `collecting sample watchlists: ${day} (day ${n} of ${of})`),
          });
          const records = reports.reduce((sum, report) => sum + report.observations, 0);
          task.title =
            reports.length === 0
              ? 'sample watchlists: up to date'
              : `sample watchlists collected: ${reports.length} days, ${number(records)} observations`;
        },
      },
    ],
    { concurrent: false, registerSignalListeners: false, fallbackRenderer: 'silent' },
  );
  await list.run();
  if (!process.stdout.isTTY)
    for (const report of reports)
      remark(
        `  ${report.day} ${report.state}: ${number(report.records)} records, ${number(report.observations)} observations in ${duration(report.durationMs)}`,
      );
  for (const { error } of reports) if (error) remark(error.line);
  return reports;
};

interface Totals {
  readonly series: number;
  readonly episodes: number;
  readonly comments: number;
  readonly observations: number;
  readonly exchanges: number;
}

const totals = async (store: Store): Promise<Totals> => {
  const [row] = await store.query<Totals>(`
    select count(*) filter (where kind = 'series')::int as series, count(*) filter (where kind = 'episode')::int as episodes,
      count(*) filter (where kind = 'comment')::int as comments,
      (select count(*) from observation)::int as observations, (select count(*) from exchange)::int as exchanges
    from record`);
  return row!;
};

interface Summary {
  readonly world: World;
  readonly reports: readonly RunReport[];
  readonly address: string;
  readonly tookMs: number;
  readonly totals: Totals;
  readonly once: boolean;
}

const printSummary = ({ world, address, tookMs, totals: { series, episodes, comments, observations, exchanges }, once }: Summary): void => {
  printLine();
  printLine(
    `${style('bold', world === 'sample' ? 'Sample data' : 'Collected so far')}${world === 'sample' ? ' (simulated platforms, invented titles)' : ''}`,
  );
  printLine(`  ${number(series)} titles, ${number(episodes)} episodes, ${number(comments)} comments`);
  printLine(`  ${number(observations)} observations from ${number(exchanges)} answers, every one of them kept`);
  printLine(style('dim', `  ready after ${duration(tookMs)}`));
  printLine();
  if (world === 'sample') {
    printLine('Begin the first real collection with:');
    printLine(`  ${style('cyan', firstRealCommand)}`);
    printLine();
  }
  if (!once) {
    printLine(`Dashboard (this link signs you in once, within 24 hours):\n  ${style(['bold', 'cyan'], address)}`);
    printLine(style('dim', '  another link: bin/tidemark up --link · stop with Ctrl-C'));
  } else {
    printLine(`Dashboard: ${new URL(address).origin} (start it with: npm start)`);
  }
};

const printLink = async (settings: Settings, wanted: World | undefined, host: string, port: number): Promise<void> => {
  const { store } = await openFor(settings, wanted);
  await using _store = store;
  const link = await createLoginLink(store, systemClock);
  printLine(`http://${host}:${port}/login?link=${link.secret}`);
};
