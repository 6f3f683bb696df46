import type { Clock } from '../../domain/index.ts';
import type { BrowserPart, Lanes, NetRequest } from '../contract.ts';
import type { Limits } from '../transport/limits.ts';
import type { BrowserPool } from './pool.ts';
import { Reading } from './reading.ts';

export interface ReadersOptions {
  readonly pool: BrowserPool;
  readonly lanes: Lanes;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly userAgent: string;
  readonly simulatorUrl: string | undefined;
  readonly quietMs: number;
  readonly closing: AbortSignal;
}

/**
 * The page of each reader of one net. A reader has one page at a time; it is kept between its requests, so that the next one only has to scroll on,
 * and it outlives its reader while a challenge stands on it: the operator may be looking at it.
 */
export class Readers {
  readonly #options: ReadersOptions;
  readonly #readings = new Map<string, { readonly lane: string; readonly reading: Promise<Reading> }>();

  constructor(options: ReadersOptions) {
    this.#options = options;
  }

  async of(request: NetRequest & { readonly browser: BrowserPart }, signal: AbortSignal | undefined): Promise<Reading> {
    const reader = nameOf(request);
    const known = this.#readings.get(reader);
    const reading = await known?.reading;
    if (reading && !reading.isLost) return reading;
    if (known) await this.#end(reader);
    const { pool, userAgent, closing } = this.#options;
    const { lane } = request;
    const beginning = pool
      .tab(lane, userAgent, signal ? AbortSignal.any([signal, closing]) : closing)
      .then((tab) => Reading.begin({ tab, ...this.#options }));
    this.#readings.set(reader, { lane, reading: beginning });
    beginning.catch(() => this.#readings.delete(reader));
    return beginning;
  }

  /** A challenge is new: of the older ones in its lane nobody wants to see the page any more. */
  async release(lane: string, except: Reading): Promise<void> {
    for (const [reader, each] of this.#readings) {
      if (each.lane !== lane) continue;
      const reading = await each.reading.catch(() => null);
      if (reading !== except && reading?.challenged) await this.#end(reader);
    }
  }

  async leave(reader: string): Promise<void> {
    const reading = await this.#readings.get(reader)?.reading.catch(() => null);
    if (reading && !reading.challenged) await this.#end(reader);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#readings.keys()].map((reader) => this.#end(reader)));
  }

  async #end(reader: string): Promise<void> {
    const known = this.#readings.get(reader);
    this.#readings.delete(reader);
    await (await known?.reading.catch(() => null))?.end();
  }
}

const nameOf = ({ reader, browser }: NetRequest & { readonly browser: BrowserPart }): string => reader ?? browser.page;
