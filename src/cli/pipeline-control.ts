import type { PipelineControl } from '../api/index.ts';
import { systemClock } from '../domain/index.ts';
import { cancelRun, createRun, openQueue, rerun } from '../jobs/index.ts';
import type { Interval, Queue } from '../jobs/index.ts';
import type { Sql, Store } from '../store/index.ts';
import { knownPipelines } from './known-pipelines.ts';
import type { Settings } from './settings.ts';
import { planRun } from './step-plan.ts';
import { version } from './version.ts';
import { ledgerHooks } from './events.ts';

/** Pages ask for the pipelines every few seconds; their files need not be read each time. */
const keptMs = 5_000;

/**
 * What the dashboard shows of pipelines as files, and does about their runs. The queue is opened by the first who changes something: most only look.
 */
export const createPipelineControl = (
  store: Store,
  settings: Pick<Settings, 'pipelinesFolder'>,
  /** The platforms are simulated. */
  isSimulated = false,
): PipelineControl & AsyncDisposable => {
  const hooks = ledgerHooks(systemClock);
  let queue: Promise<Queue> | null = null;
  const opened = (): Promise<Queue> => {
    queue ??= openQueue(store).catch((error: unknown) => {
      queue = null;
      throw error;
    });
    return queue;
  };
  const read = () => knownPipelines(store, settings);
  let kept: { readonly at: number; readonly pipelines: ReturnType<typeof read> } | null = null;
  const known = () => {
    if (kept === null || systemClock.now() - kept.at > keptMs) kept = { at: systemClock.now(), pipelines: read() };
    return kept.pipelines;
  };
  return {
    definitions: async () => (await known()).pipelines.map(({ definition }) => definition),
    broken: async () => (await known()).broken,
    begin: async ({ onlyIfNone = false, ...request }) => {
      const jobs = await opened();
      return store.transaction(async (sql) =>
        onlyIfNone && (await hasRun(sql, request.definition.name, request.interval))
          ? null
          : createRun(sql, jobs, { ...request, version }, hooks),
      );
    },
    plan: (definition, parameters) => planRun(store, definition, parameters, isSimulated),
    cancel: async (runId) => cancelRun(store, await opened(), runId, hooks),
    rerun: async (choice) => rerun(store, await opened(), { ...choice, version }, hooks),
    [Symbol.asyncDispose]: async () => {
      await (await queue?.catch(() => null))?.close();
    },
  };
};

/** Whether a pipeline has a run for an interval that nobody cancelled. */
export const hasRun = async (sql: Sql, pipeline: string, { start }: Interval): Promise<boolean> => {
  const rows = await sql.query({
    text: `select 1 from pipeline_run where pipeline = $1 and interval_start = to_timestamp($2::float8 / 1000) and state <> 'cancelled' limit 1`,
    values: [pipeline, start],
  });
  return rows.length > 0;
};
