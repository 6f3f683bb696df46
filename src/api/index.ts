/** HTTP: one file per resource; sessions and tokens; OpenAPI; the web app. */
export { createApi } from './server.ts';
export type { AlertControl, Api, ApiOptions, FetchedImage, PipelineControl, StepPlan } from './options.ts';
