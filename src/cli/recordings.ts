import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reasonOf, TidemarkError } from '../domain/index.ts';
import { createRecorder, createReplay, recordingFile } from '../net/index.ts';
import type { World } from './context.ts';
import { makeFolder } from './folders.ts';

/** Beside the recorded exchanges: which world they are of. Simulated answers look like the platform's, addresses included. */
const marker = 'recording.json';

/** The world a recording belongs to; null when nothing is said about it, as in one written by hand. */
export const worldOfRecording = (folder: string): World | null => {
  try {
    const { world } = JSON.parse(readFileSync(join(folder, marker), 'utf8')) as { world?: unknown };
    return world === 'sample' || world === 'real' ? world : null;
  } catch {
    return null;
  }
};

/** Opens a folder to record into, before anything is asked or begun. Throws TDM_RECORD_FOLDER. */
export const prepareRecording = async (folder: string, world: World): Promise<void> => {
  const refuse = (reason: string, cause?: unknown) => new TidemarkError('TDM_RECORD_FOLDER', { folder, reason }, cause);
  const before = existsSync(join(folder, recordingFile)) ? worldOfRecording(folder) : null;
  if (before !== null && before !== world)
    throw refuse(`it holds a recording of ${world === 'sample' ? 'a real platform' : 'the simulator'}, and the two never mix`);
  try {
    makeFolder(resolve(folder));
    await createRecorder({ folder }).close();
    writeFileSync(join(folder, marker), `${JSON.stringify({ world })}\n`);
  } catch (error) {
    throw error instanceof TidemarkError ? error : refuse(reasonOf(error), error);
  }
};

/** Looks at a folder to replay from, before anything is begun. Throws TDM_REPLAY_UNREADABLE. */
export const prepareReplay = (folder: string): Promise<void> => createReplay({ folder }).close();
