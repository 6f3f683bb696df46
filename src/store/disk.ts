import { statfs } from 'node:fs/promises';
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

/** TDM_DISK_FULL with what is left on the disk of the folder. */
export const diskFull = async (folder: string, cause: unknown): Promise<TidemarkError> => {
  const free = await freeBytes(folder);
  return new TidemarkError('TDM_DISK_FULL', { folder, free: free === undefined ? 'nothing' : `${Math.floor(free / 2 ** 20)} MB` }, cause);
};
