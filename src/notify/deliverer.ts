import { deliverDue } from './deliver.ts';
import type { DeliverOptions } from './deliver.ts';

/** Delivers beside other duties of a process. */
export interface Deliverer {
  /**
   * Begins to deliver what is due, unless that is under way, and returns at once: receivers take their time, up to 10 s each, and a loop that looks after
   * dead workers and cancelled runs has none. Throws what ended the round before.
   */
  look(): Promise<void>;
  /** Waits for the round under way. Throws what ended it. */
  settled(): Promise<void>;
}

export const createDeliverer = (options: DeliverOptions): Deliverer => {
  let underWay: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;
  const tell = (): void => {
    const last = failure;
    failure = null;
    if (last) throw last.error;
  };
  const round = async (): Promise<void> => {
    try {
      await deliverDue(options);
    } catch (error) {
      failure = { error };
    } finally {
      underWay = null;
    }
  };
  return {
    look: async () => {
      tell();
      underWay ??= round();
    },
    settled: async () => {
      await underWay;
      tell();
    },
  };
};
