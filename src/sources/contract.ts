import type { z } from 'zod';
import type { Exchange, Json, Parsed, Platform, RecordKind, Zone } from '../domain/index.ts';

/** How sure we are of an endpoint: a real payload was recorded, it is documented, or it is known only from others' code. */
export type Evidence = 'recorded' | 'documented' | 'code-only';

/** A way a stream can be read, tried in this order. */
export type AccessMethod = 'api' | 'browser' | 'page';

/** The politeness a platform is owed by default; the operator may change it per lane. */
export interface LaneDefaults {
  readonly name: string;
  /** Requests start at least this far apart. */
  readonly intervalMs: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Quota units a day, counted from midnight in `zone`. */
  readonly budget?: { readonly units: number; readonly zone: Zone };
}

/** What to ask of an endpoint: values for its placeholders. */
export type Params = Readonly<Record<string, string | number | readonly string[]>>;

/** An address of a platform, with how to ask it and how to read its answer. */
export interface Endpoint {
  readonly name: string;
  readonly evidence: Evidence;
  readonly method: AccessMethod;
  /** The lane its requests belong to. */
  readonly lane: string;
  /** Quota units one request costs. */
  readonly cost: number;
  /** The shape of the body: plain JSON, JSON inside a callback, or a page. */
  readonly payload: 'json' | 'jsonp' | 'html';
  /**
   * Where private people stand in the decoded payload, as paths (`result.posts[].createdBy`); every text below them is replaced by a
   * keyed hash before anything is written. An object named here is hashed leaf by leaf.
   */
  readonly privateFields: readonly string[];
  /**
   * Asked conditionally when the platform gave validators with the last answer. Each such request costs a look into the database, so it
   * is for large answers that seldom change.
   */
  readonly conditional?: boolean;
  request(params: Params): { readonly url: string; readonly headers?: Readonly<Record<string, string>> };
  /** Pure: the same exchange gives the same records, today and over history. */
  parse(exchange: Exchange): Parsed;
}

/** One page of a stream: an exchange, what it said, and where to go on. */
export interface Page {
  readonly endpoint: Endpoint;
  /** The targets this page is about. */
  readonly targets: readonly string[];
  readonly exchange: Exchange;
  readonly parsed: Parsed;
  /** The state after this page; null when the batch of targets is complete. */
  readonly cursor: Json | null;
}

export interface ReadContext {
  /** The batch of targets of one task, in order. */
  readonly targets: readonly string[];
  /** The state after the last committed page, or null to begin. */
  readonly cursor: Json | null;
  /** True on a task's last attempt: an answer that stays bad then costs its targets, not the rest of the batch. */
  readonly lastAttempt: boolean;
  /** Sends one request through the endpoint's lane. Resolves for every answer, also unwelcome ones: see `exchange.outcome`. */
  ask(endpoint: Endpoint, params: Params): Promise<Exchange>;
}

/** One collection of records of a source. */
export interface Stream {
  readonly name: string;
  readonly title: string;
  /** The kind of record it yields. */
  readonly kind: RecordKind;
  /** What its targets are: fixed listings of the platform, or records of another kind found before. */
  readonly target:
    | { readonly kind: 'listing'; readonly ids: readonly string[] }
    /** `newest`: only so many of each parent's newest records by default, because every target costs a request. */
    | { readonly kind: RecordKind; readonly newest?: number };
  /** Whether it is collected when no stream is named; true unless said otherwise. */
  readonly byDefault?: boolean;
  /** Targets per task. */
  readonly batchSize: number;
  readonly endpoints: readonly Endpoint[];
  /** The state a task can resume from. A stored cursor that no longer fits starts the batch anew. */
  readonly cursor: z.ZodType<Json>;
  read(context: ReadContext): AsyncGenerator<Page>;
}

/** Our connector to one platform. Streams are listed in the order in which they are collected: what one finds, the next ones ask about. */
export interface Source {
  readonly platform: Platform;
  readonly title: string;
  readonly zone: Zone;
  /** Hosts that may be asked, and redirected to. */
  readonly hosts: readonly string[];
  readonly lanes: readonly LaneDefaults[];
  readonly streams: readonly Stream[];
  /** Changes whenever a parser's result changes; stored with every exchange. */
  readonly parserVersion: string;
}

/** Declares a source. The only thing done at run time is to refuse a declaration that contradicts itself. */
export const defineSource = (source: Source): Source => {
  const lanes = new Set(source.lanes.map((lane) => lane.name));
  const streams = new Set<string>();
  for (const stream of source.streams) {
    if (streams.has(stream.name)) throw new Error(`${source.platform}: the stream ${stream.name} is declared twice`);
    streams.add(stream.name);
    for (const endpoint of stream.endpoints) {
      if (!lanes.has(endpoint.lane))
        throw new Error(`${source.platform}/${stream.name}:${endpoint.name} names the unknown lane ${endpoint.lane}`);
    }
  }
  return source;
};
