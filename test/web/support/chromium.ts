import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const candidates = [process.env['CHROME_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = candidates.find((path) => path !== undefined && existsSync(path));

/** The dashboard as `npm test` builds it. */
export const webFolder = join(fileURLToPath(import.meta.url), '../../../../web/dist');

/** Why the browser tests cannot run here, or null. */
export const missing: string | null =
  executablePath === undefined
    ? 'Chromium is not installed; on Debian: apt-get install chromium'
    : existsSync(join(webFolder, 'index.html'))
      ? null
      : 'the dashboard is not built; npm test builds it';

/** The title of a suite that needs a browser: it says why it is skipped where it is. */
export const inBrowser = (title: string): string => (missing === null ? title : `${title} (skipped: ${missing})`);

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real, headless Chromium that asks nobody for anything by itself. */
export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: executablePath!, headless: true, args: flags });
