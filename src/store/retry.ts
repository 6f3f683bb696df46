import { TidemarkError, systemClock, type Clock } from '../domain/index.ts';

const firstWaitMs = 100;
const longestWaitMs = 5000;

/** How long and how to wait for a database that went away. */
export interface RetryOptions {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** After this long without success the last failure is thrown. Default 5 minutes. */
  readonly maxMs?: number;
  /** Called before each wait, for a log line. */
  readonly onWait?: (failure: TidemarkError, waitMs: number) => void;
}

/**
 * Runs work again as long as it fails with TDM_DATABASE_LOST, 0.1 s after the first failure and doubling to 5 s.
 *
 * Only for work that may be done twice. When the connection breaks while a commit is under way nobody can tell whether it took
 * place; the work must then find its own traces (our commits do: their rows have natural keys and are written on conflict).
 */
export const retryWhileLost = async <T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> => {
  const { clock = systemClock, signal, maxMs = 300_000, onWait } = options;
  const begun = clock.now();
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TidemarkError) || error.code !== 'TDM_DATABASE_LOST') throw error;
      if (clock.now() - begun + waitMs > maxMs) throw error;
      onWait?.(error, waitMs);
      // Whoever is stopped while it waits is told what it waited for.
      await clock.sleep(waitMs, signal).catch(() => Promise.reject(error));
    }
  }
};
