/** A stretch of time in which this process alone may start requests of a lane. All on the own monotonic clock, in ms. */
export interface Window {
  /** The first instant a request may start. */
  readonly from: number;
  /** The last instant a request may start. The next process begins a whole pace after it. */
  readonly until: number;
}

/**
 * The windows in hand and the last start: the local half of the steady pace. Two starts are never closer than the pace, whatever
 * happens to timers: inside a window because each waits for the one before, across processes because windows lie a pace apart.
 * A start that would come too late for its window is not made; the slot is lost (or given back), never bunched with the next.
 */
export class Windows {
  #windows: Window[] = [];
  #lastStart = -Infinity;
  #missed = false;

  /** When the next request may start, at `now` or later; null when no window in hand allows one any more. */
  next(now: number, paceMs: number): number | null {
    const earliest = Math.max(now, this.#lastStart + paceMs);
    while (this.#windows.length > 0) {
      const window = this.#windows[0]!;
      const start = Math.max(earliest, window.from);
      if (start <= window.until) return start;
      if (this.#lastStart < window.from) this.#missed = true;
      this.#windows.shift();
    }
    return null;
  }

  /** Whether a window went by without any start since this was last asked: this process was too late for it. */
  takeMissed(): boolean {
    const missed = this.#missed;
    this.#missed = false;
    return missed;
  }

  /** Records a start. */
  started(at: number): void {
    this.#lastStart = at;
  }

  /** The earliest start that would be far enough from the last one. */
  earliest(now: number, paceMs: number): number {
    return Math.max(now, this.#lastStart + paceMs, this.#windows[0]?.from ?? -Infinity);
  }

  /** The end of what is in hand; null when nothing is. */
  get end(): number | null {
    return this.#windows.at(-1)?.until ?? null;
  }

  add(window: Window): void {
    this.#windows.push(window);
  }

  /** `window` includes everything in hand that is still to come. */
  replace(window: Window): void {
    this.#windows = [window];
  }

  drop(): void {
    this.#windows = [];
  }
}
