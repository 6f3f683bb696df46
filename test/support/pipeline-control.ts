import type { PipelineControl } from '../../src/api/index.ts';
import { hasRun } from '../../src/cli/pipeline-control.ts';
import { planRun } from '../../src/cli/step-plan.ts';
import { cancelRun, createRun, rerun } from '../../src/jobs/index.ts';
import type { LedgerHooks, PipelineDefinition, Queue } from '../../src/jobs/index.ts';
import type { BrokenPipeline } from '../../src/pipelines/index.ts';
import type { Store } from '../../src/store/index.ts';

/** What the dashboard does about pipelines, over definitions instead of files. */
export const pipelineControl = (
  store: Store,
  queue: Queue,
  known: { readonly definitions?: readonly PipelineDefinition[]; readonly broken?: readonly BrokenPipeline[]; readonly version?: string },
  hooks: LedgerHooks = {},
): PipelineControl => {
  const { definitions = [], broken = [], version = 'test' } = known;
  return {
    definitions: async () => definitions,
    broken: async () => broken,
    begin: ({ onlyIfNone = false, ...request }) =>
      store.transaction(async (sql) =>
        onlyIfNone && (await hasRun(sql, request.definition.name, request.interval))
          ? null
          : createRun(sql, queue, { ...request, version }, hooks),
      ),
    plan: (definition, parameters) => planRun(store, definition, parameters, true),
    cancel: (id) => cancelRun(store, queue, id, hooks),
    rerun: (choice) => rerun(store, queue, { ...choice, version }, hooks),
  };
};
