import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Listr } from 'listr2';
import { createLoginLink } from '../../catalog/index.ts';
import type { RunReport } from '../../collect/index.ts';
import { exitCodes, reasonOf, systemClock, TidemarkError } from '../../domain/index.ts';
import { openQueue } from '../../jobs/index.ts';
import { databaseClock } from '../../store/index.ts';
import type { Store } from '../../store/index.ts';
import { isUsed, openWorld } from '../context.ts';
import type { World } from '../context.ts';
import { openLogger } from '../logger.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { backText, openPatiently, waitingText } from '../open-patiently.ts';
import { duration, number, printJson, printLine, remark, style } from '../output.ts';
import { createProgress } from '../progress.ts';
import { collectSample, sampleCreators } from '../sample.ts';
import type { SampleOptions } from '../sample.ts';
import { serve } from '../serve.ts';
import { root } from '../settings.ts';
import type { Settings } from '../settings.ts';
import { stopSignals } from '../signals.ts';
import type { StopSignals } from '../signals.ts';
import { sampleSizes, startSimulator } from '../simulator.ts';
import type { WorldSizes } from '../simulator.ts';
import { printSummary, summaryJson, totalsOf } from '../summary.ts';
import { runWorker, usualPools } from '../working.ts';
import type { WorkingOptions } from '../working.ts';

interface UpFlags {
  readonly once?: boolean;
  readonly link?: boolean;
  readonly json?: boolean;
  readonly host: string;
  readonly port: string;
  readonly titles: string;
  readonly episodes: string;
  readonly kakaoTitles: string;
  readonly kakaoEpisodes: string;
  readonly creators: string;
  readonly worker: boolean;
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
    .option('--titles <n>', 'titles of the sample of Naver Webtoon', String(sampleSizes.titles))
    .option('--episodes <n>', 'their episodes, all together', String(sampleSizes.episodes))
    .option('--kakao-titles <n>', 'titles of the sample of Kakao Webtoon', String(sampleSizes.kakaoTitles))
    .option('--kakao-episodes <n>', 'their episodes, all together', String(sampleSizes.kakaoEpisodes))
    .option('--creators <n>', 'creators in the sample of each platform that has accounts', String(sampleCreators))
    .option('--no-worker', 'leave schedules and pipelines to tidemark worker')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', '\nExamples:\n  npm start\n  tidemark up --once --json\n  tidemark up --port 8080\n  tidemark up --link')
    .action(async (flags: UpFlags, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      const port = whole('--port', flags.port, 65_535);
      const sizes = {
        titles: whole('--titles', flags.titles),
        episodes: whole('--episodes', flags.episodes),
        kakaoTitles: whole('--kakao-titles', flags.kakaoTitles),
        kakaoEpisodes: whole('--kakao-episodes', flags.kakaoEpisodes),
      };
      if (!existsSync(join(root, 'web/dist/index.html')) && !flags.link) remark('the dashboard is not built yet: npm start builds it');
      if (flags.link) return printLink(settings, globals.world, `http://${flags.host}:${port}`, flags.json ?? false);
      const creators = whole('--creators', flags.creators, 30);
      const [once, json] = [flags.once ?? false, flags.json ?? false];
      await up({ settings, wanted: globals.world, once, json, host: flags.host, port, sizes, creators, worker: flags.worker });
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
  readonly json: boolean;
  readonly host: string;
  readonly port: number;
  readonly sizes: WorldSizes;
  readonly creators: number;
  readonly worker: boolean;
}

const up = async (options: UpOptions): Promise<void> => {
  const begun = systemClock.now();
  const { settings, once, json, host, port, creators } = options;
  const signals = stopSignals('stopping …');
  const log = await openLogger({ dataFolder: settings.dataFolder, terminal: 'warn', level: settings.logLevel });
  try {
    remark(style('bold', 'Tidemark') + style('dim', ' — the tide marks of public attention'));
    const opened = await openPatiently(() => openFor(settings, options.wanted), {
      stop: signals.stop,
      onWait: (failure) => remark(waitingText(failure)),
      onBack: () => remark(backText),
    });
    if (opened === null) return;
    const { store, world } = opened;
    await using _store = store;
    remark(`${style('green', '✓')} database: ${store.kind}, ${store.address}`);
    await using simulator = world === 'sample' ? await startSimulator(options.sizes) : null;
    if (simulator) remark(`${style('green', '✓')} simulated platforms: ${simulator.url}`);
    // The dashboard opens first: a port in use is told before anything is collected, and progress can be watched there.
    const server = await serve({ store, settings, world, host, port, simulatorUrl: simulator?.url, logger: log.logger });
    try {
      const reports = simulator ? await sample({ store, settings, simulator, creators, logger: log.logger, json }, signals) : [];
      const serving = !once && !signals.stop.aborted;
      const summary = { world, reports, tookMs: systemClock.now() - begun, totals: await totalsOf(store), origin: server.url };
      const link = serving ? `${server.url}/login?link=${(await createLoginLink(store, systemClock)).secret}` : null;
      if (json) printJson(summaryJson(summary, link));
      else printSummary(summary, link);
      const trouble = reports.find(({ state }) => state !== 'done');
      if (trouble) process.exitCode = trouble.error?.exitCode ?? exitCodes.failed;
      if (serving && !signals.stop.aborted)
        await (options.worker
          ? workBeside({ store, settings, logger: log.logger, simulatorUrl: simulator?.url, ...signals })
          : stopped(signals.stop));
    } finally {
      await server.close();
    }
  } finally {
    await log.close();
  }
};

const stopped = (stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => (stop.aborted ? resolve() : stop.addEventListener('abort', () => resolve(), { once: true })));

/** After a failure the worker rests so long; the dashboard, which says what is wrong, goes on meanwhile. */
const restMs = 10_000;

/** Does the steps of pipelines beside the dashboard, so that one command is enough. */
const workBeside = async (options: Omit<WorkingOptions, 'queue' | 'clock' | 'pools'>): Promise<void> => {
  const { store, logger, stop } = options;
  while (!stop.aborted)
    try {
      await using queue = await openQueue(store, (error) => logger.warn({ error }, 'the queue of steps'));
      await runWorker({ ...options, queue, clock: await databaseClock(store), pools: usualPools });
    } catch (error) {
      logger.error({ error }, `the worker ended: ${reasonOf(error)}`);
      await systemClock.sleep(restMs, stop).catch(() => undefined);
    }
};

/** The real world once it is used, the sample until then. */
const openFor = async (settings: Settings, wanted: World | undefined): Promise<{ store: Store; world: World }> => {
  if (wanted !== 'sample') {
    const real = await openWorld(settings, 'real', { poolSize: 20 });
    try {
      if (wanted === 'real' || (await isUsed(real))) return { store: real, world: 'real' };
      // Opened before the other is closed, so that a private database need not stop and start in between.
      const store = await openWorld(settings, 'sample', { poolSize: 20 });
      await real.close();
      return { store, world: 'sample' };
    } catch (error) {
      await real.close().catch(() => undefined);
      throw error;
    }
  }
  return { store: await openWorld(settings, 'sample', { poolSize: 20 }), world: 'sample' };
};

type Sampling = Pick<SampleOptions, 'store' | 'settings' | 'simulator' | 'creators' | 'logger'> & { readonly json: boolean };

const sample = async ({ json, ...sampling }: Sampling, signals: StopSignals): Promise<RunReport[]> => {
  let reports: RunReport[] = [];
  const list = new Listr(
    [
      {
        title: 'collecting sample watchlists',
        task: async (_, task) => {
          const progress = createProgress((line) => void (task.output = line));
          reports = await collectSample({
            ...sampling,
            ...signals,
            ...progress,
            onDay: (day, n, of) => void (task.title = `collecting sample watchlists: ${day} (day ${n} of ${of})`),
          });
          const records = reports.reduce((sum, report) => sum + report.observations, 0);
          task.title =
            reports.length === 0
              ? 'sample watchlists: up to date'
              : `sample watchlists collected: ${new Set(reports.map(({ day }) => day)).size} days, ${number(records)} observations`;
        },
      },
    ],
    {
      concurrent: false,
      registerSignalListeners: false,
      ...(json ? { renderer: 'silent' as const } : { fallbackRenderer: 'silent' as const }),
    },
  );
  await list.run();
  if (json || !process.stdout.isTTY)
    for (const report of reports)
      remark(
        `  ${report.day} ${report.platform} ${report.state}: ${number(report.records)} records, ${number(report.observations)} observations in ${duration(report.durationMs)}`,
      );
  for (const { error } of reports) if (error) remark(error.line);
  return reports;
};

const printLink = async (settings: Settings, wanted: World | undefined, origin: string, json: boolean): Promise<void> => {
  const { store } = await openFor(settings, wanted);
  await using _store = store;
  const link = await createLoginLink(store, systemClock);
  const address = `${origin}/login?link=${link.secret}`;
  if (json) printJson({ link: address });
  else printLine(address);
};
