import type { Clock } from '../domain/index.ts';

/** Allows so many attempts per key and window; returns the seconds to wait when there were more, else 0. */
export type AttemptLimit = (key: string) => number;

/**
 * Links have 256 random bits and cannot be guessed; this keeps a flood of guesses from keeping the database busy. The map forgets its
 * windows as they end, and all of them when it grows beyond `maxKeys`.
 */
export const createAttemptLimit = (options: {
  readonly attempts: number;
  readonly windowMs: number;
  readonly clock: Clock;
  readonly maxKeys?: number;
}): AttemptLimit => {
  const { attempts, windowMs, clock, maxKeys = 10_000 } = options;
  const windows = new Map<string, { endsAt: number; used: number }>();
  return (key) => {
    const now = clock.now();
    let window = windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      if (windows.size >= maxKeys) windows.clear();
      windows.set(key, (window = { endsAt: now + windowMs, used: 0 }));
    }
    window.used++;
    return window.used <= attempts ? 0 : Math.max(1, Math.ceil((window.endsAt - now) / 1000));
  };
};
