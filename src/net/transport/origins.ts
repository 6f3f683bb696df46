import { EnvHttpProxyAgent, Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { Answer } from './answer.ts';
import type { Limits } from './limits.ts';

/** Addresses of the proxies to go through, as in HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  /** Hosts that are asked directly, separated by commas. */
  readonly except?: string;
}

/** Reads the usual proxy variables; lower case wins, as in curl. */
export const proxyFromEnvironment = (env: Readonly<Record<string, string | undefined>>): ProxySettings => {
  const http = env['http_proxy'] ?? env['HTTP_PROXY'];
  const https = env['https_proxy'] ?? env['HTTPS_PROXY'];
  const except = env['no_proxy'] ?? env['NO_PROXY'];
  return { ...(http && { http }), ...(https && { https }), ...(except && { except }) };
};

export interface OriginsOptions {
  readonly limits: Limits;
  readonly proxy: ProxySettings | undefined;
  /** The simulator's address: `https://HOST/PATH` is sent to `${simulatorUrl}/HOST/PATH`, always directly. */
  readonly simulatorUrl: string | undefined;
  /** Aborted when the net closes: nothing is sent any more. */
  readonly closing: AbortSignal;
}

/** Where a request really goes. */
interface Wire {
  readonly origin: string;
  readonly path: string;
}

/** Keeps connections, one pool per origin, and sends single requests through them. */
export class Origins implements AsyncDisposable {
  readonly #limits: Limits;
  readonly #pools = new Map<string, Pool>();
  readonly #proxied: EnvHttpProxyAgent | null = null;
  readonly #closing: AbortSignal;
  readonly #simulator: { readonly origin: string; readonly prefix: string } | null = null;

  constructor({ limits, proxy, simulatorUrl, closing }: OriginsOptions) {
    this.#limits = limits;
    this.#closing = closing;
    if (simulatorUrl !== undefined) {
      const url = new URL(simulatorUrl);
      this.#simulator = { origin: url.origin, prefix: url.pathname.replace(/\/$/, '') };
    } else if (proxy && (proxy.http || proxy.https)) {
      // the empty texts keep undici from looking into the process's environment by itself
      this.#proxied = new EnvHttpProxyAgent({
        ...this.#options(),
        // the tunnel's own answer counts as connecting; undici would wait five minutes for it
        clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: limits.connectMs, allowH2: false }),
        httpProxy: proxy.http ?? '',
        httpsProxy: proxy.https ?? '',
        noProxy: proxy.except ?? '',
      });
    }
  }

  /** Sends one GET, or a POST when there is a body, and resolves when its answer is complete or has failed. Rejects only with the signal's reason, or when closing. */
  async ask(
    url: URL,
    headers: readonly string[],
    signal: AbortSignal | undefined,
    limits: Limits = this.#limits,
    body?: string,
  ): Promise<Answer> {
    this.#closing.throwIfAborted();
    signal?.throwIfAborted(); // an aborted signal no longer tells its listeners
    const { origin, path } = this.#wire(url);
    return new Promise((resolve, reject) => {
      const answer = new Answer(limits, signal, resolve, reject);
      // bodyTimeout is undici's pause between two chunks; the answer keeps a deadline for the whole body instead
      this.#dispatcher(origin).dispatch(
        {
          ...{ origin, path, headers: headers as string[], headersTimeout: limits.headersMs, bodyTimeout: 0 },
          ...(body === undefined ? { method: 'GET' as const } : { method: 'POST' as const, body }),
        },
        answer,
      );
    });
  }

  /** Reads a `location` header relative to the address that was asked; null when it is not an address. */
  resolve(location: string, base: URL): URL | null {
    if (!URL.canParse(location, base.href)) return null;
    const url = new URL(location, base);
    if (this.#simulator && url.origin === this.#simulator.origin && url.pathname.startsWith(`${this.#simulator.prefix}/`)) {
      // the simulator has named its own address: back to the one it stands for
      const canonical = `${base.protocol}//${url.pathname.slice(this.#simulator.prefix.length + 1)}${url.search}`;
      return URL.canParse(canonical) ? new URL(canonical) : null;
    }
    return url;
  }

  /** Drops all connections; requests under way fail. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all([...pools, ...(this.#proxied ? [this.#proxied] : [])].map((each) => each.destroy()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #wire(url: URL): Wire {
    if (!this.#simulator) return { origin: url.origin, path: url.pathname + url.search };
    return { origin: this.#simulator.origin, path: `${this.#simulator.prefix}/${url.host}${url.pathname}${url.search}` };
  }

  #dispatcher(origin: string): Dispatcher {
    if (this.#proxied) return this.#proxied;
    let pool = this.#pools.get(origin);
    if (!pool) this.#pools.set(origin, (pool = new Pool(origin, this.#options())));
    return pool;
  }

  #options(): Pool.Options {
    return {
      connections: this.#limits.connections,
      keepAliveTimeout: this.#limits.keepAliveMs,
      maxHeaderSize: this.#limits.headerBytes,
      headersTimeout: this.#limits.headersMs,
      connectTimeout: this.#limits.connectMs,
      // HTTP/1.1 only: one session of HTTP/2 would carry a whole lane, and one reset would then fail every request under way
      allowH2: false,
    };
  }
}
