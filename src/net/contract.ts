import type { Exchange, Instant, Outcome } from '../domain/index.ts';

/** How a lane paces its requests; the row in the database is the only truth, these are what it starts with. */
export interface LaneSettings {
  readonly name: string;
  readonly intervalMs: number;
  readonly concurrency: number;
  readonly budget?: { readonly units: number; readonly zone: string };
}

/** Where a lane holds something else than a process brought along. */
export interface LaneDifference {
  readonly lane: string;
  readonly brought: { readonly intervalMs: number; readonly concurrency: number };
  readonly holds: { readonly intervalMs: number; readonly concurrency: number };
  /** The operator's word holds; else what is slower, because another process brought it. */
  readonly setByOperator: boolean;
}

/** Why a lane does not hand out a slot right now. */
export interface LaneReport extends LaneSettings {
  readonly setByOperator: boolean;
  /** What a request would wait for at this instant; null: it may start now. */
  readonly waitingFor: 'pace' | 'backoff' | 'budget' | 'concurrency' | 'challenge' | null;
  readonly until: Instant | null;
  /** The challenge that the operator has to answer first. */
  readonly challenge?: string;
  /** The answer that began the present or last incident ("429 without Retry-After from comic.naver.com"), and when. */
  readonly cause: string | null;
  readonly causeAt: Instant | null;
  readonly incidents: number;
  readonly budgetUsed: number;
  /** Requests that living workers may have under way now. */
  readonly permits: number;
}

/** The right to have one request under way. Give it back when the answer is complete. */
export interface Permit {
  release(): void;
}

/** Hands out the right to ask, for all processes that share one database. */
export interface Lanes extends AsyncDisposable {
  /**
   * Writes lanes that are not in the database yet. Of a lane that processes bring different settings for, the slower holds, and what the
   * operator has set holds over all of them. Returns where something else holds than was brought.
   */
  declare(settings: readonly LaneSettings[]): Promise<LaneDifference[]>;
  /**
   * Resolves when one request may start. Waits through pace, concurrency and backoff.
   * Throws TDM_LANE_HELD or TDM_BUDGET_SPENT when the wait would last longer than `maxHoldMs`, TDM_CHALLENGE_WAITING when the operator has not
   * answered for that long.
   */
  acquire(lane: string, options?: { readonly cost?: number; readonly signal?: AbortSignal }): Promise<Permit>;
  /** The platform complained (429, 503): everyone in this lane stays away. Returns when the lane opens again. */
  incident(lane: string, complaint: { readonly retryAfterMs: number | null; readonly cause: string }): Promise<Instant>;
  /** The day's quota is gone by the platform's own word: closed until the quota's midnight. */
  closeForToday(lane: string, cause: string): Promise<Instant>;
  /** Slows a lane to what a host of it asks for now, such as a crawl-delay; 0 when it asks for nothing. Never faster than the lane's interval. */
  setFloor(lane: string, host: string, floorMs: number): Promise<void>;
  report(): Promise<LaneReport[]>;
  /** Sets pace, concurrency or budget by the operator's wish. Throws TDM_LANE_UNKNOWN. */
  configure(
    lane: string,
    change: { intervalMs?: number; concurrency?: number; budget?: { units: number; zone: string } | null },
  ): Promise<void>;
  close(): Promise<void>;
}

/** One request as the transport needs it; `collect` fills it from a source's endpoint. */
export interface NetRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly lane: string;
  readonly cost: number;
  /** Hosts a redirect may lead to. */
  readonly hosts: readonly string[];
  readonly payload: 'json' | 'jsonp' | 'html';
  readonly privateFields: readonly string[];
  /** Whose request it is, for a reading room: `<stream>:<endpoint>`. */
  readonly endpoint?: string;
  /** Asked inside a real page. Headers and validators are then the browser's own. */
  readonly browser?: BrowserPart;
  /** Who reads: has one page at a time, kept open between its requests until `leave`. */
  readonly reader?: string;
  /** An interface for programs, asked under its terms with the operator's credential: robots.txt is not consulted. */
  readonly official?: boolean;
  /** What a refusal means where the status alone does not say it; asked before the lane reacts. */
  readonly refusal?: (status: number, body: string) => Outcome | undefined;
  /** Reads the quota headers of an answer; `paceMs` is the lane's own pace, which holds while the quota allows it. */
  readonly quota?: {
    readonly paceMs: number;
    readonly read: (
      headers: Readonly<Record<string, string>>,
    ) => { readonly limit: number; readonly remaining: number; readonly resetAt: number } | null;
  };
  /** What the platform gave with the answer we still have: it may then answer 304 (`unchanged`), without a body. */
  readonly validators?: Validators;
}

/**
 * How a request is asked inside a real page: the page's own scripts ask for its address. An answer counts when it comes from that host and path and
 * its address has every parameter of the request's; what else the page adds (signatures, device numbers) is its business and is not kept.
 */
export interface BrowserPart {
  /** The page to open. */
  readonly page: string;
  /** `scroll`: the page asks by itself, for more as it is scrolled. `fetch`: a script of ours in the page fetches the address, once. */
  readonly by: 'scroll' | 'fetch';
  /** CSS selector of what is scrolled; the page itself unless given. */
  readonly scrolls?: string;
  /** CSS selectors of what is clicked wherever it is in sight: what closes login pop-ups and refuses consent. General ones are known already. */
  readonly closes?: readonly string[];
  /** What shows that the platform asks for a person: CSS selectors of what is in sight, and URL patterns of the page's address. */
  readonly challenge?: { readonly selectors?: readonly string[]; readonly addresses?: readonly string[] };
}

/** What a platform told us to send back with the next request for the same address (RFC 9110 §8.8). */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** A form to be posted, whose answer is a secret. */
export interface SecretForm {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  readonly lane: string;
}

/** Asks platforms, politely. */
export interface Net extends AsyncDisposable {
  /** Resolves for every answer and every failure to get one: `exchange.outcome` names it. Throws only what the operator must see (TDM_REPLAY_MISSING, TDM_LANE_HELD, TDM_BUDGET_SPENT, TDM_CHALLENGE_WAITING, TDM_BROWSER_*, abort). */
  send(request: NetRequest, signal?: AbortSignal): Promise<Exchange>;
  /**
   * Posts a form and returns status and text of the answer, which is neither recorded nor told to anybody: it holds a token. One try, in a slot of
   * the lane; status 0 and the reason when no answer came.
   */
  post(form: SecretForm, signal?: AbortSignal): Promise<{ readonly status: number; readonly body: string }>;
  /** A reader has ended: its page is closed, unless a challenge stands on it that the operator may want to see. */
  leave?(reader: string): Promise<void>;
  close(): Promise<void>;
}
