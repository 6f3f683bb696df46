import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { reasonOf, TidemarkError } from '../../domain/index.ts';

/** A browser, and where its DevTools can be reached. */
export interface RunningBrowser {
  readonly browser: Browser;
  /** `http://127.0.0.1:PORT` of one that was started here, the address it was given of another; null: unknown. */
  readonly devtools: string | null;
  readonly name: string;
}

/**
 * It asks nobody for anything by itself, and says that it is driven by a program. The address of its DevTools is for the operator, who may enter
 * the very session; Chromium opens it on 127.0.0.1 only.
 */
const flags = [
  '--enable-automation',
  '--remote-debugging-port=0',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Loaded when a browser is wanted: it takes a fifth of a second. */
const driver = async () => (await import('playwright-core')).chromium;

const startMs = 30_000;
const connectMs = 10_000;

/**
 * Starts a Chromium of this machine. It is held by a pipe: should this process be killed, the browser ends with it.
 * Throws TDM_BROWSER_FAILED.
 */
export const launchBrowser = async (executable: string, headful: boolean): Promise<RunningBrowser> => {
  const chromium = await driver();
  let browser: Browser;
  try {
    browser = await chromium.launch({
      ...{ executablePath: executable, headless: !headful, args: flags, timeout: startMs },
      // Its sandbox refuses to work for root.
      chromiumSandbox: process.getuid?.() !== 0,
      // Signals are ours: a collection finishes its pages first.
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    });
  } catch (error) {
    throw new TidemarkError('TDM_BROWSER_FAILED', { browser: executable, reason: reasonOf(error) }, error);
  }
  return { browser, devtools: await devtoolsOf(browser), name: executable };
};

/** The port that Chromium chose, which it writes into its own folder. */
const devtoolsOf = async (browser: Browser): Promise<string | null> => {
  try {
    const session = await browser.newBrowserCDPSession();
    const { arguments: words } = (await session.send('Browser.getBrowserCommandLine')) as { arguments: string[] };
    await session.detach();
    const folder = words.find((word) => word.startsWith('--user-data-dir='))!.slice('--user-data-dir='.length);
    const [port] = (await readFile(join(folder, 'DevToolsActivePort'), 'utf8')).split('\n');
    return `http://127.0.0.1:${port}`;
  } catch {
    return null;
  }
};

/** Connects to a browser elsewhere. Throws what the connection throws. */
export const connectBrowser = async (endpoint: string): Promise<RunningBrowser> => {
  const browser = await (await driver()).connectOverCDP(endpoint, { timeout: connectMs });
  return { browser, devtools: withoutQuery(endpoint), name: withoutQuery(endpoint) };
};

/** Browsers for rent carry their key in the address. */
export const withoutQuery = (endpoint: string): string => {
  const url = new URL(endpoint);
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
};
