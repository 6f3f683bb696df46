/** When pipelines run by themselves: the calendar, what is caught up, and the scheduler. */
export { calendarOf } from './calendar.ts';
export type { Calendar } from './calendar.ts';
export { addSchedule, changeSchedule, declareSchedules, isPlannedAhead, pauseSchedule, removeSchedule, resumeSchedule } from './change.ts';
export type { NewSchedule, ScheduleChange, ScheduleChoice } from './change.ts';
export { comingStarts } from './coming.ts';
export { due, graceMs } from './due.ts';
export type { Due, PassedOver } from './due.ts';
export { scheduleOutlook, scheduleWaits } from './outlook.ts';
export type { ScheduleOutlook, ScheduleWait } from './outlook.ts';
export { checkParameters, readParameters } from './parameters.ts';
export { problemOf as scheduleProblem } from './problem.ts';
export { databaseNow, keyOf, listSchedules, ownName, readCatchUp, requireSchedule } from './schedule.ts';
export type { Schedule } from './schedule.ts';
export { startsOf } from './starts.ts';
export type { Start } from './starts.ts';
export { passedOverText, tick } from './tick.ts';
export type { TickOptions, TickReport } from './tick.ts';
