/** Units of a day's budget that this process has drawn and not spent yet. */
export class Wallet {
  #units = 0;
  #day = '';
  /** Midnight of the budget's zone, on the own monotonic clock. */
  #until = -Infinity;
  #drawnAt = -Infinity;
  #factor = 1;

  /** What can be spent at `now`. Units do not outlive their day. */
  units(now: number): number {
    return now < this.#until ? this.#units : 0;
  }

  spend(cost: number): void {
    this.#units -= cost;
  }

  /** How many units to draw when `need` are missing: doubles while draws follow within 250 ms, so that no request pays a round trip. */
  want(now: number, need: number): number {
    this.#factor = now - this.#drawnAt < 250 ? Math.min(4096, this.#factor * 2) : 1;
    return need * this.#factor;
  }

  draw(now: number, units: number, day: string, until: number): void {
    if (day !== this.#day) this.#units = 0;
    this.#units += units;
    this.#day = day;
    this.#until = until;
    this.#drawnAt = now;
  }

  /** Takes out what is left, to be given back. Null: nothing is. */
  empty(): { readonly units: number; readonly day: string } | null {
    const back = this.#units > 0 ? { units: this.#units, day: this.#day } : null;
    this.#units = 0;
    return back;
  }
}
