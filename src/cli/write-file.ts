import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { pathReason, TidemarkError } from '../domain/index.ts';

/** Writes as fast as the reader reads. A reader that has gone (`| head`) or a full disk ends it. Returns how many chunks were written. */
export const pour = async (chunks: AsyncIterable<Buffer>, out: Writable): Promise<number> => {
  let written = 0;
  let failed = false;
  out.on('error', () => (failed = true));
  for await (const chunk of chunks) {
    if (failed || out.destroyed) break;
    written += 1;
    if (!out.write(chunk)) await Promise.race([once(out, 'drain'), once(out, 'close')]).catch(() => undefined);
  }
  return written;
};

/** Writes a file under another name and moves it to its own when it is whole. Throws TDM_FILE_UNWRITABLE. */
export const writeFileWhole = async (chunks: AsyncIterable<Buffer>, file: string): Promise<number> => {
  const draft = `${file}.part`;
  let trouble: NodeJS.ErrnoException | undefined;
  const out = createWriteStream(draft);
  out.on('error', (error) => (trouble = error));
  try {
    const written = await pour(chunks, out);
    if (!out.destroyed) {
      out.end();
      await once(out, 'close').catch(() => undefined);
    }
    if (trouble) throw trouble;
    if (written === 0) await rm(draft, { force: true });
    else await rename(draft, file);
    return written;
  } catch (error) {
    out.destroy();
    await rm(draft, { force: true }).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof TidemarkError) throw error;
    if (code === 'ENOSPC') throw new TidemarkError('TDM_DISK_FULL', { folder: dirname(resolve(file)), free: 'nothing' }, error);
    throw new TidemarkError('TDM_FILE_UNWRITABLE', { file, reason: pathReason(error) }, error);
  }
};
