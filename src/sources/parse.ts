import type { Count, Exchange, Json, Misfit, Outcome, ParsedRecord } from '../domain/index.ts';
import type { Endpoint } from './contract.ts';
import { endpointOf, sourceOf, streamOf } from './registry.ts';

/** A record in the form `tidemark parse` prints: ids and counts spelled out, a missing count as null. */
export interface PrintedRecord {
  readonly kind: string;
  readonly platform: string;
  readonly id: string;
  readonly parentId?: string;
  readonly scope?: string;
  readonly fields: Readonly<Record<string, Json>>;
  readonly counts: Readonly<Record<string, Count | null>>;
}

/** What a parser makes of one saved payload. */
export interface ParsedPayload {
  readonly platform: string;
  readonly stream: string;
  readonly endpoint: string;
  readonly outcome: Outcome;
  readonly records: readonly PrintedRecord[];
  readonly next: Json;
  readonly quarantined: readonly Misfit[];
  /** Why the platform refused, where the payload says so. */
  readonly note?: string;
}

/** A saved payload and what is known about it. */
export interface ParseOptions {
  /** `<platform>/<stream>` or `<platform>/<stream>:<endpoint>`. */
  readonly name: string;
  readonly body: string;
  readonly url?: string;
  readonly redact?: (body: string, endpoint: Endpoint) => string;
}

/** Keys in a fixed order, whichever order a parser wrote them in. */
const printed = ({ kind, platform, id, parentId, scope, fields, counts }: ParsedRecord): PrintedRecord => ({
  kind,
  platform,
  id,
  ...(parentId === undefined ? {} : { parentId }),
  ...(scope === undefined ? {} : { scope }),
  fields,
  counts,
});

/** An exchange that holds nothing but a body, as if it had just arrived well. */
const exchangeOf = (body: string, url: string): Exchange => ({
  request: { method: 'GET', url },
  status: 200,
  headers: {},
  body,
  bytes: Buffer.byteLength(body),
  at: 0,
  durationMs: 0,
  attempts: 1,
  outcome: 'ok',
});

/**
 * Runs the parser of one endpoint over a saved payload. A name without an endpoint stands for the first one of the stream that finds
 * records; if none does, the first one's answer is given.
 *
 * `url` is the address the payload came from, when it is known: it says the order of a list, the page, the episode. `redact` replaces
 * private people in the body before an endpoint sees it; it is told the endpoint, because each says for itself where they stand.
 *
 * Throws TDM_PLATFORM_UNKNOWN, TDM_STREAM_UNKNOWN, TDM_ENDPOINT_UNKNOWN.
 */
export const parsePayload = ({ name, body, url = '', redact }: ParseOptions): ParsedPayload => {
  const { platform, stream, endpoints } = endpointsNamed(name);
  const answers = endpoints.map((endpoint) => ({
    endpoint,
    parsed: endpoint.parse(exchangeOf(redact ? redact(body, endpoint) : body, url)),
  }));
  const found = answers.find((answer) => answer.parsed.outcome === 'ok' && answer.parsed.records.length > 0);
  const { endpoint, parsed } = found ?? answers[0]!;
  const { outcome, records, next, quarantined, note } = parsed;
  return {
    platform,
    stream,
    endpoint: endpoint.name,
    outcome,
    records: records.map(printed),
    next,
    quarantined,
    ...(note ? { note } : {}),
  };
};

/** The endpoints a name stands for: the one it names, or all of its stream. Throws like {@link parsePayload}. */
export const endpointsNamed = (
  name: string,
): { readonly platform: string; readonly stream: string; readonly endpoints: readonly Endpoint[] } => {
  const [, platform = '', streamName = '', endpointName] = /^([^/]*)\/?([^:]*)(?::(.*))?$/s.exec(name) ?? [];
  const source = sourceOf(platform);
  const stream = streamOf(source, streamName);
  return {
    platform,
    stream: stream.name,
    endpoints: endpointName === undefined ? stream.endpoints : [endpointOf(source, stream, endpointName)],
  };
};
