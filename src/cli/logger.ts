import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import type { Logger } from 'pino';
import pretty from 'pino-pretty';
import roll from 'pino-roll';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly dataFolder: string;
  /** Level of what the terminal shows; the file always has `info` and above, or more when asked. */
  readonly terminal: string;
  readonly level?: string | undefined;
}

export interface OpenLogger {
  readonly logger: Logger;
  close(): Promise<void>;
}

const daysKept = 30;

/**
 * Logs as JSON, one file a day under the data folder, and on stderr: pretty on a terminal, JSON elsewhere. A folder that cannot be written
 * costs the file, not the command.
 */
export const openLogger = async ({ dataFolder, terminal, level }: LoggerOptions): Promise<OpenLogger> => {
  const file = await openFile(join(dataFolder, 'logs'));
  const screen = process.stderr.isTTY ? pretty({ destination: 2, colorize: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss', sync: true }) : pino.destination({ dest: 2, sync: true });
  const fileLevel = level ?? 'info';
  const streams = [{ level: level ?? terminal, stream: screen }, ...(file ? [{ level: fileLevel, stream: file }] : [])] as pino.StreamEntry[];
  const lowest = streams.map((entry) => String(entry.level)).sort((left, right) => (pino.levels.values[left] ?? 100) - (pino.levels.values[right] ?? 100))[0]!;
  const logger = pino({ level: lowest === 'silent' ? fileLevel : lowest, timestamp: pino.stdTimeFunctions.isoTime }, pino.multistream(streams.filter(({ level: each }) => (each as string) !== 'silent')));
  return {
    logger,
    close: () =>
      new Promise((resolve) => {
        if (!file) return resolve();
        file.once('close', () => resolve());
        file.once('error', () => resolve());
        file.end();
      }),
  };
};

const openFile = async (folder: string) => {
  try {
    await mkdir(folder, { recursive: true });
    return await roll({ file: join(folder, 'tidemark'), extension: '.log', frequency: 'daily', dateFormat: 'yyyy-MM-dd', limit: { count: daysKept }, mkdir: true });
  } catch {
    return null;
  }
};
