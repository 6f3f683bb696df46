import type { Attempt } from './attempts.ts';

/** What a worker may do to an attempt it has under way. */
export interface AttemptControl {
  /** Nobody wants it any more. */
  readonly cancel: AbortController;
  /** Fresh work wants its slot. */
  readonly giveWay: AbortController;
}

/** Attempts under way in this process, by id. */
export type UnderWay = Map<string, AttemptControl>;

/**
 * Knows whether all pools were found empty since anything began or ended here: what ends may have made work for any of them. Said once it stays said, and
 * only while nobody is looking, so that nothing is begun after it.
 */
export const createIdleness = (pools: readonly string[], underWay: UnderWay) => {
  let empty = new Set<string>();
  let looking = 0;
  let isOver = false;
  return {
    isOver: () => isOver,
    changed: (): void => void (empty = new Set()),
    look: async (pool: string, take: () => Promise<Attempt | null>): Promise<Attempt | null> => {
      looking++;
      const before = empty;
      const attempt = await take().finally(() => looking--);
      // A look that began before something ended says nothing about what that has brought: it counts for nothing.
      if (attempt === null) before.add(pool);
      else {
        underWay.set(attempt.id, { cancel: new AbortController(), giveWay: new AbortController() });
        empty = new Set();
      }
      isOver ||= underWay.size === 0 && looking === 0 && pools.every((each) => empty.has(each));
      return attempt;
    },
  };
};

export type Idleness = ReturnType<typeof createIdleness>;

/** One after the other: resolves when it is one's turn, with what ends it. */
export const createTurn = () => {
  let last = Promise.resolve();
  return async (): Promise<() => void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = last;
    last = promise;
    await before;
    return resolve;
  };
};
