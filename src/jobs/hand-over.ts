import { TidemarkError } from '../domain/index.ts';
import type { Sql, Store } from '../store/index.ts';
import type { LedgerHooks } from './advance.ts';
import type { RunReason } from './definition.ts';
import type { Queue } from './queue.ts';
import { createRun } from './runs.ts';
import {
  childrenOf,
  familyMember,
  isServed,
  markHandedOver,
  markUnserved,
  moveToParent,
  moveWait,
  leaveSchedule,
  unserved,
} from './sql/hand-over.ts';
import { endRun, setStep, stepsOf } from './sql/runs.ts';
import type { RunRow, StepRow } from './sql/runs.ts';
import { isNewer } from './version.ts';

/** A run that another version of the code goes on with. */
export interface HandedOver {
  readonly pipeline: string;
  readonly from: string;
  readonly to: string;
  readonly version: string;
}

export interface HandOverOptions extends LedgerHooks {
  readonly store: Store;
  readonly queue: Queue;
  /** Of the worker that looks. */
  readonly version: string;
  /** A version without a living worker for so long is gone: a worker that is started anew takes less. */
  readonly afterMs: number;
  readonly onTrouble: (error: TidemarkError) => void;
}

/**
 * Goes on with runs whose version nobody runs any more, as after an update: the run ends, and one of this version does what was not done, both in one
 * transaction. Only a newer version does so: while two versions are tried in turn, no run goes back and forth. A version of which a worker lives, or
 * an attempt is under way, keeps its runs: versions never mix within one.
 */
export const handOver = async ({ store, queue, version, afterMs, onTrouble, ...hooks }: HandOverOptions): Promise<HandedOver[]> => {
  await store.query(markUnserved(version));
  const all: HandedOver[] = [];
  for (const run of await store.query<{ id: string; version: string }>(unserved(version, afterMs))) {
    if (!isNewer(version, run.version)) continue;
    try {
      all.push(...(await store.transaction((sql) => goOn(sql, queue, run.id, version, hooks))));
    } catch (error) {
      // What is wrong with one run, such as a pool that is gone, keeps no other from going on.
      if (!(error instanceof TidemarkError) || error.consequence === 'hold') throw error;
      onTrouble(error);
    }
  }
  return all;
};

interface Member extends RunRow {
  readonly workspace_id: string;
  readonly reason: RunReason;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly schedule_id: string | null;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
}

/** A run with the runs that its open steps have begun. */
interface Family {
  readonly run: Member;
  readonly steps: readonly StepRow[];
  readonly children: readonly Family[];
}

const goOn = async (sql: Sql, queue: Queue, id: string, version: string, hooks: LedgerHooks): Promise<HandedOver[]> => {
  const root = await lockFamily(sql, id);
  if (!root?.run.isOpen || openIn(root).some(({ isBusy }) => isBusy)) return [];
  // Whoever was first has done it; and a worker of its version may have come meanwhile.
  const [row] = await sql.query<{ served: boolean }>(isServed(root.run.version));
  if (row!.served) return [];
  const { parent_run: parentRun, parent_step: parentStep } = root.run;
  const parent = parentRun === null || parentStep === null ? null : { runId: parentRun, step: parentStep };
  return replace(sql, queue, root, parent, version, hooks);
};

const lockFamily = async (sql: Sql, id: string): Promise<Family | null> => {
  const [run] = await sql.query<Member>(familyMember(id));
  if (!run) return null;
  const steps = run.isOpen ? await sql.query<StepRow>(stepsOf(id)) : [];
  const undone = steps.filter(({ state }) => state !== 'done').map(({ step }) => step);
  const children: Family[] = [];
  for (const child of undone.length === 0 ? [] : await sql.query<{ id: string }>(childrenOf(id, undone)))
    children.push((await lockFamily(sql, child.id))!);
  return { run, steps, children };
};

const openIn = ({ run, children }: Family): Member[] => (run.isOpen ? [run, ...children.flatMap(openIn)] : []);

/** Ends a run and what it began, and begins what goes on with them. */
const replace = async (
  sql: Sql,
  queue: Queue,
  { run, steps, children }: Family,
  parent: { readonly runId: string; readonly step: string } | null,
  version: string,
  hooks: LedgerHooks,
): Promise<HandedOver[]> => {
  const { id: from, definition, interval_start: start, interval_end: end } = run;
  const undone = steps.filter(({ state }) => state !== 'done').map(({ step }) => step);
  const replaced: HandedOver[] = [];
  for (const { step, state } of steps) {
    if (state === 'done' || state === 'failed' || state === 'skipped') continue;
    const { pool } = definition.steps.find(({ name }) => name === step)!;
    await queue.withdraw(sql, { pool, version: run.version }, from, step);
    await sql.query(setStep(from, step, 'cancelled'));
  }
  // One schedule has one run for an interval.
  await sql.query(leaveSchedule(from));
  const to = (await createRun(sql, queue, {
    ...{ workspace: run.workspace_id, definition, version, reason: run.reason, priority: run.priority, repeats: from },
    interval: { start: start.getTime(), end: end.getTime() },
    ...{ parameters: run.parameters, settings: run.settings },
    ...(run.schedule_id !== null && { scheduleId: run.schedule_id }),
    ...(parent && { parent }),
    doneSteps: steps.filter(({ state }) => state === 'done').map(({ step }) => step),
  }))!;
  const { code, line } = new TidemarkError('TDM_RUN_HANDED_OVER', { run: from, version: run.version, next: to, other: version });
  await sql.query(endRun(from, 'cancelled', { code, message: line }));
  await sql.query(markHandedOver(from, to));
  await sql.query(moveWait(from, to));
  await hooks.onHandedOver?.(sql, { from, to, steps: undone });
  for (const child of children) {
    const at = { runId: to, step: child.run.parent_step! };
    // What has ended is told to the step that waits for it in the new run.
    if (child.run.isOpen) replaced.push(...(await replace(sql, queue, child, at, version, hooks)));
    else await sql.query(moveToParent(child.run.id, to));
  }
  return [{ pipeline: run.pipeline, from, to, version }, ...replaced];
};
