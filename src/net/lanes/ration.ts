import { TidemarkError } from '../../domain/index.ts';
import type { Context } from './context.ts';
import { Demand } from './demand.ts';
import { take, type Taken } from './sql/take.ts';
import { Wallet } from './wallet.ts';
import { Windows } from './windows.ts';

/** A window lasts at most this long, and begins at most 60 to 100 ms from now: together the 250 ms after which everyone obeys a change. */
const windowMs = 150;

/** What this process may spend of a lane's pace and budget without asking: windows of time and units, fetched ahead of need. */
export class Ration {
  readonly #context: Context;
  readonly #lane: string;
  readonly #windows = new Windows();
  readonly #wallet = new Wallet();
  readonly #demand = new Demand();
  #serial: string | null = null;
  #lastStart: number;
  #opensAt = -Infinity;
  #roundTripMs = 2;

  constructor(context: Context, lane: string) {
    this.#context = context;
    this.#lane = lane;
    this.#lastStart = context.time.now();
  }

  /** When a request may start with the windows in hand; null: none. */
  next(now: number, paceMs: number): number | null {
    return this.#windows.next(now, paceMs);
  }

  /** The instant at which the next window can begin, as far as is known. */
  get opensAt(): number {
    return this.#opensAt;
  }

  /** True while windows are used up faster than one request at a time could. */
  get keen(): boolean {
    return this.#demand.keen;
  }

  /** When to ask for the next window: as early as it can be given. */
  askAt(paceMs: number): number {
    return this.#opensAt - this.#horizonMs(paceMs);
  }

  units(now: number): number {
    return this.#wallet.units(now);
  }

  started(now: number, cost: number, budgeted: boolean): void {
    this.#windows.started(now);
    this.#demand.started();
    this.#lastStart = now;
    if (budgeted) this.#wallet.spend(cost);
  }

  /** Forgets the slots in hand; the next question gives them back. */
  drop(): void {
    this.#windows.drop();
    this.#opensAt = -Infinity;
  }

  /** Takes out the units in hand, to be given back. */
  empty(): { readonly units: number; readonly day: string } | null {
    return this.#wallet.empty();
  }

  /** Asks for what the first in line needs and the rest will want soon. Throws TDM_LANE_UNKNOWN, or what the store throws. */
  async ask(need: {
    readonly cost: number;
    readonly startable: number;
    readonly paceMs: number;
    readonly budgeted: boolean;
  }): Promise<Taken> {
    const { time, database } = this.#context;
    const { paceMs } = need;
    const now = time.now();
    const inUse = paceMs > 0 && this.#windows.next(now, paceMs) !== null;
    const slots = paceMs > 0 ? this.#demand.slots(now, need.startable, paceMs, Math.max(1, Math.floor(windowMs / paceMs))) : 1;
    const needUnits = need.budgeted ? Math.max(0, need.cost - this.#wallet.units(now)) : 0;
    const leadMs = Math.min(1000, this.#roundTripMs * 0.75);
    const taken = await take(this.#context.store, {
      lane: this.#lane,
      now: this.#context.now(),
      // Before the first answer the database's clock is unknown; there is no serial then either.
      serial: this.#serial,
      ownFirstMs: this.#serial === null ? 0 : database.toDatabase(this.#windows.earliest(now, paceMs)),
      ownLastMs: inUse && this.#serial !== null ? database.toDatabase(this.#windows.end!) : null,
      leadMs,
      slots,
      needUnits,
      wantUnits: needUnits === 0 ? 0 : this.#wallet.want(now, Math.max(needUnits, need.cost * slots)),
      // 2 ms more than planned, or a question sent a breath too early would be refused.
      horizonMs: this.#horizonMs(paceMs) + leadMs + 2,
      windowMs,
    });
    if (taken === null) throw new TidemarkError('TDM_LANE_UNKNOWN', { lane: this.#lane });
    this.#learn(now, taken, slots);
    return taken;
  }

  #learn(sentAt: number, taken: Taken, slots: number): void {
    const { time, database } = this.#context;
    const now = time.now();
    database.sample(sentAt, now, taken.now_ms);
    this.#roundTripMs += (now - sentAt - this.#roundTripMs) / 8;
    const first = database.toOwn(taken.first_ms);
    if (taken.given && taken.last_ms !== null) {
      const window = { from: first, until: database.toOwn(taken.last_ms) };
      if (taken.extends) this.#windows.replace(window);
      else this.#windows.add(window);
      this.#serial = taken.serial;
      this.#demand.given(first, slots);
      this.#opensAt = window.until + taken.pace_ms;
    } else this.#opensAt = first;
    if (taken.units > 0) this.#wallet.draw(now, taken.units, taken.today, database.toOwn(taken.midnight_ms));
  }

  /**
   * How long before a window can begin it may be asked for: 60 ms, and up to 40 more the longer this process has not started
   * anything. When several processes want the next slot, the one that waited longest asks first.
   */
  #horizonMs(paceMs: number): number {
    const waited = Math.max(0, Math.min(this.#opensAt, this.#context.time.now() + 100) - this.#lastStart);
    return 60 + (waited === 0 ? 0 : (40 * waited) / (waited + 4 * paceMs));
  }
}
