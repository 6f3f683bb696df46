import { TidemarkError } from '../domain/index.ts';
import type { Sql, Store } from '../store/index.ts';
import { advance } from './advance.ts';
import type { LedgerHooks } from './advance.ts';
import type { StepDefinition } from './definition.ts';
import type { Queue, TakenJob } from './queue.ts';
import { beginAttempt, countFailure, endAttempt, lockPool, orphans, siblings, slotsHeld, slotsTaken } from './sql/attempts.ts';
import type { AttemptEnd, AttemptFigures } from './sql/attempts.ts';
import { lockRun, setStep } from './sql/runs.ts';
import type { RunRow } from './sql/runs.ts';
import { parkStep } from './wait-for-run.ts';

/** An attempt that a worker has begun. */
export interface Attempt {
  readonly id: string;
  readonly run: RunRow;
  readonly step: StepDefinition;
  readonly seat: number;
  /** From 1. */
  readonly number: number;
  readonly jobId: string;
}

/** A step over which so many workers die, one after the other and none of them a byte further, is what kills them. */
const mostDeaths = 5;

const longestRetryMs = 3_600_000;

export interface AttemptContext extends LedgerHooks {
  readonly store: Store;
  readonly queue: Queue;
}

/**
 * Takes the next seat of a pool that has a free slot, across all machines: the pool's row is locked while its slots are counted. Null: no slot, or
 * nothing to do.
 */
export const takeStep = async (context: AttemptContext, place: WorkPlace): Promise<Attempt | null> => {
  for (;;) {
    const taken = await takeJob(context, place);
    if (taken !== 'dropped') return taken;
  }
};

interface WorkPlace {
  readonly pool: string;
  readonly version: string;
  readonly workerId: string;
}

/** One job a transaction, also one that nobody wants any more: whoever holds two runs at once might wait for somebody who waits for them. */
const takeJob = ({ store, queue }: AttemptContext, { pool, version, workerId }: WorkPlace): Promise<Attempt | 'dropped' | null> =>
  store.transaction(async (sql) => {
    const [[row], [slots]] = await Promise.all([
      sql.query<{ slots: number }>(lockPool(pool)),
      sql.query<{ held: number }>(slotsHeld(pool)),
    ]);
    if (!row) return null;
    if (slots!.held >= row.slots) {
      const [living] = await sql.query<{ taken: number }>(slotsTaken(pool));
      if (living!.taken >= row.slots) return null;
    }
    const job = await queue.take(sql, { pool, version });
    if (job === null) return null;
    const attempt = await begin(sql, job, pool, workerId);
    if (attempt) return attempt;
    await queue.remove(sql, { pool, version }, job.id);
    return 'dropped';
  });

const begin = async (sql: Sql, job: TakenJob, pool: string, workerId: string): Promise<Attempt | null> => {
  const { runId, seat, id: jobId } = job;
  const [run] = await sql.query<RunRow>(lockRun(runId));
  const step = run?.definition.steps.find(({ name }) => name === job.step);
  if (!run || !step || run.cancel_requested_at !== null || (run.state !== 'queued' && run.state !== 'running')) return null;
  const [attempt] = await sql.query<{ id: string; attempt: number }>(beginAttempt({ runId, step: step.name, seat, pool, jobId, workerId }));
  return attempt ? { id: attempt.id, run, step, seat, number: attempt.attempt, jobId } : null;
};

/** How an attempt ended. */
export interface AttemptOutcome {
  readonly state: AttemptEnd;
  readonly figures: AttemptFigures | null;
  readonly error: { readonly code: string | null; readonly message: string } | null;
  /** Of `waiting`: after how long it goes on. */
  readonly afterMs?: number;
  /** Of `waiting`: the run whose end it waits for. */
  readonly waitsFor?: string;
}

/**
 * Ends an attempt and moves its run on, in one transaction: the step is done, goes again (later, or after a failure), or has failed. An attempt
 * that was taken for lost meanwhile changes nothing any more: another one goes on in its place. Said twice it is one end.
 */
export const endStep = (
  context: AttemptContext,
  attempt: Pick<Attempt, 'id' | 'seat' | 'jobId'> & { readonly runId: string; readonly step: string },
  outcome: AttemptOutcome,
): Promise<void> =>
  context.store.transaction(async (sql) => {
    const { queue } = context;
    const { runId, seat } = attempt;
    const isLost = outcome.state === 'lost';
    const locked = sql.query<RunRow>(lockRun(runId));
    const figures = isLost ? await locked.then(() => context.reached?.(sql, runId, attempt.step)) : outcome.figures;
    const [[run], ended] = await Promise.all([locked, sql.query(endAttempt(attempt.id, outcome.state, figures ?? null, outcome.error))]);
    if (!run || ended.length === 0) return;
    const step = run.definition.steps.find(({ name }) => name === attempt.step)!;
    const name = { pool: step.pool, version: run.version };
    await queue.remove(sql, name, attempt.jobId);
    // The only seat of a step has nobody beside it: neither at work nor in the queue.
    const isAlone = step.seats === 1;
    const [others] = isAlone && !isLost ? [] : await sql.query<{ running: number; lost: number }>(siblings(runId, step.name));
    const { running, lost } = others ?? { running: 0, lost: 0 };
    const withdraw = async (): Promise<void> => {
      if (!isAlone) await queue.withdraw(sql, name, runId, step.name);
    };
    const again = async (afterMs = 0): Promise<void> => {
      await queue.send(sql, name, [{ runId, step: step.name, seat }], { priority: run.priority, afterMs });
      if (running === 0) await sql.query(setStep(runId, step.name, 'ready', errorOf(outcome), afterMs));
    };
    const fail = async (error: { code: string; message: string }): Promise<void> => {
      await withdraw();
      await sql.query(setStep(runId, step.name, 'failed', error));
    };

    if (run.cancel_requested_at !== null) {
      if (running === 0) await sql.query(setStep(runId, step.name, outcome.state === 'done' ? 'done' : 'cancelled'));
    } else if (outcome.state === 'done') {
      // What the other seats would have done is done.
      await withdraw();
      if (running === 0) await sql.query(setStep(runId, step.name, 'done'));
    } else if (outcome.state === 'failed') {
      const [{ failures }] = (await sql.query<{ failures: number }>(countFailure(runId, step.name))) as [{ failures: number }];
      if (failures > step.retries) await fail(errorOf(outcome)!);
      else await again(Math.min(longestRetryMs, step.retryDelayMs * 2 ** (failures - 1)));
    } else if (outcome.state === 'lost' && lost >= mostDeaths) {
      const { code, line } = new TidemarkError('TDM_STEP_KILLS', { workers: lost, step: step.name });
      await fail({ code, message: line });
    } else if (outcome.waitsFor !== undefined) {
      const parked = await parkStep(sql, runId, step, outcome.waitsFor);
      if (parked === 'over') await again();
      // Trying again would find the same run no further.
      else if (parked !== 'parked') await fail({ code: parked.code, message: parked.line });
    } else await again(outcome.afterMs);
    if (running === 0) await advance(sql, queue, run, context);
  });

const errorOf = ({ error }: AttemptOutcome): { code: string; message: string } | null =>
  error && { code: error.code ?? 'TDM_INTERNAL', message: error.message };

/** Gives the seats of dead workers to the living. Returns how many. */
export const takeOver = async (context: AttemptContext): Promise<number> => {
  const dead = await context.store.query<{ id: string; runId: string; step: string; seat: number; jobId: string }>(orphans);
  for (const attempt of dead)
    await endStep(context, attempt, {
      ...{ state: 'lost', figures: null },
      error: { code: 'TDM_WORKER_LOST', message: 'its worker died; another one goes on' },
    });
  return dead.length;
};
