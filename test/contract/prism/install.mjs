/** `node test/contract/prism/install.mjs`: installs the mock server of the contract tests, once for each lock. The project itself is not touched. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, folder, here, mark, program } from './place.mjs';

if (program() === null) {
  console.log(`installing prism into ${folder}`);
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(join(here, file), join(folder, file));
  const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
  });
  if (status === 0) writeFileSync(mark, '');
  else console.log(`prism could not be installed (${error?.message ?? `npm ended with ${status}`}): the contract of Helix is skipped`);
}
