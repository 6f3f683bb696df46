import type { z } from 'zod';
import type { Exchange, Json, Outcome, Parsed, Platform, RecordKind, Zone } from '../domain/index.ts';
import type { BrowserPart } from '../net/index.ts';

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
  /** The option by which the operator changes `intervalMs`. */
  readonly intervalOption?: string;
  /** Quota units a day, counted from midnight in `zone`. */
  readonly budget?: { readonly units: number; readonly zone: Zone };
}

/**
 * Something the operator has to bring before an endpoint can be asked: a key, or the address of a service. It is read from the environment
 * variable of its name and never written anywhere.
 */
export interface SourceSetting {
  /** Such as `TWITCH_CLIENT_ID`. */
  readonly name: string;
  /** What it is, for people, in a few words. */
  readonly title: string;
  readonly kind: 'secret' | 'text' | 'url';
  /** Holds when the operator brings nothing. */
  readonly default?: string;
  /** What stands in for it when the platform is simulated. */
  readonly simulated: string;
}

/** Values of the source's settings by name; what was not brought is not there. */
export type SettingValues = Readonly<Record<string, string>>;

/**
 * How an access token is got with the operator's credentials (OAuth 2.0 client credentials, RFC 6749 section 4.4). The answer holds a secret: it is
 * kept in memory only, never as an exchange.
 */
export interface TokenGrant {
  readonly lane: string;
  /** A form that is posted. */
  request(values: SettingValues): { readonly url: string; readonly form: Readonly<Record<string, string>> };
  /** Null when the answer holds no token. */
  read(body: string): { readonly token: string; readonly expiresInMs: number } | null;
}

/** What a platform says of its quota with an answer: so many units a window, so many left, full again at `resetAt` (ms since 1970). */
export interface QuotaNotice {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
}

/** A number, switch or name that changes how much of a source is collected; the operator may change it at run time. */
export type SourceOption = { readonly name: string; readonly title: string } & (
  | { readonly type: 'number'; readonly default: number; readonly min: number; readonly max: number }
  | { readonly type: 'boolean'; readonly default: boolean }
);

/** Values of the source's options by name, as they were when the run began. */
export type OptionValues = Readonly<Record<string, number | boolean>>;

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
  /** Names of the settings without which it cannot be asked. */
  readonly needs?: readonly string[];
  /** Asked with a token got by this grant, which `request` is given. */
  readonly grant?: TokenGrant;
  /**
   * An interface that the platform, or a provider, offers to programs, asked under its terms with the operator's own credential. Its robots.txt,
   * which speaks to crawlers, is then not consulted.
   */
  readonly official?: boolean;
  /** `browser`, where the method is that: the page in which its scripts ask for the address. Only the parameters that say which answer it is belong into `url` then. */
  request(
    params: Params,
    values: SettingValues,
    token?: string,
  ): { readonly url: string; readonly headers?: Readonly<Record<string, string>>; readonly browser?: BrowserPart };
  /**
   * What a refusal (4xx) means where the status alone does not say it: Naver's 429 is "too fast" or "no more today", by the code in its body.
   * Undefined: what the status says. Asked before the lane reacts.
   */
  refusal?(status: number, body: string): Outcome | undefined;
  /** Reads the quota headers of an answer (names in lower case). The lane then goes at the pace they allow. */
  quota?(headers: Readonly<Record<string, string>>): QuotaNotice | null;
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
  /** Whether the operator has brought what an endpoint needs. One that cannot be asked is passed over for the next way. */
  can(endpoint: Endpoint): boolean;
  /** The fields that the stream's target declares (`carries`) of a target met before, by its id or name; null when there is no record of it. */
  known(target: string): Readonly<Record<string, Json>> | null;
  readonly options: OptionValues;
}

/** What is watched and is no record of the platform: a search word, a label the platform sorts by. */
export const watchedKinds = ['keyword', 'topic'] as const;
export type WatchedKind = (typeof watchedKinds)[number];

/** One collection of records of a source. */
export interface Stream {
  readonly name: string;
  readonly title: string;
  /** The kind of record it yields. */
  readonly kind: RecordKind;
  /** What its targets are: fixed listings of the platform, or records of another kind found before. */
  readonly target:
    | { readonly kind: 'listing'; readonly ids: readonly string[] }
    /**
     * `newest`: only so many of each parent's newest records by default, because every target costs a request; a text names the option that says
     * how many. `carries`: names of fields that its requests need besides the id.
     */
    | { readonly kind: RecordKind; readonly newest?: number | string; readonly carries?: readonly string[] }
    | { readonly kind: WatchedKind };
  /** Whether it is collected when no stream is named; true unless said otherwise, or the option of that name. */
  readonly byDefault?: boolean | string;
  /** The metric of its targets that says how fast they change: with it they can be revisited by that. One stream of a source, which yields what it asks about. */
  readonly revisitBy?: string;
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
  /** What the operator may have to bring. */
  readonly settings?: readonly SourceSetting[];
  /** What the operator may change at run time. */
  readonly options?: readonly SourceOption[];
  /** The option that says after how many attempts a batch is given up; 3 without it. */
  readonly attemptsOption?: string;
  /**
   * The id, or `@name`, of the account that a person means by an address or a name (`https://www.twitch.tv/Name?x=1`, `@Name`, `UC...`); null when it
   * is none of this platform. Pure and forgiving: blanks, tracking parameters, upper case.
   */
  readonly accountOf?: (text: string) => string | null;
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
