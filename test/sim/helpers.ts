import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { createSimulator } from '../../src/sim/index.ts';
import type { CastName, Simulator, SimulatorOptions, TitleTruth } from '../../src/sim/index.ts';

/** A small world with one of each sort of title. */
export const small: SimulatorOptions = { titles: 40, episodes: 3000, seed: 7 };

/** Runs with a simulator and closes it, whatever happens. */
export const withSimulator = async (options: SimulatorOptions, use: (simulator: Simulator) => Promise<void>): Promise<void> => {
  await using simulator = await createSimulator({ ...small, ...options });
  await use(simulator);
};

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** One plain request: nothing is decoded, followed or retried. Rejects when the connection breaks. */
export const ask = (
  simulator: Simulator,
  path: string,
  options: { headers?: Record<string, string>; method?: string; body?: string; timeoutMs?: number } = {},
): Promise<Reply> =>
  new Promise((done, fail) => {
    const outgoing = request(
      simulator.url + path,
      { method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('error', fail);
        incoming.on('end', () => {
          const body = Buffer.concat(pieces);
          done({ status: incoming.statusCode!, headers: incoming.headers, body, text: body.toString('utf8') });
        });
      },
    );
    outgoing.on('error', fail);
    if (options.timeoutMs !== undefined) outgoing.setTimeout(options.timeoutMs, () => outgoing.destroy(new Error('nothing came in time')));
    outgoing.end(options.body);
  });

/** A foreign payload, as JSON.parse types it: tests look into it freely. */
export type Payload = ReturnType<typeof JSON.parse>;

export const askJson = async (simulator: Simulator, path: string, headers: Record<string, string> = {}): Promise<Payload> =>
  JSON.parse((await ask(simulator, path, { headers })).text);

export const ticket = { 'Service-Ticket-Id': 'comic_webtoon' };
export const comic = '/comic.naver.com';
export const community = `${comic}/comment/api/community`;

/** The id of a title with a fixed part, such as `gaps`. */
export const castId = (simulator: Simulator, part: CastName): number => simulator.naverWebtoon.idOf(part);

/** What is true today of the title with a fixed part. */
export const castTruth = (simulator: Simulator, part: CastName): TitleTruth =>
  simulator.naverWebtoon.titleTruth(simulator.naverWebtoon.idOf(part), simulator.state().day)!;

const corpusFolder = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'));

/** The corpus of recorded payloads lies beside the repository on some machines; tests that need it skip elsewhere. */
export const corpusMissing = !existsSync(join(corpusFolder, 'naver-webtoon'));

/** A recorded payload; callbacks around it are taken off. */
export const recorded = (file: string): Payload =>
  JSON.parse(withoutCallback(readFileSync(join(corpusFolder, 'naver-webtoon', file), 'utf8')));

export const withoutCallback = (text: string): string => text.replace(/^(?:\/\*\*\/\s*)?[\w$.]+\(/, '').replace(/\);?\s*$/, '');
