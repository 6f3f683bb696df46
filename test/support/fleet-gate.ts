import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A door before a simulator that lets only so many requests through: what a test wants to happen first can be slow. */
export interface Gate extends AsyncDisposable {
  readonly url: string;
  /** Requests let through so far. */
  readonly passed: number;
  /** Lets requests through until so many have passed in all; the rest wait at the door. */
  allow(total: number): void;
}

/** Opens a gate before the server at `to`, shut. */
export const createGate = async (to: string): Promise<Gate> => {
  const waiting: (() => void)[] = [];
  let passed = 0;
  let allowed = 0;
  const letThrough = (): void => {
    while (waiting.length > 0 && passed < allowed) {
      passed++;
      waiting.shift()!();
    }
  };
  const server = createServer((incoming, answer) => {
    waiting.push(() => {
      const onward = request(`${to}${incoming.url}`, { headers: incoming.headers }, (come) => {
        answer.writeHead(come.statusCode!, come.headers);
        come.pipe(answer);
      });
      onward.on('error', () => answer.destroy());
      onward.end();
    });
    letThrough();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get passed() {
      return passed;
    },
    allow: (total) => {
      allowed = total;
      letThrough();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
