import { createRun } from '../../src/jobs/index.ts';
import type { PipelineDefinition, StepContext, StepDefinition, StepResult } from '../../src/jobs/index.ts';
import { mainWorkspace } from '../../src/catalog/index.ts';
import { interval, step } from './jobs.ts';
import type { jobsWorld } from './jobs.ts';

type World = Awaited<ReturnType<typeof jobsWorld>>;

/** A step that begins the pipeline of a name and waits for its end. */
export const controller = (name: string, pipeline: string, more: Partial<StepDefinition> = {}): StepDefinition =>
  step(name, { does: 'begin', with: { pipeline }, ...more });

/** A pipeline of one name. */
export const named = (name: string, ...steps: StepDefinition[]): PipelineDefinition => ({
  ...{ name, title: name, parameters: {}, schedule: null, steps },
});

/** What does the steps of {@link controller}: as the real one, with definitions from a list instead of files. */
export const beginning =
  ({ store, queue, hooks }: World, pipelines: readonly PipelineDefinition[], version = '1') =>
  async ({ runId, step: own, settings }: StepContext): Promise<StepResult> => {
    const definition = pipelines.find(({ name }) => name === settings['pipeline'])!;
    await store.transaction((sql) =>
      createRun(
        sql,
        queue,
        {
          ...{ workspace: mainWorkspace, definition, version, interval, reason: 'pipeline', parameters: {} },
          parent: { runId, step: own },
        },
        hooks,
      ),
    );
    const [child] = await store.query<{ id: string; state: string }>({
      text: 'select id::text as id, state from pipeline_run where parent_run = $1 and parent_step = $2 and handed_to is null',
      values: [runId, own],
    });
    if (child!.state === 'done') return { items: 1 };
    if (child!.state !== 'queued' && child!.state !== 'running') throw new Error(`run ${child!.id} is ${child!.state}`);
    return { waitsFor: child!.id };
  };
