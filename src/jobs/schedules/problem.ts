import type { ScheduleDefinition } from '../definition.ts';
import { readCron } from './cron.ts';
import { isZone } from './zone.ts';

/** A start may be spread over a day, not more: after that the next one is due. */
const maxJitterMs = 86_400_000;

/** No more than so many missed intervals begin at once, whatever the policy: each is a run with its steps. */
export const mostCaughtUp = 1000;

/** What is wrong with a schedule, in words for whoever wrote it; null when nothing is. It may come from a file or a row, so types are not believed. */
export const problemOf = ({ cron, zone, jitterMs, quiet, catchUp }: ScheduleDefinition): string | null => {
  const line = readCron(String(cron));
  if (typeof line === 'string') return line;
  if (!isZone(String(zone))) return `there is no time zone "${zone}"; write it as in Asia/Seoul`;
  if (!Number.isInteger(jitterMs) || jitterMs < 0 || jitterMs > maxJitterMs) return `a jitter is 0 to ${maxJitterMs} ms, not "${jitterMs}"`;
  const apart = line.closerThan(jitterMs);
  if (apart !== null)
    return `a jitter of ${minutesText(jitterMs)} is longer than the ${minutesText(apart)} between two runs of "${cron}": the next would begin before the one ahead`;
  if (quiet !== null) {
    const wrong = [quiet.from, quiet.to].find((time) => minutesOf(String(time)) === null);
    if (wrong !== undefined) return `quiet hours are local times from 00:00 to 23:59, not "${wrong}"`;
    if (quiet.from === quiet.to) return `quiet hours from ${quiet.from} to ${quiet.to} leave no time, or all of it`;
  }
  const isNumber = typeof catchUp === 'number' && Number.isInteger(catchUp) && catchUp >= 1 && catchUp <= mostCaughtUp;
  if (!isNumber && !['none', 'last', 'all'].includes(String(catchUp)))
    return `what is caught up is none, last, all or a number from 1 to ${mostCaughtUp}, not "${catchUp}"`;
  return null;
};

const minutesText = (ms: number): string => `${Math.round(ms / 6000) / 10} min`;

/** Minutes since midnight of a time such as `07:30`; null for anything else, also for `24:00`. */
export const minutesOf = (time: string): number | null => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
};
