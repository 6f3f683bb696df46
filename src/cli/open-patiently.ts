import type { TidemarkError } from '../domain/index.ts';
import { createPatience } from '../store/index.ts';

export interface OpenPatientlyOptions {
  /** Aborted: the waiting ends. */
  readonly stop: AbortSignal;
  /** Told once when it begins to wait, and why; and once when that is over. */
  readonly onWait: (failure: TidemarkError) => void;
  readonly onBack: () => void;
}

/**
 * Opens a database that may be restarting at this moment: who is meant to run for ever is started with the machine, often before its database. Waits for
 * up to five minutes. Null: it was stopped while it waited.
 *
 * `open` is repeated, and must leave nothing behind when it fails. Throws what it throws when that is not a database that is away, or is for too long.
 */
export const openPatiently = async <T>(open: () => Promise<T>, { stop, onWait, onBack }: OpenPatientlyOptions): Promise<T | null> => {
  let isWaiting = false;
  const patience = createPatience({
    signal: stop,
    onWait: (failure) => {
      if (!isWaiting) onWait(failure);
      isWaiting = true;
    },
  });
  try {
    const opened = await patience.while(open);
    if (isWaiting) onBack();
    return opened;
  } catch (error) {
    if (stop.aborted && isWaiting) return null;
    throw error;
  }
};

/** What a person reads of it. */
export const waitingText = ({ message }: TidemarkError): string => `${message}; waiting for it, up to five minutes`;
export const backText = 'the database is there';
