import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { reasonOf, TidemarkError } from '../../domain/index.ts';
import type { ProxySettings } from '../transport/origins.ts';
import type { BrowserSettings } from './chromium.ts';
import { connectBrowser, launchBrowser, withoutQuery } from './launch.ts';
import type { RunningBrowser } from './launch.ts';
import { Slots } from './slots.ts';

/** What happens to browsers, for a log. */
export type BrowserEvent =
  | { readonly kind: 'started' | 'lost' | 'rested'; readonly browser: string }
  /** A browser elsewhere does not answer and is passed over for a while. */
  | { readonly kind: 'passed-over'; readonly browser: string; readonly reason: string };

export interface PoolOptions {
  readonly settings: BrowserSettings;
  /** Pages open at once. */
  readonly maxPages?: number;
  /** A browser without pages is closed after so long. */
  readonly idleMs?: number;
  readonly proxy?: ProxySettings | undefined;
  readonly onEvent?: (event: BrowserEvent) => void;
}

/** One page of a browser, given back by closing it. */
export interface Tab {
  readonly page: Page;
  readonly devtools: string | null;
  close(): Promise<void>;
}

/** The browsers of one process. Nothing is started before the first page is wanted. */
export interface BrowserPool extends AsyncDisposable {
  /**
   * Opens a page in the lane's context, where its cookies are. Waits for a free place.
   * Throws TDM_BROWSER_MISSING, TDM_BROWSER_FAILED, or the signal's reason.
   */
  tab(lane: string, userAgent: string, signal?: AbortSignal): Promise<Tab>;
  close(): Promise<void>;
}

/** So long is a browser elsewhere that did not answer left in peace. */
const passOverMs = 60_000;

interface Place extends RunningBrowser {
  readonly contexts: Map<string, Promise<BrowserContext>>;
  pages: number;
  idle: NodeJS.Timeout | undefined;
}

class Pool implements BrowserPool {
  readonly #options: PoolOptions;
  readonly #slots: Slots;
  /** By endpoint; the local one is ''. */
  readonly #places = new Map<string, Promise<Place>>();
  readonly #deadUntil = new Map<string, number>();
  #turn = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#slots = new Slots(options.maxPages ?? 4);
  }

  async tab(lane: string, userAgent: string, signal?: AbortSignal): Promise<Tab> {
    const free = await this.#slots.take(signal);
    try {
      // One that has just died is found out by the first page it does not open.
      return await this.#open(lane, userAgent, free).catch(async (error: unknown) => {
        if (this.#closed || error instanceof TidemarkError) throw error;
        return this.#open(lane, userAgent, free);
      });
    } catch (error) {
      free();
      if (error instanceof TidemarkError || this.#closed) throw error;
      throw new TidemarkError('TDM_BROWSER_FAILED', { browser: this.#names(), reason: reasonOf(error) }, error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const places = await Promise.allSettled(this.#places.values());
    this.#places.clear();
    for (const place of places) if (place.status === 'fulfilled') await this.#end(place.value);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #open(lane: string, userAgent: string, free: () => void): Promise<Tab> {
    const place = await this.#place();
    clearTimeout(place.idle);
    place.pages++;
    let page: Page;
    try {
      page = await (await this.#context(place, lane, userAgent)).newPage();
    } catch (error) {
      this.#left(place);
      throw error;
    }
    let closed = false;
    const close = async (): Promise<void> => {
      if (closed) return;
      closed = true;
      await within(closeMs, page.close());
      this.#left(place);
      free();
    };
    return { page, devtools: place.devtools, close };
  }

  #context(place: Place, lane: string, userAgent: string): Promise<BrowserContext> {
    let context = place.contexts.get(lane);
    if (!context) {
      const proxy = proxyOf(this.#options.proxy);
      // Requests of service workers would pass by unseen.
      context = place.browser.newContext({ userAgent, serviceWorkers: 'block', acceptDownloads: false, ...(proxy && { proxy }) });
      place.contexts.set(lane, context);
      context.catch(() => place.contexts.delete(lane));
    }
    return context;
  }

  /** The local browser, or the next of those elsewhere that answers. */
  async #place(): Promise<Place> {
    const { endpoints, executable } = this.#options.settings;
    if (this.#closed) throw new TidemarkError('TDM_INTERNAL', { reason: 'the browsers are closed' });
    if (endpoints.length === 0) {
      if (executable === null) throw new TidemarkError('TDM_BROWSER_MISSING', { platform: 'this page', reason: 'no Chromium was found' });
      return this.#running('', () => launchBrowser(executable, this.#options.settings.headful));
    }
    let reason = 'none has answered lately';
    for (let tried = 0; tried < endpoints.length; tried++) {
      const endpoint = endpoints[this.#turn++ % endpoints.length]!;
      if ((this.#deadUntil.get(endpoint) ?? 0) > performance.now()) continue;
      try {
        return await this.#running(endpoint, () => connectBrowser(endpoint));
      } catch (error) {
        reason = reasonOf(error).replaceAll(endpoint, withoutQuery(endpoint));
        this.#deadUntil.set(endpoint, performance.now() + passOverMs);
        this.#options.onEvent?.({ kind: 'passed-over', browser: withoutQuery(endpoint), reason });
      }
    }
    throw new TidemarkError('TDM_BROWSER_FAILED', { browser: this.#names(), reason });
  }

  #running(key: string, start: () => Promise<RunningBrowser>): Promise<Place> {
    const known = this.#places.get(key);
    if (known) return known;
    const starting = start().then((running): Place => {
      const place: Place = { ...running, contexts: new Map(), pages: 0, idle: undefined };
      running.browser.once('disconnected', () => {
        clearTimeout(place.idle);
        if (this.#places.get(key) !== starting) return;
        this.#places.delete(key);
        this.#options.onEvent?.({ kind: 'lost', browser: running.name });
      });
      this.#options.onEvent?.({ kind: 'started', browser: running.name });
      return place;
    });
    this.#places.set(key, starting);
    starting.catch(() => this.#places.delete(key));
    return starting;
  }

  /** A page is gone: without any the browser rests soon, and its cookies with it. */
  #left(place: Place): void {
    place.pages--;
    if (place.pages > 0 || this.#closed) return;
    place.idle = setTimeout(() => {
      for (const [key, each] of this.#places)
        void each.then((found) => {
          if (found !== place || place.pages > 0) return;
          this.#places.delete(key);
          this.#options.onEvent?.({ kind: 'rested', browser: place.name });
          void this.#end(place);
        });
    }, this.#options.idleMs ?? 60_000);
    place.idle.unref();
  }

  async #end({ browser, contexts, idle }: Place): Promise<void> {
    clearTimeout(idle);
    // A browser elsewhere is only left: the contexts are ours, the browser is not.
    for (const context of await Promise.allSettled(contexts.values()))
      if (context.status === 'fulfilled') await within(closeMs, context.value.close());
    await browser.close().catch(() => undefined);
  }

  #names(): string {
    const { endpoints, executable } = this.#options.settings;
    return endpoints.length > 0 ? endpoints.map(withoutQuery).join(', ') : (executable ?? 'none');
  }
}

/** A page that does not close in time goes with its browser; nobody waits for it. */
const closeMs = 5000;

/** Waits for work to end well or badly, or for so long. */
const within = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
};

/** The proxy of plain HTTP requests serves the browser too. */
const proxyOf = (proxy: ProxySettings | undefined): NonNullable<BrowserContextOptions['proxy']> | undefined => {
  const address = proxy?.https ?? proxy?.http;
  if (address === undefined) return undefined;
  const { protocol, host, username, password } = new URL(address);
  return {
    server: `${protocol}//${host}`,
    ...(proxy?.except ? { bypass: proxy.except } : {}),
    ...(username ? { username: decodeURIComponent(username), password: decodeURIComponent(password) } : {}),
  };
};

/** Makes the pool of one process. Close it last: the pages of a net live in it. */
export const createBrowserPool = (options: PoolOptions): BrowserPool => new Pool(options);
