import { TidemarkError, backoffMs, incidentsAfter } from '../../domain/index.ts';
import type { Context } from './context.ts';
import { holdLane } from './sql/hold.ts';
import { lockLane } from './sql/state.ts';

/** `Retry-After: 0` would let a lane be refused as fast as it can ask. */
const leastRetryAfterMs = 1000;

/** What a platform said when it refused. */
export interface Complaint {
  readonly retryAfterMs: number | null;
  readonly cause: string;
}

/**
 * Writes an incident down; returns when the lane opens again, on the database's clock.
 *
 * Requests that were under way when the lane was closed are refused as well, and are the same incident: while a backoff is in force a
 * complaint counts no further (four parallel 429 would otherwise mean 8 minutes instead of 1). It only lengthens the wait when the platform names a later time.
 */
export const recordIncident = (context: Context, lane: string, complaint: Complaint): Promise<number> =>
  context.store.transaction(async (sql) => {
    const sentAt = context.time.now();
    const state = await lockLane(sql, lane, context.now());
    if (state === null) throw new TidemarkError('TDM_LANE_UNKNOWN', { lane });
    context.database.sample(sentAt, context.time.now(), state.now_ms);
    const { now_ms: now, backoff_ms: until } = state;
    const retryAfter = complaint.retryAfterMs === null ? null : Math.max(leastRetryAfterMs, complaint.retryAfterMs);
    if (until > now) {
      const named = retryAfter === null ? until : now + backoffMs(state.incidents, retryAfter, context.random(), context.backoff);
      if (named <= until) return until;
      await holdLane(sql, lane, state.incidents, named, complaint.cause, now);
      return named;
    }
    const incidents = incidentsAfter(state.incidents, until === -Infinity ? null : until, now, context.backoff) + 1;
    const opens = now + backoffMs(incidents, retryAfter, context.random(), context.backoff);
    await holdLane(sql, lane, incidents, opens, complaint.cause, now);
    return opens;
  });
