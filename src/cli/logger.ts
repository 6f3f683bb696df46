import { join } from 'node:path';
import pino from 'pino';
import type { Logger } from 'pino';
import { openLogFile } from './log-file.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly dataFolder: string;
  /** Level of what the terminal shows. The file always has `info` and above, or what was asked for. */
  readonly terminal: string;
  readonly level?: string | undefined;
}

export interface OpenLogger {
  readonly logger: Logger;
  close(): Promise<void>;
}

/**
 * Logs as JSON, one file a day under the data folder, and on stderr: pretty on a terminal, JSON elsewhere. A folder that cannot be written
 * costs the file, not the command.
 */
export const openLogger = async ({ dataFolder, terminal, level }: LoggerOptions): Promise<OpenLogger> => {
  const file = openLogFile(join(dataFolder, 'logs'));
  const streams = [
    { level: level ?? terminal, stream: await screen() },
    ...(file ? [{ level: level ?? 'info', stream: file }] : []),
  ].filter((entry) => entry.level !== 'silent') as pino.StreamEntry[];
  const lowest = Math.min(...streams.map((entry) => pino.levels.values[String(entry.level)] ?? Infinity));
  const logger = pino(
    { level: pino.levels.labels[lowest] ?? 'silent', timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream(streams),
  );
  return { logger, close: async () => file?.close() };
};

const screen = async (): Promise<pino.DestinationStream> => {
  if (!process.stderr.isTTY) return pino.destination({ dest: 2, sync: true });
  const { default: pretty } = await import('pino-pretty');
  return pretty({ destination: 2, colorize: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss', sync: true });
};
