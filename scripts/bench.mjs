/** `npm run bench -- NAME [options]`: runs bench/NAME.ts on the project's Node; without a name it lists them. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, fail, projectNode, root, run } from './setup.mjs';

const folder = join(root, 'bench');
const [name, ...args] = process.argv.slice(2);
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && !file.startsWith('_'))
      .map((file) => file.slice(0, -3))
  : [];

/** The first sentence of a benchmark's opening comment. */
const about = (each) => /\/\*\*\s*(?:\*\s*)?([^\n]*?)\s*(?:\*\/|\n)/.exec(readFileSync(join(folder, `${each}.ts`), 'utf8'))?.[1] ?? '';

if (name === undefined) {
  console.log('usage: npm run bench -- NAME [options]\n');
  for (const each of names) console.log(`  ${each.padEnd(16)} ${about(each)}`);
  process.exit(0);
}
if (!names.includes(name)) fail(`TDM_USAGE: there is no benchmark "${name}"; use one of: ${names.join(', ')}`, 2);
await ensureInstalled();
// What is measured runs as bin/tidemark runs it.
const [flags] = readFileSync(join(root, 'bin', 'node-flags'), 'utf8').split('\n', 1);
process.exit(await run(projectNode(), [...flags.split(' '), join(folder, `${name}.ts`), ...args]));
