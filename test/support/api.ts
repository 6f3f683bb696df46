import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { createApi } from '../../src/api/index.ts';
import type { Api, ApiOptions } from '../../src/api/index.ts';
import { createLoginLink, createToken, ensureWorkspace } from '../../src/catalog/index.ts';
import type { Clock } from '../../src/domain/index.ts';
import type { Store } from '../../src/store/index.ts';

/** JSON whose shape is the very thing a test looks at. */
// oxlint-disable-next-line no-explicit-any
export type Loose = any;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  readonly json: Loose;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text already. */
  readonly body?: unknown;
}

/** An API that listens, and how to ask it. */
export interface TestApi extends AsyncDisposable {
  readonly api: Api;
  readonly origin: string;
  /** The lines logged so far, parsed. */
  readonly log: readonly Record<string, unknown>[];
  ask(path: string, asking?: Asking): Promise<Answer>;
  /** Signs in and returns the headers of a browser that is. */
  signIn(): Promise<Record<string, string>>;
  /** Asks with a token of its own. */
  get(path: string): Promise<Answer>;
}

/** A clock that stands until it is told to move. */
export interface StandingClock extends Clock {
  move(ms: number): void;
}

export const standingClock = (start = Date.parse('2026-03-01T12:00:00Z')): StandingClock => {
  let now = start;
  return {
    now: () => now,
    move: (ms) => void (now += ms),
    // Nothing here waits for time to pass; what waits is ended by its signal.
    sleep: (_ms, signal) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true })),
  };
};

/** Serves a store's data on a free port. `await using` closes it. */
export const testApi = async (store: Store, options: Partial<ApiOptions> = {}): Promise<TestApi> => {
  const clock = options.clock ?? standingClock();
  const log: Record<string, unknown>[] = [];
  const sink = new PassThrough();
  sink.on('data', (line: Buffer) => log.push(JSON.parse(line.toString())));
  await ensureWorkspace(store);
  const api = await createApi({
    store,
    clock,
    logger: pino({ level: 'debug' }, sink),
    lanesReport: async () => [],
    sourcesReport: () => ({ sources: [] }),
    webFolder: null,
    world: 'sample',
    version: '0.0.0-test',
    ...options,
  });
  await api.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const ask = (path: string, asking: Asking = {}) => send(port, path, asking);
  let token: string | undefined;
  return {
    api,
    origin,
    log,
    ask,
    signIn: async () => {
      const { secret } = await createLoginLink(store, clock);
      const answer = await ask('/api/v1/session', { method: 'POST', body: { link: secret } });
      return { cookie: cookieOf(answer), origin };
    },
    get: async (path) => {
      token ??= (await createToken(store, 'main', `test ${port}`)).token;
      return ask(path, { headers: { authorization: `Bearer ${token}` } });
    },
    [Symbol.asyncDispose]: () => api.close(),
  };
};

/** The session cookie an answer sets, as a browser would send it back. */
export const cookieOf = (answer: Answer): string => answer.headers['set-cookie']![0]!.split(';')[0]!;

/** By node:http rather than fetch, which hides some headers (Host, Origin, Cookie) from its user. */
const send = (port: number, path: string, { method = 'GET', headers = {}, body }: Asking): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const type = text === undefined || 'content-type' in headers ? {} : { 'content-type': 'application/json' };
    const outgoing = request({ host: '127.0.0.1', port, path, method, agent: false, headers: { ...type, ...headers } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const received = Buffer.concat(chunks).toString();
        resolve({
          status: incoming.statusCode!,
          headers: incoming.headers,
          text: received,
          get json() {
            return JSON.parse(received);
          },
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
