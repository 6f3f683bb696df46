/** `npm run check`: floors and lint, format, types, generated docs. Ends with 1 when one fails; each says what to do. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, projectNode, root, say } from './setup.mjs';

const tool = (...parts) => join(root, 'node_modules', ...parts);

const steps = () => [
  {
    name: 'floors and lint',
    args: [
      tool('oxlint', 'bin', 'oxlint'),
      '--deny-warnings',
      '--report-unused-disable-directives',
      // Rules that need types (a promise nobody waits for) run where their checker is installed; it exists for Linux and macOS only.
      ...(existsSync(tool('oxlint-tsgolint')) ? ['--type-aware'] : []),
    ],
  },
  { name: 'format', args: [tool('oxfmt', 'bin', 'oxfmt'), '--check'], next: 'node_modules/.bin/oxfmt' },
  ...['.', 'web', 'bench']
    .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))
    .map((folder) => ({
      name: folder === '.' ? 'types' : `types of ${folder}/`,
      args: [tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', folder],
    })),
  { name: 'generated docs', args: [join(root, 'scripts', 'docs.mjs'), '--check'], next: 'node scripts/docs.mjs' },
];

/** Runs every check, also after one failed, and returns how many passed and failed. */
export const runChecks = () => {
  const node = projectNode();
  let passed = 0;
  let failed = 0;
  for (const { name, args, next } of steps()) {
    const started = Date.now();
    const { status, stdout, stderr } = spawnSync(node, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (status === 0) passed += 1;
    else {
      failed += 1;
      say(`${stdout}${stderr}`.trimEnd());
    }
    say(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)${status !== 0 && next ? `; to mend it: ${next}` : ''}`);
  }
  return { passed, failed };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureInstalled();
  process.exit(runChecks().failed === 0 ? 0 : 1);
}
