import type { Command } from 'commander';
import { TidemarkError } from '../../domain/index.ts';
import { openQueue } from '../../jobs/index.ts';
import type { WorkEvent } from '../../jobs/index.ts';
import { databaseClock } from '../../store/index.ts';
import { openWorld } from '../context.ts';
import type { World } from '../context.ts';
import { openLogger } from '../logger.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { backText, openPatiently, waitingText } from '../open-patiently.ts';
import { printJsonLine, printLine, remark } from '../output.ts';
import { stopSignals } from '../signals.ts';
import { sampleSizes, startSimulator } from '../simulator.ts';
import { handedOverText, runWorker, usualPools } from '../working.ts';

interface WorkerFlags {
  readonly pools?: string;
  readonly once?: boolean;
  readonly sample?: boolean;
  readonly json?: boolean;
}

export const addWorker = (program: Command): void => {
  program
    .command('worker')
    .summary('do the steps of pipelines, on any machine that reaches the database')
    .description(
      'Does the steps of pipelines, begins what schedules want and delivers alerts, until it is stopped: at the first signal it takes nothing more and ends after the pages under way, and what is not done goes on elsewhere. Any number of workers, on any machines, share the work of one database.',
    )
    .option('--pools <list>', 'what it does side by side, such as collect=4,heavy,light=2', poolsText(usualPools))
    .option('--once', 'end as soon as nothing is left to do')
    .option('--sample', 'work on the sample world, with simulated platforms')
    .option('--json', 'print what happens as JSON lines')
    .addHelpText('after', '\nExamples:\n  tidemark worker\n  tidemark worker --pools heavy\n  tidemark worker --once --sample --json')
    .action(async (flags: WorkerFlags, command: Command) => {
      const pools = readPools(flags.pools ?? poolsText(usualPools));
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      const simulated = flags.sample === true || settings.simulatorUrl !== undefined;
      const world: World = globals.world ?? (simulated ? 'sample' : 'real');
      if (simulated !== (world === 'sample'))
        throw usage(`the ${world} world is worked on ${world === 'sample' ? 'with' : 'without'} simulated platforms: --sample`);
      const log = await openLogger({ dataFolder: settings.dataFolder, terminal: 'error', level: settings.logLevel });
      const signals = stopSignals('finishing the pages under way …');
      try {
        const seats = Object.values(pools).reduce((sum, each) => sum + each, 0);
        const open = async () => {
          const store = await openWorld(settings, world, { quiet: flags.json === true, poolSize: 20 + seats });
          try {
            const clock = await databaseClock(store);
            return { store, clock, queue: await openQueue(store, (error) => log.logger.warn({ error }, 'the queue of steps')) };
          } catch (error) {
            await store.close().catch(() => undefined);
            throw error;
          }
        };
        const opened = await openPatiently(open, {
          stop: signals.stop,
          onWait: (failure) => sayWaiting(failure, flags.json === true),
          onBack: () => (flags.json ? printJsonLine({ event: 'database-back' }) : remark(backText)),
        });
        if (opened === null) return;
        await using store = opened.store;
        await using queue = opened.queue;
        await using simulator = simulated && settings.simulatorUrl === undefined ? await startSimulator(sampleSizes) : null;
        await runWorker({
          ...{ store, queue, settings, pools, ...signals, logger: log.logger, clock: opened.clock },
          simulatorUrl: simulated ? (settings.simulatorUrl ?? simulator!.url) : undefined,
          untilIdle: flags.once === true,
          onEvent: (event) => say(event, flags.json === true),
        });
      } finally {
        await log.close();
      }
    });
};

const usage = (problem: string): TidemarkError => new TidemarkError('TDM_USAGE', { problem, help: 'tidemark worker --help' });

const poolsText = (pools: Readonly<Record<string, number>>): string =>
  Object.entries(pools)
    .map(([name, seats]) => `${name}=${seats}`)
    .join(',');

/** `collect=4,heavy` as numbers by name. */
const readPools = (text: string): Record<string, number> => {
  const pools: Record<string, number> = {};
  for (const part of text.split(',').map((each) => each.trim())) {
    const [, name, seats = '1'] = /^([a-z][\w-]{0,62})(?:=(\d{1,3}))?$/.exec(part) ?? [];
    if (name === undefined || Number(seats) < 1 || Number(seats) > 100)
      throw usage(`--pools takes names with how many side by side (1 to 100), such as collect=4,heavy, not "${part}"`);
    if (name in pools) throw usage(`--pools names ${name} twice`);
    pools[name] = Number(seats);
  }
  return pools;
};

/** One line for what a person may want to see go by. */
const say = (event: WorkEvent, json: boolean): void => {
  if (event.type === 'worker')
    return json ? printJsonLine({ event: 'worker', worker: event.workerId }) : printLine(`worker ${event.workerId} is ready`);
  if (event.type === 'handed-over') {
    const { pipeline, from, to, version: next } = event.run;
    return json
      ? printJsonLine({ event: 'handed-over', pipeline, run: from, next: to, version: next })
      : printLine(handedOverText(event.run));
  }
  if (event.type !== 'begin' && event.type !== 'end') return;
  const { run, step, number, seat } = event.attempt;
  const outcome = event.type === 'end' ? event.outcome : null;
  if (json)
    return printJsonLine({
      ...{ event: event.type, pipeline: run.pipeline, run: run.id, step: step.name, attempt: number, seat },
      ...(outcome && { state: outcome.state, error: outcome.error?.code ?? null }),
    });
  const how = outcome === null ? 'begins' : `${outcome.state}${outcome.error ? `: ${outcome.error.message}` : ''}`;
  printLine(`${run.pipeline} ${run.id}/${step.name} ${how}`);
};

const sayWaiting = (failure: TidemarkError, json: boolean): void =>
  json ? printJsonLine({ event: 'database-wait', code: failure.code, message: failure.message }) : remark(waitingText(failure));
