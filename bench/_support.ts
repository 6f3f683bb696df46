/** What the benchmarks share: a database and a simulator of their own, and honest clocks for every process that works. */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/store/index.ts';
import type { Store } from '../src/store/index.ts';

/** Opens a private database in a temporary folder; both are gone afterwards. `settings` of the server are for looking into it. */
export const temporaryStore = async (
  settings: Readonly<Record<string, string>> = {},
): Promise<{ store: Store; folder: string } & AsyncDisposable> => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  // As root the database runs under an account of its own, which must be able to enter.
  await chmod(folder, 0o755);
  const store = await openStore({ dataFolder: folder, poolSize: 20, settings });
  return {
    store,
    folder,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const ticksPerSecond = 100;

/** CPU of a process so far in ticks, and its parent. Fields of proc_pid_stat(5) from the third on: the parent is the second of these, the times are the 12th to the 15th. */
const ticksOf = (pid: string): { readonly parent: string; readonly ticks: number } => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: fields[1]!, ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) };
};

/** CPU seconds of a process so far, and of its children that have ended. Linux only. */
export const processCpuSeconds = (pid: number): number => ticksOf(String(pid)).ticks / ticksPerSecond;

/**
 * CPU seconds of a store's private PostgreSQL so far, all of its processes, those of connections that are closed already included. Linux only.
 * Other servers on the machine do not count.
 */
export const postgresCpuSeconds = async (store: Store): Promise<number> => {
  const [row] = await store.query<{ folder: string }>("select current_setting('data_directory') as folder");
  const postmaster = readFileSync(join(row!.folder, 'postmaster.pid'), 'utf8').split('\n')[0]!;
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const { parent, ticks: used } = ticksOf(pid);
      if (pid === postmaster || parent === postmaster) ticks += used;
    } catch {
      // It ended while we looked.
    }
  }
  return ticks / ticksPerSecond;
};

/**
 * Core seconds of the machine so far: in which a core had nothing to do, in which it only waited for a disk, and in which the host of a virtual
 * machine gave it to somebody else. Linux only.
 */
const unusedSeconds = (): { readonly idle: number; readonly disk: number; readonly stolen: number } => {
  const [, , , , idle, disk, , , stolen] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.split(/\s+/).map(Number);
  return { idle: idle! / ticksPerSecond, disk: disk! / ticksPerSecond, stolen: stolen! / ticksPerSecond };
};

/** CPU seconds of this process, all threads. */
export const ownCpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

export const machine = (): string =>
  `${cpus().length} x ${cpus()[0]!.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** What everybody has used of the machine since a meter was started, in seconds; of cores, where it is a process's or the machine's. */
export interface Used {
  readonly seconds: number;
  readonly node: number;
  readonly postgres: number;
  readonly simulator: number;
  readonly idle: number;
  readonly disk: number;
  readonly stolen: number;
  /** Work that is not ours: where it is much, the figures of the clock say little. */
  readonly others: number;
}

/** Starts to measure; the returned function says what was used since. */
export const startMeter = async (store: Store, simulatorPid: number): Promise<() => Promise<Used>> => {
  const read = async () => ({
    ...{ seconds: performance.now() / 1000, node: ownCpuSeconds(), postgres: await postgresCpuSeconds(store) },
    ...{ simulator: processCpuSeconds(simulatorPid), ...unusedSeconds() },
  });
  const from = await read();
  return async () => {
    const to = await read();
    const since = (name: keyof typeof from): number => to[name] - from[name];
    const used = {
      ...{ seconds: since('seconds'), node: since('node'), postgres: since('postgres'), simulator: since('simulator') },
      ...{ idle: since('idle'), disk: since('disk'), stolen: since('stolen') },
    };
    const { seconds, ...ofCores } = used;
    const others = seconds * cpus().length - Object.values(ofCores).reduce((sum, each) => sum + each, 0);
    return { ...used, others: Math.max(0, others) };
  };
};
