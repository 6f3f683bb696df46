/** `npm start`: everything a fresh clone needs, then `tidemark up` with the arguments given after `--`. */
import { join } from 'node:path';
import { ensureDashboard, ensureInstalled, root, run } from './setup.mjs';

await ensureInstalled();
await ensureDashboard();
process.exit(await run(join(root, 'bin', 'tidemark'), ['up', ...process.argv.slice(2)]));
