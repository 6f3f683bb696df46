import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** What a receiver was told once. */
export interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly body: string;
}

export type Answer = (response: ServerResponse, call: Call, request: IncomingMessage) => void;

export interface Receiver {
  readonly url: string;
  readonly host: string;
  readonly calls: Call[];
  /** How it answers from now on; at first with 200 and `ok`. */
  answer: Answer;
}

export const status =
  (code: number, text = '', headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(code, headers).end(text);
  };

/** An HTTP server that keeps what it is told. Call it at the top of a file or `describe`; it is closed with it. */
export const receiver = async (): Promise<Receiver> => {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const call = { headers: request.headers, path: request.url!, body };
    made.calls.push(call);
    made.answer(response, call, request);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made: Receiver = { host, url: `http://${host}`, calls: [], answer: status(200, 'ok') };
  return made;
};
