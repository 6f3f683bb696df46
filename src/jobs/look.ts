import { reasonOf, TidemarkError } from '../domain/index.ts';
import { takeOver } from './attempts.ts';
import { givingWay } from './give-way.ts';
import { handOver } from './hand-over.ts';
import type { UnderWay } from './idleness.ts';
import { unwanted } from './sql/attempts.ts';
import { wakeOverdue } from './wait-for-run.ts';
import type { WorkOptions } from './work.ts';

const lookEveryMs = 2000;
const heedEveryMs = 1000;
const goneMs = 60_000;

/**
 * Stops what was cancelled, and asks what holds a slot that fresh work wants to stop after its page. Apart from everything else there is to look at: a page may
 * take its seconds after it, and a person waits for both.
 */
export const heed = async ({ store, clock, stop }: WorkOptions, workerId: string, underWay: UnderWay): Promise<void> => {
  while (!stop.aborted) {
    if (underWay.size > 0) {
      for (const { id } of await store.query<{ id: string }>(unwanted(workerId)))
        underWay.get(id)?.cancel.abort(new TidemarkError('TDM_STEP_CANCELLED', {}));
      for (const id of await givingWay(store)) underWay.get(id)?.giveWay.abort();
    }
    await clock.sleep(heedEveryMs, stop).catch(() => undefined);
  }
};

/** What a worker does beside its steps: sees who died, what waits in vain, and what is due. */
export const look = async (options: WorkOptions): Promise<void> => {
  const { store, queue, clock, stop, besides = [], goneAfterMs: afterMs = goneMs, onEvent } = options;
  const trouble = (error: unknown): void =>
    onEvent?.({ type: 'trouble', error: error instanceof Error ? error : new Error(reasonOf(error)) });
  while (!stop.aborted) {
    const seats = await takeOver(options);
    if (seats > 0) onEvent?.({ type: 'taken-over', seats });
    for (const run of await handOver({ ...options, afterMs, onTrouble: trouble })) onEvent?.({ type: 'handed-over', run });
    await store.transaction((sql) => wakeOverdue(sql, queue));
    for (const task of besides)
      try {
        await task();
      } catch (error) {
        trouble(error);
      }
    await clock.sleep(lookEveryMs, stop).catch(() => undefined);
  }
};
