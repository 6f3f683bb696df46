export { findPipelineRun } from './detail.ts';
export type { KinRun, PipelineRunDetail, RunStep, StepAttempt } from './detail.ts';
export { failedCollection, listFailedTasks } from './failed-tasks.ts';
export type { FailedCollection, FailedTasks } from './failed-tasks.ts';
export { listPipelineRuns } from './history.ts';
export type { RunHistoryQuestion } from './history.ts';
export { findPipeline, listPipelines } from './list.ts';
export type { KnownPipeline, PipelineDetail, PipelineSummary } from './list.ts';
export { stepLog } from './log.ts';
export type { StepLogLine, StepLogQuestion } from './log.ts';
export { stepQueue } from './queue.ts';
export type { FailedStep, QueuedStep, StepQueue } from './queue.ts';
export type { PipelineRun } from './runs.ts';
export { listSchedules } from './schedules.ts';
export type { PipelineSchedule } from './schedules.ts';
export { waitOf } from './waits.ts';
export type { PoolUse, SlotHolder, Surroundings, Wait, WaitingStep } from './waits.ts';
export { attemptStates, logLevels, pipelineRunReasons, pipelineRunStates, pipelineStepStates } from './words.ts';
export type {
  AttemptState,
  KeptDefinition,
  KeptError,
  KeptStep,
  LogLevel,
  PipelineRunReason,
  PipelineRunState,
  PipelineStepState,
} from './words.ts';
export { listWorkers } from './workers.ts';
export type { WorkerStatus, WorkerStep } from './workers.ts';
