/** Pipelines as data: the shipped ones, the operator's own files, and what may be wrong with them. Runs nothing. */
export { checkPipeline } from './check.ts';
export type { Known } from './check.ts';
export { durationMs, durationText } from './duration.ts';
export { pipelineNamed, pipelinesOf, readPipelineFile } from './folder.ts';
export type { BrokenPipeline, KnownPipeline, Pipelines } from './folder.ts';
export { handlerForms } from './handlers.ts';
export type { HandlerForm } from './handlers.ts';
export { intervalsOf, intervalUpTo } from './intervals.ts';
export { defaultsOf, fillParameters, parameterValues } from './parameters.ts';
export { problemLine } from './problem.ts';
export type { Problem } from './problem.ts';
export { invalidPipeline, loadPipeline, readPipeline } from './read.ts';
export type { ReadPipeline } from './read.ts';
