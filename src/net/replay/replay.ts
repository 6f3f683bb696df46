import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, stripSecrets, TidemarkError } from '../../domain/index.ts';
import { canonicalUrl } from './canonical.ts';
import { parseLine } from './line.ts';
import type { Recorded } from './line.ts';
import { RecordingFile } from './recording-file.ts';
import type { Line } from './recording-file.ts';

/** Answers from recordings instead of from the network. */
export interface Replay extends AsyncDisposable {
  /**
   * The recorded answer to an address. Several recordings of one address are given in the order of their files and lines; the last one
   * then stands for every further request. Throws TDM_REPLAY_MISSING, TDM_REPLAY_UNREADABLE.
   */
  answer(request: { readonly url: string; readonly platform: string }): Promise<Recorded>;
  close(): Promise<void>;
}

/** All recordings of one address, and which of them is next. */
interface Answers {
  readonly places: (Omit<Line, 'text'> & { readonly file: RecordingFile })[];
  next: number;
}

/** Files of a recording that stay open. The others are opened for each answer, so that no folder is too full for a process. */
const filesKeptOpen = 64;

/**
 * Opens the recordings of a folder: every `*.ndjson` file, in the order of their names. Only the place of each line is kept in memory
 * (300 bytes an exchange, measured with 250,000); bodies are read when they are asked for. The folder is looked at now, the lines when
 * the first answer is wanted.
 *
 * Throws TDM_REPLAY_UNREADABLE when the folder cannot be read or holds no recording.
 */
export const createReplay = ({ folder }: { readonly folder: string }): Replay => {
  const files = recordingsIn(folder).map((name, index) => new RecordingFile(join(folder, name), index < filesKeptOpen));
  let index: Promise<Map<string, Answers>> | null = null;

  const build = async (): Promise<Map<string, Answers>> => {
    const answers = new Map<string, Answers>();
    for (const file of files) {
      for await (const { text, ...place } of file.lines()) {
        const { method, url } = readLine(text, file, place.number);
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
    const place = found.places[Math.min(found.next++, found.places.length - 1)]!;
    return readLine(await place.file.text(place), place.file, place.number);
  };

  const close = async (): Promise<void> => {
    await index?.catch(() => {});
    await Promise.all(files.map((file) => file.close()));
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
    throw new TidemarkError('TDM_REPLAY_UNREADABLE', { file: folder, reason: reasonOf(error) }, error);
  }
  if (names.length === 0) throw new TidemarkError('TDM_REPLAY_UNREADABLE', { file: folder, reason: 'the folder holds no *.ndjson file' });
  return names;
};

/** Keys inside an address are not recorded, so they do not count when it is looked up. */
const keyOf = (method: string, url: string): string => `${method} ${canonicalUrl(stripSecrets(url))}`;

const readLine = (text: string, { path }: RecordingFile, number: number): Recorded => {
  try {
    return parseLine(text);
  } catch (error) {
    throw new TidemarkError('TDM_REPLAY_UNREADABLE', { file: `${path}:${number}`, reason: reasonOf(error) }, error);
  }
};
