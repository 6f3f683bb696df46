import { useSyncExternalStore } from 'react';
import { useFormat } from '../i18n/index.ts';

let now = Date.now();
let timer: number | undefined;
const listeners = new Set<() => void>();

/** One clock for all that shows how long ago something was; it stands still while nobody looks. */
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** The present instant, once a second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

/** Something that follows from the present instant and changes seldom, such as the day: asks for a new drawing only when it changes. */
export const useFromNow = <T extends string | number>(read: (now: number) => T): T => useSyncExternalStore(subscribe, () => read(now));

/** "3 minutes ago", with the exact moment on hover. */
export const Ago = ({ at }: { at: string }) => {
  const format = useFormat();
  const exactly = format.dateTime(at);
  const words = useFromNow((instant) => format.ago(at, instant));
  return (
    <time dateTime={at} data-tip={exactly}>
      {words}
    </time>
  );
};
