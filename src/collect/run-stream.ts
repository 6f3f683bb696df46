import { reasonOf, TidemarkError } from '../domain/index.ts';
import { crashPoint } from '../store/index.ts';
import { createLookout } from './lookout.ts';
import { readTask } from './read-task.ts';
import type { TaskContext, TaskEnd } from './read-task.ts';
import { claimTasks, releaseTask, streamProgress } from './sql/tasks.ts';
import type { StreamProgress, TaskRow } from './sql/tasks.ts';

export interface RunStreamOptions extends TaskContext {
  readonly runId: string;
  readonly workerId: string;
  /** Tasks read side by side in this process. */
  readonly parallel: number;
  /** A wait longer than this ends the stream for now instead of sleeping through it. */
  readonly maxHoldMs: number;
}

/** How a stream ended: all its tasks are settled, it was stopped, or it has to wait until an instant. */
export type StreamEnd =
  | { readonly how: 'complete' }
  | { readonly how: 'stopped' }
  | { readonly how: 'wait'; readonly until: number; readonly reason: string; readonly code: string | null };

/** How often a process that has nothing to take looks whether others have finished or died. */
const lookAgainMs = 500;

/**
 * Works on the tasks of one stream until none is left, together with every other process that does the same. Throws what ends the whole
 * run: the source must not be asked any more, or nothing can be committed.
 */
export const runStream = async (options: RunStreamOptions): Promise<StreamEnd> => {
  const { store, runId, stream, stop, clock, committer, maxHoldMs } = options;
  for (;;) {
    await workThroughTasks(options);
    await committer.flush();
    if (stop.aborted) return { how: 'stopped' };
    const [progress] = await store.query<StreamProgress>(streamProgress(runId, stream.name));
    const { open, later, running, waiting, next_ms: nextMs, later_ms: laterMs } = progress!;
    if (open === 0 && later === 0 && running === 0 && waiting === 0) return { how: 'complete' };
    if (open > 0) continue;
    if (running === 0 && later === 0 && nextMs! > maxHoldMs)
      return { how: 'wait', until: clock.now() + nextMs!, ...(await waitReason(options)) };
    try {
      // The database decides when a wait is over; it is asked again, and not without a pause.
      const pauseMs = Math.max(shortestPauseMs, Math.min(nextMs ?? longestPauseMs, laterMs ?? longestPauseMs));
      await clock.sleep(running > 0 ? Math.min(lookAgainMs, pauseMs) : pauseMs, stop);
    } catch {
      return { how: 'stopped' };
    }
  }
};

/** A pause is neither a hurry nor so long that a task another process gives back waits for it. */
const shortestPauseMs = 20;
const longestPauseMs = 60_000;

const waitReason = async ({ store, runId, stream }: RunStreamOptions): Promise<{ reason: string; code: string | null }> => {
  const [row] = await store.query<{ error_code: string | null; error_message: string | null }>({
    text: `select error_code, error_message from task where run_id = $1 and stream = $2 and state = 'waiting' order by not_before limit 1`,
    values: [runId, stream.name],
  });
  return { reason: row?.error_message ?? 'the lane is held', code: row?.error_code ?? null };
};

const workThroughTasks = async (options: RunStreamOptions): Promise<void> => {
  const { store, runId, workerId, stream, stop, clock, parallel } = options;
  let fatal: unknown = null;
  const lookout = createLookout({
    laterMs: async () => (await store.query<StreamProgress>(streamProgress(runId, stream.name)))[0]!.later_ms,
    ...{ clock, stop, shortestMs: shortestPauseMs, longestMs: longestPauseMs },
  });
  /** Takes a task and settles it. False: there is none. */
  const workOnOne = async (): Promise<boolean> => {
    const [task] = await store.query<TaskRow>(claimTasks(runId, stream.name, workerId, 1));
    // What was still taken after the end of the source goes back unspent with everything else this worker holds.
    if (!task || fatal !== null) return false;
    crashPoint('task.claimed');
    const end = await endOf(options, task);
    // Known before the task is given back, or another of us would take it and ask once more.
    if (end.how === 'stop-source') fatal ??= end.error;
    await settleTask(options, task, end);
    return true;
  };
  const goesOn = (): boolean => fatal === null && !stop.aborted;
  const work = async (): Promise<void> => {
    do {
      lookout.begin();
      try {
        while (goesOn() && (await workOnOne()));
      } finally {
        lookout.rest();
      }
    } while (goesOn() && (await lookout.more()));
  };
  const guarded = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      fatal ??= error;
    }
  };
  await Promise.all(Array.from({ length: parallel }, guarded));
  if (fatal === null) return;
  // What was answered before is kept, and counted before the run is closed.
  await options.committer.flush().catch(() => undefined);
  throw fatal;
};

/** Reads a task; a failure of our own code costs that task and is written into it, a failure to commit costs the run. */
const endOf = async (options: RunStreamOptions, task: TaskRow): Promise<TaskEnd | { readonly how: 'broken'; readonly error: unknown }> => {
  try {
    return await readTask(options, task);
  } catch (error) {
    await options.committer.flush();
    if (error instanceof TidemarkError && error.code !== 'TDM_INTERNAL') throw error;
    return { how: 'broken', error };
  }
};

const settleTask = async (options: RunStreamOptions, task: TaskRow, end: Awaited<ReturnType<typeof endOf>>): Promise<void> => {
  if (end.how === 'complete') return;
  const { store, workerId, committer } = options;
  // The watermark must be where the last page left it before anybody else may take the task.
  await committer.flush();
  const release = async (to: Parameters<typeof releaseTask>[2]): Promise<void> => {
    crashPoint('task.before-release');
    await store.query(releaseTask(task.id, workerId, to));
    crashPoint('task.after-release');
  };
  switch (end.how) {
    case 'exhausted':
      await release({ state: 'done' });
      break;
    case 'stopped':
    case 'onwards':
      await release({ state: 'pending', refundAttempt: true });
      break;
    case 'wait':
      await release({
        ...{ state: 'waiting', refundAttempt: true, code: end.code, message: end.message },
        waitMs: Math.max(0, end.until - options.clock.now()),
      });
      break;
    case 'again':
      await release({ state: 'pending', message: `${end.outcome}: ${end.note}` });
      break;
    case 'failed':
      await release({ state: 'failed', message: end.message });
      break;
    case 'broken':
      await release({ state: 'failed', code: 'TDM_INTERNAL', message: reasonOf(end.error) });
      break;
    case 'stop-source':
      await release({ state: 'pending', refundAttempt: true, code: end.error.code, message: end.error.message });
      throw end.error;
  }
};
