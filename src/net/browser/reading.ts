import type { Response } from 'playwright-core';
import { reasonOf } from '../../domain/index.ts';
import type { Clock } from '../../domain/index.ts';
import type { BrowserPart, Lanes, NetRequest } from '../contract.ts';
import type { Limits } from '../transport/limits.ts';
import { wallIn } from '../transport/outcomes.ts';
import { Inbox } from './inbox.ts';
import type { Caught } from './inbox.ts';
import type { Tab } from './pool.ts';
import { fetchIn, lookAt, scrollDown, showPictures } from './sight.ts';
import { Traffic } from './traffic.ts';

/** What came of wanting an answer from an open page. */
export type Found =
  | { readonly kind: 'answer'; readonly caught: Caught }
  /** The platform asks for a person. */
  | { readonly kind: 'challenge'; readonly reason: string }
  /** The page itself was refused. */
  | { readonly kind: 'page'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  /** The operator has chosen to leave this page. */
  | { readonly kind: 'skipped'; readonly id: string }
  | { readonly kind: 'outside'; readonly url: string }
  /** Nothing came. `lost`: the page or its browser is gone. */
  | { readonly kind: 'nothing'; readonly reason: string; readonly lost: boolean };

export interface ReadingOptions {
  readonly tab: Tab;
  readonly lanes: Lanes;
  readonly clock: Clock;
  readonly limits: Limits;
  /** A page that brings nothing new for so long has nothing to bring. */
  readonly quietMs: number;
  readonly simulatorUrl: string | undefined;
  readonly closing: AbortSignal;
}

/** Between an answer that means "show me a person" and the page that shows the riddle: so long, and so many looks on a machine that is slow. */
const riddleMs = 4000;
const riddleLooks = 10;
/** How often a page is looked at and scrolled while nothing happens. */
const lookMs = 150;
/** Pictures of a riddle have so long to come before it is photographed. */
const picturesMs = 1500;

/** One page that is being read: opened once, scrolled for more, until its reader leaves. */
export class Reading {
  readonly tab: Tab;
  readonly #options: ReadingOptions;
  readonly #inbox: Inbox;
  readonly #traffic: Traffic;
  /** The address that was opened; null: none yet, or it has to be opened anew. */
  #opened: string | null = null;
  #lost: string | null = null;
  /** A challenge stands on it, and the operator may want to see it. */
  challenged = false;

  private constructor(options: ReadingOptions, inbox: Inbox, traffic: Traffic) {
    this.#options = options;
    this.tab = options.tab;
    this.#inbox = inbox;
    this.#traffic = traffic;
    const { page } = options.tab;
    const lose = (reason: string) => () => {
      this.#lost ??= reason;
      traffic.end();
      inbox.stir();
    };
    page.once('close', lose('the page was closed'));
    page.once('crash', lose('the page crashed'));
    // Windows that a page opens by itself are nothing that was asked for.
    page.on('popup', (popup) => void popup.close().catch(() => undefined));
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
  }

  static async begin(options: ReadingOptions): Promise<Reading> {
    const inbox = new Inbox();
    const { tab, lanes, clock, simulatorUrl, closing, limits } = options;
    const traffic = await Traffic.install({ page: tab.page, lanes, clock, inbox, simulatorUrl, closing, bodyBytes: limits.bodyBytes });
    return new Reading(options, inbox, traffic);
  }

  /** Whether this address is open, and nothing is in the way of going on with it. */
  isAt(page: string): boolean {
    return this.#opened === page && !this.challenged && this.#lost === null;
  }

  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** What was open is to be opened anew before anything else is asked of it. */
  forget(): void {
    this.#opened = null;
  }

  /**
   * The next answer to a request, for which the page is opened or scrolled. `skipped` tells whether the page is to be left; it is asked when the lane
   * gives the slot for opening it, as the operator may have answered meanwhile. Rejects with the signal's reason and what the lanes throw.
   */
  async next(
    request: NetRequest & { readonly browser: BrowserPart },
    skipped: () => Promise<string | null>,
    signal: AbortSignal | undefined,
  ): Promise<Found> {
    const { browser: part } = request;
    this.#traffic.want(request);
    try {
      if (!this.isAt(part.page)) {
        const refused = await this.#open(part, skipped, signal);
        if (refused) return refused;
      }
      if (part.by === 'fetch') await fetchIn(this.tab.page, request.url);
      return await this.#await(new URL(request.url), part, signal);
    } catch (error) {
      this.#options.closing.throwIfAborted();
      signal?.throwIfAborted();
      if (!isOfBrowser(error)) throw error;
      return { kind: 'nothing', reason: this.#lost ?? reasonOf(error), lost: this.#lost !== null };
    }
  }

  /** After an answer that was blocked: why the page asks for a person, as soon as it does so; null when it does not. */
  async asksForPerson(part: BrowserPart): Promise<string | null> {
    const until = performance.now() + riddleMs;
    for (let looks = 0; looks < riddleLooks || performance.now() < until; looks++) {
      if (part.challenge === undefined || this.#lost !== null) return null;
      const address = this.#challengeAddress(part);
      if (address) return address.reason;
      const { challenge } = await lookAt(this.tab.page, part).catch(() => ({ challenge: null }));
      if (challenge !== null) return shows(challenge);
      await this.#inbox.wait(lookMs);
    }
    return null;
  }

  /** A picture of the page, its own pictures included as far as they come; null when there is none to be had. */
  async photograph(): Promise<Uint8Array | null> {
    const { page } = this.tab;
    try {
      this.#traffic.showPictures();
      await showPictures(page);
      await page.waitForLoadState('networkidle', { timeout: picturesMs }).catch(() => undefined);
      return await page.screenshot({ type: 'png', timeout: 10_000 });
    } catch {
      return null;
    }
  }

  /** The page's number in the DevTools of its browser. */
  async pageId(): Promise<string | null> {
    try {
      const session = await this.tab.page.context().newCDPSession(this.tab.page);
      const { targetInfo } = await session.send('Target.getTargetInfo');
      await session.detach();
      return targetInfo.targetId;
    } catch {
      return null;
    }
  }

  get address(): string {
    return this.tab.page.url();
  }

  async end(): Promise<void> {
    await this.tab.close();
    this.#traffic.end();
  }

  async #open(part: BrowserPart, skipped: () => Promise<string | null>, signal: AbortSignal | undefined): Promise<Found | null> {
    const { limits } = this.#options;
    this.#opened = null;
    await this.#traffic.admit(signal);
    this.challenged = false;
    const id = await skipped();
    if (id !== null) {
      this.#traffic.end();
      return { kind: 'skipped', id };
    }
    this.#traffic.reopen();
    this.#inbox.clear();
    let response: Response | null = null;
    try {
      response = await this.tab.page.goto(part.page, { waitUntil: 'domcontentloaded', timeout: limits.headersMs + limits.bodyMs });
    } catch (error) {
      if (this.#traffic.outside !== null) return { kind: 'outside', url: this.#traffic.outside };
      this.#inbox.takeFailure();
      throw error;
    }
    this.#opened = part.page;
    const wall = await this.#wallOf(response, part);
    if (wall) return wall;
    const status = response?.status() ?? 0;
    // 429 and 503 are in the inbox, because the lane rests for them.
    if (status < 400) return null;
    const complaint = this.#inbox.takeRefusal();
    if (complaint) return { kind: 'answer', caught: complaint };
    return { kind: 'page', status, headers: response!.headers(), body: await response!.text().catch(() => '') };
  }

  /** A page that is nothing but a wall, whatever its status. */
  async #wallOf(response: Response | null, part: BrowserPart): Promise<Found | null> {
    const address = this.#challengeAddress(part);
    if (address) return address;
    if (response === null) return null;
    const status = response.status();
    const body = await response.text().catch(() => '');
    const words = wallIn(body, status === 403 ? 'data' : 'page');
    return words === null ? null : { kind: 'challenge', reason: `the page is a wall: it contains "${words}"` };
  }

  #challengeAddress({ challenge }: BrowserPart): Extract<Found, { readonly kind: 'challenge' }> | null {
    const pattern = challenge?.addresses?.find((each) => new URLPattern(each).test(this.address));
    return pattern === undefined ? null : { kind: 'challenge', reason: `the page went to ${pattern}` };
  }

  /** Looks, clicks away, scrolls and waits until the answer is there or something else is clear. */
  async #await(wanted: URL, part: BrowserPart, signal: AbortSignal | undefined): Promise<Found> {
    const { closing, limits, quietMs } = this.#options;
    const { page } = this.tab;
    let quietSince = performance.now();
    let { events } = this.#inbox;
    for (;;) {
      closing.throwIfAborted();
      signal?.throwIfAborted();
      const failure = this.#inbox.takeFailure();
      const caught = this.#inbox.take(wanted) ?? this.#inbox.takeRefusal();
      if (caught) return { kind: 'answer', caught };
      if (this.#lost !== null) return { kind: 'nothing', reason: this.#lost, lost: true };
      if (this.#traffic.outside !== null) return { kind: 'outside', url: this.#traffic.outside };
      if (failure !== null) return { kind: 'nothing', reason: failure, lost: false };
      const address = this.#challengeAddress(part);
      if (address) return address;
      const before = this.#inbox.events;
      const { challenge, closed } = await lookAt(page, part);
      const { busySince, isHeld } = this.#traffic;
      // An answer that is just coming says more than what the page makes of it: a riddle may be its way to show a 429.
      const isSettled = busySince === null && this.#inbox.events === before;
      if (challenge !== null && isSettled) return { kind: 'challenge', reason: shows(challenge) };
      const now = performance.now();
      if (isHeld || closed > 0 || busySince !== null || this.#inbox.events !== events) quietSince = now;
      ({ events } = this.#inbox);
      if (busySince !== null && now - busySince > limits.headersMs + limits.bodyMs)
        return { kind: 'nothing', reason: 'no answer came to a request of the page', lost: false };
      if (now - quietSince > quietMs)
        return { kind: 'nothing', reason: `the page did not ask for it within ${quietMs / 1000} s of scrolling`, lost: false };
      if (part.by === 'scroll' && busySince === null && !isHeld) await scrollDown(page, part.scrolls);
      if (this.#inbox.events === events) await this.#inbox.wait(lookMs);
    }
  }
}

const shows = (selector: string): string => `the page shows ${selector}`;

/** Errors of the browser and of scripts in the page; ours have a code, and those of an abort a name. */
const isOfBrowser = (error: unknown): boolean =>
  error instanceof Error && error.name !== 'AbortError' && !('code' in error && String(error.code).startsWith('TDM_'));
