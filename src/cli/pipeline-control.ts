import type { PipelineControl } from '../api/index.ts';
import { systemClock } from '../domain/index.ts';
import { cancelRun, openQueue, rerun } from '../jobs/index.ts';
import type { Queue } from '../jobs/index.ts';
import { handlerForms, pipelinesOf } from '../pipelines/index.ts';
import type { Store } from '../store/index.ts';
import type { Settings } from './settings.ts';
import { version } from './version.ts';
import { ledgerHooks } from './events.ts';

/** Pages ask for the pipelines every few seconds; their files need not be read each time. */
const keptMs = 5_000;

/**
 * What the dashboard shows of pipelines as files, and does about their runs. The queue is opened by the first who changes something: most only look.
 */
export const createPipelineControl = (store: Store, settings: Pick<Settings, 'pipelinesFolder'>): PipelineControl & AsyncDisposable => {
  const hooks = ledgerHooks(systemClock);
  let queue: Promise<Queue> | null = null;
  const opened = (): Promise<Queue> => {
    queue ??= openQueue(store).catch((error: unknown) => {
      queue = null;
      throw error;
    });
    return queue;
  };
  const read = async () => {
    const { pipelines } = await pipelinesOf(settings.pipelinesFolder, { handlers: handlerForms });
    return pipelines.map(({ definition }) => definition);
  };
  let kept: { readonly at: number; readonly definitions: ReturnType<typeof read> } | null = null;
  return {
    definitions: () => {
      if (kept === null || systemClock.now() - kept.at > keptMs) kept = { at: systemClock.now(), definitions: read() };
      return kept.definitions;
    },
    cancel: async (runId) => cancelRun(store, await opened(), runId, hooks),
    rerun: async (choice) => rerun(store, await opened(), { ...choice, version }, hooks),
    [Symbol.asyncDispose]: async () => {
      await (await queue?.catch(() => null))?.close();
    },
  };
};
