/** What is taken for the slowest answer while none has come: a process killed in its first second has told of none. */
const unknownMs = 400;
/** The slowest answer is remembered for one to two of these. */
const memoryMs = 60_000;

/** How long requests of one lane take, from the permit to its return: what may still be under way when this process is killed. */
export class Durations {
  /** When each request under way began, the oldest first. */
  readonly #underWay = new Map<object, number>();
  #slowest: number | null = null;
  #before: number | null = null;
  #since = -Infinity;

  started(request: object, now: number): void {
    this.#underWay.set(request, now);
  }

  ended(request: object, now: number): void {
    const from = this.#underWay.get(request);
    if (from === undefined) return;
    this.#underWay.delete(request);
    if (now - this.#since > memoryMs) {
      this.#before = now - this.#since > 2 * memoryMs ? null : this.#slowest;
      this.#slowest = null;
      this.#since = now;
    }
    this.#slowest = Math.max(this.#slowest ?? 0, now - from);
  }

  /** The slowest of the last minute or two, those included that are still under way; in ms. */
  slowestMs(now: number): number {
    const known = this.#slowest === null && this.#before === null ? unknownMs : Math.max(this.#slowest ?? 0, this.#before ?? 0);
    const [oldest] = this.#underWay.values();
    return Math.max(known, oldest === undefined ? 0 : now - oldest);
  }
}
