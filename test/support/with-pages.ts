import { afterAll } from 'vitest';
import { createBrowserPool, findChromium } from '../../src/net/index.ts';
import type { BrowserEvent, BrowserPool } from '../../src/net/index.ts';

/** The Chromium of the tests, or null. */
export const chromium = findChromium();

/** The title of a suite that needs a browser: it says why it is skipped where it is. */
export const withPages = (title: string): string =>
  chromium === null ? `${title} (skipped: Chromium is not installed; on Debian: apt-get install chromium)` : title;

/** Browsers of a file's tests; closed when they have ended. Call it at the top of a file. */
export const pool = (
  options: { readonly endpoints?: readonly string[]; readonly idleMs?: number; readonly maxPages?: number } = {},
): { readonly pool: BrowserPool; readonly events: BrowserEvent[] } => {
  const events: BrowserEvent[] = [];
  const { endpoints = [], ...rest } = options;
  const made = createBrowserPool({
    settings: { executable: chromium, endpoints, headful: false },
    onEvent: (event) => events.push(event),
    ...rest,
  });
  afterAll(() => made.close());
  return { pool: made, events };
};
