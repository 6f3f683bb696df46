import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createHasher, createNet } from '../../src/net/index.ts';
import type { Lanes, Net, NetEvent, NetOptions, NetRequest } from '../../src/net/index.ts';
import type { Clock } from '../../src/domain/index.ts';

export const hasher = createHasher(Buffer.alloc(32, 7));

/** A clock that stands still until somebody sleeps on it; then it jumps. */
export interface FakeClock extends Clock {
  readonly sleeps: number[];
}

export const fakeClock = (start = Date.parse('2026-11-21T00:00:00Z')): FakeClock => {
  let now = start;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
  };
};

/** Lanes in memory: they count who is inside and hold after a complaint. */
export interface MemoryLanes extends Lanes {
  readonly open: number;
  readonly acquired: { lane: string; cost: number | undefined }[];
  readonly floors: { lane: string; host: string; floorMs: number }[];
  readonly complaints: { lane: string; retryAfterMs: number | null; cause: string; open: number }[];
}

export const memoryLanes = (clock: Clock): MemoryLanes => {
  let open = 0;
  let holdUntil = 0;
  const acquired: MemoryLanes['acquired'] = [];
  const complaints: MemoryLanes['complaints'] = [];
  const floors: MemoryLanes['floors'] = [];
  const unused = async () => {
    throw new Error('the transport has no business with this');
  };
  return {
    get open() {
      return open;
    },
    acquired,
    complaints,
    floors,
    setFloor: async (lane, host, floorMs) => void floors.push({ lane, host, floorMs }),
    acquire: async (lane, options) => {
      options?.signal?.throwIfAborted();
      if (holdUntil > clock.now()) await clock.sleep(holdUntil - clock.now(), options?.signal);
      acquired.push({ lane, cost: options?.cost });
      open++;
      let released = false;
      return {
        release: () => {
          if (released) throw new Error('released twice');
          released = true;
          open--;
        },
      };
    },
    incident: async (lane, complaint) => {
      complaints.push({ lane, ...complaint, open });
      return (holdUntil = clock.now() + (complaint.retryAfterMs ?? 60_000));
    },
    declare: unused,
    closeForToday: unused,
    report: unused,
    configure: unused,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
};

export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly requests: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[];
  /** Connections open now. */
  readonly sockets: ReadonlySet<Socket>;
  /** Resolves when every connection is gone. */
  drained(): Promise<void>;
}

const serve = async (server: Server, requests: TestServer['requests']): Promise<TestServer> => {
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const wake of waiting) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const drained = () => new Promise<void>((resolve) => (sockets.size === 0 ? resolve() : waiting.add(resolve)));
  return { origin: `http://127.0.0.1:${port}`, port, requests, sockets, drained };
};

/** An HTTP server on a free port that notes what it is asked; gone with the test. */
export const httpServer = (listener: RequestListener): Promise<TestServer> => {
  const requests: TestServer['requests'] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    requests.push({ method: request.method!, url: request.url!, headers: request.headers });
    listener(request, response);
  });
  return serve(server, requests);
};

/** A server that talks bytes, for answers that no HTTP server would give. `talk` is called once per request head. */
export const rawServer = (talk: (socket: Socket, nth: number) => void): Promise<TestServer> => {
  const requests: TestServer['requests'] = [];
  const server = createTcpServer((socket) => {
    socket.on('data', (data) => {
      const [line] = data.toString('latin1').split('\r\n');
      const [method = '', url = ''] = line!.split(' ');
      requests.push({ method, url, headers: {} });
      talk(socket, requests.length);
    });
  });
  return serve(server, requests);
};

export const json = (response: ServerResponse, value: unknown, headers: Record<string, string> = {}, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};

export interface TestNet {
  readonly net: Net;
  readonly clock: FakeClock;
  readonly lanes: MemoryLanes;
  readonly events: NetEvent[];
}

/** A net with fake clock, lanes in memory and no robots.txt; gone with the test. */
export const testNet = (options: Partial<NetOptions> = {}): TestNet => {
  const clock = fakeClock();
  const lanes = memoryLanes(clock);
  const events: NetEvent[] = [];
  const net = createNet({
    lanes,
    clock,
    robots: () => ({ check: () => ({ allowed: true, because: 'the test says so' }) }),
    random: () => 0.5,
    userAgent: 'Mozilla/5.0 (compatible; Tidemark/0.0.0; +test@example.org)',
    hasher,
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(() => net.close());
  return { net, clock, lanes, events };
};

/** A request for JSON; the server's own host is the only one allowed. */
export const get = (url: string, change: Partial<NetRequest> = {}): NetRequest => ({
  url,
  lane: 'test',
  cost: 1,
  hosts: ['127.0.0.1'],
  payload: 'json',
  privateFields: [],
  ...change,
});
