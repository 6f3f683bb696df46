import { TidemarkError } from '../../domain/index.ts';
import type { Instant } from '../../domain/index.ts';
import { isPlannedAhead } from './change.ts';
import { comingStarts } from './coming.ts';
import { restText } from './follow.ts';
import type { Schedule } from './schedule.ts';
import type { Start } from './starts.ts';

/** What keeps a schedule from beginning its next run at the time its line says. */
export const scheduleWaits = ['paused', 'quiet', 'worker', 'invalid', 'pipeline', 'file', 'clock'] as const;
export type ScheduleWait = (typeof scheduleWaits)[number];

/** When a schedule runs next, or what keeps it. */
export interface ScheduleOutlook {
  readonly nextAt: Instant | null;
  readonly waits: ScheduleWait | null;
  /** The coming start, also of one that is paused. */
  readonly next: Start | null;
  /** Of one that cannot be read, or rests. */
  readonly problem: string | null;
}

/** How long a worker may take to see what is due. */
const patienceMs = 60_000;

/** Looks ahead for one schedule. Never throws for what stands in its row. */
export const scheduleOutlook = (schedule: Schedule, now: Instant, isPipelineKnown: boolean): ScheduleOutlook => {
  const { pausedAt, nextAt: due } = schedule;
  let next: Start | null;
  try {
    next = comingStarts(schedule, now, 1)[0] ?? null;
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    return { nextAt: null, waits: 'invalid', next: null, problem: String(error.details['reason']) };
  }
  const rests = schedule.rests ?? (isPipelineKnown ? null : 'pipeline');
  if (rests !== null) {
    const waits = rests === 'pipeline' ? 'pipeline' : 'file';
    return { nextAt: null, waits, next, problem: restText({ ...schedule, rests }) };
  }
  if (pausedAt !== null) return { nextAt: null, waits: 'paused', next, problem: null };
  const isLate = due !== null && due < now - patienceMs;
  const waits = isPlannedAhead(schedule.plannedUntil, now) ? 'clock' : isLate ? 'worker' : next?.isQuiet ? 'quiet' : null;
  return { nextAt: next?.at ?? null, waits, next, problem: null };
};
