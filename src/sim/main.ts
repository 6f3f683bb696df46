import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseFaults } from './faults.ts';
import { createSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';
import type { SimulatorOptions } from './options.ts';

/** How the program behaves, apart from the simulator it runs. */
export interface ProgramOptions {
  print?(line: string): void;
  onStart?(simulator: Simulator): void;
  /** A file to which the truth of the worlds is written before it listens, of so many days. */
  readonly truth?: { readonly file: string; readonly days: number };
  /** End when the process that started this one is gone, so that a killed parent leaves no simulator behind. */
  readonly endWithParent?: boolean;
}

const parentCheckMs = 1000;

/**
 * Runs a simulator as a program: prints one JSON line `{"url":...}` when it listens, and ends on SIGTERM or SIGINT. Resolves when it has
 * ended.
 *
 * @throws the plain `EADDRINUSE` error when the port is taken.
 */
export const runSimulator = async (options: SimulatorOptions = {}, program: ProgramOptions = {}): Promise<void> => {
  const print = program.print ?? ((line) => void process.stdout.write(`${line}\n`));
  const parent = process.ppid;
  const simulator = await createSimulator(options);
  if (program.truth) await writeFile(program.truth.file, simulator.truthLines(program.truth.days));
  const ended = new Promise<void>((resolve) => {
    const stop = (): void => {
      clearInterval(watch);
      process.removeListener('SIGTERM', stop);
      process.removeListener('SIGINT', stop);
      void simulator.close().then(resolve);
    };
    const watch = program.endWithParent ? setInterval(() => process.ppid !== parent && stop(), parentCheckMs) : undefined;
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
  const { day, platforms } = simulator.state();
  print(JSON.stringify({ url: simulator.url, port: simulator.port, pid: process.pid, day, platforms }));
  program.onStart?.(simulator);
  await ended;
};

/** Options from command line words, for whoever starts this file by itself. `--faults` takes JSON or the name of a JSON file. */
export const parseSimulatorArguments = (words: readonly string[]): SimulatorOptions => {
  const { values } = parseArgs({
    args: [...words],
    options: {
      port: { type: 'string' },
      seed: { type: 'string' },
      titles: { type: 'string' },
      episodes: { type: 'string' },
      'kakao-titles': { type: 'string' },
      'kakao-episodes': { type: 'string' },
      'base-day': { type: 'string' },
      day: { type: 'string' },
      clock: { type: 'string' },
      latency: { type: 'string' },
      jitter: { type: 'string' },
      compress: { type: 'boolean' },
      faults: { type: 'string' },
    },
  });
  const number = (
    name: 'port' | 'seed' | 'titles' | 'episodes' | 'kakao-titles' | 'kakao-episodes' | 'latency' | 'jitter',
  ): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text)) throw new TypeError(`--${name} takes a whole number, not "${text}"`);
    return Number(text);
  };
  if (values.clock !== undefined && values.clock !== 'real' && values.clock !== 'virtual')
    throw new TypeError('--clock is real or virtual');
  const entries = {
    port: number('port'),
    seed: number('seed'),
    titles: number('titles'),
    episodes: number('episodes'),
    kakaoTitles: number('kakao-titles'),
    kakaoEpisodes: number('kakao-episodes'),
    latencyMs: number('latency'),
    jitterMs: number('jitter'),
    baseDay: values['base-day'],
    day: values.day,
    clock: values.clock,
    compress: values.compress,
    faults:
      values.faults === undefined
        ? undefined
        : parseFaults(JSON.parse(/^\s*[[{]/.test(values.faults) ? values.faults : readFileSync(values.faults, 'utf8'))),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as SimulatorOptions;
};

if (import.meta.main) {
  try {
    await runSimulator(parseSimulatorArguments(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
