import { TidemarkError, systemClock, type Clock } from '../domain/index.ts';

const firstWaitMs = 100;
const longestWaitMs = 5000;

/**
 * What ends by itself or by the operator's hand while we wait, and how long we do: a server is back within minutes, room on a disk is made by a
 * person who may have to be woken first. Waiting costs nothing, as nothing is asked meanwhile.
 */
const longestMs: Readonly<Record<string, number>> = {
  TDM_DATABASE_LOST: 5 * 60_000,
  // Who opens it anew cannot tell whether it was ever there.
  TDM_DATABASE_UNREACHABLE: 5 * 60_000,
  TDM_DISK_FULL: 6 * 3_600_000,
};

/** How long and how to wait for a database that went away or has no room. */
export interface PatienceOptions {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** After this long without success the last failure is thrown. Default: 5 minutes for a lost database, 6 hours for a full disk. */
  readonly maxMs?: number;
  /** Called before each wait, for a log line. */
  readonly onWait?: (failure: TidemarkError, waitMs: number) => void;
}

/** Waits for a database that went away (TDM_DATABASE_LOST), is not there yet (TDM_DATABASE_UNREACHABLE) or has no room (TDM_DISK_FULL). */
export interface Patience {
  /**
   * Waits after a failure: 0.1 s after the first, doubling to 5 s. Throws the failure when it is of another kind, when there has been no success for
   * too long, or when the signal is aborted: whoever is stopped while it waits is told what it waited for.
   */
  wait(failure: unknown): Promise<void>;
  /** Something succeeded: the next failure is a first one again. */
  succeed(): void;
  /** Runs work until it succeeds, waiting after each failure; once at least, also when the signal is aborted already. */
  while<T>(work: () => Promise<T>): Promise<T>;
}

/** One patience is one time without success, of each kind of failure; what fails side by side shares it. */
export const createPatience = (options: PatienceOptions = {}): Patience => {
  const { clock = systemClock, signal, onWait } = options;
  const since = new Map<string, number>();
  let waitMs = firstWaitMs;
  let endedAt = -Infinity;
  const wait: Patience['wait'] = async (failure) => {
    if (!(failure instanceof TidemarkError) || !(failure.code in longestMs)) throw failure;
    const { code } = failure;
    const now = clock.now();
    const maxMs = options.maxMs ?? longestMs[code]!;
    // Nothing has failed for so long: what went away before was back, whether there was anything to do meanwhile or not.
    if (now - endedAt > maxMs) succeed();
    // A database that starts again once there is room has its own time for that.
    if (code === 'TDM_DISK_FULL') since.delete('TDM_DATABASE_LOST');
    const begun = since.get(code) ?? now;
    since.set(code, begun);
    if (now - begun + waitMs > maxMs) throw failure;
    onWait?.(failure, waitMs);
    const waiting = clock.sleep(waitMs, signal).catch(() => Promise.reject(failure));
    waitMs = Math.min(longestWaitMs, waitMs * 2);
    await waiting;
    endedAt = clock.now();
  };
  const succeed = (): void => {
    since.clear();
    waitMs = firstWaitMs;
  };
  return {
    wait,
    succeed,
    while: async (work) => {
      for (;;) {
        try {
          const result = await work();
          succeed();
          return result;
        } catch (error) {
          await wait(error);
        }
      }
    },
  };
};

/**
 * Runs work again as long as the database is away or has no room, as `Patience` says.
 *
 * Only for work that may be done twice. When the connection breaks while a commit is under way nobody can tell whether it took
 * place; the work must then find its own traces (our commits do: their rows have natural keys and are written on conflict).
 */
export const retryWhileAway = <T>(work: () => Promise<T>, options: PatienceOptions = {}): Promise<T> => createPatience(options).while(work);
