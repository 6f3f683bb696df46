import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, chown, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, vi } from 'vitest';
import { binariesFor } from '../../src/store/embedded/binaries.ts';
import { existingPlace } from '../../src/store/embedded/index.ts';
import { template, temporary } from './folders.ts';

/** Where the certificates of the tests are. */
export const certificate = (name: 'ca.crt' | 'server.crt' | 'server.key' | 'stranger.crt'): string =>
  join(import.meta.dirname, 'certificates', name);

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** A PostgreSQL as an operator might have it: on a port, with passwords and TLS. */
export interface TcpServer {
  readonly port: number;
  /** A client of the superuser. */
  readonly admin: pg.Client;
}

/**
 * Starts such a server; call it at the top of a file. Users `alice` (owns the databases) and `bob` (may do nothing), password
 * `right`; databases `alice`, `tls_only` and `plain_only`, whose names say how they let one in.
 */
export const startTcpServer = async (): Promise<TcpServer> => {
  const parent = await temporary();
  const folder = join(parent, 'data');
  await mkdir(folder);
  await promisify(execFile)('cp', ['-a', join(await template(), 'postgres'), folder]);
  const { home, cluster, account } = (await existingPlace(folder))!;
  const { postgres } = await binariesFor(account, () => undefined);
  const give = async (path: string) => {
    if (account.switched) await chown(path, account.uid, account.gid);
  };

  for (const name of ['server.crt', 'server.key'] as const) {
    await copyFile(certificate(name), join(cluster, name));
    await chmod(join(cluster, name), 0o600);
    await give(join(cluster, name));
  }
  await writeFile(
    join(cluster, 'pg_hba.conf'),
    [
      'local all all trust',
      'hostssl tls_only all all scram-sha-256',
      'hostnossl plain_only all all scram-sha-256',
      'host alice,postgres all all scram-sha-256',
    ].join('\n'),
  );
  await appendFile(join(cluster, 'postgresql.conf'), 'ssl = on\n');

  const port = await freePort();
  const settings = ['listen_addresses=localhost', `unix_socket_directories=${home}`, 'fsync=off'].flatMap((setting) => ['-c', setting]);
  // The shell ends the server when its input ends: with the test, however that ends.
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      '"$@" & server=$!; read -r line; kill -INT $server; wait $server',
      'sh',
      postgres,
      '-D',
      cluster,
      '-p',
      String(port),
      ...settings,
    ],
    {
      ...(account.switched && { uid: account.uid, gid: account.gid }),
      cwd: home,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  const exited = once(child, 'exit');

  const admin = await vi.waitFor(
    async () => {
      const client = new pg.Client({ host: home, port, user: 'tidemark', database: 'postgres' });
      await client.connect();
      return client;
    },
    { timeout: 20_000, interval: 50 },
  );
  for (const user of ['alice', 'bob']) await admin.query(`create role ${user} login password 'right'`);
  for (const name of ['alice', 'tls_only', 'plain_only']) await admin.query(`create database ${name} owner alice`);

  afterAll(async () => {
    await admin.end();
    child.stdin.end();
    await exited;
    await rm(parent, { recursive: true, force: true });
  });
  return { port, admin };
};
