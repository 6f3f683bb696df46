import type { Permit } from '../contract.ts';

/** Whoever counts the requests under way. */
interface Counter {
  released(): void;
}

/** The right to one request. Giving it back twice is giving it back once. */
export class LanePermit implements Permit {
  #counter: Counter | null;

  constructor(counter: Counter) {
    this.#counter = counter;
  }

  release(): void {
    const counter = this.#counter;
    this.#counter = null;
    counter?.released();
  }
}
