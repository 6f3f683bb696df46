import type { Page, Request, Route } from 'playwright-core';
import { reasonOf } from '../../domain/index.ts';
import type { Clock } from '../../domain/index.ts';
import type { Lanes, NetRequest, Permit } from '../contract.ts';
import { causeOf, complaintOf } from '../transport/complaint.ts';
import { keptHeaders } from '../transport/headers.ts';
import type { Inbox } from './inbox.ts';
import { isOfKind } from './wanted.ts';

/** Nobody looks at them, and they are most of what a page weighs. */
const unwanted: ReadonlySet<string> = new Set(['image', 'media', 'font', 'texttrack', 'manifest', 'ping', 'eventsource']);

export interface TrafficOptions {
  readonly page: Page;
  readonly lanes: Lanes;
  readonly clock: Clock;
  readonly inbox: Inbox;
  readonly simulatorUrl: string | undefined;
  readonly bodyBytes: number;
  /** Aborted when the net closes. */
  readonly closing: AbortSignal;
}

/** A wanted request on its way. */
interface UnderWay {
  readonly permit: Permit;
  readonly sentAt: number;
  /** The opening of the page that it belongs to. */
  readonly opening: number;
}

/**
 * All that a page asks passes here. The page itself, and each of its requests of the wanted kind, goes out in a slot of the lane, so that a page
 * that is scrolled fast is as polite as everything else; pictures, films and fonts are not fetched; the rest (scripts, styles, what the page tells its
 * own servers) is as in every browser.
 */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #underWay = new Map<Request, UnderWay>();
  #request: NetRequest | null = null;
  #wanted: URL | null = null;
  #permit: Permit | null = null;
  #waiting = 0;
  #pictures = false;
  #opening = 0;
  /** Where the page wanted to go outside of the hosts of its source. */
  outside: string | null = null;

  private constructor(options: TrafficOptions) {
    this.#options = options;
  }

  static async install(options: TrafficOptions): Promise<Traffic> {
    const traffic = new Traffic(options);
    const { page } = options;
    await page.route('**/*', (route) => traffic.#route(route));
    page.on('requestfinished', (request) => void traffic.#finished(request));
    page.on('requestfailed', (request) => traffic.#failed(request));
    return traffic;
  }

  /** What is wanted from now on. */
  want(request: NetRequest): void {
    this.#request = request;
    this.#wanted = new URL(request.url);
  }

  /** The slot for opening the page, taken before the browser's clock for it runs. */
  async admit(signal: AbortSignal | undefined): Promise<void> {
    const { lane, cost } = this.#request!;
    this.#permit?.release();
    this.#permit = null;
    this.outside = null;
    this.#permit = await this.#options.lanes.acquire(lane, signal ? { cost, signal } : { cost });
  }

  /** The page is opened anew: what the one before still gets is nobody's answer, and may have lost its body with it. */
  reopen(): void {
    this.#opening++;
  }

  /** Requests wait for the lane: that is nobody's delay. */
  get isHeld(): boolean {
    return this.#waiting > 0;
  }

  /** Since when the oldest wanted request is on its way; null: none is. */
  get busySince(): number | null {
    let since: number | null = null;
    for (const { sentAt } of this.#underWay.values()) if (since === null || sentAt < since) since = sentAt;
    return since;
  }

  showPictures(): void {
    this.#pictures = true;
  }

  /** Gives back every slot: the page is gone. */
  end(): void {
    this.#permit?.release();
    this.#permit = null;
    for (const { permit } of this.#underWay.values()) permit.release();
    this.#underWay.clear();
  }

  async #route(route: Route): Promise<void> {
    const request = route.request();
    const url = URL.parse(request.url());
    if (url === null || (!this.#pictures && unwanted.has(request.resourceType()))) return drop(route);
    const isPage = request.isNavigationRequest() && request.frame().parentFrame() === null;
    const opening = this.#opening;
    if (isPage && !this.#isInside(url)) {
      this.outside = url.href;
      this.#options.inbox.stir();
      return drop(route);
    }
    if (isPage || this.#isWanted(url)) {
      const permit = await this.#slot(isPage);
      if (permit === null) return drop(route);
      this.#underWay.set(request, { permit, sentAt: performance.now(), opening });
    }
    try {
      await this.#pass(route, request, url);
    } catch (error) {
      // A page that was closed meanwhile has no use for it.
      this.#failed(request, reasonOf(error));
      await drop(route);
    }
  }

  async #slot(isPage: boolean): Promise<Permit | null> {
    if (isPage && this.#permit) {
      const permit = this.#permit;
      this.#permit = null;
      return permit;
    }
    const { lanes, inbox, closing } = this.#options;
    const { lane, cost } = this.#request!;
    this.#waiting++;
    try {
      return await lanes.acquire(lane, { cost, signal: closing });
    } catch (error) {
      inbox.throw(error);
      return null;
    } finally {
      this.#waiting--;
    }
  }

  async #pass(route: Route, request: Request, url: URL): Promise<void> {
    const { simulatorUrl, page } = this.#options;
    if (simulatorUrl === undefined) return route.continue();
    // The simulator stands for every host; a browser does not send cookies of one host to another by itself.
    const cookies = await page.context().cookies(url.href);
    const headers: Record<string, string> = { ...request.headers() };
    if (cookies.length > 0) headers['cookie'] = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const simulated = `${simulatorUrl.replace(/\/$/, '')}/${url.host}${url.pathname}${url.search}`;
    const response = await route.fetch({ url: simulated, headers, maxRedirects: 0 });
    await route.fulfill({ response });
  }

  async #finished(request: Request): Promise<void> {
    const underWay = this.#underWay.get(request);
    if (!underWay) return;
    const { clock, inbox, lanes, bodyBytes } = this.#options;
    try {
      const response = await request.response();
      if (response === null) return inbox.fail('it ended without an answer');
      const status = response.status();
      const headers = response.headers();
      const url = new URL(request.url());
      const { lane, refusal } = this.#request!;
      const isPage = request.isNavigationRequest();
      const tooLarge = Number(headers['content-length']) > bodyBytes;
      const body = isRedirected(status) || tooLarge ? Buffer.alloc(0) : await response.body();
      const named = !isPage && status >= 400 ? refusal?.(status, body.toString('utf8')) : undefined;
      const answer = { status, headers };
      const complaint = named !== undefined && named !== 'rate-limited' ? undefined : complaintOf(answer, clock.now());
      const complained = complaint !== undefined || named === 'rate-limited';
      // Recorded before the slot is given back, or another request would slip out in between.
      if (complained) await lanes.incident(lane, { retryAfterMs: complaint ?? null, cause: causeOf(answer, complaint ?? null, url.host) });
      if (isRedirected(status) || (isPage && !complained) || underWay.opening !== this.#opening) return inbox.stir();
      const durationMs = Math.round(performance.now() - underWay.sentAt);
      inbox.put({ url, status, headers: keptHeaders(headers), body, at: clock.now(), durationMs, complained });
    } catch (error) {
      if (underWay.opening === this.#opening) inbox.fail(reasonOf(error));
    } finally {
      // The page may have been closed meanwhile, which gave back what was under way.
      if (this.#underWay.delete(request)) underWay.permit.release();
    }
  }

  #failed(request: Request, reason = request.failure()?.errorText ?? 'the connection ended'): void {
    const underWay = this.#underWay.get(request);
    if (!underWay) return;
    this.#underWay.delete(request);
    underWay.permit.release();
    if (underWay.opening === this.#opening) this.#options.inbox.fail(reason);
  }

  #isWanted(url: URL): boolean {
    return this.#wanted !== null && isOfKind(this.#wanted, url);
  }

  #isInside({ host, hostname, protocol }: URL): boolean {
    if (protocol !== 'https:' && protocol !== 'http:') return protocol === 'about:';
    return this.#request!.hosts.some((each) => each.toLowerCase() === hostname || each.toLowerCase() === host);
  }
}

const isRedirected = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

const drop = (route: Route): Promise<void> => route.abort('blockedbyclient').catch(() => undefined);
