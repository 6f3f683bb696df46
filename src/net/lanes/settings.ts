import { TidemarkError } from '../../domain/index.ts';
import type { LaneChange } from './sql/configure.ts';

const refuse = (lane: string, reason: string): never => {
  throw new TidemarkError('TDM_SETTING_INVALID', { setting: `lane ${lane}`, reason, file: 'the command' });
};

/** By name only: `+09:00` is east of Greenwich for Node and west of it for PostgreSQL, which keeps the day. */
const isZone = (zone: string): boolean => {
  if (!/^[a-z]/i.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** Settings of a lane as they may be stored; throws TDM_SETTING_INVALID with the reason. A day is the slowest pace, 0 lifts it. */
export const checkSettings = (lane: string, change: LaneChange): void => {
  const { intervalMs, concurrency, budget } = change;
  if (intervalMs !== undefined && !(intervalMs >= 0 && intervalMs <= 86_400_000)) {
    refuse(lane, `the interval is between 0 and 86400000 ms, not ${intervalMs}`);
  }
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 10_000)) {
    refuse(lane, `the concurrency is a whole number from 1 to 10000, not ${concurrency}`);
  }
  if (!budget) return;
  if (!(Number.isInteger(budget.units) && budget.units >= 1 && budget.units <= 1_000_000_000)) {
    refuse(lane, `the budget is a whole number of units from 1 to 1000000000, not ${budget.units}`);
  }
  if (!isZone(budget.zone)) refuse(lane, `"${budget.zone}" is not a time zone such as Asia/Seoul`);
};
