/** Where the mock server of the contract tests is installed: a folder of the user's cache, named after its lock. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = fileURLToPath(new URL('.', import.meta.url));
export const files = ['package.json', 'package-lock.json'];

const hash = createHash('sha256');
for (const file of files) hash.update(readFileSync(join(here, file)));

export const folder = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'tidemark',
  `contract-prism-${hash.digest('hex').slice(0, 12)}`,
);

/** Written last, so that an install that broke off is done again. */
export const mark = join(folder, '.installed');

/** The program, or null where nobody has installed it. */
export const program = () => (existsSync(mark) ? join(folder, 'node_modules/@stoplight/prism-cli/dist/index.js') : null);
