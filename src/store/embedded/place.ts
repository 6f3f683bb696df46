import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, chown, link, lstat, mkdir, mkdtemp, readFile, realpath, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { TidemarkError, reasonOf } from '../../domain/index.ts';
import { accountOf, canEnter, chownAll, isRoot, ownAccount, systemAccount, type Account } from './account.ts';

/** Where clusters go that cannot live beside their data. */
export const systemFolder = '/var/lib/tidemark';

/** Where one private PostgreSQL lives. */
export interface Place {
  /** The operator's data folder, absolute. */
  readonly dataFolder: string;
  /** Everything of the private PostgreSQL: cluster, log, locks. Mode 0700, owned by the account. */
  readonly home: string;
  /** PGDATA. Exists only when it was made completely. */
  readonly cluster: string;
  readonly log: string;
  /** Folder of the Unix socket. */
  readonly socketFolder: string;
  readonly account: Account;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const unusable = (folder: string, error: unknown, reason = reasonOf(error)): TidemarkError =>
  (error as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC'
    ? new TidemarkError('TDM_DISK_FULL', { folder, free: '0 MB' }, error)
    : new TidemarkError('TDM_DATA_FOLDER', { folder, reason }, error);

/** Undefined when there is nothing; throws when it cannot be told. */
const infoOf = (path: string) =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw unusable(path, error);
  });

const besideOf = (dataFolder: string): string => join(dataFolder, 'postgres');

/**
 * Holds the path of a home that is not beside its data. It moves with the data folder and goes with it, so a new folder of an old
 * name does not come upon an old database.
 */
const signpostOf = (dataFolder: string): string => join(dataFolder, 'postgres.path');

const readSignpost = async (dataFolder: string): Promise<string | undefined> => {
  try {
    return (await readFile(signpostOf(dataFolder), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(dataFolder, error);
  }
};

/** The home that holds the cluster of a data folder, and who owns it; undefined when there is no cluster yet. */
const findHome = async (dataFolder: string): Promise<{ home: string; uid: number; gid: number } | undefined> => {
  for (const home of [besideOf(dataFolder), await readSignpost(dataFolder)]) {
    const info = home === undefined ? undefined : await infoOf(join(home, 'cluster'));
    if (info) return { home: home!, uid: info.uid, gid: info.gid };
  }
  return undefined;
};

const placeIn = (dataFolder: string, home: string, account: Account, socketFolder: string): Place => ({
  dataFolder,
  home,
  cluster: join(home, 'cluster'),
  log: join(home, 'postgres.log'),
  socketFolder,
  account,
});

/** The place of the cluster a data folder already has; undefined when there is none yet. Makes and changes nothing. */
export const existingPlace = async (folder: string): Promise<Place | undefined> => {
  const dataFolder = await realpath(resolve(folder)).catch(() => resolve(folder));
  const found = await findHome(dataFolder);
  if (!found) return undefined;
  const { home, uid, gid } = found;
  const account = { ...(await accountOf(uid, gid)), switched: isRoot() && uid !== 0 };
  return placeIn(dataFolder, home, account, socketFolderOf(home, account));
};

/**
 * Finds or makes the home of the private PostgreSQL.
 *
 * An existing cluster always wins, and runs under the account that owns it. A new one goes beside the data, except that a root
 * process whose data folder is closed to the database's account (a clone under /root) puts it under /var/lib/tidemark: opening a
 * folder that is not ours to others would be worse than a second place.
 *
 * Throws TDM_DATA_FOLDER when a folder cannot be made, entered or written.
 */
export const preparePlace = async (folder: string, onNotice: (sentence: string) => void): Promise<Place> => {
  let dataFolder = resolve(folder);
  try {
    await mkdir(dataFolder, { recursive: true });
    dataFolder = await realpath(dataFolder);
  } catch (error) {
    throw unusable(dataFolder, error);
  }
  const { home, account } = isRoot() ? await homeAsRoot(dataFolder, onNotice) : await homeAsUser(dataFolder);
  return placeIn(dataFolder, home, account, socketFolderOf(home, account));
};

const homeAsUser = async (dataFolder: string): Promise<{ home: string; account: Account }> => {
  const account = ownAccount();
  const home = besideOf(dataFolder);
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    const info = await stat(home);
    if (info.uid !== account.uid) throw new Error(`the database in it belongs to the user ${(await accountOf(info.uid, info.gid)).name}`);
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(dataFolder, error);
  }
  return { home, account };
};

const homeAsRoot = async (dataFolder: string, onNotice: (sentence: string) => void): Promise<{ home: string; account: Account }> => {
  const found = await findHome(dataFolder);
  if (found && found.uid !== 0) {
    const { home, uid, gid } = found;
    const account = await accountOf(uid, gid);
    if (await canEnter(account, home)) return { home, account };
    throw unusable(dataFolder, undefined, `its database belongs to the user ${account.name}, who may not enter ${home}`);
  }
  const account = await systemAccount(onNotice);
  try {
    const home =
      found?.home ?? ((await canEnter(account, dataFolder)) ? besideOf(dataFolder) : await homeElsewhere(dataFolder, account, onNotice));
    await mkdir(home, { recursive: true, mode: 0o700 });
    await chown(home, account.uid, account.gid);
    await chmod(home, 0o700);
    // Restored by root from a backup that kept no owners.
    if (found) await chownAll(join(home, 'cluster'), account);
    return { home, account };
  } catch (error) {
    throw error instanceof TidemarkError ? error : unusable(dataFolder, error);
  }
};

const homeElsewhere = async (dataFolder: string, account: Account, onNotice: (sentence: string) => void): Promise<string> => {
  const known = await readSignpost(dataFolder);
  if (known !== undefined) {
    if (await infoOf(known)) return known;
    throw unusable(
      dataFolder,
      undefined,
      `its database in ${known} is gone; restore it, or remove ${signpostOf(dataFolder)} to begin anew`,
    );
  }
  await mkdir(systemFolder, { recursive: true, mode: 0o755 });
  const home = await mkdtemp(join(systemFolder, 'postgres-'));
  const draft = `${signpostOf(dataFolder)}.${process.pid}`;
  await writeFile(draft, `${home}\n`);
  try {
    // A link appears whole or not at all, and only for one of several processes; the others follow it.
    await link(draft, signpostOf(dataFolder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await rmdir(home);
    return (await readSignpost(dataFolder))!;
  } finally {
    await rm(draft);
  }
  onNotice(`The user "${account.name}" may not enter ${dataFolder}; the database lives in ${home}.`);
  return home;
};

/**
 * The kernel allows 107 bytes for a socket's path (103 on macOS), so a deep home needs a short folder elsewhere. /tmp is named
 * outright rather than taken from TMPDIR: every process must come to the same folder.
 */
const socketFolderOf = (home: string, account: Account): string =>
  Buffer.byteLength(join(home, '.s.PGSQL.5432')) <= 103 ? home : `/tmp/tidemark-${account.uid}-${hashOf(home)}`;

/** Makes the folder of the socket where it is not the home. Only under the lock of the starters. */
export const ensureSocketFolder = async ({ socketFolder: folder, home, account }: Place): Promise<void> => {
  if (folder === home) return;
  try {
    await mkdir(folder, { mode: 0o700 });
    if (account.switched) await chown(folder, account.uid, account.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(folder, error);
  }
  // In /tmp anybody may have made it first; a socket in a stranger's folder would be a stranger's database.
  const info = await lstat(folder);
  if (!info.isDirectory() || info.uid !== account.uid || (info.mode & 0o077) !== 0)
    throw unusable(folder, undefined, 'it is needed for the socket of the database, and somebody else made it; remove it');
};

/** Removes it again after the server has stopped. */
export const removeSocketFolder = async ({ socketFolder, home }: Place): Promise<void> => {
  if (socketFolder !== home) await rmdir(socketFolder).catch(() => undefined);
};
