import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { TidemarkError } from '../domain/index.ts';

/** Whether a message of PostgreSQL or of the system says that the disk is full. */
export const saysDiskFull = (text: string): boolean => /No space left on device|ENOSPC|Disk quota exceeded/i.test(text);

/** Bytes an ordinary user can still write on the disk of a folder; undefined when it cannot be told. */
export const freeBytes = async (folder: string): Promise<number | undefined> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
};

/** PostgreSQL makes its journal in files of 16 MB; with less than two of them free it may end itself without naming the reason. */
const nearlyFullBytes = 32 * 2 ** 20;

/** Whether the disk of a folder is so full that an unexplained end of PostgreSQL is explained by it. */
export const isNearlyFull = async (folder: string): Promise<boolean> => ((await freeBytes(folder)) ?? nearlyFullBytes) < nearlyFullBytes;

/** TDM_DISK_FULL with what is left on the disk of the folder. */
export const diskFull = async (folder: string, cause: unknown): Promise<TidemarkError> => {
  const free = await freeBytes(folder);
  return new TidemarkError('TDM_DISK_FULL', { folder, free: free === undefined ? 'nothing' : `${Math.floor(free / 2 ** 20)} MB` }, cause);
};

/** Bytes of all files under a folder; undefined when it cannot be read. Files that vanish meanwhile count for nothing. */
export const sizeOf = async (folder: string): Promise<number | undefined> => {
  const names = await readdir(folder, { recursive: true }).catch(() => undefined);
  if (!names) return undefined;
  let bytes = 0;
  for (const name of names)
    bytes += await lstat(join(folder, name)).then(
      (info) => (info.isFile() ? info.size : 0),
      () => 0,
    );
  return bytes;
};
