import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folders.ts';

/** A day of logs is kept this long. */
const daysKept = 30;

const pattern = /^tidemark\.(\d{4}-\d{2}-\d{2})\.log$/;

/** Where log lines go. */
export interface LogFile {
  write(line: string): void;
  close(): void;
}

/**
 * `tidemark.<day>.log` in a folder, one file a day (UTC), appended to by every process that logs; files older than 30 days are removed.
 * A line is with the operating system when `write` returns (6 us), so that the last one before a crash is there. A disk that is full, or
 * a folder that vanishes, costs lines and never the command.
 *
 * Own code because pino-roll costs 80 ms of CPU a start, numbers its files, and removes only those that the same process has made.
 *
 * Returns null when the folder cannot be written.
 */
export const openLogFile = (folder: string, today: () => string = () => new Date().toISOString().slice(0, 10)): LogFile | null => {
  let day = today();
  let file = -1;
  const open = (): void => {
    file = openSync(join(folder, `tidemark.${day}.log`), 'a', 0o640);
    for (const name of readdirSync(folder)) {
      const written = pattern.exec(name)?.[1];
      if (written !== undefined && written < oldest(day)) rmSync(join(folder, name), { force: true });
    }
  };
  const close = (): void => {
    if (file >= 0) closeSync(file);
    file = -1;
  };
  try {
    makeFolder(folder);
    open();
  } catch {
    close();
    return null;
  }
  return {
    write: (line) => {
      try {
        if (day !== today()) {
          close();
          day = today();
        }
        if (file < 0) open();
        writeSync(file, line);
      } catch {
        // there is nowhere left to say it
      }
    },
    close,
  };
};

const oldest = (day: string): string => new Date(Date.parse(day) - (daysKept - 1) * 86_400_000).toISOString().slice(0, 10);
