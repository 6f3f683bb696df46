/**
 * How many slots to ask for at once. What can start right now is certain; more than that is asked for only where it was used before.
 *
 * A window is exclusive, so every unused slot in it is lost to the other processes: with one permit, 30 ms answers and a pace of
 * 10 ms, windows of six slots would use a third of the lane. So the factor doubles after a window that was used up and falls back to
 * what was used after one that was not, and each fall doubles the number of windows (to 64) before it is tried again.
 */
export class Demand {
  #factor = 1;
  #patience = 1;
  #rest = 0;
  #granted: { readonly from: number; readonly slots: number } | null = null;
  #made = 0;

  /** Counts a start. */
  started(): void {
    this.#made++;
  }

  /** The slots to ask for at `now`, when `startable` requests could start at once. */
  slots(now: number, startable: number, paceMs: number, most: number): number {
    this.#learn(now, paceMs);
    return Math.max(1, Math.min(most, startable * this.#factor));
  }

  /** More was used than could start at once. */
  get keen(): boolean {
    return this.#factor > 1;
  }

  /** At least half of the last window has been used: before that, asking again would be given much the same. */
  get halfUsed(): boolean {
    return this.#granted === null || this.#made * 2 >= this.#granted.slots;
  }

  /** A window of `slots` slots was given. */
  given(from: number, slots: number): void {
    this.#granted = { from, slots };
    this.#made = 0;
  }

  #learn(now: number, paceMs: number): void {
    const granted = this.#granted;
    if (granted === null) return;
    // The next window is asked for before this one is over: only the slots that are due by now count.
    const due = Math.min(granted.slots, Math.floor((now - granted.from) / paceMs) + 1);
    if (due < 1) return;
    if (this.#made >= 0.9 * due) {
      if (this.#rest > 0) this.#rest--;
      else this.#factor = Math.min(4096, this.#factor * 2);
    } else {
      this.#factor = Math.max(1, Math.floor((this.#factor * this.#made) / due));
      this.#patience = Math.min(64, this.#patience * 2);
      this.#rest = this.#patience;
    }
    this.#granted = null;
  }
}
