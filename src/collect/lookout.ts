import type { Clock } from '../domain/index.ts';

/** Waits for work that is planned for later, on behalf of all who have nothing to do. */
export interface Lookout {
  /** Somebody begins to take tasks, until none is left for now. */
  begin(): void;
  rest(): void;
  /** True when it is worth looking for work again; false when nobody works any more or nothing is planned for later. */
  more(): Promise<boolean>;
}

/**
 * Without it one task that takes long would hold up all that are planned for the time meanwhile: who finds nothing to do would leave, and come back
 * only when everybody has left.
 *
 * `laterMs`: how long until the first of the tasks planned for later may be begun; null: there are none, and there will be none.
 */
export const createLookout = (options: {
  readonly laterMs: () => Promise<number | null>;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly shortestMs: number;
  readonly longestMs: number;
}): Lookout => {
  const { laterMs, clock, stop, shortestMs, longestMs } = options;
  let busy = 0;
  let isNothingLater = false;
  let looking: Promise<void> | null = null;
  let wake = new AbortController();

  const look = async (): Promise<void> => {
    wake = new AbortController();
    const pauseMs = await laterMs();
    isNothingLater = pauseMs === null;
    if (pauseMs === null || busy === 0) return;
    const signal = AbortSignal.any([stop, wake.signal]);
    await clock.sleep(Math.min(Math.max(pauseMs, shortestMs), longestMs), signal).catch(() => undefined);
  };
  return {
    begin: () => void busy++,
    rest: () => {
      if (--busy === 0) wake.abort();
    },
    more: async () => {
      if (busy === 0 || isNothingLater || stop.aborted) return false;
      // All who have nothing to do wait together, for one answer.
      await (looking ??= look().finally(() => (looking = null)));
      return busy > 0 && !isNothingLater && !stop.aborted;
    },
  };
};
