import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import pg from 'pg';
import { TidemarkError, type Clock } from '../../domain/index.ts';
import { diskFull, isNearlyFull, saysDiskFull } from '../disk.ts';
import { identityOf } from './account.ts';
import type { Binaries } from './binaries.ts';
import { embeddedDatabase, embeddedUser } from './initialise.ts';
import { ensureSocketFolder, type Place } from './place.ts';
import { clearTraces, livingPid } from './postmaster.ts';
import { serverArguments, serverEnvironment } from './settings.ts';

const pollMs = 20;
/** How long a living server may leave its socket unanswered before it is taken for unreachable and restarted. */
const silentMs = 5000;
/** How long a start may take in all; replaying 2 GB of WAL after a crash takes about a minute on a slow disk. */
const startMs = 10 * 60_000;
const stopMs = 60_000;
const logLimitBytes = 10 * 2 ** 20;

/** How to reach the private server. */
export const connectionTo = (place: Place): pg.ClientConfig => ({
  host: place.socketFolder,
  port: 5432,
  user: embeddedUser,
  database: embeddedDatabase,
  ssl: false,
});

/** `ready` takes statements, `busy` is starting, stopping or recovering, `silent` does not answer. */
export const probe = async (place: Place): Promise<'ready' | 'busy' | 'silent'> => {
  const client = new pg.Client({ ...connectionTo(place), connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return 'ready';
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (code === '57P03') return 'busy';
    // Any other answer in the words of PostgreSQL (too many connections, say) comes from a server that runs.
    return /^[0-9A-Z]{5}$/.test(code) && error instanceof pg.DatabaseError ? 'ready' : 'silent';
  }
};

/** What a start needs. */
export interface StartOptions {
  readonly place: Place;
  readonly clock: Clock;
  readonly binaries: () => Promise<Binaries>;
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly onNotice: (sentence: string) => void;
}

/** Adopts the running server of the cluster, or starts one. Only under the lock of the starters. */
export const startOrAdopt = async (options: StartOptions): Promise<'adopted' | 'started'> => {
  const { place, clock } = options;
  const begun = clock.now();
  await ensureSocketFolder(place);
  for (;;) {
    const state = await probe(place);
    if (state === 'ready') return 'adopted';
    const pid = livingPid(place.cluster);
    // A server that answers "not now" lives, also when its process cannot be seen from here (another container on the same folder).
    if (pid === undefined && state === 'silent') {
      await clearTraces(place.cluster, place.socketFolder);
      await start(options);
      return 'started';
    }
    const waitedMs = clock.now() - begun;
    if (waitedMs > startMs) throw notStarted(place, `the server (process ${pid ?? 'unknown'}) neither starts nor stops`);
    // It lives and cannot be reached: something removed its socket. Nobody can be using it.
    if (state === 'silent' && waitedMs > silentMs) await stop(place, clock);
    else await clock.sleep(pollMs);
  }
};

const start = async (options: StartOptions): Promise<void> => {
  const { clock } = options;
  const binaries = await options.binaries();
  const begun = clock.now();
  for (;;) {
    const output = await startOnce(options, binaries);
    if (output === null) return;
    // Children of a killed server finish their statement before they see that it is gone; PostgreSQL waits for them, and so do we.
    if (/pre-existing shared memory block/.test(output) && clock.now() - begun < stopMs) {
      await clock.sleep(100);
      continue;
    }
    throw await explain(options.place, output);
  }
};

/** Starts the server and waits until it answers; what it logged if it ended instead. */
const startOnce = async ({ place, clock, settings, onNotice }: StartOptions, binaries: Binaries): Promise<string | null> => {
  const log = await openLog(place);
  let child: ChildProcess;
  try {
    // Detached, in a session of its own: Ctrl-C in the terminal must not reach it, and it outlives this process.
    child = spawn(binaries.postgres, serverArguments(place.cluster, place.socketFolder, settings), {
      ...identityOf(place.account),
      cwd: place.home,
      env: serverEnvironment(),
      stdio: ['ignore', log.handle.fd, log.handle.fd],
      detached: true,
    });
  } finally {
    await log.handle.close();
  }
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `it ended with ${code ?? signal}`));
  child.unref();
  const begun = clock.now();
  let told = false;
  while (ended === undefined) {
    if ((await probe(place)) === 'ready') return null;
    const waitedMs = clock.now() - begun;
    if (waitedMs > startMs) throw notStarted(place, 'it did not answer within ten minutes');
    if (waitedMs > 5000 && !told) {
      told = true;
      onNotice('The private database repeats its journal after an unclean end; this can take a minute.');
    }
    await clock.sleep(pollMs);
  }
  const text = await readFile(place.log, 'utf8').catch(() => '');
  return `${text.slice(log.length)}\n${ended}`;
};

const openLog = async (place: Place) => {
  const size = await stat(place.log).then(
    (info) => info.size,
    () => 0,
  );
  if (size > logLimitBytes) await rename(place.log, `${place.log}.1`);
  const handle = await open(place.log, 'a', 0o600);
  if (place.account.switched) await handle.chown(place.account.uid, place.account.gid);
  // In characters, as the log is read back as text.
  const length = size > logLimitBytes || size === 0 ? 0 : (await readFile(place.log, 'utf8')).length;
  return { handle, length };
};

const notStarted = (place: Place, reason: string, cause?: unknown): TidemarkError =>
  new TidemarkError('TDM_DATABASE_START', { reason, log: place.log }, cause);

const explain = async (place: Place, output: string): Promise<TidemarkError> => {
  const cause = new Error(output.trim());
  if (saysDiskFull(output) || (await isNearlyFull(place.home))) return diskFull(place.home, cause);
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((text) => /(FATAL|PANIC|ERROR):/.test(text)) ?? lines.at(-1) ?? '';
  return notStarted(place, line.replace(/^.*?(?:FATAL|PANIC|ERROR):\s*/, ''), cause);
};

/** Stops the server and waits until it is gone; at most a minute, after which it goes on stopping by itself. */
export const stop = async (place: Place, clock: Clock): Promise<void> => {
  const pid = livingPid(place.cluster);
  if (pid === undefined) return;
  signalStop(pid);
  const begun = clock.now();
  while (livingPid(place.cluster) === pid && clock.now() - begun < stopMs) await clock.sleep(pollMs);
};

/** Asks for a fast shutdown: sessions end, everything acknowledged is on disk. */
export const signalStop = (pid: number): void => {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
