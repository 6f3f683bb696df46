import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TidemarkError, reasonOf, type Clock } from '../../domain/index.ts';
import type { Place } from './place.ts';

/*
 * Two locks among the processes of a machine. They are SQLite's locks on two empty files, since these are locks of the kernel: a
 * process that dies, however it dies, holds none of them any more. Files with pids in them (the usual way) go stale, and breaking a
 * stale one has a race between two breakers; Node itself has no flock.
 */

const busy = 5;
const pollMs = 20;

const open = (place: Place, name: string): DatabaseSync => {
  const path = join(place.home, name);
  try {
    const file = new DatabaseSync(path, { timeout: 0 });
    if (place.account.switched) chownSync(path, place.account.uid, place.account.gid);
    return file;
  } catch (error) {
    throw new TidemarkError('TDM_DATA_FOLDER', { folder: place.dataFolder, reason: `${name}: ${reasonOf(error)}` }, error);
  }
};

const attempt = (file: DatabaseSync, sql: string): boolean => {
  try {
    file.exec(sql);
    return true;
  } catch (error) {
    if (file.isTransaction) file.exec('rollback');
    if ((error as { errcode?: number }).errcode === busy) return false;
    throw error;
  }
};

// Nothing is ever written. SQLite would make the file of a journal all the same, which fails on a full disk.
const journal = 'pragma journal_mode = memory';
const alone = `${journal}; begin exclusive`;
const together = `${journal}; begin; select 1 from sqlite_schema`;

/** Holds the lock of the starters and stoppers while `work` runs: one process of the machine at a time. */
export const whileStarting = async <T>(place: Place, clock: Clock, work: () => Promise<T>): Promise<T> => {
  const file = open(place, 'start.lock');
  try {
    while (!attempt(file, alone)) await clock.sleep(pollMs);
    return await work();
  } finally {
    file.close();
  }
};

/** The same for a process that is exiting and can wait for nothing: false, and nothing done, when another holds the lock. */
export const whileStartingNow = (place: Place, work: () => void): boolean => {
  const file = open(place, 'start.lock');
  try {
    if (!attempt(file, alone)) return false;
    work();
    return true;
  } finally {
    file.close();
  }
};

/** One use of the cluster by one process. It ends with `leave`, or with the process. */
export interface Presence {
  /** Ends the use; true when nobody else uses the cluster. Only under the lock of the starters, so that the answer stays true. */
  leave(): boolean;
}

/** Counts this process among the users of the cluster. Only under the lock of the starters. */
export const joinUsers = (place: Place): Presence => {
  const file = open(place, 'users.lock');
  if (!attempt(file, together))
    throw new TidemarkError('TDM_INTERNAL', { reason: 'the lock of the database is held by a process that may not' });
  return {
    leave: () => {
      if (!file.isOpen) return false;
      file.exec('rollback');
      try {
        return attempt(file, alone);
      } finally {
        file.close();
      }
    },
  };
};

/** Whether any process uses the cluster. Only under the lock of the starters: it takes the users' lock for an instant. */
export const isUsed = (place: Place): boolean => {
  const file = open(place, 'users.lock');
  try {
    return !attempt(file, alone);
  } finally {
    file.close();
  }
};
