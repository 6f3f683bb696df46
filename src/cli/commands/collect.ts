import type { Command } from 'commander';
import { exitCodes, TidemarkError } from '../../domain/index.ts';
import type { RunReport } from '../../collect/index.ts';
import { sourceOf, streamOf } from '../../sources/index.ts';
import { visitsOf } from '../../collect/index.ts';
import type { Visits } from '../../collect/index.ts';
import { runCollection } from '../collecting.ts';
import type { CollectingOptions } from '../collecting.ts';
import { openWorld } from '../context.ts';
import type { World } from '../context.ts';
import { openLake, sealJson, sealLine } from '../lake.ts';
import type { SealEnd } from '../lake.ts';
import { openLogger } from '../logger.ts';
import { requireContact } from '../network.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { printJson, printLine, remark, style } from '../output.ts';
import { createProgress } from '../progress.ts';
import { prepareRecording, prepareReplay, worldOfRecording } from '../recordings.ts';
import { printReport, reportJson } from '../report.ts';
import type { Settings } from '../settings.ts';
import { stopSignals } from '../signals.ts';
import { createWaitLines } from '../wait-lines.ts';
import { sampleSizes, startSimulator } from '../simulator.ts';

interface CollectFlags {
  readonly stream: string[];
  readonly target: string[];
  readonly watchlist?: string;
  readonly record?: string;
  readonly replay?: string;
  readonly sample?: boolean;
  readonly new?: boolean;
  readonly visits?: string;
  readonly spread?: string;
  readonly maxHold: string;
  readonly json?: boolean;
}

const several = (value: string, before: string[]): string[] => [...before, value];

export const addCollect = (program: Command): void => {
  program
    .command('collect')
    .summary('collect from one platform; a rerun resumes')
    .description(
      'Collects from one platform, politely: every title and every episode, or what you choose. Run the same command again after a stop of any kind: it goes on where the last page was committed.',
    )
    .argument('<platform>', 'for example naver-webtoon (see: tidemark sources)')
    .option('--stream <name>', 'only this stream; may be given several times', several, [])
    .option('--target <id>', 'only this target; may be given several times', several, [])
    .option('--watchlist <name>', 'only what is on this watchlist')
    .option('--record <folder>', 'also write every exchange there, to be replayed')
    .option('--replay <folder>', 'answer from recorded exchanges; no request is made')
    .option('--sample', 'collect from the simulator into the sample world')
    .option('--new', 'begin a new run even when one could be resumed')
    .option('--spread <duration>', 'begin the work evenly over so long, such as 8h or 90m, instead of as soon as the lanes allow')
    .option('--visits <n|auto>', 'visit only so many targets, those that change most, or as many as the lanes allow; the others come later')
    .option('--max-hold <seconds>', 'a lane held for longer ends the run for now', '900')
    .option('--json', 'print the report as JSON, and waits as JSON lines on stderr')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark collect naver-webtoon\n  tidemark collect naver-webtoon --stream titles --stream series\n  tidemark collect naver-webtoon --target 700100 --record recordings/\n  tidemark collect twitch --watchlist Streamers --visits 1500\n  tidemark collect naver-webtoon --replay recordings/ --json',
    )
    .action(async (platform: string, flags: CollectFlags, command: Command) => {
      const source = sourceOf(platform);
      if (flags.record !== undefined && flags.replay !== undefined) throw usage('--record and --replay exclude each other');
      for (const name of flags.stream) streamOf(source, name);
      const holdSeconds = Number(flags.maxHold);
      if (!Number.isFinite(holdSeconds) || holdSeconds < 0) throw usage(`--max-hold takes seconds, not "${flags.maxHold}"`);
      const spreadMs = flags.spread === undefined ? undefined : durationOf(flags.spread);
      const visits = visitsOf(flags.visits);
      if (visits !== null && flags.replay !== undefined) throw usage('--visits and --replay exclude each other');
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      const simulated = flags.replay === undefined && (flags.sample === true || settings.simulatorUrl !== undefined);
      const recorded = flags.replay === undefined ? null : worldOfRecording(flags.replay);
      const world: World = globals.world ?? (flags.sample || simulated ? 'sample' : (recorded ?? 'real'));
      if (flags.replay === undefined && !simulated) requireContact(settings, platform);
      if (simulated && world === 'real') throw usage('simulated answers never go into the real world; leave --world away');
      if (recorded !== null && recorded !== world)
        throw usage(`this recording is of the ${recorded} world and goes nowhere else; use --world ${recorded}`);
      // Before a database is opened or a run begun: a mistyped folder or LAKE_URL leaves no trace.
      openLake(settings, world);
      if (flags.replay !== undefined) await prepareReplay(flags.replay);
      if (flags.record !== undefined) await prepareRecording(flags.record, world);

      const { report, end } = await collectOnce({
        settings,
        source,
        flags,
        world,
        simulated,
        visits,
        spreadMs,
        maxHoldMs: holdSeconds * 1000,
      });
      if (flags.json) printJson({ ...reportJson(report, world), sealed: sealJson(end) });
      else printReport(report);
      if (end) sayHowSealed(end, flags.json === true);
      if (report.pages === 0 && report.state === 'done' && !source.streams.some(({ target }) => target.kind === 'listing'))
        remark(`nothing is watched on ${source.platform} yet; begin with: tidemark targets add ${source.platform} NAME`);
      finish(report);
    });
};

const usage = (problem: string): TidemarkError => new TidemarkError('TDM_USAGE', { problem, help: 'tidemark collect --help' });

const msOf = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of `8h`, `90m`, `30s`; at most a day, as a run belongs to one. */
const durationOf = (text: string): number => {
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?)(s|m|h)$/.exec(text.trim()) ?? [];
  const ms = Number(amount) * msOf[unit as keyof typeof msOf];
  if (!(ms >= 1000 && ms <= 24 * msOf.h)) throw usage(`--spread takes a time from 1s to 24h, such as 8h or 90m, not "${text}"`);
  return ms;
};

interface Once {
  readonly settings: Settings;
  readonly source: ReturnType<typeof sourceOf>;
  readonly flags: CollectFlags;
  readonly world: World;
  readonly simulated: boolean;
  readonly visits: Visits | null;
  readonly spreadMs: number | undefined;
  readonly maxHoldMs: number;
}

const collectOnce = async ({ settings, source, flags, world, simulated, visits, spreadMs, maxHoldMs }: Once) => {
  const log = await openLogger({ dataFolder: settings.dataFolder, terminal: 'error', level: settings.logLevel });
  const signals = stopSignals('finishing the pages under way …');
  try {
    await using store = await openWorld(settings, world, { quiet: flags.json === true, poolSize: 20 });
    await using simulator = simulated && settings.simulatorUrl === undefined ? await startSimulator(sampleSizes) : null;
    let end: SealEnd | null = null;
    const start = (watch: Pick<CollectingOptions, 'onEvent' | 'onWait'>): Promise<RunReport> =>
      runCollection({
        ...{ store, settings, source, spreadMs, maxHoldMs, ...signals, logger: log.logger },
        request: { streams: flags.stream, targets: flags.target, watchlist: flags.watchlist ?? null, visits },
        simulatorUrl: simulated ? (settings.simulatorUrl ?? simulator!.url) : undefined,
        record: flags.record,
        replay: flags.replay,
        fresh: flags.new ?? false,
        ...watch,
        onSealed: (how) => void (end = how),
      });
    const report =
      flags.json || !process.stderr.isTTY
        ? await start(createWaitLines(flags.json === true))
        : await withBars(source.title, (show) => start(createProgress(show)));
    return { report, end: end as SealEnd | null };
  } finally {
    await log.close();
  }
};

/** Runs work under a line that moves. */
const withBars = async (title: string, start: (show: (line: string) => void) => Promise<RunReport>): Promise<RunReport> => {
  const { Listr } = await import('listr2');
  let report: RunReport | undefined;
  const list = new Listr(
    [
      {
        title,
        task: async (_, task) => {
          report = await start((line) => void (task.output = line));
          if (report.state !== 'done') task.title = `${title}: ${report.state}`;
        },
        rendererOptions: { persistentOutput: true },
      },
    ],
    { concurrent: false, registerSignalListeners: false },
  );
  await list.run();
  return report!;
};

/** A lake that fails is a warning and no failure: the raw answers are as safe as before, in the database. */
const sayHowSealed = (end: SealEnd, json: boolean): void => {
  if ('failed' in end) return remark(`warning: ${end.failed.line}`);
  const line = sealLine(end.sealed);
  if (line !== null && !json) printLine(style('dim', `      ${line}`));
};

const finish = (report: RunReport): void => {
  if (report.state === 'done') return;
  if (report.error) remark(report.error.line);
  process.exitCode = report.error?.exitCode ?? exitCodes.failed;
};
