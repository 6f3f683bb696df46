/** What the benchmarks share: a database and a simulator of their own, and honest clocks for every process that works. */
import { readdirSync, readFileSync } from 'node:fs';
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
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // Fields of proc_pid_stat(5) from the third on: its parent is the second of these, the times are the 12th to the 15th.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (pid !== postmaster && fields[1] !== postmaster) continue;
      for (const at of [11, 12, 13, 14]) ticks += Number(fields[at]);
    } catch {
      // It ended while we looked.
    }
  }
  return ticks / ticksPerSecond;
};

/** CPU seconds of this process, all threads. */
export const ownCpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

export const machine = (): string =>
  `${cpus().length} x ${cpus()[0]!.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
