import { execFileSync } from 'node:child_process';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { systemClock, type Clock } from '../../src/domain/index.ts';
import { inspectStore, openStore, retryWhileAway } from '../../src/store/index.ts';
import { clusterOf, freshFolder, quick, removeTemplateAfterwards, serverPid, usedFolder } from './folders.ts';
import { OpenerProcess } from './opener-process.ts';

removeTemplateAfterwards();

const gone = (dataFolder: string) => vi.waitFor(() => expect(serverPid(dataFolder)).toBeUndefined(), { timeout: 10_000, interval: 20 });

test('processes that open a new folder at once make one cluster, start one server, and the last to leave stops it', async () => {
  const dataFolder = await freshFolder();
  const openers = Array.from({ length: 4 }, () => new OpenerProcess());
  await Promise.all(openers.map((opener) => opener.open({ dataFolder, settings: quick })));
  const seen = await Promise.all(
    openers.map((opener) => opener.query<{ begun: string }>('select pg_postmaster_start_time()::text as begun')),
  );
  expect(new Set(seen.map(([row]) => row!.begun)).size).toBe(1);
  expect(openers.flatMap(({ notices }) => notices).filter((notice) => notice.includes('is created'))).toHaveLength(1);

  const pid = serverPid(dataFolder);
  for (const opener of openers.slice(1)) await opener.close();
  expect(serverPid(dataFolder)).toBe(pid);
  await openers[0]!.close();
  expect(serverPid(dataFolder)).toBeUndefined();
});

test('processes that open while others stop the server wait and start it again', async () => {
  const dataFolder = await usedFolder();
  const openers = Array.from({ length: 3 }, () => new OpenerProcess());
  await Promise.all(
    openers.map(async (opener) => {
      for (let round = 0; round < 4; round++) {
        await opener.open({ dataFolder, settings: quick });
        expect(await opener.query('select 1 as one')).toEqual([{ one: 1 }]);
        await opener.close();
      }
    }),
  );
  expect(serverPid(dataFolder)).toBeUndefined();
});

test('a server whose process was killed is seen as an orphan, adopted by the next, and stopped when that leaves', async () => {
  const dataFolder = await usedFolder();
  const first = new OpenerProcess();
  await first.open({ dataFolder, settings: quick });
  await first.query(`insert into workspace (id, name) values ('kept', '')`);
  const pid = serverPid(dataFolder);
  expect(await inspectStore({ dataFolder })).toMatchObject({ running: true, embedded: { pid, adoptable: false } });
  await first.kill();
  expect(await inspectStore({ dataFolder })).toMatchObject({ running: true, embedded: { pid, adoptable: true } });

  const store = await openStore({ dataFolder });
  expect(serverPid(dataFolder)).toBe(pid);
  expect(await store.query('select id from workspace')).toEqual([{ id: 'kept' }]);
  await store.close();
  expect(serverPid(dataFolder)).toBeUndefined();
  expect(await inspectStore({ dataFolder })).toMatchObject({
    kind: 'embedded',
    version: '18',
    running: false,
    embedded: { pid: null, adoptable: false },
  });
});

test('a process that exits without closing still stops the server, unless another uses it', async () => {
  const dataFolder = await usedFolder();
  const [first, second] = [new OpenerProcess(), new OpenerProcess()];
  await first.open({ dataFolder, settings: quick });
  await second.open({ dataFolder });
  await first.exit();
  expect(await second.query('select 1 as one')).toEqual([{ one: 1 }]);
  await second.exit();
  await gone(dataFolder);
});

test('a server that was killed leaves no obstacle: its pid file may even name another living program', async () => {
  const dataFolder = await usedFolder();
  const store = await openStore({ dataFolder, settings: quick });
  await store.query(`insert into workspace (id, name) values ('kept', '')`);
  const pidFile = join(clusterOf(dataFolder), 'postmaster.pid');
  const socket = join(dataFolder, 'postgres', '.s.PGSQL.5432');
  process.kill(serverPid(dataFolder)!, 'SIGKILL');
  await gone(dataFolder);
  await store.close();
  // As after a restart of the machine, when the number went to somebody else.
  for (const path of [pidFile, `${socket}.lock`])
    await writeFile(path, (await readFile(path, 'utf8')).replace(/^\d+/, String(process.pid)));
  await expect(stat(socket)).resolves.toBeDefined();

  await using again = await openStore({ dataFolder, settings: quick });
  expect(await again.query('select id from workspace')).toEqual([{ id: 'kept' }]);
});

test('an empty pid file, as a full disk leaves it, is no obstacle', async () => {
  const dataFolder = await usedFolder();
  await writeFile(join(clusterOf(dataFolder), 'postmaster.pid'), '');
  await using store = await openStore({ dataFolder, settings: quick });
  expect(await store.query('select 1 as one')).toEqual([{ one: 1 }]);
});

test('a server that dies under an open store is started again, and work that may be repeated goes on', async () => {
  const dataFolder = await usedFolder();
  await using store = await openStore({ dataFolder, settings: quick });
  await using worker = await store.worker('test');
  await store.query('select 1');
  process.kill(serverPid(dataFolder)!, 'SIGKILL');
  await gone(dataFolder);
  const failures: string[] = [];
  const rows = await retryWhileAway(() => store.query('select 1 as one'), { onWait: ({ code }) => failures.push(code) });
  expect(rows).toEqual([{ one: 1 }]);
  expect(new Set(failures).isSubsetOf(new Set(['TDM_DATABASE_LOST']))).toBe(true);
  expect(worker.lost.aborted).toBe(true);
});

test('a server whose socket was removed is restarted, as nobody can reach it', async () => {
  const dataFolder = await usedFolder();
  const orphan = new OpenerProcess();
  await orphan.open({ dataFolder, settings: quick });
  await orphan.kill();
  const pid = serverPid(dataFolder);
  await rm(join(dataFolder, 'postgres', '.s.PGSQL.5432'));
  let skippedMs = 0;
  // Patience runs a hundred times faster here.
  const hasty: Clock = { now: () => Date.now() + skippedMs, sleep: (ms) => ((skippedMs += ms * 100), systemClock.sleep(ms)) };
  await using store = await openStore({ dataFolder, clock: hasty, settings: quick });
  expect(await store.query('select 1 as one')).toEqual([{ one: 1 }]);
  expect(serverPid(dataFolder)).not.toBe(pid);
});

test('a cluster whose making was killed is made again', async () => {
  const dataFolder = await freshFolder();
  const first = new OpenerProcess();
  const opening = first.open({ dataFolder, settings: quick });
  opening.catch(() => undefined);
  const home = join(dataFolder, 'postgres');
  await vi.waitFor(async () => expect((await readdir(home)).some((name) => name.startsWith('cluster.making'))).toBe(true), {
    timeout: 10_000,
    interval: 5,
  });
  await first.kill();
  await expect(opening).rejects.toThrow('ended before');
  await expect(stat(clusterOf(dataFolder))).rejects.toMatchObject({ code: 'ENOENT' });

  await using store = await openStore({ dataFolder, settings: quick });
  expect(await store.query('select 1 as one')).toEqual([{ one: 1 }]);
  expect((await readdir(home)).filter((name) => name.startsWith('cluster.'))).toEqual([]);
});

test('a data folder too deep for a socket path, with quotes, commas and spaces in its name, works and leaves no other folder', async () => {
  const dataFolder = await freshFolder(join('a'.repeat(60), 'with "quotes", commas and spaces', 'ü'.repeat(30)));
  await using store = await openStore({ dataFolder, settings: quick });
  expect(await store.query('select 1 as one')).toEqual([{ one: 1 }]);
  const [row] = await store.query<{ folder: string }>(`select trim('"' from current_setting('unix_socket_directories')) as folder`);
  expect((await stat(row!.folder)).mode & 0o777).toBe(0o700);
  await store.close();
  await expect(stat(row!.folder)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a cluster restored from a backup without owners and modes is put right and used', async () => {
  const dataFolder = await usedFolder();
  execFileSync('chown', ['-R', `${process.getuid!()}`, clusterOf(dataFolder)]);
  await chmod(clusterOf(dataFolder), 0o755);
  await using store = await openStore({ dataFolder, settings: quick });
  expect((await stat(clusterOf(dataFolder))).mode & 0o777).toBe(0o700);
  expect(await store.query('select 1 as one')).toEqual([{ one: 1 }]);
});

test('nobody but the socket reaches the private server', async () => {
  const dataFolder = await usedFolder();
  await using store = await openStore({ dataFolder, settings: quick });
  const [row] = await store.query<{ listen: string; sync: string; hba: string[] }>(
    `select current_setting('listen_addresses') as listen, current_setting('synchronous_commit') as sync,
       (select array_agg(distinct auth_method) from pg_hba_file_rules where type <> 'local') as hba`,
  );
  expect(row).toEqual({ listen: '', sync: 'on', hba: ['reject'] });
  expect((await stat(join(dataFolder, 'postgres'))).mode & 0o777).toBe(0o700);
});
