import { systemClock, type Clock } from '../domain/index.ts';
import type { Sql } from './store.ts';

/** The database's clock as this machine can show it. */
export interface DatabaseClock extends Clock {
  /** By how much this machine's own clock is ahead of it (behind it when negative), in ms. */
  readonly aheadMs: number;
}

/** So many answers are tried; the quickest says most. */
const questions = 3;

/**
 * The clock that all processes on one database have in common: the own one, corrected by what the database says now. Machines may disagree
 * by hours; what they write down, and the day they choose, must not.
 *
 * Right to half a round trip. A clock that is set later, on either side, is noticed by the next process only.
 */
export const databaseClock = async (sql: Sql, own: Clock = systemClock): Promise<DatabaseClock> => {
  let best = { tookMs: Infinity, aheadMs: 0 };
  for (let n = 0; n < questions; n++) {
    const sentAt = own.now();
    const [row] = await sql.query<{ now_ms: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms');
    const tookMs = own.now() - sentAt;
    if (tookMs < best.tookMs) best = { tookMs, aheadMs: sentAt + tookMs / 2 - row!.now_ms };
  }
  const aheadMs = Math.round(best.aheadMs);
  return { now: () => own.now() - aheadMs, sleep: own.sleep, aheadMs };
};
