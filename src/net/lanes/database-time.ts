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

  /** Takes in one answer: own times of question and answer, and the database's instant in between. */
  sample(sentAt: number, receivedAt: number, databaseMs: number): void {
    // Quartz drifts by up to 50 ppm against quartz: old bounds widen by 0.05 ms a second.
    const drift = Math.max(0, receivedAt - this.#at) * 50e-6;
    const low = databaseMs - receivedAt;
    const high = databaseMs - sentAt;
    const narrowLow = Math.max(low, this.#low - drift);
    const narrowHigh = Math.min(high, this.#high + drift);
    // No overlap: the server's clock was set. What it says now is what counts.
    const agrees = narrowLow <= narrowHigh;
    this.#low = agrees ? narrowLow : low;
    this.#high = agrees ? narrowHigh : high;
    this.#at = receivedAt;
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
