import type { Clock } from '../domain/index.ts';
import { createPatience } from '../store/index.ts';
import type { Store, Worker } from '../store/index.ts';
import { endStep, takeOver, takeStep } from './attempts.ts';
import type { Attempt, AttemptOutcome } from './attempts.ts';
import type { LedgerHooks } from './advance.ts';
import type { HandedOver } from './hand-over.ts';
import type { StepHandlers } from './handler.ts';
import { createIdleness, createTurn } from './idleness.ts';
import type { Idleness, UnderWay } from './idleness.ts';
import { heed, look } from './look.ts';
import type { Queue } from './queue.ts';
import { runHandler } from './run-handler.ts';

/** What happens in a worker, for a screen or a log. */
export type WorkEvent =
  | { readonly type: 'worker'; readonly workerId: string }
  | { readonly type: 'begin'; readonly attempt: Attempt }
  | { readonly type: 'end'; readonly attempt: Attempt; readonly outcome: AttemptOutcome }
  | { readonly type: 'taken-over'; readonly seats: number }
  | { readonly type: 'handed-over'; readonly run: HandedOver }
  | { readonly type: 'trouble'; readonly error: unknown };

export interface WorkOptions extends LedgerHooks {
  readonly store: Store;
  readonly queue: Queue;
  readonly version: string;
  /** Steps side by side in this process, by pool. The pool's own slots hold over all machines. */
  readonly pools: Readonly<Record<string, number>>;
  readonly handlers: StepHandlers;
  readonly clock: Clock;
  /** Aborted: take nothing more, let handlers end after the page under way, give back what is not done. */
  readonly stop: AbortSignal;
  /** Aborted: drop even that. */
  readonly abort: AbortSignal;
  /** Done about every two seconds by each worker besides: schedules, deliveries. A failure is told and does not end the worker. */
  readonly besides?: readonly (() => Promise<unknown>)[];
  readonly onEvent?: (event: WorkEvent) => void;
  /** A version of which no worker has lived for so long is gone, and its runs go on in this one. Default: a minute. */
  readonly goneAfterMs?: number;
  /** Ends when there is nothing left to do at this instant, nowhere: for a single round. */
  readonly untilIdle?: boolean;
}

const lookEveryMs = 500;
const lookOnceMs = 50;

/**
 * Works on steps until it is stopped. Its life is a lock in the database: when it dies, whoever looks next gives its seats to others, within the two
 * seconds between looks. A database that goes away is waited for; what was under way then belongs to somebody else, and its handlers are stopped.
 */
export const work = async (options: WorkOptions): Promise<void> => {
  const { store, version, clock, stop, onEvent } = options;
  const patience = createPatience({ clock, signal: stop, onWait: (error) => onEvent?.({ type: 'trouble', error }) });
  while (!stop.aborted) {
    const worker = await patience.while(() => store.worker(version, options.pools));
    onEvent?.({ type: 'worker', workerId: worker.id });
    try {
      await workAs(worker, options);
      if (!worker.lost.aborted) return;
    } catch (error) {
      await patience.wait(error);
    } finally {
      await worker.close().catch(() => undefined);
    }
  }
};

const workAs = async (worker: Worker, options: WorkOptions): Promise<void> => {
  const { pools, stop, abort, untilIdle = false } = options;
  // A failure anywhere ends this worker's life; what it held is then taken over, by ourselves too.
  const broken = new AbortController();
  const over = AbortSignal.any([stop, worker.lost, broken.signal]);
  const dropped = AbortSignal.any([abort, worker.lost, broken.signal]);
  const underWay: UnderWay = new Map();
  const idleness = createIdleness(Object.keys(pools), underWay);
  // What our own dead left behind comes first: nobody else may be there.
  await takeOver(options);
  const loops = Object.entries(pools).flatMap(([pool, seats]) => {
    const turn = createTurn();
    return Array.from({ length: seats }, () =>
      takeAndDo({ ...options, stop: over, abort: dropped }, worker.id, pool, turn, underWay, idleness),
    );
  });
  const idle = new AbortController();
  const beside = { ...options, stop: AbortSignal.any([over, idle.signal]) };
  const looking = [look(beside), heed(beside, worker.id, underWay)];
  // Nobody waits for them before the loops have ended.
  for (const each of looking) each.catch(() => undefined);
  try {
    const fails = (error: unknown): never => {
      broken.abort(error);
      throw error;
    };
    await Promise.all(loops.concat(untilIdle ? [] : looking).map((loop) => loop.catch(fails)));
  } finally {
    idle.abort();
    await Promise.allSettled([...loops, ...looking]);
  }
};

/** One local seat: takes a step, does it, takes the next. Of the seats of a pool that have nothing to do one looks for all of them. */
const takeAndDo = async (
  options: WorkOptions,
  workerId: string,
  pool: string,
  turn: ReturnType<typeof createTurn>,
  underWay: UnderWay,
  idleness: Idleness,
): Promise<void> => {
  const { stop, onEvent } = options;
  while (!stop.aborted) {
    const attempt = await next(options, workerId, pool, turn, idleness);
    if (attempt === null) return;
    onEvent?.({ type: 'begin', attempt });
    const { cancel, giveWay } = underWay.get(attempt.id)!;
    try {
      const outcome = await runHandler(options, attempt, { cancelled: cancel.signal, wanted: giveWay.signal });
      await endStep(options, { ...attempt, runId: attempt.run.id, step: attempt.step.name }, outcome);
      onEvent?.({ type: 'end', attempt, outcome });
    } finally {
      underWay.delete(attempt.id);
      idleness.changed();
    }
  }
};

/** The next step of a pool, waited for. Null: the worker is to end, or nothing is left to do. */
const next = async (
  options: WorkOptions,
  workerId: string,
  pool: string,
  turn: ReturnType<typeof createTurn>,
  idleness: Idleness,
): Promise<Attempt | null> => {
  const { version, clock, stop, untilIdle } = options;
  const over = await turn();
  try {
    while (!stop.aborted && !(untilIdle && idleness.isOver())) {
      const attempt = await idleness.look(pool, () => takeStep(options, { pool, version, workerId }));
      if (attempt) return attempt;
      await clock.sleep(untilIdle ? lookOnceMs : lookEveryMs, stop).catch(() => undefined);
    }
    return null;
  } finally {
    over();
  }
};
