/** Clocks drift apart by up to this much; brackets widen by it while nothing is heard. */
const driftPerMs = 100e-6;
/** Known well enough to keep processes a pace apart: a hundredth of 50 ms. */
const enoughMs = 0.5;
/** So many answers are tried for it; the way to a far server is never that short. */
const enoughSamples = 10;

/**
 * The database's clock as seen from this process. Every answer of the database carries its instant, which lies between sending the
 * question and receiving the answer; the intersection of many such brackets is narrower than any single round trip (0.2 ms on one
 * machine). Only differences against the own monotonic clock are kept, so the wall clocks of the machines may disagree by hours.
 */
export class DatabaseTime {
  /** Bounds of (database - own), in ms. */
  #low = -Infinity;
  #high = Infinity;
  #at = 0;
  #samples = 0;

  /** Takes in one answer: own times of question and answer, and the database's instant in between. */
  sample(sentAt: number, receivedAt: number, databaseMs: number): void {
    const drift = Math.max(0, receivedAt - this.#at) * driftPerMs;
    const low = databaseMs - receivedAt;
    const high = databaseMs - sentAt;
    const narrowLow = Math.max(low, this.#low - drift);
    const narrowHigh = Math.min(high, this.#high + drift);
    // No overlap: the server's clock was set. What it says now is what counts.
    const agrees = narrowLow <= narrowHigh;
    this.#low = agrees ? narrowLow : low;
    this.#high = agrees ? narrowHigh : high;
    this.#samples = agrees && drift < enoughMs ? this.#samples + 1 : 1;
    this.#at = receivedAt;
  }

  /** More answers would make it better known. */
  get isVague(): boolean {
    return this.#samples < enoughSamples && this.#high - this.#low > 2 * enoughMs;
  }

  /** How far off it may be, at most 2 ms: of a longer way to the database most of the error is the same for all processes on it. */
  get errorMs(): number {
    return Math.min(2, (this.#high - this.#low) / 2);
  }

  get #offset(): number {
    return (this.#low + this.#high) / 2;
  }

  /** An instant of the database on the own monotonic clock. Infinities stay what they are. */
  toOwn(databaseMs: number): number {
    return databaseMs - this.#offset;
  }

  toDatabase(ownMs: number): number {
    return ownMs + this.#offset;
  }
}
