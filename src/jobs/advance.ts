import type { Sql } from '../store/index.ts';
import type { RunState, StepDefinition, StepState } from './definition.ts';
import type { Queue } from './queue.ts';
import type { AttemptFigures } from './sql/attempts.ts';
import { endRun, setReady, setStep, stepsOf } from './sql/runs.ts';
import type { RunRow, StepRow } from './sql/runs.ts';
import { wakeStep } from './wait-for-run.ts';

/** How a run ended, told in the transaction that ends it. */
export interface RunEnded {
  readonly run: RunRow;
  readonly state: Extract<RunState, 'done' | 'failed' | 'cancelled'>;
  readonly error: { readonly code: string; readonly message: string; readonly step: string } | null;
}

export interface LedgerHooks {
  /** Writes what follows from the end of a run, such as an event. Throwing undoes the end. */
  readonly onRunEnded?: (sql: Sql, ended: RunEnded) => Promise<void>;
  /** What a step had come to whose worker died and cannot say it; null when nobody knows. Deaths count against a step only while this stays as it is. */
  readonly reached?: (sql: Sql, runId: string, step: string) => Promise<AttemptFigures | null>;
  /** Steps that were not done go on in another run: what they had begun belongs to it from now on. */
  readonly onHandedOver?: (
    sql: Sql,
    moved: { readonly from: string; readonly to: string; readonly steps: readonly string[] },
  ) => Promise<void>;
}

const isOver = (state: StepState): boolean => state === 'done' || state === 'failed' || state === 'cancelled' || state === 'skipped';

/**
 * Moves a locked run on as far as it goes: steps whose needs are done come into the queue, steps that need one that will never be done are skipped,
 * and the run ends when nothing is left. To be called in the transaction of whatever changed.
 */
export const advance = async (sql: Sql, queue: Queue, run: RunRow, hooks: LedgerHooks = {}): Promise<void> => {
  const rows = await sql.query<StepRow>(stepsOf(run.id));
  const states = new Map(rows.map((row) => [row.step, row.state]));
  const set = async (step: string, state: StepState): Promise<void> => {
    states.set(step, state);
    await sql.query(setStep(run.id, step, state));
  };
  const waiting = new Set(rows.flatMap(({ step, waits_for }) => (waits_for === null ? [] : [step])));
  const isCancelled = run.cancel_requested_at !== null;
  const ready: StepDefinition[] = [];
  // Steps stand in an order in which each comes after what it needs, so that one pass reaches them all.
  for (const step of inOrder(run.definition.steps)) {
    const state = states.get(step.name)!;
    const isParked = state === 'running' && waiting.has(step.name);
    if (isCancelled && (state === 'blocked' || state === 'ready' || isParked)) {
      await queue.withdraw(sql, { pool: step.pool, version: run.version }, run.id, step.name);
      await set(step.name, 'cancelled');
    } else if (state === 'blocked') {
      const needs = step.needs.map((name) => states.get(name)!);
      if (needs.every((need) => need === 'done')) {
        states.set(step.name, 'ready');
        ready.push(step);
      } else if (needs.some((need) => isOver(need) && need !== 'done')) await set(step.name, 'skipped');
    }
  }
  if (ready.length > 0) await sendReady(sql, queue, run, ready);
  if (![...states.values()].every(isOver)) return;
  const failed = rows.find(({ state }) => state === 'failed');
  const error = failed
    ? { code: failed.error_code ?? 'TDM_INTERNAL', message: failed.error_message ?? 'unknown', step: failed.step }
    : null;
  const state = error ? 'failed' : isCancelled ? 'cancelled' : 'done';
  await sql.query(endRun(run.id, state, error));
  await wakeStep(sql, queue, run);
  await hooks.onRunEnded?.(sql, { run, state, error });
};

/** Puts all seats of steps that may begin into the queue: one statement for the steps, and one for each pool. */
const sendReady = async (sql: Sql, queue: Queue, run: RunRow, steps: readonly StepDefinition[]): Promise<void> => {
  await sql.query(
    setReady(
      run.id,
      steps.map(({ name }) => name),
    ),
  );
  for (const [pool, each] of Map.groupBy(steps, (step) => step.pool)) {
    const jobs = each.flatMap(({ name, seats }) => Array.from({ length: seats }, (_, seat) => ({ runId: run.id, step: name, seat })));
    await queue.send(sql, { pool, version: run.version }, jobs, { priority: run.priority });
  }
};

/** The steps, each after what it needs (Kahn 1962). A definition with a cycle is refused before it gets here; what is left of one stands last. */
export const inOrder = (steps: readonly StepDefinition[]): readonly StepDefinition[] => {
  const ordered: StepDefinition[] = [];
  let left = [...steps];
  for (;;) {
    const placed = new Set(ordered.map(({ name }) => name));
    const next = left.filter(({ needs }) => needs.every((need) => placed.has(need)));
    if (next.length === 0) return [...ordered, ...left];
    ordered.push(...next);
    left = left.filter((step) => !next.includes(step));
  }
};
