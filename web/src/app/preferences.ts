import { useSyncExternalStore } from 'react';

/** What the reader chose for this browser. `system` follows the machine. `public/before-paint.js` reads the same keys. */
export type Theme = 'system' | 'light' | 'dark';
export type Language = 'ko' | 'en';

const keys = { theme: 'tidemark.theme', language: 'tidemark.language' } as const;

const kept = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden: the choice then lasts as long as the page
  }
};

const keep = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // see above
  }
};

const listeners = new Set<() => void>();
const systemDark = matchMedia('(prefers-color-scheme: dark)');

const themeKept = kept(keys.theme);
let theme: Theme = themeKept === 'light' || themeKept === 'dark' ? themeKept : 'system';
let language: Language = document.documentElement.lang === 'ko' ? 'ko' : 'en';

const show = (): void => {
  const root = document.documentElement;
  root.dataset['theme'] = theme === 'dark' || (theme === 'system' && systemDark.matches) ? 'dark' : 'light';
  root.lang = language;
  for (const listener of listeners) listener();
};

systemDark.addEventListener('change', show);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const chooseTheme = (chosen: Theme): void => {
  theme = chosen;
  keep(keys.theme, chosen);
  show();
};

export const chooseLanguage = (chosen: Language): void => {
  language = chosen;
  keep(keys.language, chosen);
  show();
};

export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => theme);
export const useLanguage = (): Language => useSyncExternalStore(subscribe, () => language);

/** Whether dark is shown now, whatever was chosen. Canvas drawings need it: they cannot follow CSS variables by themselves. */
export const useDark = (): boolean => useSyncExternalStore(subscribe, () => document.documentElement.dataset['theme'] === 'dark');
