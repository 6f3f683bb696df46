import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds now. For what CSS alone cannot decide, such as how many columns to lay out. */
export const useMedia = (query: string): boolean => {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
};

/** Narrower than Tailwind's `md`, where the navigation moves to the bottom. */
export const usePhone = (): boolean => useMedia('(width < 48rem)');
