import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder as a build of the web app leaves it, with a file beside it that must never be served. */
export const webFolder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const parent = await mkdtemp(join(tmpdir(), 'tidemark-web-'));
  const path = join(parent, 'dist');
  await mkdir(join(path, 'assets'), { recursive: true });
  await writeFile(join(path, 'index.html'), '<!doctype html><title>Tidemark</title>');
  await writeFile(join(path, 'assets', 'index-1a2b.js'), 'export {};');
  await writeFile(join(parent, 'secret.txt'), 'secret');
  return { path, [Symbol.asyncDispose]: () => rm(parent, { recursive: true }) };
};
