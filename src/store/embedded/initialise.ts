import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TidemarkError } from '../../domain/index.ts';
import { diskFull, isNearlyFull, saysDiskFull } from '../disk.ts';
import { identityOf } from './account.ts';
import { findBinaries, type Binaries } from './binaries.ts';
import type { Place } from './place.ts';
import { serverEnvironment } from './settings.ts';

/** Role and database of the private server. */
export const embeddedUser = 'tidemark';
export const embeddedDatabase = 'postgres';

/**
 * Makes the cluster when there is none, and refuses one written by a newer PostgreSQL. Only under the lock of the starters.
 *
 * It is made under another name and renamed when it is complete: a process killed in the middle leaves a folder that is thrown away,
 * and nothing under the final name is ever thrown away. Tests do without durability.
 */
export const ensureCluster = async (
  place: Place,
  runnable: () => Promise<Binaries>,
  onNotice: (sentence: string) => void,
  isDurable: boolean,
): Promise<void> => {
  const info = await stat(place.cluster).catch(() => undefined);
  if (info) {
    await checkVersion(place);
    // A restored backup may come with looser modes, which PostgreSQL refuses.
    if ((info.mode & 0o027) !== 0) await chmod(place.cluster, 0o700);
    return;
  }
  const binaries = await runnable();
  // A name of its own each time: the initdb of a killed process may still be writing into its folder.
  const making = join(place.home, `${half}${randomUUID()}`);
  onNotice(`The private database (PostgreSQL ${binaries.major}) is created in ${place.home}.`);
  for (const name of await readdir(place.home)) if (name.startsWith(half)) await discard(join(place.home, name));
  try {
    await initdb(place, binaries, making, isDurable);
    await rename(making, place.cluster);
  } catch (error) {
    await discard(making);
    throw error;
  }
  const folder = await open(place.home);
  await folder.sync().finally(() => folder.close());
};

const half = 'cluster.making-';

/** What cannot be removed now is removed the next time a cluster is made. */
const discard = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);

const checkVersion = async (place: Place): Promise<void> => {
  const { major } = await findBinaries();
  const text = await readFile(join(place.cluster, 'PG_VERSION'), 'utf8').catch(() => '');
  const found = Number.parseInt(text, 10);
  if (found > major) throw new TidemarkError('TDM_DATA_VERSION', { folder: place.dataFolder, found, supported: major });
  if (found === major) return;
  const reason = Number.isNaN(found)
    ? `${place.cluster} is not a PostgreSQL data folder`
    : `it was written by PostgreSQL ${found}, and this is ${major}`;
  throw new TidemarkError('TDM_DATA_FOLDER', { folder: place.dataFolder, reason });
};

const initdb = async (place: Place, binaries: Binaries, folder: string, isDurable: boolean): Promise<void> => {
  const child = spawn(
    binaries.initdb,
    [
      `--pgdata=${folder}`,
      `--username=${embeddedUser}`,
      '--auth-local=trust',
      // Should somebody start the cluster by hand, with a port: nobody gets in through it.
      '--auth-host=reject',
      '--encoding=UTF8',
      // The builtin locale sorts by code point, the same on every system and after every update of its libraries.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      // What it made until it failed is removed by us, after a look at how full the disk is.
      '--no-clean',
      ...(isDurable ? [] : ['--no-sync']),
    ],
    { ...identityOf(place.account), cwd: place.home, env: serverEnvironment(), stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal ?? 'unknown'));
  }).catch((error: Error) => error.message);
  if (code === 0) return;
  if (saysDiskFull(output) || (await isNearlyFull(place.home))) throw await diskFull(place.home, new Error(output));
  const reason = output.split('\n').find((line) => /error|fatal/i.test(line)) ?? `initdb ended with ${code}`;
  throw new TidemarkError('TDM_DATABASE_START', { reason, log: place.log }, new Error(output));
};
