import { scheduleProblem } from '../jobs/index.ts';
import type { ScheduleDefinition } from '../jobs/index.ts';
import { ranges } from './defaults.ts';
import { durationText } from './duration.ts';
import { didYouMean } from './nearest.ts';
import type { Finding } from './problem.ts';

const sound: ScheduleDefinition = { cron: '0 0 * * *', zone: 'UTC', jitterMs: 0, quiet: null, catchUp: 'none' };

/** Everything that is wrong with a schedule: the rules of those that run it, put to each of its parts. */
export const findingsInSchedule = (schedule: ScheduleDefinition): Finding[] => {
  const { cron, zone, jitterMs, quiet, catchUp } = schedule;
  const [, longestJitter] = ranges.jitterMs;
  const parts = [
    { key: 'cron', message: scheduleProblem({ ...sound, cron }) },
    { key: 'zone', message: scheduleProblem({ ...sound, zone }), more: () => didYouMean(zone, Intl.supportedValuesOf('timeZone')) },
    {
      key: 'jitter',
      message:
        jitterMs > longestJitter
          ? `${durationText(jitterMs)} is more than ${durationText(longestJitter)}`
          : // Of a line that cannot be read nothing more is to be said.
            scheduleProblem({ ...sound, cron }) === null
            ? scheduleProblem({ ...sound, cron, jitterMs })
            : null,
    },
    { key: 'quiet', message: scheduleProblem({ ...sound, quiet }) },
    { key: 'catchUp', message: scheduleProblem({ ...sound, catchUp }) },
  ];
  return parts.flatMap(({ key, message, more }) =>
    message === null ? [] : [{ path: ['schedule', key], message: message + (more?.() ?? '') }],
  );
};
