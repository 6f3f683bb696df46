import { collect } from '../../src/collect/index.ts';
import type { CollectOptions, RunReport } from '../../src/collect/index.ts';
import { ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { exact, systemClock } from '../../src/domain/index.ts';
import type { Exchange, Outcome, Parsed, ParsedRecord } from '../../src/domain/index.ts';
import type { Lanes, Net } from '../../src/net/index.ts';
import { defineSource, positionCursor, readTargets } from '../../src/sources/index.ts';
import type { Endpoint, Source, Stream } from '../../src/sources/index.ts';
import type { Store } from '../../src/store/index.ts';
import { exchangeWith } from '../support/exchange.ts';

/** What the platform of these tests answers about a target: ids of series, an outcome other than `ok`, or a failure to be thrown. */
export type Answer = readonly string[] | Outcome | Error;

const seriesRecord = (id: string): ParsedRecord => ({
  kind: 'series',
  platform: 'naver-webtoon',
  id,
  fields: {},
  counts: { views: exact(1) },
});

const endpoint = (name: string, conditional = false): Endpoint => ({
  name,
  evidence: 'recorded',
  method: 'api',
  lane: 'naver-webtoon',
  cost: 1,
  payload: 'json',
  privateFields: [],
  conditional,
  request: ({ id }) => ({ url: `https://comic.naver.com/${name}/${String(id)}` }),
  parse: ({ outcome, body }): Parsed => ({
    outcome,
    records: outcome === 'ok' ? (JSON.parse(body) as string[]).map(seriesRecord) : [],
    quarantined: [],
    next: null,
  }),
});

const stream = (name: string, target: Stream['target'], conditional = false): Stream => {
  const only = endpoint(name, conditional);
  return {
    ...{ name, title: name, kind: 'series', target, batchSize: 1, endpoints: [only], cursor: positionCursor },
    read: readTargets(([id]) => ({ endpoint: only, params: { id: id! } })),
  };
};

/** A platform with two lists of titles and a page for each series. */
export const source: Source = defineSource({
  platform: 'naver-webtoon',
  title: 'A platform',
  zone: 'Asia/Seoul',
  hosts: ['comic.naver.com'],
  lanes: [{ name: 'naver-webtoon', intervalMs: 0, concurrency: 4 }],
  streams: [stream('titles', { kind: 'listing', ids: ['first', 'second'] }, true), stream('series', { kind: 'series' })],
  parserVersion: 'p1',
});

/** What was asked of the lanes besides slots. */
export interface LaneCalls {
  readonly incidents: string[];
  readonly closures: string[];
}

/** Collects once from the platform, which answers as `answer` says; a request is named `titles/first` or `series/1`. */
export const collectFrom = async (
  store: Store,
  answer: (what: string, validators: unknown) => Answer | Promise<Answer>,
  options: Partial<CollectOptions> & { readonly calls?: LaneCalls } = {},
): Promise<RunReport> => {
  await ensureWorkspace(store);
  const never = new AbortController().signal;
  const lanes = {
    // A replay needs no lane to be declared.
    report: async () => (options.origin === 'replay' ? [] : [{ name: 'naver-webtoon', concurrency: 4, until: null }]),
    incident: async (_lane: string, { cause }: { cause: string }) => options.calls?.incidents.push(cause) ?? 0,
    closeForToday: async (_lane: string, cause: string) => options.calls?.closures.push(cause) ?? 0,
    [Symbol.asyncDispose]: async () => undefined,
  } as unknown as Lanes;
  const send: Net['send'] = async ({ url, validators }, signal): Promise<Exchange> => {
    const found = await answer(new URL(url).pathname.slice(1), validators);
    signal?.throwIfAborted();
    if (found instanceof Error) throw found;
    const headers = url.includes('/titles/') ? { etag: '"1"' } : {};
    const [outcome, body]: [Outcome, string] = typeof found === 'string' ? [found, ''] : ['ok', JSON.stringify(found)];
    return exchangeWith({ url, body, outcome, headers, status: outcome === 'unchanged' ? 304 : 200 });
  };
  const net = { send, [Symbol.asyncDispose]: async () => undefined } as unknown as Net;
  return collect({
    ...{ store, source, workspace: mainWorkspace, origin: 'simulator', version: 'test', clock: systemClock, maxHoldMs: 1000 },
    selection: { streams: source.streams.map(({ name }) => name), targets: null, watchlist: null },
    openNet: async () => ({ net, lanes }),
    stop: never,
    abort: never,
    ...options,
  });
};
