import { useSyncExternalStore } from 'react';

/** Whether the last request got no answer at all. Pages go on showing what they last heard, and the frame says so. */
let lost = false;
const listeners = new Set<() => void>();

export const noteConnection = (isLost: boolean): void => {
  if (isLost === lost) return;
  lost = isLost;
  for (const listener of listeners) listener();
};

export const useConnectionLost = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => lost,
  );
