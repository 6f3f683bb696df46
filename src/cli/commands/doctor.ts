import { access, constants, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Command } from 'commander';
import { exitCodes, pathReason } from '../../domain/index.ts';
import { openWorld } from '../context.ts';
import { makeFolder } from '../folders.ts';
import { maySeal, openLake } from '../lake.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { asTidemarkError, bytes, number, printJson, printLine, style } from '../output.ts';
import { version } from '../version.ts';
import type { Settings } from '../settings.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
  readonly next?: string;
}

/** Below this much free space a collection would soon stop. */
const lowDiskBytes = 2 * 2 ** 30;

export const addDoctor = (program: Command): void => {
  program
    .command('doctor')
    .summary('check that everything is in place')
    .description('Checks the program, the data folder, the database, the port and the settings, and says what to do about what is wrong.')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark doctor\n  tidemark doctor --json')
    .action(async (options: { json?: boolean }, command: Command) => {
      const settings = settingsOf(command.optsWithGlobals<GlobalOptions>());
      const findings = [
        program26(),
        await dataFolder(settings),
        await disk(settings),
        await database(settings),
        await lake(settings),
        await port(4173),
        contact(settings),
        privacy(settings),
      ];
      if (options.json) printJson({ version, findings });
      else
        for (const { ok, what, says, next } of findings)
          printLine(`${ok ? style('green', '✓') : style('red', '✗')} ${what}: ${says}${next ? `\n    ${next}` : ''}`);
      if (findings.some(({ ok }) => !ok)) process.exitCode = exitCodes.operator;
    });
};

const program26 = (): Finding => ({ what: 'program', ok: true, says: `Tidemark ${version} on Node ${process.versions.node}` });

const dataFolder = async ({ dataFolder: folder }: Settings): Promise<Finding> => {
  try {
    makeFolder(folder);
    await access(folder, constants.W_OK);
    return { what: 'data folder', ok: true, says: folder };
  } catch (error) {
    return {
      what: 'data folder',
      ok: false,
      says: `${folder} cannot be written: ${pathReason(error)}`,
      next: 'make it writable, or name another one in TIDEMARK_DATA',
    };
  }
};

const disk = async ({ dataFolder: folder }: Settings): Promise<Finding> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const ok = free >= lowDiskBytes;
    return {
      what: 'disk',
      ok,
      says: `${bytes(free)} free`,
      ...(ok ? {} : { next: `make room: under ${bytes(lowDiskBytes)} a collection soon stops` }),
    };
  } catch {
    return { what: 'disk', ok: false, says: 'unknown, because the data folder is not there' };
  }
};

const database = async (settings: Settings): Promise<Finding> => {
  try {
    await using store = await openWorld(settings, 'real', { quiet: true });
    const [row] = await store.query<{ version: string; size: string }>(
      "select current_setting('server_version') as version, pg_database_size(current_database()) as size",
    );
    return { what: 'database', ok: true, says: `PostgreSQL ${row!.version}, ${store.kind}, ${store.address}, ${bytes(Number(row!.size))}` };
  } catch (thrown) {
    const error = asTidemarkError(thrown);
    return { what: 'database', ok: false, says: `${error.code}: ${error.message}`, next: error.next };
  }
};

/** Where raw answers go, and whether they can. */
const lake = async (settings: Settings): Promise<Finding> => {
  try {
    await using storage = openLake(settings, 'real');
    await using store = await openWorld(settings, 'real', { quiet: true });
    const [row] = await store.query<{ waiting: number }>('select count(*)::int as waiting from frame where body is not null');
    const waiting = `${number(row!.waiting)} frames wait in the database`;
    if (!maySeal(store, settings))
      return {
        what: 'lake',
        ok: true,
        says: `none; raw answers stay in the database (${waiting})`,
        next: 'to move them to cheaper storage, set LAKE_URL to a place that all machines reach, such as s3://bucket/prefix',
      };
    await storage.check();
    return { what: 'lake', ok: true, says: `${storage.address}; ${waiting}` };
  } catch (thrown) {
    const error = asTidemarkError(thrown);
    return { what: 'lake', ok: false, says: `${error.code}: ${error.message}`, next: error.next };
  }
};

const port = (portNumber: number): Promise<Finding> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve({
        what: 'port',
        ok: true,
        says: `${portNumber} is in use (${error.code}); that is Tidemark itself when it serves, otherwise choose another with: tidemark up --port`,
      }),
    );
    server.listen(portNumber, '127.0.0.1', () => server.close(() => resolve({ what: 'port', ok: true, says: `${portNumber} is free` })));
  });

const contact = ({ contact: address }: Settings): Finding =>
  address === undefined
    ? {
        what: 'contact',
        ok: true,
        says: 'not set; needed before real platforms are asked',
        next: 'TIDEMARK_CONTACT=<your e-mail or web page>',
      }
    : { what: 'contact', ok: true, says: address };

const privacy = ({ keepNames }: Settings): Finding => ({
  what: 'private people',
  ok: true,
  says: keepNames
    ? 'names are kept (PRIVACY_NAMES=keep); see docs/explanation/privacy.md for what the law asks'
    : 'hashed before anything is written',
});
