import { fstatSync, ftruncateSync, mkdirSync, openSync, readSync } from 'node:fs';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reasonOf, TidemarkError } from '../../domain/index.ts';
import type { Exchange } from '../../domain/index.ts';
import { formatLine } from './line.ts';

const write = promisify(fs.write);
const fsync = promisify(fs.fsync);
const closeFile = promisify(fs.close);

/** The file to which a recording is appended; a replay reads every `*.ndjson` of its folder. */
export const recordingFile = 'exchanges.ndjson';

/** Appends exchanges to a recording. */
export interface Recorder extends AsyncDisposable {
  /** Resolves when the line is with the operating system: a killed process loses nothing that was acknowledged. */
  append(exchange: Exchange): Promise<void>;
  /** Waits for what was appended and syncs it to the disk. */
  close(): Promise<void>;
}

/**
 * Opens a recording for appending; makes the folder when it is missing. A last line that a killed process left half written is cut off.
 * Lines that wait while another write is under way go out together in one write, so a line is never mixed with another.
 *
 * Throws TDM_RECORD_FOLDER; appending rejects with TDM_DISK_FULL or TDM_RECORD_FOLDER.
 */
export const createRecorder = ({ folder }: { readonly folder: string }): Recorder => {
  let file: number;
  try {
    mkdirSync(folder, { recursive: true });
    file = openSync(join(folder, recordingFile), 'a+', 0o600);
    cutTornLine(file);
  } catch (error) {
    throw new TidemarkError('TDM_RECORD_FOLDER', { folder, reason: reasonOf(error) }, error);
  }
  let waiting: string[] = [];
  let flushing: Promise<void> | null = null;
  let closed: Promise<void> | null = null;

  /** Writes what waits now; everyone who appended meanwhile shares the next one. */
  const flush = async (previous: Promise<void> | null): Promise<void> => {
    await previous?.catch(() => {}); // its callers have been told already
    const data = Buffer.from(waiting.join(''));
    waiting = [];
    flushing = null;
    for (let at = 0; at < data.length;) at += (await write(file, data, at)).bytesWritten;
  };
  let writing: Promise<void> | null = null;

  const append = async (exchange: Exchange): Promise<void> => {
    waiting.push(formatLine(exchange));
    flushing ??= writing = flush(writing);
    try {
      await flushing;
    } catch (error) {
      const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
      throw full
        ? new TidemarkError('TDM_DISK_FULL', { folder, free: '0 bytes' }, error)
        : new TidemarkError('TDM_RECORD_FOLDER', { folder, reason: reasonOf(error) }, error);
    }
  };

  const close = async (): Promise<void> => {
    await writing?.catch(() => {});
    try {
      await fsync(file);
    } finally {
      await closeFile(file);
    }
  };
  const closeOnce = (): Promise<void> => (closed ??= close());
  return { append, close: closeOnce, [Symbol.asyncDispose]: closeOnce };
};

/** Removes what stands behind the last line feed. */
const cutTornLine = (file: number): void => {
  const { size } = fstatSync(file);
  const block = Buffer.alloc(64 * 1024);
  let end = size;
  while (end > 0) {
    const from = Math.max(0, end - block.length);
    const read = readSync(file, block, 0, end - from, from);
    const lineFeed = block.subarray(0, read).lastIndexOf(0x0a);
    if (lineFeed >= 0) {
      end = from + lineFeed + 1;
      break;
    }
    end = from;
  }
  if (end < size) ftruncateSync(file, end);
};
