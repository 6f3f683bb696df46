import type { BackoffPolicy, Clock, Instant, Random } from '../../domain/index.ts';
import type { Store } from '../../store/index.ts';
import type { DatabaseTime } from './database-time.ts';
import type { LaneTime } from './time.ts';

/** Why a request waits, for whoever shows it. `until` is null when nobody can know (another process holds the permits, a person has to answer). */
export interface LaneWait {
  readonly waitingFor: 'pace' | 'backoff' | 'budget' | 'concurrency' | 'challenge';
  readonly until: Instant | null;
  readonly cause: string | null;
}

/** What createLanes needs. */
export interface LanesOptions {
  readonly store: Store;
  /** The row of this process in `worker`; permits count only while it is alive. One Lanes per worker. */
  readonly workerId: string;
  /** The worker's own `lost`: from then on nothing starts until another worker is adopted. */
  readonly lost?: AbortSignal;
  readonly clock: Clock;
  readonly random: Random;
  /** A wait for the lane (not for the requests queued before) that would last longer throws instead. */
  readonly maxHoldMs: number;
  /** Called once for each reason of a wait of more than 2 s. */
  readonly onWait?: (lane: string, wait: LaneWait) => void;
  readonly backoff?: BackoffPolicy;
  /** Where "now" comes from inside the database. Tests own it; everybody else takes the server's clock. */
  readonly databaseNow?: 'server' | (() => Instant);
}

/** What every part of the lanes shares. */
export interface Context {
  readonly store: Store;
  worker: { readonly id: string; readonly lost: boolean };
  readonly clock: Clock;
  readonly time: LaneTime;
  readonly database: DatabaseTime;
  readonly random: Random;
  readonly maxHoldMs: number;
  readonly backoff: BackoffPolicy;
  readonly onWait: (lane: string, wait: LaneWait) => void;
  /** The instant to pass to the statements; null: the server's clock. */
  readonly now: () => Instant | null;
}

/** A time of the own monotonic clock as an instant of the own wall clock, for people and messages. */
export const instantAt = (context: Context, own: number): Instant => Math.round(context.clock.now() + own - context.time.now());
