import { exitCodes } from '../domain/index.ts';
import { remark } from './output.ts';

export interface StopSignals {
  /** Aborted by the first SIGINT or SIGTERM: finish what is under way. */
  readonly stop: AbortSignal;
  /** Aborted a little later, or by a second signal: drop even that. */
  readonly abort: AbortSignal;
}

/** After the first signal requests under way have this long to finish. */
const graceMs = 5000;

/** One Ctrl-C or one stop of a service can reach a process several times, by its group and by its parent. */
const echoMs = 300;

/** The first signal drains, the second stops at once. */
export const stopSignals = (says: string): StopSignals => {
  const stop = new AbortController();
  const abort = new AbortController();
  let firstAt = 0;
  const heard = (): void => {
    if (stop.signal.aborted && performance.now() - firstAt < echoMs) return;
    if (stop.signal.aborted) process.exit(exitCodes.interrupted);
    firstAt = performance.now();
    remark(`\n${says} (once more to stop at once)`);
    stop.abort();
    setTimeout(() => abort.abort(), graceMs).unref();
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  return { stop: stop.signal, abort: abort.signal };
};
