import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, stripSecrets, TidemarkError } from '../../domain/index.ts';
import { canonicalUrl } from './canonical.ts';
import { parseLine } from './line.ts';
import type { Recorded } from './line.ts';

/** Answers from recordings instead of from the network. */
export interface Replay extends AsyncDisposable {
  /**
   * The recorded answer to an address. Several recordings of one address are given in the order of their files and lines; the last one
   * then stands for every further request. Throws TDM_REPLAY_MISSING, TDM_REPLAY_UNREADABLE.
   */
  answer(request: { readonly url: string; readonly platform: string }): Promise<Recorded>;
  close(): Promise<void>;
}

/** Where a line stands. */
interface Place {
  readonly file: RecordingFile;
  readonly number: number;
  readonly offset: number;
  readonly length: number;
}

interface RecordingFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/** All recordings of one address, and which of them is next. */
interface Answers {
  readonly places: Place[];
  next: number;
}

/**
 * Opens the recordings of a folder: every `*.ndjson` file, in the order of their names. Only the place of each line is kept in memory
 * (about 150 bytes an exchange); bodies are read when they are asked for. The folder is looked at now, the lines when the first answer
 * is wanted.
 *
 * Throws TDM_REPLAY_UNREADABLE when the folder cannot be read or holds no recording.
 */
export const createReplay = ({ folder }: { readonly folder: string }): Replay => {
  const names = recordingsIn(folder);
  const handles: FileHandle[] = [];
  let index: Promise<Map<string, Answers>> | null = null;

  const build = async (): Promise<Map<string, Answers>> => {
    const answers = new Map<string, Answers>();
    for (const name of names) {
      const path = join(folder, name);
      let handle: FileHandle;
      try {
        handle = await open(path);
      } catch (error) {
        throw unreadable(path, error);
      }
      handles.push(handle);
      const file = { path, handle };
      for await (const { text, ...place } of linesOf(file)) {
        const { method, url } = readLine(text, path, place.number);
        const key = keyOf(method, url);
        const known = answers.get(key);
        if (known) known.places.push({ file, ...place });
        else answers.set(key, { places: [{ file, ...place }], next: 0 });
      }
    }
    return answers;
  };

  const answer: Replay['answer'] = async ({ url, platform }) => {
    const found = (await (index ??= build())).get(keyOf('GET', url));
    if (!found) throw new TidemarkError('TDM_REPLAY_MISSING', { folder, url, platform });
    const { file, number, offset, length } = found.places[Math.min(found.next++, found.places.length - 1)]!;
    const line = Buffer.alloc(length);
    try {
      await file.handle.read(line, 0, length, offset);
    } catch (error) {
      throw unreadable(file.path, error);
    }
    return readLine(line.toString('utf8'), file.path, number);
  };

  const close = async (): Promise<void> => {
    await index?.catch(() => {});
    await Promise.all(handles.splice(0).map((handle) => handle.close()));
  };
  return { answer, close, [Symbol.asyncDispose]: close };
};

const recordingsIn = (folder: string): string[] => {
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith('.ndjson'))
      .sort();
  } catch (error) {
    throw unreadable(folder, error);
  }
  if (names.length === 0) throw new TidemarkError('TDM_REPLAY_UNREADABLE', { file: folder, reason: 'the folder holds no *.ndjson file' });
  return names;
};

/** Keys inside an address are not recorded, so they do not count when it is looked up. */
const keyOf = (method: string, url: string): string => `${method} ${canonicalUrl(stripSecrets(url))}`;

const readLine = (text: string, path: string, number: number): Recorded => {
  try {
    return parseLine(text);
  } catch (error) {
    throw unreadable(`${path}:${number}`, error);
  }
};

const unreadable = (file: string, error: unknown): TidemarkError =>
  new TidemarkError('TDM_REPLAY_UNREADABLE', { file, reason: reasonOf(error) }, error);

/** The lines of a file with their places; blank lines are passed over. */
async function* linesOf(file: RecordingFile): AsyncGenerator<Omit<Place, 'file'> & { readonly text: string }> {
  const block = Buffer.alloc(256 * 1024);
  let parts: Buffer[] = [];
  let offset = 0;
  let length = 0;
  let number = 1;
  const line = () => ({ text: Buffer.concat(parts).toString('utf8'), number, offset, length });
  for (let position = 0; ;) {
    let bytesRead: number;
    try {
      ({ bytesRead } = await file.handle.read(block, 0, block.length, position));
    } catch (error) {
      throw unreadable(file.path, error);
    }
    position += bytesRead;
    const filled = block.subarray(0, bytesRead);
    let from = 0;
    for (let end = filled.indexOf(0x0a); end >= 0; end = filled.indexOf(0x0a, from)) {
      parts.push(Buffer.from(filled.subarray(from, end)));
      length += end - from;
      const whole = line();
      if (whole.text.trim() !== '') yield whole;
      offset += length + 1;
      length = 0;
      parts = [];
      number++;
      from = end + 1;
    }
    if (from < bytesRead) {
      parts.push(Buffer.from(filled.subarray(from)));
      length += bytesRead - from;
    }
    if (bytesRead === 0) break;
  }
  const last = line();
  if (last.text.trim() !== '') yield last;
}
