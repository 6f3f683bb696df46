import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const pidFileOf = (cluster: string): string => join(cluster, 'postmaster.pid');

const quietly = (read: () => string): string => {
  try {
    return read();
  } catch {
    return '';
  }
};

const pidIn = (text: string): number | undefined => {
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
};

/**
 * The pid of the living server of a cluster. A pid file proves nothing: the process may be gone, be a zombie nobody reaps (containers
 * without an init), or be another program that got the number after a restart of the machine.
 *
 * Synchronous, as a process that is exiting asks too; it reads three small files of the kernel.
 */
export const livingPid = (cluster: string): number | undefined => {
  const pid = pidIn(quietly(() => readFileSync(pidFileOf(cluster), 'utf8')));
  return pid !== undefined && serves(pid, cluster) ? pid : undefined;
};

const serves = (pid: number, cluster: string): boolean => {
  if (process.platform !== 'linux') {
    const line = quietly(() => execFileSync('ps', ['-p', String(pid), '-o', 'stat=,command='], { encoding: 'utf8', stdio: 'pipe' })).trim();
    return !line.startsWith('Z') && line.includes('postgres') && line.includes(cluster);
  }
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(stat) ?? [];
  if (name !== 'postgres' || state === 'Z' || state === 'X') return false;
  // The server changes into its data folder, which may be known to it under another name. Only the same user and root may see where
  // it is; the command line is for all.
  if (isSameFolder(`/proc/${pid}/cwd`, cluster)) return true;
  return quietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    .split('\0')
    .includes(cluster);
};

const isSameFolder = (one: string, other: string): boolean => {
  try {
    const [a, b] = [statSync(one), statSync(other)];
    return a.ino === b.ino && a.dev === b.dev;
  } catch {
    return false;
  }
};

/** Above every possible pid (Linux ends at 2^22), so certainly nobody's. */
const nobody = 2_147_483_646;

/**
 * Takes away what a dead server left and a new one would stumble over. Call it only when `livingPid` says there is none.
 *
 * The pid file is not removed but made to name a process that cannot exist: it also names the shared memory of the dead server, by
 * which PostgreSQL finds out whether one of its children still writes into the data. Without the file that check is lost.
 */
export const clearTraces = async (cluster: string, socketFolder: string): Promise<void> => {
  const path = pidFileOf(cluster);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined) {
    if (pidIn(text) === undefined) await rm(path);
    else await writeFile(path, text.replace(/^\d+/, String(nobody)));
  }
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) await rm(join(socketFolder, name), { force: true });
};
