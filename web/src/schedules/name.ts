import type { ScheduleReport } from '../api/index.ts';

/** `webtoons-daily` for a pipeline's own schedule, as on the command line. */
export const nameOf = ({ pipeline, name }: Pick<ScheduleReport, 'pipeline' | 'name'>): string =>
  name === 'default' ? pipeline : `${pipeline}/${name}`;
