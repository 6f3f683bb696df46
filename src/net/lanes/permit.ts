import type { Permit } from '../contract.ts';

/** Whoever counts the requests under way. */
interface Counter {
  released(permit: LanePermit): void;
}

/** The right to one request. Giving it back twice is giving it back once. */
export class LanePermit implements Permit {
  /** When the lane let the request go, on the process's monotonic clock. */
  readonly startedAt: number;
  #counter: Counter | null;

  constructor(counter: Counter, startedAt: number) {
    this.#counter = counter;
    this.startedAt = startedAt;
  }

  release(): void {
    const counter = this.#counter;
    this.#counter = null;
    counter?.released(this);
  }
}
