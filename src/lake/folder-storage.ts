import { access, constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { reasonOf, TidemarkError } from '../domain/index.ts';
import { crashPoint } from '../store/index.ts';
import type { ByteRange, ObjectStorage, StoredObject } from './storage.ts';

/** Objects as files below a folder, which is made when it is first written to. */
export const createFolderStorage = (root: string): ObjectStorage => {
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explain(root, error);
    }
  };
  return {
    address: root,
    put: (key, body) => explained(() => put(join(root, key), body)),
    read: (key, range) => explained(() => read(join(root, key), range)),
    list: (prefix) => list(root, prefix, explained),
    check: () =>
      explained(async () => {
        await makeFolder(root);
        await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
      }),
    [Symbol.asyncDispose]: async () => undefined,
  };
};

/** Written beside its place, flushed, and moved there: a name always stands for a whole file. */
const put = async (path: string, body: Buffer): Promise<void> => {
  const folder = dirname(path);
  await makeFolder(folder);
  await clearLeftovers(path);
  const draft = join(folder, `${draftPrefix(path)}${randomBytes(6).toString('hex')}.part`);
  try {
    await using file = await open(draft, 'wx');
    const half = body.length >>> 1;
    await write(file, body.subarray(0, half));
    crashPoint('upload.middle');
    await write(file, body.subarray(half));
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  await rename(draft, path);
  await syncFolder(folder);
};

const draftPrefix = (path: string): string => `.${basename(path)}.`;

const write = async (file: FileHandle, body: Buffer): Promise<void> => {
  for (let done = 0; done < body.length;) done += (await file.write(body, done)).bytesWritten;
};

const clearLeftovers = async (path: string): Promise<void> => {
  const folder = dirname(path);
  for (const name of await readdir(folder))
    if (name.startsWith(draftPrefix(path)) && name.endsWith('.part')) await rm(join(folder, name), { force: true });
};

const read = async (path: string, range: ByteRange | undefined): Promise<Buffer | null> => {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const offset = Math.min(range?.offset ?? 0, size);
    const body = Buffer.alloc(Math.min(range?.length ?? size, size - offset));
    let done = 0;
    while (done < body.length) {
      const { bytesRead } = await file.read(body, done, body.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return body.subarray(0, done);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

async function* list(root: string, prefix: string, explained: <T>(work: () => Promise<T>) => Promise<T>): AsyncIterable<StoredObject> {
  const entries = await explained(() =>
    readdir(join(root, prefix), { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    }),
  );
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const key = `${prefix}${prefix === '' || prefix.endsWith('/') ? '' : '/'}${entry.name}`;
    if (entry.isDirectory()) yield* list(root, key, explained);
    else
      yield {
        key,
        bytes: await stat(join(root, key)).then(
          ({ size }) => size,
          () => 0,
        ),
      };
  }
}

/**
 * Makes a folder and those above it, each flushed into the one that holds it. One by one: Node's own recursive mkdir never returns where
 * the system answers ENOENT below a folder that exists, as /proc and automounts do.
 */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      if ((await stat(folder)).isDirectory()) return;
      throw Object.assign(new Error(`${folder} is a file`), { code: 'ENOTDIR' });
    }
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder).catch((again: NodeJS.ErrnoException) => {
      if (again.code !== 'EEXIST') throw again; // another process was faster
    });
  }
  await syncFolder(dirname(folder));
};

/** A name is only kept by a folder that was flushed itself. Some network file systems cannot, and keep it anyway. */
const syncFolder = async (folder: string): Promise<void> => {
  await using handle = await open(folder, 'r');
  await handle.sync().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') throw error;
  });
};

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const words: Readonly<Record<string, string>> = {
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'you have no permission for it',
  EPERM: 'you have no permission for it',
  EROFS: 'its file system is read-only',
};

const explain = (folder: string, error: unknown): TidemarkError => {
  if (error instanceof TidemarkError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return new TidemarkError('TDM_DISK_FULL', { folder, free: 'nothing' }, error);
  return new TidemarkError('TDM_LAKE_FOLDER', { folder, reason: words[code] ?? reasonOf(error) }, error);
};
