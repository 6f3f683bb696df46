/** How a run of a pipeline stands. */
export const pipelineRunStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type PipelineRunState = (typeof pipelineRunStates)[number];

/** How a step of a run stands. `blocked`: waits for other steps. `ready`: in the queue. `skipped`: a step it needs has not come to its end. */
export const pipelineStepStates = ['blocked', 'ready', 'running', 'done', 'failed', 'cancelled', 'skipped'] as const;
export type PipelineStepState = (typeof pipelineStepStates)[number];

/** Why a run of a pipeline exists. */
export const pipelineRunReasons = ['schedule', 'person', 'backfill', 'pipeline', 'rerun'] as const;
export type PipelineRunReason = (typeof pipelineRunReasons)[number];
