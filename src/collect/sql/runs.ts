import type { OptionValues } from '../../sources/index.ts';
import type { Statement } from '../../store/index.ts';
import type { Selection } from '../selection.ts';

export type Origin = 'platform' | 'simulator' | 'replay';

export interface RunKey {
  readonly workspace: string;
  readonly platform: string;
  readonly origin: Origin;
  readonly day: string;
  readonly selectionKey: string;
}

/** The run that a rerun of the same choice on the same day goes on with: the newest one that has not ended well. */
export const findResumable = (key: RunKey): Statement => ({
  text: `
    select id, state, options from run
    where workspace_id = $1 and platform = $2 and origin = $3 and day = $4 and selection_key = $5
    order by id desc limit 1
    for update`,
  values: [key.workspace, key.platform, key.origin, key.day, key.selectionKey],
});

/** The run that a step of a pipeline has begun before, or that another seat of it has. */
export const findAsked = (askedBy: string, platform: string): Statement => ({
  text: 'select id, state, options, day from run where asked_by = $1 and platform = $2 for update',
  values: [askedBy, platform],
});

/** Remembers which step a run is done for; a run that is done for one keeps it. Null: nobody's any more. */
export const setAskedBy = (runId: string, askedBy: string | null): Statement => ({
  text: 'update run set asked_by = $2 where id = $1',
  values: [runId, askedBy],
});

/** Runs of the same choice from an earlier day will not be resumed: their numbers would be of two days. */
export const abandonEarlier = (key: RunKey): Statement => ({
  text: `
    update run set state = 'abandoned', finished_at = coalesce(finished_at, now())
    where workspace_id = $1 and platform = $2 and origin = $3 and day < $4 and selection_key = $5
      and state in ('interrupted', 'waiting', 'running')
      and not exists (select from task where task.run_id = run.id and task.state = 'running' and worker_alive(task.worker_id))`,
  values: [key.workspace, key.platform, key.origin, key.day, key.selectionKey],
});

export const beginRun = (
  key: RunKey & { readonly at: number },
  zone: string,
  selection: Selection,
  version: string,
  options: OptionValues,
): Statement => ({
  text: `
    insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, options, started_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 'running', $9, $10, $11)
    returning id`,
  values: [
    key.workspace,
    key.platform,
    key.origin,
    selection.streams,
    key.day,
    zone,
    JSON.stringify(selection),
    key.selectionKey,
    version,
  ].concat(JSON.stringify(options), new Date(key.at).toISOString()),
});

export const resumeRun = (runId: string): Statement => ({
  text: `
    update run set state = 'running', resumed_at = now(), finished_at = null, error_code = null, error_message = null
    where id = $1`,
  values: [runId],
});

export interface RunEnd {
  readonly state: 'done' | 'failed' | 'waiting' | 'interrupted';
  readonly durationMs: number;
  readonly code: string | null;
  readonly message: string | null;
}

export const endRun = (runId: string, end: RunEnd): Statement => ({
  text: `
    update run set state = $2, finished_at = now(), duration_ms = duration_ms + $3, error_code = $4, error_message = $5
    where id = $1
    returning *`,
  values: [runId, end.state, Math.round(end.durationMs), end.code, end.message],
});
