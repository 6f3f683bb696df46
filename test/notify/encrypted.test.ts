import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listDeliveries } from '../../src/notify/index.ts';
import { smtpServer } from './smtp-server.ts';
import { alertWorlds } from './world.ts';
import type { AlertWorld } from './world.ts';

const certificates = join(import.meta.dirname, '../store/certificates');
const tls = { cert: readFileSync(join(certificates, 'server.crt')), key: readFileSync(join(certificates, 'server.key')) };
const alertWorld = await alertWorlds();
const post = await smtpServer(tls);

const asked: string[] = [];
const server = createTlsServer(tls, (request, response) => {
  asked.push(request.headers['user-agent']!);
  request.resume().on('end', () => response.end('ok'));
});
const tunnels: string[] = [];
const proxy = createServer().on('connect', (request, socket) => {
  tunnels.push(request.url!);
  const [, port] = request.url!.split(':');
  const through = connect(Number(port), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
  through.pipe(socket).pipe(through);
  for (const each of [through, socket]) each.on('error', () => undefined);
});
for (const each of [server, proxy]) await once(each.listen(0, '127.0.0.1'), 'listening');
const portOf = (each: typeof proxy): number => (each.address() as AddressInfo).port;
afterAll(() => {
  for (const each of [server, proxy]) {
    each.close();
    each.closeAllConnections();
  }
});

/** Delivers in a process that trusts the authority of the tests, which is said when a process starts. */
const deliverTrusting = async (
  { test: { databaseUrl, schema }, time, env }: AlertWorld,
  more: Record<string, string> = {},
): Promise<unknown> => {
  const words = [join(import.meta.dirname, 'deliver-process.ts'), databaseUrl, schema, String(time)];
  const child = spawn(process.execPath, words, {
    env: { ...process.env, HTTPS_PROXY: '', NO_PROXY: '', NODE_EXTRA_CA_CERTS: join(certificates, 'ca.crt'), ...env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const out: Buffer[] = [];
  for await (const chunk of child.stdout) out.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(out).toString());
};

test('a message goes to https with a certificate that is trusted, also through a proxy', async () => {
  const world = await alertWorld();
  world.env['SLACK'] = `https://localhost:${portOf(server)}/services/1`;
  await world.channel({ name: 'ops', kind: 'slack', settings: { secretFrom: 'SLACK' } });
  await world.record();
  expect(await deliverTrusting(world)).toMatchObject({ delivered: 1 });
  expect(tunnels).toEqual([]);
  await world.record();
  expect(await deliverTrusting(world, { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}` })).toMatchObject({ delivered: 1 });
  expect(tunnels).toEqual([`localhost:${portOf(server)}`]);
  expect(asked).toEqual(['Tidemark/test', 'Tidemark/test']);
});

test('mail goes to smtps with a certificate that is trusted, and to none that is not', async () => {
  const world = await alertWorld();
  world.env['SMTP_URL'] = `smtps://me:secret@localhost:${post.port}`;
  await world.channel({
    name: 'mail',
    kind: 'email',
    settings: { secretFrom: 'SMTP_URL', from: 'tidemark@example.org', to: ['ops@example.org'] },
  });
  await world.record();
  expect(await world.deliver()).toMatchObject({ failed: 1 });
  const [delivery] = await listDeliveries(world.store, { workspaceId: 'main' });
  expect(delivery!.lastError).toMatch(new RegExp(`^localhost:${post.port}: .*certificate`));
  expect(post.logins).toEqual([]);
  world.time += 60_000;
  expect(await deliverTrusting(world)).toMatchObject({ delivered: 1 });
  expect(post.logins).toEqual(['\0me\0secret']);
  expect(post.letters).toMatchObject([{ to: ['ops@example.org'] }]);
});
