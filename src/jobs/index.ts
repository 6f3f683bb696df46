/** Runs, steps, schedules, pools and workers. Knows no handler: what a step does is handed in. */
export * from './definition.ts';
export * from './handler.ts';
export { inOrder } from './advance.ts';
export type { LedgerHooks, RunEnded } from './advance.ts';
export { mostSlots, poolName, setPool } from './pools.ts';
export { openQueue } from './queue.ts';
export type { Job, Queue, QueueName } from './queue.ts';
export type { HandedOver } from './hand-over.ts';
export { filled } from './run-handler.ts';
export { cancelRun, createRun, rerun } from './runs.ts';
export type { RerunChoice, RunRequest } from './runs.ts';
export { work } from './work.ts';
export type { WorkEvent, WorkOptions } from './work.ts';
export {
  addSchedule,
  calendarOf,
  changeSchedule,
  checkParameters,
  comingStarts,
  declareSchedules,
  followedText,
  followFiles,
  isChanged as isScheduleChanged,
  isPlannedAhead,
  keyOf as scheduleKey,
  listSchedules,
  passedOverText,
  pauseSchedule,
  readCatchUp,
  readParameters,
  removeSchedule,
  requireSchedule,
  resumeSchedule,
  scheduleOutlook,
  scheduleProblem,
  scheduleWaits,
  startsOf,
  tick,
} from './schedules/index.ts';
export type {
  Calendar,
  Followed,
  NewSchedule,
  PassedOver,
  Schedule,
  ScheduleChange,
  ScheduleChoice,
  ScheduleOutlook,
  ScheduleWait,
  Start,
  TickOptions,
  TickReport,
} from './schedules/index.ts';
