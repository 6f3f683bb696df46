import type { RunReport } from '../collect/index.ts';
import type { Clock } from '../domain/index.ts';
import type { LedgerHooks, StepContext } from '../jobs/index.ts';
import { recordEvent } from '../notify/index.ts';
import type { AlertKind } from '../notify/index.ts';
import type { Store } from '../store/index.ts';
import { workspace } from './context.ts';
import { moveCollections, reached } from './reached.ts';

/** What follows from the end of a run: an event, written with it; and what steps have come to whose workers died. */
export const ledgerHooks = (clock: Clock): LedgerHooks => ({
  reached,
  onHandedOver: moveCollections,
  onRunEnded: async (sql, { run, state, error }) => {
    if (state === 'cancelled') return;
    await recordEvent(sql, {
      workspaceId: workspace,
      key: `run-ended:${run.id}`,
      kind: state === 'done' ? 'run-succeeded' : 'run-failed',
      title: state === 'done' ? `${run.pipeline} is done` : `${run.pipeline} has failed`,
      pipeline: run.pipeline,
      runId: run.id,
      step: error?.step ?? null,
      interval: { start: run.interval_start.getTime(), end: run.interval_end.getTime() },
      link: `/pipelines/runs/${run.id}`,
      cause: error && { code: error.code, message: error.message },
      at: clock.now(),
    });
  },
});

/** What of a collection somebody should know. */
const kindOf = ({ state, pages, records, outcomes, error, waitsFor }: RunReport): AlertKind | null => {
  if (error?.code === 'TDM_PAYLOAD_SHAPE') return 'changed-shape';
  if (error?.code === 'TDM_CHALLENGE_WAITING') return 'challenge';
  // By our own count, or by the platform's word.
  if (waitsFor === 'TDM_BUDGET_SPENT' || (state === 'waiting' && (outcomes['quota-exhausted'] ?? 0) > 0)) return 'budget-gone';
  return state === 'done' && pages > 0 && records === 0 ? 'no-data' : null;
};

/** Tells what a step's collection has met: once for each step of a run, however often it is tried. */
export const tellOfCollection = async (
  store: Store,
  clock: Clock,
  { runId, pipeline, step, interval }: Pick<StepContext, 'runId' | 'pipeline' | 'step' | 'interval'>,
  report: RunReport,
): Promise<void> => {
  const { id, platform, pages, error } = report;
  const kind = kindOf(report);
  if (kind === null) return;
  await recordEvent(store, {
    ...{ workspaceId: workspace, key: `${kind}:${runId}/${step}`, kind, pipeline, runId, step, interval },
    title: `${pipeline}/${step}: ${platform} ${titles[kind] ?? ''}`.trim(),
    link: `/pipelines/runs/${runId}`,
    cause: error ? { code: error.code, message: error.line } : { message: `${pages} answers of collection ${id}, and no record in them` },
    at: clock.now(),
  });
};

const titles: Partial<Record<AlertKind, string>> = {
  'changed-shape': 'answers in another shape',
  challenge: 'asks for a person',
  'budget-gone': 'has no quota left today',
  'no-data': 'answered and had nothing',
};

interface LateRun {
  readonly id: string;
  readonly pipeline: string;
  readonly interval_start: Date;
  readonly interval_end: Date;
}

/** Tells of runs of schedules that have not ended when the next one is due. */
export const tellLateRuns = async (store: Store, clock: Clock): Promise<void> => {
  const late = await store.query<LateRun>(`
    select id::text as id, pipeline, interval_start, interval_end from pipeline_run
    where state in ('queued', 'running') and reason = 'schedule' and now() > interval_end + (interval_end - interval_start)
      and not exists (
        select from alert_event where alert_event.workspace_id = pipeline_run.workspace_id and key = 'run-late:' || pipeline_run.id)
    order by pipeline_run.id limit 100`);
  for (const { id, pipeline, interval_start: start, interval_end: end } of late)
    await recordEvent(store, {
      ...{ workspaceId: workspace, key: `run-late:${id}`, kind: 'run-late', pipeline, runId: id },
      title: `${pipeline} is late`,
      interval: { start: start.getTime(), end: end.getTime() },
      link: `/pipelines/runs/${id}`,
      cause: { message: 'the next run is due, and this one has not ended' },
      at: clock.now(),
    });
};
