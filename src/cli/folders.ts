import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf, TidemarkError } from '../domain/index.ts';

/** What the system says about a path, in words. */
export const pathReason = (error: unknown): string => {
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'it does not exist',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is a file',
    EACCES: 'you have no permission for it',
    EPERM: 'you have no permission for it',
    EROFS: 'its file system is read-only',
    ENAMETOOLONG: 'its name is too long',
  };
  return words[(error as NodeJS.ErrnoException).code ?? ''] ?? reasonOf(error);
};

/**
 * Makes a folder and those above it, one by one: Node's own recursive mkdir never returns where the system answers ENOENT below a folder
 * that exists, as /proc and automounts do. Throws an Error that says why not.
 */
export const makeFolder = (folder: string): void => {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is a file`);
    return;
  }
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(folder).isDirectory()) return; // another process was faster
    throw new Error(code === 'ENOENT' ? `no folder can be made in ${dirname(folder)}` : pathReason(error), { cause: error });
  }
};

/** The data folder, made when it is missing. Throws TDM_DATA_FOLDER. */
export const makeDataFolder = (folder: string): void => {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new TidemarkError('TDM_DATA_FOLDER', { folder, reason: reasonOf(error) }, error);
  }
};
