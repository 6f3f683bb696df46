import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from 'fauxqs';
import { afterAll } from 'vitest';

/** A folder that is removed with its contents when the tests of the file have ended. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-lake-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/**
 * What a front does with a request instead of passing it on: answers with an error; hangs up in the middle of its body; or passes it on and
 * ends the answer early, by hanging up or by silence.
 */
export type Refusal =
  | { readonly status: number; readonly code: string }
  | { readonly cutAfterBytes: number; readonly then: () => void }
  | { readonly answerBytes: number; readonly end: 'cut' | 'silence' };

/** A server that speaks S3, and something in front of it that can refuse. */
export interface TestS3 {
  readonly url: string;
  readonly bucket: string;
  /** What the AWS settings must be to reach it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Requests so far, as `PUT /lake/raw/...`. */
  readonly requests: string[];
  /** Bytes of all answers so far. */
  answered: number;
  /** Decides about each request; undefined passes it on. */
  refuse: (method: string, path: string) => Refusal | undefined;
}

export const secretKey = 'a-secret-key-that-must-be-said-nowhere';

/** Starts one; closed when the tests of the file have ended. */
export const startS3 = async (): Promise<TestS3> => {
  const app = buildApp({ logger: false });
  // It takes no more than 11 MiB by itself, where S3 takes 5 GB.
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 64 * 2 ** 20 }, (_, body, done) => done(null, body));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const behind = (app.server.address() as AddressInfo).port;
  const bucket = 'lake';
  await fetch(`http://127.0.0.1:${behind}/${bucket}`, { method: 'PUT' });

  const front = createServer((incoming, outgoing) => {
    const { method = '', url: path = '' } = incoming;
    s3.requests.push(`${method} ${decodeURIComponent(path)}`);
    const refusal = s3.refuse(method, decodeURIComponent(path));
    if (refusal && 'cutAfterBytes' in refusal) return cut(incoming, refusal);
    if (refusal && 'status' in refusal) {
      incoming.resume();
      outgoing.writeHead(refusal.status, { 'content-type': 'application/xml' });
      outgoing.end(`<?xml version="1.0"?><Error><Code>${refusal.code}</Code><Message>said by the service</Message></Error>`);
      return;
    }
    const passed = ask({ host: '127.0.0.1', port: behind, method, path, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.on('data', (chunk: Buffer) => (s3.answered += chunk.length));
      if (refusal) endEarly(answer, outgoing, refusal);
      else answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((done) => front.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  afterAll(async () => {
    front.closeAllConnections();
    front.close();
    await app.close();
  });
  const settings = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'tidemark',
    AWS_SECRET_ACCESS_KEY: secretKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const s3: TestS3 = { url, bucket, settings, requests: [], answered: 0, refuse: () => undefined };
  return s3;
};

/** Passes on so many bytes of an answer, and then hangs up or says no more. */
const endEarly = (answer: IncomingMessage, outgoing: ServerResponse, { answerBytes, end }: { answerBytes: number; end: string }): void => {
  let left = answerBytes;
  answer.on('data', (chunk: Buffer) => {
    if (left <= 0) return;
    outgoing.write(chunk.subarray(0, left), () => left <= 0 && end === 'cut' && outgoing.destroy());
    left -= chunk.length;
  });
};

/** Reads so many bytes of a body, does something, and hangs up. */
const cut = (incoming: IncomingMessage, { cutAfterBytes, then }: { cutAfterBytes: number; then: () => void }): void => {
  let seen = 0;
  incoming.on('error', () => undefined);
  incoming.on('data', (chunk: Buffer) => {
    if (seen < cutAfterBytes && (seen += chunk.length) >= cutAfterBytes) {
      then();
      incoming.socket.destroy();
    }
  });
};
