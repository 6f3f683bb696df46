import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TidemarkError, reasonOf } from '../../domain/index.ts';

const run = promisify(execFile);

/** The account of the operating system that PostgreSQL runs under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  /** True when this process is root and has to change to the account; PostgreSQL refuses to run as root. */
  readonly switched: boolean;
}

/** The account this process runs under. */
export const ownAccount = (): Account => {
  const uid = process.getuid?.() ?? 0;
  return { uid, gid: process.getgid?.() ?? 0, name: String(uid), switched: false };
};

/** True when this process is root, so that PostgreSQL needs another account. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** What `spawn` needs to run a program under the account. */
export const identityOf = (account: Account): { uid?: number; gid?: number } =>
  account.switched ? { uid: account.uid, gid: account.gid } : {};

const lookUp = async (name: string): Promise<Account | undefined> => {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number.parseInt((await run('id', [flag, name])).stdout, 10)));
    return { uid: uid!, gid: gid!, name, switched: true };
  } catch {
    return undefined;
  }
};

/** The account with this number, such as the owner of an existing cluster. */
export const accountOf = async (uid: number, gid: number): Promise<Account> => {
  const name = await run('id', ['-nu', String(uid)]).then(
    ({ stdout }) => stdout.trim(),
    () => String(uid),
  );
  return { uid, gid, name, switched: true };
};

const own = 'tidemark';

/**
 * The account a root process gives its cluster: `tidemark` if it exists, else `postgres`, else `tidemark` is created, without
 * home and without login. Called once in the life of a machine.
 */
export const systemAccount = async (onNotice: (sentence: string) => void): Promise<Account> => {
  const known = (await lookUp(own)) ?? (await lookUp('postgres'));
  if (known) return known;
  onNotice(`PostgreSQL does not run as root; the system user "${own}" is created for it.`);
  let failure: unknown;
  for (const [program, args] of [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', own]],
    ['adduser', ['-S', '-D', '-H', own]], // Alpine
  ] as const) {
    await run(program, args).catch((error: unknown) => (failure ??= error));
    // Looked up even after a failure: another process may have created it at the same moment.
    const account = await lookUp(own);
    if (account) return account;
  }
  const reason = `PostgreSQL does not run as root and no user could be created for it (${reasonOf(failure)})`;
  throw new TidemarkError('TDM_DATABASE_START', { reason, log: 'the message of useradd' }, failure);
};

/** Whether the account can run a program; false also when it may not enter one of the folders above it. */
export const canRun = (account: Account, program: string, args: readonly string[]): Promise<boolean> =>
  run(program, args, { ...identityOf(account), cwd: '/' }).then(
    () => true,
    () => false,
  );

/** Whether the account may enter a folder, asked of the kernel, as modes alone miss access lists. */
export const canEnter = (account: Account, folder: string): Promise<boolean> => canRun(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder]);

/** Gives a folder and everything in it to the account. */
export const chownAll = async (folder: string, { uid, gid }: Account): Promise<void> => {
  await run('chown', ['-R', `${uid}:${gid}`, folder]);
};
