import { TidemarkError } from '../../domain/index.ts';
import type { Permit } from '../contract.ts';
import { freshMs, lostWorker, refreshAllotment } from './allotment.ts';
import { instantAt, type Context, type LaneWait } from './context.ts';
import { Durations } from './durations.ts';
import { Line, type Waiter } from './line.ts';
import { LanePermit } from './permit.ts';
import { Ration } from './ration.ts';
import { Known } from './known.ts';
import { leave } from './sql/leave.ts';
import type { Cancel } from './time.ts';
import { Announcer, challengeError, heldError, noticeableMs } from './waits.ts';

/** A process without any permit looks this often whether one is free. */
const starvingMs = 100;
/** After the database failed. */
const failureMs = 1000;

const everyone = (): boolean => true;

/** One lane in this process: the line of those who want to ask, and what they may start without asking the database. */
export class Gate {
  readonly #context: Context;
  readonly #name: string;
  readonly #ration: Ration;
  readonly #announcer: Announcer;
  readonly #line = new Line();
  #inFlight = 0;
  /** No new start while this many are under way. The row in lane_permit is never below max(inFlight, limit). */
  #limit = 0;
  #row = 0;
  /** There may be something of ours in the database: a row in lane_permit, units drawn. */
  #joined = false;
  /** The most that was wanted at once since the database was last told. */
  #peak = 0;
  #lastUse = -Infinity;
  readonly #known: Known;
  readonly #durations = new Durations();
  /** When permits of a killed process fall free, on the own clock. */
  #freesAt = Infinity;
  #retryAt = -Infinity;
  #asking: Promise<void> | null = null;
  /** The question about permits under way: asking for them and giving them back must never overtake each other. */
  #refreshing: Promise<void> | null = null;
  #cancelWake: Cancel | null = null;
  #closed = false;

  constructor(context: Context, lane: string) {
    this.#context = context;
    this.#name = lane;
    this.#ration = new Ration(context, lane);
    this.#known = new Known(context);
    this.#announcer = new Announcer((wait) => context.onWait(lane, wait));
  }

  acquire(cost: number, signal: AbortSignal | undefined): Promise<Permit> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#closed) return Promise.reject(new TidemarkError('TDM_INTERNAL', { reason: 'the lanes are closed' }));
    const now = this.#context.time.now();
    // The way of a lifted lane: nothing but a comparison of numbers in this process.
    if (
      this.#line.size === 0 &&
      this.#isOpen(now) &&
      this.#known.paceMs === 0 &&
      (this.#known.budgetUnits === null || this.#ration.units(now) >= cost)
    ) {
      return Promise.resolve(this.#start(now, cost));
    }
    const admitted = this.#line.join(cost, now, signal, () => this.#pump());
    this.#pump();
    return admitted;
  }

  /** True while this process holds or wants anything of the lane. */
  get active(): boolean {
    return this.#joined || this.#line.size > 0;
  }

  /** About once a second: tells the database what is used and wanted, or gives everything back when nothing was for a while. */
  async pulse(): Promise<void> {
    const idle = this.#inFlight === 0 && this.#line.size === 0 && this.#context.time.now() - this.#lastUse > 500;
    await (idle ? this.#alone(() => this.#leave()) : this.#refresh());
  }

  /** Nobody starts until `until` (own time), by this process's own knowledge; the slots in hand are given up. */
  hold(until: number, cause: string, by: 'backoff' | 'closed'): void {
    this.#ration.drop();
    this.#known.hold(until, cause, by);
    this.#pump();
  }

  /** Nobody starts until the operator has answered a challenge. */
  meet(challenge: string, cause: string): void {
    this.#ration.drop();
    this.#known.meet(challenge, cause);
    this.#pump();
  }

  /** The settings changed: what is in hand was reckoned with the old ones. */
  async reconsider(): Promise<void> {
    this.#ration.drop();
    this.#known.open();
    // An answer on its way may be from before the change.
    await this.#refreshing;
    if (this.active) await this.#refresh();
  }

  /** The worker is lost, and with it every permit. */
  lose(): void {
    this.#limit = 0;
    this.#row = 0;
    this.#known.doubt();
    this.#ration.drop();
    this.#pump();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWake?.();
    this.#line.refuse(new TidemarkError('TDM_INTERNAL', { reason: 'the lanes are closed' }), everyone);
    await this.#refreshing;
    await this.#asking;
    await this.#leave();
  }

  /** One request is over. */
  released(permit: LanePermit): void {
    this.#inFlight--;
    this.#lastUse = this.#context.time.now();
    this.#durations.ended(permit, this.#lastUse);
    // Others wait for what this process has more than its share: the row follows as soon as requests end.
    if (this.#row > this.#limit && this.#inFlight < this.#row) void this.#refresh();
    if (this.#line.size > 0) this.#pump();
  }

  #isOpen(now: number): boolean {
    return this.#inFlight < this.#limit && this.#known.heldUntil <= now && this.#known.challenge === null;
  }

  #start(now: number, cost: number): Permit {
    this.#inFlight++;
    if (this.#inFlight > this.#peak) this.#peak = this.#inFlight;
    this.#lastUse = now;
    const { paceMs, budgetUnits } = this.#known;
    if (paceMs > 0 || budgetUnits !== null) this.#ration.started(now, cost, budgetUnits !== null);
    const permit = new LanePermit(this, now);
    this.#durations.started(permit, now);
    return permit;
  }

  /** Starts whoever may start, and sees to it that the rest is looked at again in time. */
  #pump(): void {
    this.#cancelWake?.();
    this.#cancelWake = null;
    for (;;) {
      const { head } = this.#line;
      if (head === undefined || this.#closed) return;
      const now = this.#context.time.now();
      const wakeAt = this.#wakeFor(head, now);
      if (wakeAt === null) {
        this.#announcer.reset();
        this.#line.admit(head, this.#start(now, head.cost));
        if (this.#known.paceMs === 0) continue;
        // The request goes out first; what comes next can wait for the loop to turn.
        if (this.#line.size > 0) this.#cancelWake = this.#context.time.at(now, () => this.#pump());
        return;
      }
      if (!this.#line.has(head)) continue;
      if (wakeAt < Infinity) this.#cancelWake = this.#context.time.at(wakeAt, () => this.#pump());
      return;
    }
  }

  /** When to look again whether `head` may start; null: it may start now. Infinity: an answer or a release will tell. */
  #wakeFor(head: Waiter, now: number): number | null {
    if (this.#retryAt > now) return this.#retryAt;
    const { heldUntil, paceMs, budgetUnits } = this.#known;
    if (now - this.#known.seenAt > freshMs) {
      void this.#refresh();
      return Infinity;
    }
    if (this.#known.challenge !== null) return this.#wakeForAnswer(head, this.#known.challenge, now);
    if (heldUntil > now) {
      this.#wait(this.#known.reason, heldUntil, now, everyone);
      return heldUntil;
    }
    if (this.#inFlight >= this.#limit) return this.#wakeForPermit(head, now);
    const slot = paceMs > 0 ? this.#ration.next(now, paceMs) : now;
    const units = budgetUnits === null || this.#ration.units(now) >= head.cost;
    const ready = slot !== null && units;
    // The next window is asked for while this one is still in use, so that the lane is never idle between them.
    const ahead = paceMs > 0 && this.#ration.isAhead(this.#line.size);
    const askAt = ready && !ahead ? Infinity : slot !== null && !units ? now : this.#ration.askAt(paceMs);
    if (askAt <= now && !this.#asking) this.#ask(head);
    if (ready) return slot <= now ? null : Math.min(slot, askAt > now ? askAt : Infinity);
    if (this.#asking) return Infinity;
    this.#wait({ waitingFor: 'pace', cause: null }, this.#ration.opensAt(paceMs), now, everyone);
    return askAt;
  }

  /** A person answers when it suits them: who has waited as long as anybody wants to is turned away, the others look again each second. */
  #wakeForAnswer(head: Waiter, challenge: string, now: number): number {
    const { maxHoldMs } = this.#context;
    const { cause } = this.#known;
    this.#announcer.announce({ waitingFor: 'challenge', until: null, cause });
    this.#line.refuse(challengeError(this.#name, challenge, cause), (waiter) => now - waiter.since >= maxHoldMs);
    return head.since + maxHoldMs;
  }

  #wakeForPermit(head: Waiter, now: number): number {
    if (now - head.since >= noticeableMs) {
      const freesAt = this.#freesAt === Infinity ? null : instantAt(this.#context, this.#freesAt);
      const cause = freesAt === null ? null : 'requests of a killed process may still be under way';
      this.#announcer.announce({ waitingFor: 'concurrency', until: freesAt, cause });
    }
    if (this.#limit > 0) {
      if (this.#freesAt > now) return Math.min(this.#freesAt, now - head.since < noticeableMs ? head.since + noticeableMs : Infinity);
      this.#freesAt = Infinity;
      void this.#refresh();
      return Infinity;
    }
    if (now - this.#known.seenAt >= starvingMs) {
      void this.#refresh();
      return Infinity;
    }
    return this.#known.seenAt + starvingMs * (1 + this.#context.random() / 4);
  }

  /** A wait with a known end: too long turns the waiters away, long is told, short is just waited for. */
  #wait(reason: Pick<LaneWait, 'waitingFor' | 'cause'>, until: number, now: number, whom: (waiter: Waiter) => boolean): void {
    const wait = { ...reason, until: instantAt(this.#context, until) };
    if (until - now <= this.#context.maxHoldMs) {
      if (until - now > noticeableMs) this.#announcer.announce(wait);
      return;
    }
    this.#line.refuse(heldError(this.#name, wait, this.#known.budgetUnits), whom);
  }

  #ask(head: Waiter): void {
    this.#asking = this.#askOnce(head).finally(() => {
      this.#asking = null;
      this.#pump();
    });
  }

  async #askOnce(head: Waiter): Promise<void> {
    const { holds } = this.#known;
    try {
      const { paceMs, budgetUnits } = this.#known;
      const budgeted = budgetUnits !== null;
      const startable = Math.max(1, Math.min(this.#line.size, this.#limit - this.#inFlight));
      const taken = await this.#ration.ask({ cost: head.cost, startable, paceMs, budgeted });
      this.#known.learn(taken, holds);
      const now = this.#context.time.now();
      if (!taken.affordable && this.#line.has(head)) {
        // Try again each second: the operator may raise the budget, another process may give units back.
        this.#retryAt = now + failureMs;
        const cause = `${taken.budget_used} of ${taken.budget_units} units are used`;
        this.#wait({ waitingFor: 'budget', cause }, this.#context.database.toOwn(taken.midnight_ms), now, (waiter) => waiter === head);
        if (!this.#line.has(head)) this.#retryAt = -Infinity;
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #refresh(): Promise<void> {
    return this.#alone(async () => {
      // Told once what others want, this process says at once what it can do without.
      while (await this.#refreshOnce()) if (this.#row <= this.#limit || this.#inFlight >= this.#row) break;
    });
  }

  #alone(work: () => Promise<void>): Promise<void> {
    this.#refreshing ??= work().finally(() => {
      this.#refreshing = null;
      this.#pump();
    });
    return this.#refreshing;
  }

  /** True when the database answered. */
  async #refreshOnce(): Promise<boolean> {
    if (this.#closed) return false;
    const { holds } = this.#known;
    try {
      if (this.#context.worker.lost) throw lostWorker(this.#context);
      this.#joined = true;
      const wanted = Math.max(this.#peak, this.#inFlight + this.#line.size);
      this.#peak = this.#inFlight;
      const { state, allotment, freesMs } = await refreshAllotment(this.#context, this.#name, {
        keep: Math.max(this.#inFlight, this.#limit),
        wanted: Math.min(wanted, 1_000_000),
        slowestMs: this.#durations.slowestMs(this.#context.time.now()),
      });
      this.#row = allotment.permits;
      this.#limit = allotment.limit;
      this.#freesAt = freesMs === null ? Infinity : this.#context.database.toOwn(freesMs) + 1;
      this.#known.learn(state, holds);
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  /** The database failed. Without it nobody knows what the others do: nothing starts, and it is tried again each second. */
  #fail(error: unknown): void {
    this.#limit = 0;
    this.#known.doubt();
    this.#ration.drop();
    const now = this.#context.time.now();
    const passes = error instanceof TidemarkError && error.consequence === 'hold';
    if (passes) this.#retryAt = now + failureMs;
    this.#line.refuse(error, (waiter) => !passes || now - waiter.since > this.#context.maxHoldMs);
  }

  /** Gives back what is not used. */
  async #leave(): Promise<void> {
    if (!this.#joined) return;
    this.#joined = false;
    this.#limit = 0;
    this.#row = 0;
    this.#known.doubt();
    this.#ration.drop();
    const leaving = { keep: this.#inFlight, back: this.#ration.empty() };
    // Should it fail, the database is gone or going; the permits end with this worker, and some units stay unspent.
    await leave(this.#context.store, this.#name, this.#context.worker.id, leaving).catch(() => undefined);
  }
}
