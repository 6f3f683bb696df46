import { TidemarkError } from '../domain/index.ts';
import type { Instant } from '../domain/index.ts';
import { comingStarts, isPlannedAhead, scheduleKey } from '../jobs/index.ts';
import type { Schedule, Start } from '../jobs/index.ts';

/** When a schedule runs next, or why it does not. */
export interface Outlook {
  readonly nextAt: Instant | null;
  /** A word for machines: what keeps it. */
  readonly waits: 'paused' | 'quiet' | 'worker' | 'invalid' | 'pipeline' | 'clock' | null;
  /** The same for people. */
  readonly remark: string | null;
}

/** How long a worker may take to see what is due. */
const patienceMs = 60_000;

export const outlookOf = (schedule: Schedule, now: Instant, isPipelineKnown: boolean): Outlook => {
  const { definition, pausedAt, nextAt: due, pipeline } = schedule;
  let next: Start | undefined;
  try {
    [next] = comingStarts(schedule, now, 1);
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    return { nextAt: null, waits: 'invalid', remark: String(error.details['reason']) };
  }
  if (!isPipelineKnown) return { nextAt: null, waits: 'pipeline', remark: `there is no pipeline ${pipeline} any more` };
  if (pausedAt !== null) return { nextAt: null, waits: 'paused', remark: `paused since ${localText(pausedAt, definition.zone)}` };
  const nextAt = next?.at ?? null;
  if (isPlannedAhead(schedule.plannedUntil, now))
    return { nextAt, waits: 'clock', remark: `a clock was ahead; go on from now: tidemark schedules resume ${scheduleKey(schedule)}` };
  if (due !== null && due < now - patienceMs)
    return { nextAt, waits: 'worker', remark: `due since ${localText(due, definition.zone)}: no worker has begun it (tidemark worker)` };
  if (next?.isQuiet) return { nextAt, waits: 'quiet', remark: `due ${localText(next.interval.end, definition.zone)}, in quiet hours` };
  return { nextAt, waits: null, remark: null };
};

/** An instant as the clock of a zone shows it, with its offset: `2026-11-22 09:00:00 +09:00`. */
export const localText = (instant: Instant, zone: string): string => {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'second' })} ${local.offset}`;
};
