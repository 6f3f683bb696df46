import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { canEnter, canRun } from '../../src/store/embedded/account.ts';
import { inspectStore, openStore } from '../../src/store/index.ts';
import { clusterOf, freshFolder, quick, removeTemplateAfterwards, serverPid, temporary, usedFolder } from './folders.ts';
import { OpenerProcess } from './opener-process.ts';

removeTemplateAfterwards();

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
/** Whether root can play an ordinary user here: the checkout may be closed to everybody else. */
const canPlay =
  isRoot &&
  (await canEnter({ ...nobody, name: 'nobody', switched: true }, import.meta.dirname)) &&
  (await canRun({ ...nobody, name: 'nobody', switched: true }, process.execPath, ['--version']));
const canMount =
  isRoot &&
  execFileSync('sh', ['-c', 'd=$(mktemp -d); mount -t tmpfs tidemark "$d" 2>/dev/null && umount "$d" && echo yes; rmdir "$d"'], {
    encoding: 'utf8',
  }).includes('yes');

test('a data folder of a newer PostgreSQL is refused and left as it is', async () => {
  const dataFolder = await freshFolder();
  await mkdir(clusterOf(dataFolder), { recursive: true });
  await writeFile(join(clusterOf(dataFolder), 'PG_VERSION'), '99\n');
  await expect(openStore({ dataFolder })).rejects.toMatchObject({
    code: 'TDM_DATA_VERSION',
    message: `the data folder ${dataFolder} was written by PostgreSQL 99, newer than the 18 shipped here`,
  });
  expect(await readdir(clusterOf(dataFolder))).toEqual(['PG_VERSION']);
});

test('a folder in the place of the cluster that is none is refused and left as it is', async () => {
  const dataFolder = await freshFolder();
  await mkdir(clusterOf(dataFolder), { recursive: true });
  await writeFile(join(clusterOf(dataFolder), 'my-photos'), '');
  await expect(openStore({ dataFolder })).rejects.toMatchObject({
    code: 'TDM_DATA_FOLDER',
    message: expect.stringContaining('not a PostgreSQL data folder'),
  });
  expect(await readdir(clusterOf(dataFolder))).toEqual(['my-photos']);
});

test('a file in the place of the data folder is refused', async () => {
  const dataFolder = await freshFolder();
  await writeFile(dataFolder, '');
  await expect(openStore({ dataFolder })).rejects.toMatchObject({ code: 'TDM_DATA_FOLDER' });
  await expect(openStore({ dataFolder: join(dataFolder, 'below') })).rejects.toMatchObject({ code: 'TDM_DATA_FOLDER' });
});

test.skipIf(isRoot)('a data folder one may not write to is refused', async () => {
  const dataFolder = await freshFolder();
  await mkdir(dataFolder);
  await chmod(dataFolder, 0o500);
  await expect(openStore({ dataFolder })).rejects.toMatchObject({ code: 'TDM_DATA_FOLDER', message: expect.stringContaining('EACCES') });
});

test.skipIf(!canPlay)('an ordinary user is refused a folder it may not write to, or whose database belongs to another', async () => {
  const closed = await freshFolder();
  await mkdir(closed);
  await expect(new OpenerProcess(nobody).open({ dataFolder: closed })).rejects.toMatchObject({
    code: 'TDM_DATA_FOLDER',
    message: expect.stringContaining('EACCES'),
  });
  const used = await usedFolder();
  await expect(new OpenerProcess(nobody).open({ dataFolder: used })).rejects.toMatchObject({
    code: 'TDM_DATA_FOLDER',
    message: expect.stringContaining('belongs to the user'),
  });
});

test.skipIf(!canPlay)('the database of an ordinary user stays its own when root opens it', async () => {
  const dataFolder = await freshFolder();
  await mkdir(dataFolder);
  execFileSync('chown', ['65534:65534', dataFolder]);
  const opener = new OpenerProcess(nobody);
  await opener.open({ dataFolder, settings: quick });
  await opener.query(`insert into workspace (id, name) values ('kept', '')`);
  const pid = serverPid(dataFolder);
  await using store = await openStore({ dataFolder });
  expect(serverPid(dataFolder)).toBe(pid);
  await opener.close();
  // Root leaves last, starts it anew, and the user can still go on.
  await store.close();
  await using again = await openStore({ dataFolder, settings: quick });
  expect(await again.query('select id from workspace')).toEqual([{ id: 'kept' }]);
  expect((await stat(`/proc/${serverPid(dataFolder)}`)).uid).toBe(nobody.uid);
  await again.close();
  const later = new OpenerProcess(nobody);
  await later.open({ dataFolder, settings: quick });
  expect(await later.query('select id from workspace')).toEqual([{ id: 'kept' }]);
});

test.skipIf(!isRoot)(
  'a data folder closed to the database user is not opened to it; the database lives elsewhere, and says so',
  async () => {
    const dataFolder = await freshFolder();
    await mkdir(dataFolder, { mode: 0o700 });
    const notices: string[] = [];
    const store = await openStore({ dataFolder, settings: quick, onNotice: (notice) => notices.push(notice) });
    const { embedded } = await inspectStore({ dataFolder });
    onTestFinished(() => rm(embedded!.home, { recursive: true }));
    expect(embedded!.home).toMatch(/^\/var\/lib\/tidemark\/postgres-\w+$/);
    expect(notices).toContainEqual(expect.stringContaining(`the database lives in ${embedded!.home}`));
    expect((await stat(dataFolder)).mode & 0o777).toBe(0o700);
    await store.query(`insert into workspace (id, name) values ('kept', '')`);
    await store.close();
    // It stays there, also when the folder was opened or moved since.
    await chmod(dataFolder, 0o755);
    const moved = `${dataFolder}-moved`;
    await rename(dataFolder, moved);
    await using again = await openStore({ dataFolder: moved, settings: quick });
    expect(await again.query('select id from workspace')).toEqual([{ id: 'kept' }]);
    expect(await readdir(moved)).toEqual(['postgres.path']);
  },
);

test.skipIf(!isRoot)('a database whose folder was closed to its user afterwards is refused with the reason', async () => {
  const dataFolder = await usedFolder();
  await chmod(dataFolder, 0o700);
  await expect(openStore({ dataFolder })).rejects.toMatchObject({
    code: 'TDM_DATA_FOLDER',
    message: expect.stringContaining('may not enter'),
  });
});

/** A data folder on a disk of its own. */
const smallDisk = async (megabytes: number): Promise<string> => {
  const disk = await temporary();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tidemark', disk]);
  onTestFinished(async () => {
    const pid = serverPid(join(disk, 'data'));
    if (pid !== undefined) process.kill(pid, 'SIGQUIT');
    execFileSync('umount', ['--lazy', disk]);
    await rm(dirname(join(disk, 'data')), { recursive: true });
  });
  return join(disk, 'data');
};

test.skipIf(!canMount)('a disk too small to make the database is told as full, and nothing is left on it', async () => {
  const dataFolder = await smallDisk(20);
  await expect(openStore({ dataFolder })).rejects.toMatchObject({ code: 'TDM_DISK_FULL' });
  expect((await readdir(join(dataFolder, 'postgres'))).filter((name) => name.startsWith('cluster'))).toEqual([]);
});

test.skipIf(!canMount)('a disk that fills while writing is told as full; with room made, everything acknowledged is there', async () => {
  const dataFolder = await smallDisk(120);
  await using store = await openStore({ dataFolder, settings: quick });
  await writeFile(join(dataFolder, 'ballast'), Buffer.alloc(16 * 2 ** 20, 1));
  await store.query('create table bulk (id int, body text)');
  let acknowledged = 0;
  const fill = async () => {
    for (;;) {
      await store.query(`insert into bulk select ${acknowledged}, string_agg(md5(random()::text), '') from generate_series(1, 30000)`);
      acknowledged++;
    }
  };
  const count = async () => Number((await store.query<{ n: string }>('select count(*) as n from bulk'))[0]!.n);
  await expect(fill()).rejects.toMatchObject({ code: 'TDM_DISK_FULL', message: expect.stringContaining(join(dataFolder, 'postgres')) });
  await rm(join(dataFolder, 'ballast'));
  expect(acknowledged).toBeGreaterThan(0);
  expect(await count()).toBe(acknowledged);
});
