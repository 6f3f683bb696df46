/** Runs, steps, schedules, pools and workers. Knows no handler: what a step does is handed in. */
export * from './definition.ts';
export * from './handler.ts';
export type { LedgerHooks, RunEnded } from './advance.ts';
export { openQueue } from './queue.ts';
export type { Job, Queue, QueueName } from './queue.ts';
export { cancelRun, createRun, rerun } from './runs.ts';
export type { RerunChoice, RunRequest } from './runs.ts';
export { work } from './work.ts';
export type { WorkEvent, WorkOptions } from './work.ts';
