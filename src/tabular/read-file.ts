import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pathReason, TidemarkError } from '../domain/index.ts';
import type { TableLimits } from './limits.ts';
import { TableRefusal, within } from './refusal.ts';

/** Reads a file into memory, never more than the limit. Throws TDM_FILE_UNREADABLE or TDM_TABLE_TOO_LARGE. */
export const readFileWithin = async (file: string, limits: TableLimits): Promise<Buffer> => {
  let handle: FileHandle | undefined;
  try {
    // Without O_NONBLOCK opening a named pipe would wait for somebody to write into it.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (stat.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    if (!stat.isFile()) throw new Error('it is no ordinary file');
    within(limits, 'fileBytes', stat.size);
    const bytes = Buffer.allocUnsafe(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    if (error instanceof TableRefusal) throw error;
    throw new TidemarkError('TDM_FILE_UNREADABLE', { file, reason: pathReason(error) }, error);
  } finally {
    await handle?.close();
  }
};
