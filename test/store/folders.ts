import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, onTestFinished } from 'vitest';
import { openEmbedded } from '../../src/store/embedded/index.ts';
import { livingPid } from '../../src/store/embedded/postmaster.ts';
import { openStore } from '../../src/store/index.ts';

/** Nothing here survives a power cut, nor has to. */
export const quick = { fsync: 'off', full_page_writes: 'off' };

/** A new folder that every account may enter. */
export const temporary = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-store-'));
  // Closed to others by default, which a root process answers by going elsewhere.
  await chmod(folder, 0o755);
  return folder;
};

/** A data folder of one test, not made yet. A server left in it is stopped, and the folder removed, when the test ends. */
export const freshFolder = async (name = 'data'): Promise<string> => {
  const parent = await temporary();
  const folder = join(parent, name);
  onTestFinished(async () => {
    // Adopted and left again: the last to leave stops it.
    if (serverPid(folder) !== undefined) await (await openEmbedded({ dataFolder: folder })).leave();
    await rm(parent, { recursive: true, force: true });
  });
  return folder;
};

let made: Promise<string> | undefined;

const makeTemplate = async (): Promise<string> => {
  const dataFolder = join(await temporary(), 'data');
  await (await openStore({ dataFolder, settings: quick })).close();
  return dataFolder;
};

/** A data folder to copy from, made once per file. */
export const template = (): Promise<string> => (made ??= makeTemplate());

/** Call at the top of a file that uses the template or `usedFolder`. */
export const removeTemplateAfterwards = (): void => {
  afterAll(async () => {
    if (made) await rm(join(await made, '..'), { recursive: true, force: true });
  });
};

/** A data folder that has been used before: a copy, which takes a tenth of the time of making a cluster. */
export const usedFolder = async (): Promise<string> => {
  const folder = await freshFolder();
  await mkdir(folder);
  // Node's own copy would not keep the owner.
  await promisify(execFile)('cp', ['-a', join(await template(), 'postgres'), folder]);
  return folder;
};

/** Where the private database of a data folder keeps its data. */
export const clusterOf = (folder: string): string => join(folder, 'postgres', 'cluster');

/** Pid of the living server of a data folder. */
export const serverPid = (folder: string): number | undefined => livingPid(clusterOf(folder));
