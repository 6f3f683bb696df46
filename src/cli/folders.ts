import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathReason, reasonOf, TidemarkError } from '../domain/index.ts';

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
