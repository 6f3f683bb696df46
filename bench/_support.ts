/** What the benchmarks share: a database and a simulator of their own, and honest clocks for every process that works. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/store/index.ts';
import type { Store } from '../src/store/index.ts';

/** Opens a private database in a temporary folder; both are gone afterwards. */
export const temporaryStore = async (): Promise<{ store: Store; folder: string } & AsyncDisposable> => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  // As root the database runs under an account of its own, which must be able to enter.
  await chmod(folder, 0o755);
  const store = await openStore({ dataFolder: folder, poolSize: 20 });
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

/** CPU seconds of every living process whose binary's name is `binary`. Linux only. */
export const cpuSecondsOf = (binary: string, except: ReadonlySet<number> = new Set()): number => {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (except.has(Number(pid))) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      if (stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')) !== binary) continue;
      ticks += ticksOf(stat);
    } catch {
      // It ended while we looked.
    }
  }
  return ticks / ticksPerSecond;
};

/** CPU seconds of one process. */
export const cpuSecondsOfProcess = (pid: number): number => ticksOf(readFileSync(`/proc/${pid}/stat`, 'utf8')) / ticksPerSecond;

/** Fields 14 and 15 of proc_pid_stat(5): user and system time. Of a process' ended children too (16, 17). */
const ticksOf = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

/** CPU seconds of this process, all threads. */
export const ownCpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Pids of PostgreSQL servers that were there before, so that theirs is not counted as ours. */
export const postgresPids = (): Set<number> => {
  const pids = new Set<number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${pid}/exe`).endsWith('/postgres')) pids.add(Number(pid));
    } catch {
      // Not ours to see, or gone.
    }
  }
  return pids;
};

export const machine = (): string =>
  `${cpus().length} x ${cpus()[0]!.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
