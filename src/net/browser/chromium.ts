import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this machine: the one that CHROME_PATH names, else Debian's, else one on the PATH. Null: there is none. */
export const findChromium = (env: NodeJS.ProcessEnv = process.env): string | null => {
  const named = env['CHROME_PATH']?.trim();
  // A name that leads nowhere is a mistake to be told of, not to be passed over.
  if (named) return isExecutable(named) ? named : null;
  const folders = ['/usr/bin', ...(env['PATH'] ?? '').split(delimiter).filter(Boolean)];
  for (const name of names) for (const folder of folders) if (isExecutable(join(folder, name))) return join(folder, name);
  return null;
};

/** What stands in the environment for browsers. */
export interface BrowserSettings {
  /** Null: there is none on this machine. */
  readonly executable: string | null;
  /** CDP addresses (ws:// or http://) of browsers to use instead of a local one. */
  readonly endpoints: readonly string[];
  /** A screen is there: the operator can see the window. */
  readonly headful: boolean;
}

/** Whether pages can be read at all. */
export const hasBrowser = ({ executable, endpoints }: BrowserSettings): boolean => executable !== null || endpoints.length > 0;

/** Reads CHROME_PATH and the display; the endpoints have been read by whoever checks settings. */
export const browserSettings = (endpoints: readonly string[], env: NodeJS.ProcessEnv = process.env): BrowserSettings => ({
  executable: findChromium(env),
  endpoints,
  headful: Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']),
});
