import type { Statement } from '../../store/index.ts';
import { runColumns } from './runs.ts';

const isOpen = `state in ('queued', 'running')`;

/** Versions of workers that do steps. A collection by hand or a dashboard takes none of them. */
const versions = 'select version from worker where pools is not null and worker_alive(id)';

/** Writes down since when runs of other versions have no worker, and forgets it when there is one again. */
export const markUnserved = (version: string): Statement => ({
  name: 'jobs_mark_unserved',
  text: `
    with served as materialized (${versions})
    update pipeline_run set unserved_since = case when unserved_since is null then now() end
    where ${isOpen} and version <> $1 and (unserved_since is null) <> (version in (select version from served))`,
  values: [version],
});

/** Runs nobody has gone on with for so long, and nobody is at. Those that others of the same version wait for come with them. */
export const unserved = (version: string, afterMs: number): Statement => ({
  name: 'jobs_unserved',
  text: `
    select id::text as id, version from pipeline_run r
    where r.state in ('queued', 'running') and version <> $1 and cancel_requested_at is null and unserved_since <= now() - $2::float8 * interval '1 millisecond'
      and not exists (select from step_attempt a where a.run_id = r.id and a.state = 'running')
      and not exists (select from pipeline_run p where p.id = r.parent_run and p.state in ('queued', 'running') and p.version = r.version)
    order by r.id limit 100`,
  values: [version, afterMs],
});

/** A run, locked, with what a run that goes on with it needs. One that is to be cancelled ends by itself. */
export const familyMember = (id: string): Statement => ({
  text: `
    select ${runColumns}, workspace_id, reason, settings, schedule_id::text as schedule_id,
      ${isOpen} and cancel_requested_at is null as "isOpen",
      exists (select from step_attempt a where a.run_id = pipeline_run.id and a.state = 'running') as "isBusy"
    from pipeline_run where id = $1 for update`,
  values: [id],
});

/** Runs that these steps have begun, and that no other run has taken the place of. */
export const childrenOf = (id: string, steps: readonly string[]): Statement => ({
  text: 'select id::text as id from pipeline_run where parent_run = $1 and parent_step = any ($2) and handed_to is null order by id',
  values: [id, steps],
});

export const isServed = (version: string): Statement => ({
  text: `select $1 in (${versions}) as served`,
  values: [version],
});

/** Its place in its schedule is free for the run that goes on with it. */
export const leaveSchedule = (id: string): Statement => ({
  text: 'update pipeline_run set schedule_id = null where id = $1',
  values: [id],
});

export const markHandedOver = (id: string, to: string): Statement => ({
  text: 'update pipeline_run set handed_to = $2 where id = $1',
  values: [id, to],
});

/** Who waited for the one waits for the other. */
export const moveWait = (from: string, to: string): Statement => ({
  text: 'update pipeline_step set waits_for = $2 where waits_for = $1',
  values: [from, to],
});

export const moveToParent = (id: string, parent: string): Statement => ({
  text: 'update pipeline_run set parent_run = $2 where id = $1',
  values: [id, parent],
});
