import { TidemarkError } from '../../domain/index.ts';
import { crashPoint } from '../../store/index.ts';
import type { Context } from './context.ts';
import { Demand } from './demand.ts';
import { readNow } from './sql/now.ts';
import { take, type Taken } from './sql/take.ts';
import { Wallet } from './wallet.ts';
import { Windows } from './windows.ts';

/** A window lasts at most this long, and begins at most 100 ms from now: together the 250 ms after which everyone obeys a change. */
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
  /** Others hold the lane until then, by the last answer. */
  #othersUntil = -Infinity;
  #roundTripMs = 2;
  /**
   * How late a start may be, as a part of the window: doubled for each window that was missed, 5 % less for each that was not. That is 1 %
   * on a quiet machine; a busy one trades up to half of the pace for windows that it can hit.
   */
  #slack = 0.01;

  constructor(context: Context, lane: string) {
    this.#context = context;
    this.#lane = lane;
    this.#lastStart = context.time.now();
  }

  /** When a request may start with the windows in hand; null: none. */
  next(now: number, paceMs: number): number | null {
    return this.#windows.next(now, paceMs);
  }

  /**
   * The instant at which the next window can begin, as far as is known: after the window in hand, and after those of other processes,
   * of which a refused question told. Without either that is a pace after the own last start, however long the own window was: a start
   * that came too late for its window is asked for again at once.
   */
  opensAt(paceMs: number): number {
    const { end } = this.#windows;
    return Math.max(this.#othersUntil, end === null ? this.#windows.earliest(-Infinity, paceMs) : end + paceMs);
  }

  /** Whether to ask for the next window while one is in hand, with `waiting` requests in line. */
  isAhead(waiting: number): boolean {
    return (waiting > 1 || this.#demand.keen) && this.#demand.halfUsed;
  }

  /** When to ask for the next window: as early as it can be given. */
  askAt(paceMs: number): number {
    return this.opensAt(paceMs) - this.#horizonMs(paceMs);
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
    this.#othersUntil = -Infinity;
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
    // Two processes that take the database's clock for 5 ms different start that much closer.
    while (paceMs > 0 && database.isVague) await this.#listen();
    const now = time.now();
    const inUse = paceMs > 0 && this.#windows.next(now, paceMs) !== null;
    const slots = paceMs > 0 ? this.#demand.slots(now, need.startable, paceMs, Math.max(1, Math.floor(windowMs / paceMs))) : 1;
    const needUnits = need.budgeted ? Math.max(0, need.cost - this.#wallet.units(now)) : 0;
    if (this.#windows.takeMissed()) this.#slack = Math.min(0.5, this.#slack * 2);
    else this.#slack = Math.max(0.01, this.#slack * 0.95);
    const leadMs = Math.min(1000, this.#roundTripMs * 0.75);
    crashPoint('lane.before-window');
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
      slackMs: Math.min(100, Math.max(1, 2 * database.errorMs + 0.5, this.#slack * slots * paceMs)),
    });
    if (taken === null) throw new TidemarkError('TDM_LANE_UNKNOWN', { lane: this.#lane });
    crashPoint('lane.after-window');
    this.#learn(now, taken, slots);
    return taken;
  }

  async #listen(): Promise<void> {
    const { store, time, database } = this.#context;
    const sentAt = time.now();
    const now = await readNow(store, this.#context.now());
    database.sample(sentAt, time.now(), now);
  }

  #learn(sentAt: number, taken: Taken, slots: number): void {
    const { time, database } = this.#context;
    const now = time.now();
    database.sample(sentAt, now, taken.now_ms);
    // One answer out of the ordinary does not count for more than four ordinary ones.
    this.#roundTripMs += (Math.min(now - sentAt, 4 * this.#roundTripMs) - this.#roundTripMs) / 8;
    const first = database.toOwn(taken.first_ms);
    if (taken.given && taken.last_ms !== null) {
      // Never a breath too early or too late, as far as the database's clock is known here.
      const last = database.toOwn(taken.last_ms);
      const window = { from: first + database.errorMs, until: last - database.errorMs };
      if (taken.extends) this.#windows.replace(window);
      else this.#windows.add(window);
      this.#serial = taken.serial;
      this.#demand.given(first, slots);
      this.#othersUntil = -Infinity;
    } else this.#othersUntil = first;
    if (taken.units > 0) this.#wallet.draw(now, taken.units, taken.today, database.toOwn(taken.midnight_ms));
  }

  /**
   * How long before a window can begin it is asked for: as long as the answer takes (1.5 round trips and 2 ms), and up to 12 ms more the
   * longer this process has not started anything, so that of several the one that waited longest asks first.
   *
   * Not longer: whoever is given a window must be awake when it begins. Asked for 60 to 100 ms ahead, three processes on a machine with
   * six times more to do than it can used half of the pace; asked for at the last moment, the slot goes to one that is awake.
   */
  #horizonMs(paceMs: number): number {
    const waited = Math.max(0, Math.min(this.opensAt(paceMs), this.#context.time.now() + 100) - this.#lastStart);
    return Math.min(100, 2 + 1.5 * this.#roundTripMs) + (waited === 0 ? 0 : (12 * waited) / (waited + 4 * paceMs));
  }
}
