import { TidemarkError, defaultBackoff, type Instant } from '../../domain/index.ts';
import type { LaneDifference, LaneReport, LaneSettings, Lanes, Permit } from '../contract.ts';
import { instantAt, type Context, type LanesOptions } from './context.ts';
import { DatabaseTime } from './database-time.ts';
import { Gate } from './gate.ts';
import { recordIncident, type Complaint } from './incident.ts';
import { describe } from './report.ts';
import { checkSettings } from './settings.ts';
import { configureLane, type LaneChange } from './sql/configure.ts';
import { declareLanes } from './sql/declare.ts';
import { writeFloor } from './sql/floor.ts';
import { closeLane } from './sql/hold.ts';
import { reportLanes } from './sql/report.ts';
import { timeOf, type Cancel } from './time.ts';

/** How often a process that uses a lane tells and asks how it stands. */
const pulseMs = 1000;

/** The lanes of one process, and what only their owner needs. */
export interface ProcessLanes extends Lanes {
  /** A challenge was written down that holds a lane: this process knows it at once, the others within about a second. */
  meet(lane: string, challenge: string, cause: string): void;
  /** After a lost worker: goes on under a new one. */
  adopt(worker: { readonly id: string; readonly lost: AbortSignal }): void;
}

class DatabaseLanes implements ProcessLanes {
  readonly #context: Context;
  readonly #gates = new Map<string, Gate>();
  #stopPulse: Cancel | null = null;

  constructor(context: Context, lost: AbortSignal | undefined) {
    this.#context = context;
    if (lost) this.adopt({ id: context.worker.id, lost });
  }

  acquire(lane: string, options?: { readonly cost?: number; readonly signal?: AbortSignal }): Promise<Permit> {
    this.#stopPulse ??= this.#context.time.every(pulseMs, () => this.#pulse());
    return this.#gate(lane).acquire(options?.cost ?? 1, options?.signal);
  }

  async declare(settings: readonly LaneSettings[]): Promise<LaneDifference[]> {
    for (const { name, ...rest } of settings) checkSettings(name, rest);
    return settings.length === 0 ? [] : declareLanes(this.#context.store, settings);
  }

  async configure(lane: string, change: LaneChange): Promise<void> {
    checkSettings(lane, change);
    if (!(await configureLane(this.#context.store, lane, change))) throw new TidemarkError('TDM_LANE_UNKNOWN', { lane });
    await this.#gates.get(lane)?.reconsider();
  }

  async setFloor(lane: string, host: string, floorMs: number): Promise<void> {
    if (await writeFloor(this.#context.store, lane, host, floorMs)) await this.#gates.get(lane)?.reconsider();
  }

  meet(lane: string, challenge: string, cause: string): void {
    this.#gate(lane).meet(challenge, cause);
  }

  async incident(lane: string, complaint: Complaint): Promise<Instant> {
    const { time, backoff, database } = this.#context;
    // Away at once, before the database knows; its answer replaces this guess.
    const gate = this.#gate(lane);
    gate.hold(time.now() + (complaint.retryAfterMs ?? backoff.baseMs), complaint.cause, 'backoff');
    const opens = database.toOwn(await recordIncident(this.#context, lane, complaint));
    gate.hold(opens, complaint.cause, 'backoff');
    return instantAt(this.#context, opens);
  }

  async closeForToday(lane: string, cause: string): Promise<Instant> {
    const { time, store, database } = this.#context;
    const sentAt = time.now();
    const closed = await closeLane(store, lane, this.#context.now(), cause);
    if (closed === null) throw new TidemarkError('TDM_LANE_UNKNOWN', { lane });
    database.sample(sentAt, time.now(), closed.now_ms);
    const opens = database.toOwn(closed.closed_ms);
    this.#gate(lane).hold(opens, cause, 'closed');
    return instantAt(this.#context, opens);
  }

  async report(): Promise<LaneReport[]> {
    const rows = await reportLanes(this.#context.store, this.#context.now());
    return rows.map((row) => describe(this.#context, row));
  }

  adopt(worker: { readonly id: string; readonly lost: AbortSignal }): void {
    const mine = { id: worker.id, lost: worker.lost.aborted };
    const lose = (): void => {
      if (this.#context.worker !== mine) return;
      mine.lost = true;
      for (const gate of this.#gates.values()) gate.lose();
    };
    this.#context.worker = mine;
    for (const gate of this.#gates.values()) gate.lose();
    if (!mine.lost) worker.lost.addEventListener('abort', lose, { once: true });
  }

  async close(): Promise<void> {
    this.#stopPulse?.();
    await Promise.all([...this.#gates.values()].map((gate) => gate.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #gate(lane: string): Gate {
    let gate = this.#gates.get(lane);
    if (!gate) this.#gates.set(lane, (gate = new Gate(this.#context, lane)));
    return gate;
  }

  #pulse(): void {
    const active = [...this.#gates.values()].filter((gate) => gate.active);
    for (const gate of active) void gate.pulse();
    if (active.length > 0) return;
    this.#stopPulse?.();
    this.#stopPulse = null;
  }
}

/**
 * Lanes over one database: every process that opens them obeys the same pace, concurrency, backoff and budget.
 *
 * - Starts of a lane are never closer than its pace, over all processes and restarts; a request pays no round trip for that.
 * - An incident reaches the other processes before their next window: within 250 ms on a paced lane, within about a second on a
 *   lifted one (interval 0), where acquiring is a comparison of numbers in this process.
 * - Requests under way never exceed the concurrency over all living processes; what a killed one held is free when its
 *   requests must be over.
 */
export const createLanes = (options: LanesOptions): ProcessLanes => {
  const { store, clock, random, maxHoldMs, databaseNow = 'server' } = options;
  const context: Context = {
    store,
    worker: { id: options.workerId, lost: options.lost?.aborted ?? false },
    clock,
    time: timeOf(clock),
    database: new DatabaseTime(),
    random,
    maxHoldMs,
    backoff: options.backoff ?? defaultBackoff,
    onWait: options.onWait ?? (() => undefined),
    now: databaseNow === 'server' ? () => null : databaseNow,
  };
  return new DatabaseLanes(context, options.lost);
};
