import { incidentsAfter } from '../../domain/index.ts';
import type { LaneReport } from '../contract.ts';
import type { Context } from './context.ts';
import type { ReportRow } from './sql/report.ts';

/** A row in words: what a request would wait for now, until when, and which answer began it. */
export const describe = (context: Context, row: ReportRow): LaneReport => {
  // The database's instants become this machine's: what people compare with is the clock on their own wall.
  const instant = (ms: number): number => Math.round(context.clock.now() + ms - row.now_ms);
  const spent = row.budget_units !== null && row.used >= row.budget_units;
  const shutUntil = Math.max(row.closed_ms, spent ? row.midnight_ms : -Infinity);
  const wait = (): { waitingFor: LaneReport['waitingFor']; until: number | null } => {
    if (row.challenge !== null) return { waitingFor: 'challenge', until: null };
    if (shutUntil > row.now_ms && shutUntil >= row.backoff_ms) return { waitingFor: 'budget', until: instant(shutUntil) };
    if (row.backoff_ms > row.now_ms) return { waitingFor: 'backoff', until: instant(row.backoff_ms) };
    if (row.wanted > row.concurrency && row.permits >= row.concurrency) return { waitingFor: 'concurrency', until: null };
    if (row.slot_ms > row.now_ms) return { waitingFor: 'pace', until: instant(row.slot_ms) };
    return { waitingFor: null, until: null };
  };
  const { waitingFor, until } = wait();
  const byOwnCount = waitingFor === 'budget' && row.closed_ms <= row.now_ms;
  return {
    name: row.name,
    intervalMs: Math.max(row.interval_ms, row.floor_ms),
    concurrency: row.concurrency,
    ...(row.budget_units === null ? {} : { budget: { units: row.budget_units, zone: row.budget_zone } }),
    setByOperator: row.set_by_operator,
    waitingFor,
    until,
    ...(row.challenge === null ? {} : { challenge: row.challenge }),
    cause:
      row.challenge !== null
        ? `challenge ${row.challenge}: ${row.challenge_reason}`
        : byOwnCount
          ? `${row.used} of ${row.budget_units} units used since midnight in ${row.budget_zone}`
          : row.cause,
    causeAt:
      row.challenge !== null
        ? instant(row.challenge_ms!)
        : byOwnCount
          ? instant(row.day_began_ms)
          : row.cause_ms === null
            ? null
            : instant(row.cause_ms),
    incidents: incidentsAfter(row.incidents, row.backoff_ms === -Infinity ? null : row.backoff_ms, row.now_ms, context.backoff),
    budgetUsed: row.used,
    permits: row.permits,
  };
};
