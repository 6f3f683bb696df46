import type { Instant } from '../domain/index.ts';
import { scheduleKey, scheduleOutlook } from '../jobs/index.ts';
import type { Schedule, ScheduleOutlook, ScheduleWait } from '../jobs/index.ts';

/** When a schedule runs next, or why it does not. */
export interface Outlook {
  readonly nextAt: Instant | null;
  /** A word for machines: what keeps it. */
  readonly waits: ScheduleWait | null;
  /** The same for people. */
  readonly remark: string | null;
}

export const outlookOf = (schedule: Schedule, now: Instant, isPipelineKnown: boolean): Outlook => {
  const outlook = scheduleOutlook(schedule, now, isPipelineKnown);
  return { nextAt: outlook.nextAt, waits: outlook.waits, remark: outlook.waits && remarkOf(schedule, outlook.waits, outlook) };
};

const remarkOf = (schedule: Schedule, waits: ScheduleWait, { next, problem }: ScheduleOutlook): string | null => {
  const { pausedAt, nextAt: due, definition } = schedule;
  const local = (instant: Instant): string => localText(instant, definition.zone);
  switch (waits) {
    case 'invalid':
    case 'pipeline':
    case 'file':
      return problem;
    case 'paused':
      return `paused since ${local(pausedAt!)}`;
    case 'clock':
      return `a clock was ahead; go on from now: tidemark schedules resume ${scheduleKey(schedule)}`;
    case 'worker':
      return `due since ${local(due!)}: no worker has begun it (tidemark worker)`;
    case 'quiet':
      return `due ${local(next!.interval.end)}, in quiet hours`;
  }
};

/** An instant as the clock of a zone shows it, with its offset: `2026-11-22 09:00:00 +09:00`. */
export const localText = (instant: Instant, zone: string): string => {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'second' })} ${local.offset}`;
};
