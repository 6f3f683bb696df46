import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import { twitch } from '../../src/sources/twitch/index.ts';
import { testStore } from '../support/database.ts';
import { collectDay } from '../support/rows.ts';
import { values } from '../support/twitch-ask.ts';

/** The document lies beside the repository, never in it. */
const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'));
const document = join(corpus, 'twitch/spec/helix_openapi.json');
const place = join(import.meta.dirname, 'prism/place.mjs');
const { program } = (await import(place)) as { program(): string | null };
const prism = program();
const missing = !existsSync(document)
  ? 'no corpus'
  : prism === null
    ? 'prism is not installed: node test/contract/prism/install.mjs'
    : null;
if (missing !== null) console.warn(`skipped: ${missing}`);

/** A request as the mock server saw it. */
interface Seen {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly status: number;
  /** What the document forbids of it, in the mock server's words. What it finds wrong with the document's own examples is not ours. */
  readonly violations: readonly string[];
}

type Payload = ReturnType<typeof JSON.parse>;

const violationsIn = (header: string | null): string[] =>
  (JSON.parse(header ?? '[]') as Payload[]).filter(({ location }) => location[0] === 'request').map(({ message }) => message);

describe.skipIf(missing !== null)(
  `the connector of Twitch against the Helix document${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let child: ChildProcess;
    let mock: string;
    const seen: Seen[] = [];

    /** Asks the mock server, which answers every valid request with the document's example and every other with what is wrong with it. */
    const relayed = async (address: string, headers: Record<string, string>): Promise<{ status: number; body: string }> => {
      const { pathname, search, searchParams } = new URL(address);
      const answer = await fetch(`${mock}${pathname.replace(/^\/helix/, '')}${search}`, { headers });
      const body = await answer.text();
      seen.push({
        path: pathname,
        query: searchParams,
        status: answer.status,
        violations: violationsIn(answer.headers.get('sl-violations')),
      });
      return { status: answer.status, body };
    };

    /** Stands where the simulated platforms stand; tokens are not in the document and are given here. */
    const relay = createServer((request, response) => {
      const [, host, rest = ''] = /^\/([^/]+)(.*)$/.exec(request.url!)!;
      const reply = (status: number, body: string): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      if (host === 'id.twitch.tv') return reply(200, '{"access_token":"invented","expires_in":5000,"token_type":"bearer"}');
      const { authorization = '', 'client-id': client = '' } = request.headers;
      relayed(`https://${host}${rest}`, { authorization, 'client-id': String(client) }).then(
        ({ status, body }) => reply(status, body),
        () => response.destroy(),
      );
    });

    beforeAll(async () => {
      child = spawn(process.execPath, [prism!, 'mock', '--host', '127.0.0.1', '--port', '0', '--multiprocess', 'false', document], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      mock = await new Promise<string>((done, fail) => {
        createInterface({ input: child.stdout! }).on('line', (line) => {
          const address = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
          if (address) done(address);
        });
        child.once('exit', (code) => fail(new Error(`prism ended with ${code}`)));
      });
      await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done));
    });
    afterAll(async () => {
      relay.closeAllConnections();
      relay.close();
      if (child.exitCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    });

    const { paths }: Payload = missing === null ? JSON.parse(readFileSync(document, 'utf8')) : { paths: {} };

    const expectValid = (): void => {
      expect(seen.length).toBeGreaterThan(0);
      for (const { path, query, status, violations } of seen) {
        const asked = `${path}?${query}`;
        expect([status, violations], asked).toEqual([200, []]);
        // The mock server overlooks parameters that the document does not know.
        const known = (paths[path.replace('/helix', '')].get.parameters as Payload[]).map(({ name }) => name);
        expect(known, asked).toEqual(expect.arrayContaining([...new Set(query.keys())]));
        for (const name of new Set(query.keys())) expect(query.getAll(name).length, asked).toBeLessThanOrEqual(100);
      }
    };

    test('every request of a collection is valid by the document', async () => {
      const { store } = await testStore();
      seen.length = 0;
      const { login } = paths['/users'].get.responses['200'].content['application/json'].examples.Example.value.data[0];
      await ensureWorkspace(store);
      const names = [
        `@${login}`,
        ...Array.from({ length: 40 }, (_, at) => `@nobody_${at}`),
        ...Array.from({ length: 130 }, (_, at) => String(1000 + at)),
      ];
      await addTargets(store, {
        workspaceId: mainWorkspace,
        targets: names.map((externalId) => ({ platform: 'twitch', kind: 'channel', externalId })),
      });
      await using simulator = await createSimulator({ twitchChannels: 1 });
      const { port } = relay.address() as AddressInfo;
      await collectDay(store, twitch, { ...simulator, url: `http://127.0.0.1:${port}` }, '2026-11-21');
      expectValid();
      const asked = Object.groupBy(seen, ({ path }) => path.replace('/helix/', ''));
      expect(Object.keys(asked).toSorted()).toEqual(['channels', 'channels/followers', 'streams', 'users', 'videos']);
      expect(asked['users']!.map(({ query }) => query.getAll('id').length + query.getAll('login').length)).toEqual([100, 71]);
      const [followers] = await store.query<{ followers: number }>(
        "select (counts ->> 'followers')::int as followers from record where kind = 'channel'",
      );
      const { total } = paths['/channels/followers'].get.responses['200'].content['application/json'].examples['Example 1'].value;
      expect(followers!.followers).toBe(total);
    });

    test.each([
      ['profile:users', { id: ['1', '2'], login: ['a_b', '9c'] }],
      ['profile:channels', { id: Array.from({ length: 100 }, (_, at) => String(at + 1)) }],
      ['profile:followers', { id: '1' }],
      ['videos:list', { user: '1', after: 'eyJiIjpudWxsfQ==+/' }],
      ['videos:resolve', { login: 'a_b' }],
      ['videos:clips', { user: '1' }],
      ['streams:live', { id: Array.from({ length: 100 }, (_, at) => String(at + 1)) }],
      ['streams:live', { login: ['a_b', 'c'] }],
      ['streams:search', { query: '등대 & lamp' }],
    ] as const)('%s %o is valid, and its example is read into records', async (name, params) => {
      seen.length = 0;
      const [stream, endpointName] = name.split(':');
      const endpoint = twitch.streams.find((each) => each.name === stream)!.endpoints.find((each) => each.name === endpointName)!;
      const { url, headers } = endpoint.request(params, values, 'invented');
      const { body } = await relayed(url, { ...headers });
      expectValid();
      const parsed = endpoint.parse({
        ...{
          request: { method: 'GET', url },
          status: 200,
          headers: {},
          body,
          bytes: body.length,
          at: 0,
          durationMs: 0,
          attempts: 1,
          outcome: 'ok',
        },
      });
      // The example of `streams` is about somebody else than asked for, and is told so.
      expect(parsed.outcome).toBe(name === 'streams:live' ? 'changed-shape' : 'ok');
      expect(parsed.records.length).toBeGreaterThan(0);
    });

    test('a request that the document forbids is caught: without a parameter, with an unknown value, without a token', async () => {
      for (const [address, headers] of [
        ['https://api.twitch.tv/helix/channels?', { authorization: 'Bearer x', 'client-id': 'x' }],
        ['https://api.twitch.tv/helix/videos?user_id=1&sort=newest', { authorization: 'Bearer x', 'client-id': 'x' }],
        ['https://api.twitch.tv/helix/streams?first=many', { authorization: 'Bearer x', 'client-id': 'x' }],
        ['https://api.twitch.tv/helix/users?id=1', {}],
      ] as const) {
        seen.length = 0;
        await relayed(address, { ...headers });
        expect(seen[0]!.violations, address).not.toEqual([]);
      }
    });
  },
);
