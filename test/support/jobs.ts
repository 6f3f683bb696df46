import { onTestFinished } from 'vitest';
import { ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { systemClock } from '../../src/domain/index.ts';
import { createRun, openQueue, work } from '../../src/jobs/index.ts';
import type {
  PipelineDefinition,
  RunEnded,
  RunRequest,
  StepContext,
  StepDefinition,
  StepHandlers,
  StepResult,
  WorkOptions,
} from '../../src/jobs/index.ts';
import { testStore } from './database.ts';

export const interval = { start: Date.parse('2026-09-01T00:00:00Z'), end: Date.parse('2026-09-02T00:00:00Z') };

/** A step that does `work` in the pool `light`, once and without retries, unless told otherwise. */
export const step = (name: string, more: Partial<StepDefinition> = {}): StepDefinition => ({
  ...{ name, needs: [], does: 'work', with: {}, pool: 'light', seats: 1, retries: 0, retryDelayMs: 0, timeoutMs: 60_000 },
  ...more,
});

export const pipeline = (...steps: StepDefinition[]): PipelineDefinition => ({
  ...{ name: 'daily', title: 'A day', parameters: {}, schedule: null, steps },
});

type Doing = (context: StepContext) => Promise<StepResult> | StepResult;

export const handlers = (doing: Readonly<Record<string, Doing>>): StepHandlers =>
  Object.fromEntries(
    Object.entries(doing).map(([name, run]) => [
      name,
      { title: name, check: () => null, run: async (context: StepContext) => run(context) },
    ]),
  );

/** A database with the queue beside it, and workers that work until nothing is left. */
export const jobsWorld = async () => {
  const { store, again } = await testStore({ poolSize: 12 });
  await ensureWorkspace(store);
  const queue = await openQueue(store);
  onTestFinished(() => queue.close());
  const ends: RunEnded[] = [];
  const hooks = { onRunEnded: async (_: unknown, ended: RunEnded) => void ends.push(ended) };
  const create = async (definition: PipelineDefinition, more: Partial<RunRequest> = {}): Promise<string> => {
    const request: RunRequest = { workspace: mainWorkspace, definition, version: '1', interval, reason: 'person', parameters: {}, ...more };
    return (await store.transaction((sql) => createRun(sql, queue, request, hooks)))!;
  };
  const never = new AbortController().signal;
  const workOn = (doing: Readonly<Record<string, Doing>>, more: Partial<WorkOptions> = {}): Promise<void> =>
    work({
      ...{ store, queue, version: '1', pools: { light: 2, heavy: 2, collect: 2 }, handlers: handlers(doing), clock: systemClock },
      ...{ stop: never, abort: never, untilIdle: true, ...hooks },
      ...more,
    });
  const stateOf = async (runId: string): Promise<Record<string, string>> => {
    const [run] = await store.query<{ state: string }>({ text: 'select state from pipeline_run where id = $1', values: [runId] });
    const steps = await store.query<{ step: string; state: string }>({
      text: 'select step, state from pipeline_step where run_id = $1 order by place',
      values: [runId],
    });
    return { run: run!.state, ...Object.fromEntries(steps.map((each) => [each.step, each.state])) };
  };
  return { store, queue, again, ends, hooks, create, workOn, stateOf };
};
