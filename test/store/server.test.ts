import { tmpdir } from 'node:os';
import { expect, test, vi } from 'vitest';
import { inspectStore, openStore } from '../../src/store/index.ts';
import { fakePostgres, fakeServer } from './fake-server.ts';
import { removeTemplateAfterwards } from './folders.ts';
import { certificate, startTcpServer } from './tcp-server.ts';

removeTemplateAfterwards();
const { port, admin } = await startTcpServer();

const url = (rest: string, host = 'localhost') => `postgres://alice:right@${host}:${port}/${rest}`;
const open = (databaseUrl: string) => openStore({ databaseUrl, dataFolder: tmpdir() });
const failure = (databaseUrl: string) =>
  open(databaseUrl).then(
    async (store) => {
      await store.close();
      throw new Error('it opened');
    },
    (error: unknown) => error as Error & { code: string; line: string },
  );
/** Whether connections of the pool are encrypted. */
const encryption = async (databaseUrl: string) => {
  await using store = await open(databaseUrl);
  return (await store.query<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()'))[0]!.ssl;
};

test('a server is opened, migrated and named without its password', async () => {
  await using store = await open(url('alice'));
  expect(store).toMatchObject({ kind: 'server', address: `localhost:${port}/alice`, schema: 'tidemark' });
  expect(await store.query('select count(*) as n from run')).toEqual([{ n: '0' }]);
  expect(await inspectStore({ databaseUrl: url('alice'), dataFolder: tmpdir() })).toMatchObject({
    kind: 'server',
    running: true,
    encrypted: true,
    version: expect.stringMatching(/^18\./),
    address: `localhost:${port}/alice`,
  });
});

test('sslmode means what it means to libpq', async () => {
  const ca = encodeURIComponent(certificate('ca.crt'));
  expect(await encryption(url('alice?sslmode=disable'))).toBe(false);
  expect(await encryption(url('alice?sslmode=allow'))).toBe(false);
  expect(await encryption(url('alice'))).toBe(true);
  expect(await encryption(url('alice?sslmode=prefer'))).toBe(true);
  expect(await encryption(url('alice?sslmode=require', '127.0.0.1'))).toBe(true);
  expect(await encryption(url(`alice?sslmode=verify-ca&sslrootcert=${ca}`, '127.0.0.1'))).toBe(true);
  expect(await encryption(url(`alice?sslmode=verify-full&sslrootcert=${ca}`))).toBe(true);
  expect(await encryption(url('tls_only?sslmode=allow'))).toBe(true);
  expect(await encryption(url('plain_only?sslmode=prefer'))).toBe(false);
});

test('a certificate that does not hold is refused, and sslmode is what to look at', async () => {
  const stranger = encodeURIComponent(certificate('stranger.crt'));
  const ca = encodeURIComponent(certificate('ca.crt'));
  for (const [rest, host] of [
    ['alice?sslmode=verify-full', 'localhost'], // no public authority signed it
    [`alice?sslmode=verify-full&sslrootcert=${ca}`, '127.0.0.1'], // it is for localhost
    [`alice?sslmode=verify-full&sslrootcert=${stranger}`, 'localhost'],
    [`alice?sslmode=verify-ca&sslrootcert=${stranger}`, 'localhost'],
    [`alice?sslmode=require&sslrootcert=${stranger}`, 'localhost'], // with a root, libpq's require is verify-ca
  ] as const) {
    const error = await failure(url(rest, host));
    expect(error).toMatchObject({ code: 'TDM_DATABASE_LOGIN' });
    expect(error.line).toMatch(/certificate.*sslmode/);
  }
});

test('a server without TLS is refused by require and taken by prefer', async () => {
  await admin.query('alter system set ssl = off');
  await admin.query('select pg_reload_conf()');
  await vi.waitFor(async () => expect((await admin.query('show ssl')).rows).toEqual([{ ssl: 'off' }]));
  expect(await failure(url('alice?sslmode=require'))).toMatchObject({
    code: 'TDM_DATABASE_LOGIN',
    message: expect.stringContaining('TLS'),
  });
  expect(await encryption(url('alice?sslmode=prefer'))).toBe(false);
  await admin.query('alter system reset ssl');
  await admin.query('select pg_reload_conf()');
  await vi.waitFor(async () => expect((await admin.query('show ssl')).rows).toEqual([{ ssl: 'on' }]));
});

test('a login that is refused says so, and the password stays out of it', async () => {
  for (const databaseUrl of [
    `postgres://alice:secret%20one@localhost:${port}/alice`,
    `postgres://nobody:secret%20one@localhost:${port}/alice`,
    `postgres://alice@localhost:${port}/alice`,
    url('no_such_database'),
    url('tls_only?sslmode=disable'),
  ]) {
    const error = await failure(databaseUrl);
    expect(error).toMatchObject({ code: 'TDM_DATABASE_LOGIN' });
    expect(error.line).not.toMatch(/secret|right/);
  }
});

test('a user without the right to make the schema is refused, and may use one made for it', async () => {
  const bob = `postgres://bob:right@localhost:${port}/alice`;
  const options = { databaseUrl: bob, dataFolder: tmpdir(), schema: 'for_bob' };
  await expect(openStore(options)).rejects.toMatchObject({ code: 'TDM_DATABASE_RIGHTS' });
  // Bob may still not create schemas; his is there already.
  await using alice = await open(url('alice'));
  await alice.query('create schema for_bob');
  await expect(openStore(options)).rejects.toMatchObject({ code: 'TDM_DATABASE_RIGHTS' });
  await alice.query('grant all on schema for_bob to bob');
  await using store = await openStore(options);
  expect(await store.query('select count(*) as n from run')).toEqual([{ n: '0' }]);
});

test('a connection that is cut is told as lost, and the next statement has a new one', async () => {
  await using store = await open(url('alice'));
  const [mine] = await store.query<{ pid: number }>('select pg_backend_pid() as pid');
  const cut = store.transaction(async (sql) => {
    const [row] = await sql.query<{ pid: number }>('select pg_backend_pid() as pid');
    await admin.query(`select pg_terminate_backend(${row!.pid})`);
    await vi.waitFor(async () => expect((await admin.query(`select from pg_stat_activity where pid = ${row!.pid}`)).rowCount).toBe(0));
    await sql.query('select 1');
  });
  await expect(cut).rejects.toMatchObject({ code: 'TDM_DATABASE_LOST' });
  const [other] = await store.query<{ pid: number }>('select pg_backend_pid() as pid');
  expect(other!.pid).not.toBe(mine!.pid);
});

test('a server that does not answer is unreachable', async () => {
  const closed = await fakeServer(() => undefined);
  const web = await fakeServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const error = await failure(`postgres://a:b@127.0.0.1:${web}/a`);
  expect(error).toMatchObject({ code: 'TDM_DATABASE_UNREACHABLE' });
  expect(await failure(`postgres://a:b@127.0.0.1:${web}/a?sslmode=disable`)).toMatchObject({ code: 'TDM_DATABASE_UNREACHABLE' });
  expect(await failure('postgres://a:b@127.0.0.1:1/a')).toMatchObject({
    code: 'TDM_DATABASE_UNREACHABLE',
    message: expect.stringContaining('127.0.0.1:1/a'),
  });
  expect(await failure('postgres://a:b@no-such-host.invalid/a')).toMatchObject({ code: 'TDM_DATABASE_UNREACHABLE' });
  expect(await inspectStore({ databaseUrl: 'postgres://a:b@127.0.0.1:1/a', dataFolder: tmpdir() })).toMatchObject({
    running: false,
    problem: { code: 'TDM_DATABASE_UNREACHABLE' },
  });
  // A port that takes the connection and says nothing: given up after ten seconds.
  const begun = Date.now();
  expect(await failure(`postgres://a:b@127.0.0.1:${closed}/a`)).toMatchObject({
    code: 'TDM_DATABASE_UNREACHABLE',
    message: expect.stringContaining('within 10 s'),
  });
  expect(Date.now() - begun).toBeLessThan(12_000);
});

test('a PostgreSQL older than 14 is refused', async () => {
  const old = await fakePostgres('130016', '13.16 (Debian 13.16-1)');
  expect(await failure(`postgres://a:b@127.0.0.1:${old}/a`)).toMatchObject({
    code: 'TDM_DATABASE_OLD',
    message: expect.stringContaining('PostgreSQL 13.16 (Debian'),
  });
});
