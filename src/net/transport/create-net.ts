import { reasonOf, stripSecrets, TidemarkError } from '../../domain/index.ts';
import type { Clock, Exchange, Random } from '../../domain/index.ts';
import { browse, Readers } from '../browser/index.ts';
import type { BrowserPool } from '../browser/index.ts';
import type { ChallengeDesk } from '../challenges/index.ts';
import type { BrowserPart, Lanes, Net, NetRequest, SecretForm } from '../contract.ts';
import type { Hasher } from '../privacy/index.ts';
import { createRecorder, createReplay } from '../replay/index.ts';
import type { Recorder, Replay } from '../replay/index.ts';
import { ask } from './ask.ts';
import type { AskContext, Asked } from './ask.ts';
import { causeOf, complaintOf } from './complaint.ts';
import { contentOf } from './content.ts';
import { decodeText } from './decode.ts';
import type { NetEvent } from './events.ts';
import { requestHeaders } from './headers.ts';
import { defaultLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import type { ReadingRoom } from './reading-room.ts';
import { Origins } from './origins.ts';
import type { ProxySettings } from './origins.ts';
import { classify } from './outcomes.ts';
import { createQuotaKeeper } from './quota.ts';
import { createRobotsFetch } from './robots-gate.ts';
import type { RobotsFetch, RobotsGate } from './robots-gate.ts';
import { withoutPeople } from './without-people.ts';
import type { Answered } from './without-people.ts';

export interface NetOptions {
  readonly lanes: Lanes;
  /** Makes the gate from the fetch it is to use; robots.txt then goes through the same lanes and proxies as everything else. */
  readonly robots: (fetch: RobotsFetch) => RobotsGate;
  readonly clock: Clock;
  readonly random: Random;
  /** See `userAgentOf`. */
  readonly userAgent: string;
  readonly hasher: Hasher;
  /** The operator's documented choice (`PRIVACY_NAMES=keep`): people are not replaced. */
  readonly keepNames?: boolean;
  /** `https://HOST/PATH` is sent to `${simulatorUrl}/HOST/PATH`; exchanges keep the platform's address. */
  readonly simulatorUrl?: string;
  /** A folder to which every exchange is appended. */
  readonly record?: string;
  /** A folder of recordings to answer from. No request leaves the machine and no lane is used. */
  readonly replay?: string;
  /** Names the platform of a request in TDM_REPLAY_MISSING; its lane stands in otherwise. */
  readonly platformOf?: (request: NetRequest) => string;
  readonly proxy?: ProxySettings;
  readonly limits?: Partial<Limits>;
  /** For requests that are made inside a page. `quietMs`: a page that brings nothing new for so long has nothing to bring. */
  readonly browser?: { readonly pool: BrowserPool; readonly desk: ChallengeDesk; readonly quietMs?: number };
  /** Where answers with people in them are read instead of here. Closed with the net. */
  readonly reading?: ReadingRoom;
  readonly onEvent?: (event: NetEvent) => void;
}

const defaultQuietMs = 15_000;

/**
 * Makes the net: robots, lane, request, redirects and retries, then the private people out of the answer, then the recording.
 * What it opens it closes; lanes, clock and stores stay the caller's.
 *
 * Throws TDM_RECORD_FOLDER and TDM_REPLAY_UNREADABLE when the folders cannot be used.
 */
export const createNet = (options: NetOptions): Net => new TidemarkNet(options);

class TidemarkNet implements Net {
  readonly #options: NetOptions;
  readonly #origins: Origins;
  readonly #context: AskContext;
  readonly #recorder: Recorder | null;
  readonly #replay: Replay | null;
  readonly #closing = new AbortController();
  readonly #readers: Readers | null;

  constructor(options: NetOptions) {
    const { lanes, clock, random, userAgent, onEvent, simulatorUrl, browser } = options;
    const limits = { ...defaultLimits, ...options.limits };
    const closing = this.#closing.signal;
    this.#options = options;
    this.#replay = options.replay === undefined ? null : createReplay({ folder: options.replay });
    this.#recorder = options.record === undefined ? null : createRecorder({ folder: options.record });
    this.#origins = new Origins({ limits, proxy: options.proxy, simulatorUrl: options.simulatorUrl, closing });
    const laneOfHost = new Map<string, string>();
    const origins = this.#origins;
    const robots = options.robots(createRobotsFetch({ lanes, origins, clock, limits, userAgent, laneOfHost, closing }));
    const heedQuota = createQuotaKeeper(lanes, clock);
    this.#context = {
      lanes,
      robots,
      heedQuota,
      origins,
      clock,
      random,
      limits,
      userAgent,
      onEvent,
      laneOfHost,
      crawlDelays: new Map(),
      closing,
    };
    const quietMs = browser?.quietMs ?? defaultQuietMs;
    this.#readers = browser ? new Readers({ pool: browser.pool, lanes, clock, limits, userAgent, simulatorUrl, quietMs, closing }) : null;
  }

  async send(request: NetRequest, signal?: AbortSignal): Promise<Exchange> {
    this.#closing.signal.throwIfAborted();
    signal?.throwIfAborted();
    const url = stripSecrets(request.url);
    const asked = this.#replay ? await this.#replayed(this.#replay, request, url) : await this.#asked(request, url, signal);
    const exchange = await this.#withoutPeople(asked, request, url);
    // What waits for a person is no answer of the platform, and a replay has nobody to ask.
    if (this.#recorder && exchange.challenge === undefined) await this.#recorder.append(exchange);
    this.#options.onEvent?.({ kind: 'done', lane: request.lane, exchange });
    return exchange;
  }

  async post({ url, form, lane }: SecretForm, signal?: AbortSignal): Promise<{ status: number; body: string }> {
    const headers = requestHeaders(
      { payload: 'json', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      ...([this.#options.userAgent, undefined, false] as const),
    );
    const { limits, clock } = this.#context;
    const permit = await this.#options.lanes.acquire(lane, signal ? { cost: 0, signal } : { cost: 0 });
    try {
      const asked = new URL(url);
      const answer = await this.#origins.ask(asked, headers, signal, limits, new URLSearchParams(form).toString());
      const complaint = complaintOf(answer, clock.now());
      if (complaint !== undefined)
        await this.#options.lanes.incident(lane, { retryAfterMs: complaint, cause: causeOf(answer, complaint, asked.host) });
      const { status, body, failure } = await contentOf(answer, { payload: 'json' }, limits);
      return failure ? { status: 0, body: reasonOf(failure.reason) } : { status, body };
    } finally {
      permit.release();
    }
  }

  async leave(reader: string): Promise<void> {
    await this.#readers?.leave(reader);
  }

  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the net was closed', 'AbortError'));
    await this.#readers?.close();
    await this.#origins.close();
    await this.#replay?.close();
    await this.#recorder?.close();
    await this.#options.reading?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #asked(request: NetRequest, url: string, signal: AbortSignal | undefined): Promise<Asked & Pick<Exchange, 'challenge'>> {
    if (!isBrowsed(request)) return ask(this.#context, request, url, signal);
    const { browser } = this.#options;
    if (!browser || !this.#readers)
      throw new TidemarkError('TDM_BROWSER_MISSING', { platform: request.lane, reason: 'none was given to this process' });
    return browse(this.#context, { readers: this.#readers, desk: browser.desk }, request, signal);
  }

  async #replayed(replay: Replay, request: NetRequest, url: string): Promise<Asked> {
    const platform = this.#options.platformOf?.(request) ?? request.lane;
    const { status, headers, body, bytes, at, durationMs, attempts, outcome, note } = await replay.answer({ url, platform });
    const text = typeof body === 'string' ? body : decodeText(body, headers['content-type'], request.payload);
    // A recording of ours knows what the transport saw; one written by hand is judged like a fresh answer.
    const verdict = outcome === undefined ? classify({ status, body: text }, request) : { outcome, ...(note !== undefined && { note }) };
    const size = bytes ?? (typeof body === 'string' ? Buffer.byteLength(body) : body.length);
    return {
      status,
      headers,
      body: text,
      bytes: size,
      failure: null,
      at: at ?? this.#options.clock.now(),
      durationMs,
      attempts,
      ...verdict,
    };
  }

  /** In the reading room where there is one and it takes this answer; else here and now. */
  #withoutPeople(asked: Asked & Pick<Exchange, 'challenge'>, request: NetRequest, url: string): Exchange | Promise<Exchange> {
    const { hasher, keepNames = false, reading } = this.#options;
    const { status, headers, body, bytes, at, durationMs, attempts, outcome, challenge, note } = asked;
    const answered: Answered = {
      ...{ status, headers, body, bytes, at, durationMs, attempts, outcome },
      ...(challenge && { challenge }),
      ...(note !== undefined && { note }),
    };
    const { payload, privateFields } = request;
    const here = () => withoutPeople(answered, url, { payload, privateFields, hasher, keepNames, replayed: this.#replay !== null });
    return (this.#replay === null && !keepNames ? reading?.read(answered, request, url, here) : undefined) ?? here();
  }
}

const isBrowsed = (request: NetRequest): request is NetRequest & { readonly browser: BrowserPart } => request.browser !== undefined;
