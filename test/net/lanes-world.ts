import { onTestFinished } from 'vitest';
import type { Clock, Instant, Random, TidemarkError } from '../../src/domain/index.ts';
import { createLanes, type LanesOptions, type LaneWait, type ProcessLanes } from '../../src/net/lanes/index.ts';
import type { Sql, Statement, Store } from '../../src/store/index.ts';

/** Time that stands still unless it is moved, also inside the database. Questions to the real database take no time at all. */
export class FakeTime {
  readonly #sleepers = new Set<{ due: Instant; wake: () => void }>();
  /** How much later than asked a sleeper wakes. */
  lateness: () => number = () => 0;
  #now: Instant;
  #pending = 0;

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): Instant {
    return this.#now;
  }

  /** A machine's own clock, which may be wrong by `skewMs`. */
  clock(skewMs = 0): Clock {
    return {
      now: () => this.#now + skewMs,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          // Up to the next eighth of a millisecond: below the resolution of a double, time would stand still for ever.
          const sleeper = { due: Math.ceil((this.#now + ms + this.lateness()) * 8) / 8, wake: resolve };
          this.#sleepers.add(sleeper);
          signal?.addEventListener('abort', () => {
            this.#sleepers.delete(sleeper);
            reject(signal.reason as Error);
          });
        }),
    };
  }

  /** The store, counting the questions under way. */
  watch(store: Store): Store {
    const counted = async <T>(work: Promise<T>): Promise<T> => {
      this.#pending++;
      return work.finally(() => this.#pending--);
    };
    return {
      address: store.address,
      query: <Row>(statement: Statement | string) => counted(store.query<Row>(statement)),
      transaction: <T>(work: (sql: Sql) => Promise<T>) => counted(store.transaction(work)),
    } as Store;
  }

  /** Waits until nothing happens any more without time going on. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet = this.#pending === 0 ? quiet + 1 : 0) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets time go on, stopping at every instant somebody sleeps until. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (;;) {
      const next = [...this.#sleepers].sort((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) break;
      this.#now = Math.max(this.#now, next.due);
      this.#sleepers.delete(next);
      next.wake();
      await this.settle();
    }
    this.#now = end;
  }
}

/** A repeatable random from a seed (mulberry32). */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

/** The shortest time between two of the instants. */
export const shortestGap = (instants: readonly number[]): number => {
  const sorted = instants.toSorted((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((at, index) => at - sorted[index]!));
};

const hour = 3_600_000;

/** Time that the test owns, and processes that live in it. Jitter is off: random says 0.5. */
export const lanesWorld = (store: Store, start = '2026-03-01T00:00:00Z') => {
  const time = new FakeTime(start);
  const opened: ProcessLanes[] = [];
  onTestFinished(async () => {
    for (const lanes of opened) await lanes.close();
  });
  const open = async (options: Partial<LanesOptions> & { readonly skewMs?: number } = {}) => {
    const worker = await store.worker('test');
    const waits: LaneWait[] = [];
    const lanes = createLanes({
      store: time.watch(store),
      workerId: worker.id,
      clock: time.clock(options.skewMs),
      random: () => 0.5,
      maxHoldMs: 3 * hour,
      databaseNow: () => time.now(),
      onWait: (_, wait) => waits.push(wait),
      ...options,
    });
    opened.push(lanes);
    onTestFinished(() => worker.close());
    /** Asks for a start and notes when it came. */
    const ask = (lane: string, cost = 1) => {
      const asked = { at: null as number | null, error: null as TidemarkError | null, release: () => undefined as void };
      lanes.acquire(lane, { cost }).then(
        (permit) => {
          asked.at = time.now();
          asked.release = () => permit.release();
        },
        (error: TidemarkError) => (asked.error = error),
      );
      return asked;
    };
    return { lanes, waits, ask, kill: () => worker.close() };
  };
  return { time, open };
};

export const laneOf = async (lanes: ProcessLanes, name: string) => (await lanes.report()).find((lane) => lane.name === name)!;
