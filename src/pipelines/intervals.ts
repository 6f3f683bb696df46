import { TidemarkError } from '../domain/index.ts';
import type { Instant } from '../domain/index.ts';
import { calendarOf } from '../jobs/index.ts';
import type { Interval, PipelineDefinition } from '../jobs/index.ts';

const dayMs = 86_400_000;

/** What a run by hand is about: the time since the last firing of its schedule, or the last day. */
export const intervalUpTo = ({ name, schedule }: PipelineDefinition, now: Instant): Interval => {
  const last = schedule === null ? null : Array.from(calendarOf(schedule, name).firings(now - 31 * dayMs, now)).at(-1);
  return { start: last ?? now - dayMs, end: now };
};

/**
 * The intervals of a schedule that end on these days, in its zone; whole days in UTC without one. Throws TDM_USAGE for what are no two days, or more than a
 * year.
 */
export const intervalsOf = ({ name, schedule }: PipelineDefinition, from: string, to: string): Interval[] => {
  const [start, end] = [from, to].map((day) => (/^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN)) as [
    number,
    number,
  ];
  if (Number.isNaN(start) || Number.isNaN(end) || start > end || end - start > 366 * dayMs)
    throw new TidemarkError('TDM_USAGE', {
      problem: `--from and --to take days of at most a year, the first one first, such as 2026-08-01, not "${from}" and "${to}"`,
      help: 'tidemark pipelines --help',
    });
  if (schedule === null)
    return Array.from({ length: (end - start) / dayMs + 1 }, (_, n) => ({ start: start + n * dayMs, end: start + (n + 1) * dayMs }));
  const calendar = calendarOf(schedule, name);
  const local = new Intl.DateTimeFormat('en-CA', { timeZone: schedule.zone });
  const firings = [...calendar.firings(start - 2 * dayMs, end + 2 * dayMs)];
  return firings
    .slice(1)
    .map((firing, n) => ({ start: firings[n]!, end: firing }))
    .filter((interval) => {
      const day = local.format(interval.end);
      return day >= from && day <= to;
    });
};
