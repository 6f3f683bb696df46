import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { reasonOf, TidemarkError } from '../../domain/index.ts';

/** A line and where it stands. */
export interface Line {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
}

/** A file of a recording, read by places. Every failure is a TDM_REPLAY_UNREADABLE that names it. */
export class RecordingFile {
  readonly path: string;
  readonly #keepOpen: boolean;
  #handle: FileHandle | null = null;

  /** `keepOpen`: the file stays open between reads, which saves 40 µs each; a folder of thousands cannot afford it for all. */
  constructor(path: string, keepOpen: boolean) {
    this.path = path;
    this.#keepOpen = keepOpen;
  }

  /** The text of a line. */
  async text({ offset, length }: Pick<Line, 'offset' | 'length'>): Promise<string> {
    const bytes = Buffer.alloc(length);
    await this.#with((handle) => fill(handle, bytes, offset));
    return bytes.toString('utf8');
  }

  /** All lines that are not blank. */
  async *lines(): AsyncGenerator<Line> {
    const block = Buffer.alloc(256 * 1024);
    let parts: Buffer[] = [];
    let offset = 0;
    let length = 0;
    let number = 1;
    const whole = (): Line => ({ text: Buffer.concat(parts, length).toString('utf8'), number, offset, length });
    for (let position = 0; ;) {
      const read = await this.#with((handle) => fill(handle, block, position));
      if (read === 0) break;
      position += read;
      const filled = block.subarray(0, read);
      let from = 0;
      for (let end = filled.indexOf(0x0a); end >= 0; end = filled.indexOf(0x0a, from)) {
        parts.push(filled.subarray(from, end));
        length += end - from;
        const line = whole();
        if (line.text.trim() !== '') yield line;
        offset += length + 1;
        length = 0;
        parts = [];
        number++;
        from = end + 1;
      }
      // the rest outlives this block, which is about to be filled anew
      parts.push(Buffer.from(filled.subarray(from)));
      length += read - from;
    }
    const last = whole();
    if (last.text.trim() !== '') yield last;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  async #with<T>(use: (handle: FileHandle) => Promise<T>): Promise<T> {
    try {
      if (this.#keepOpen) return await use((this.#handle ??= await open(this.path)));
      await using handle = await open(this.path);
      return await use(handle);
    } catch (error) {
      throw new TidemarkError('TDM_REPLAY_UNREADABLE', { file: this.path, reason: reasonOf(error) }, error);
    }
  }
}

/** Fills the buffer from a place of the file; fewer bytes only at its end. */
const fill = async (handle: FileHandle, buffer: Buffer, position: number): Promise<number> => {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
};
