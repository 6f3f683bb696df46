import type { Permit } from '../contract.ts';

/** Somebody who wants to start a request. */
export interface Waiter {
  readonly cost: number;
  /** Since when, on the own monotonic clock. */
  readonly since: number;
  readonly admit: (permit: Permit) => void;
  readonly refuse: (error: unknown) => void;
}

/** Those who wait before a lane, first come first served. Whoever aborts leaves it from any place. */
export class Line {
  readonly #waiters = new Set<Waiter>();

  get size(): number {
    return this.#waiters.size;
  }

  get head(): Waiter | undefined {
    return this.#waiters.values().next().value;
  }

  has(waiter: Waiter): boolean {
    return this.#waiters.has(waiter);
  }

  /** Puts one at the end; settles when it is admitted, refused or aborted. `left` is called after an abort: another may be first now. */
  join(cost: number, since: number, signal: AbortSignal | undefined, left: () => void): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        cost,
        since,
        admit: (permit) => {
          signal?.removeEventListener('abort', abort);
          resolve(permit);
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', abort);
          reject(error as Error);
        },
      };
      const abort = (): void => {
        this.#waiters.delete(waiter);
        reject(signal!.reason as Error);
        left();
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiters.add(waiter);
    });
  }

  admit(waiter: Waiter, permit: Permit): void {
    this.#waiters.delete(waiter);
    waiter.admit(permit);
  }

  refuse(error: unknown, whom: (waiter: Waiter) => boolean): void {
    for (const waiter of this.#waiters) {
      if (!whom(waiter)) continue;
      this.#waiters.delete(waiter);
      waiter.refuse(error);
    }
  }
}
