import type { Context, LaneWait } from './context.ts';
import type { LaneState } from './sql/state.ts';

/** What a process knows of a lane: what the database said last, and what it has seen itself since. Times are the own monotonic ones. */
export class Known {
  readonly #context: Context;
  #seenAt = -Infinity;
  #paceMs = 0;
  #budgetUnits: number | null = null;
  /** A hold set by this process counts before the database knows it. */
  #backoffUntil = -Infinity;
  #closedUntil = -Infinity;
  #cause: string | null = null;
  #challenge: string | null = null;
  #holds = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  /** When the database last spoke of the lane. */
  get seenAt(): number {
    return this.#seenAt;
  }

  get paceMs(): number {
    return this.#paceMs;
  }

  get budgetUnits(): number | null {
    return this.#budgetUnits;
  }

  /** Nobody starts before. */
  get heldUntil(): number {
    return Math.max(this.#backoffUntil, this.#closedUntil);
  }

  /** Why nobody does. */
  get reason(): Pick<LaneWait, 'waitingFor' | 'cause'> {
    return { waitingFor: this.#closedUntil >= this.#backoffUntil ? 'budget' : 'backoff', cause: this.#cause };
  }

  /** The challenge that nobody has answered; null: none. Nobody starts meanwhile. */
  get challenge(): string | null {
    return this.#challenge;
  }

  get cause(): string | null {
    return this.#cause;
  }

  /** Counts holds, so that an answer from before one does not undo it. */
  get holds(): number {
    return this.#holds;
  }

  hold(until: number, cause: string, by: 'backoff' | 'closed'): void {
    this.#holds++;
    if (by === 'closed') this.#closedUntil = Math.max(this.#closedUntil, until);
    else this.#backoffUntil = Math.max(this.#backoffUntil, until);
    this.#cause = cause;
  }

  /** A challenge was met: it counts before the database knows it. */
  meet(challenge: string, cause: string): void {
    this.#holds++;
    this.#challenge = challenge;
    this.#cause = cause;
  }

  /** The operator may have opened a lane that was closed for the day. */
  open(): void {
    this.#closedUntil = -Infinity;
  }

  /** What was heard is not believed any more: the database is asked before anybody starts. */
  doubt(): void {
    this.#seenAt = -Infinity;
  }

  /** Takes in an answer to a question that was sent when `holds` were counted. */
  learn(state: LaneState, holds: number): void {
    const { time, database } = this.#context;
    this.#seenAt = time.now();
    this.#paceMs = state.pace_ms;
    this.#budgetUnits = state.budget_units;
    if (holds !== this.#holds) return;
    this.#backoffUntil = database.toOwn(state.backoff_ms);
    this.#closedUntil = database.toOwn(state.closed_ms);
    this.#challenge = state.challenge;
    this.#cause = state.cause;
  }
}
