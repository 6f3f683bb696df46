import type { Seats, Sql } from '../../store/index.ts';

/** A process that works here, or has died and was not cleared away yet. */
export interface WorkerStatus {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly since: Date;
  /** Steps it does side by side, by pool; null: it does no steps. */
  readonly pools: Seats | null;
  /** It holds its lock. */
  readonly isAlive: boolean;
  /** Steps it is at. */
  readonly steps: readonly WorkerStep[];
  /** Collections it has tasks of. */
  readonly collections: readonly { readonly runId: string; readonly platform: string; readonly tasks: number }[];
}

export interface WorkerStep {
  readonly runId: string;
  readonly pipeline: string;
  readonly step: string;
  readonly seat: number;
  readonly attempt: number;
  readonly pool: string;
  readonly since: Date;
}

/** Every worker with what it does for this workspace, the living first. */
export const listWorkers = async (sql: Sql, workspaceId: string): Promise<WorkerStatus[]> => {
  const workers = await sql.query<Omit<WorkerStatus, 'steps' | 'collections'> & Record<string, unknown>>(list);
  const steps = await sql.query<WorkerStep & { workerId: string }>({ text: stepsOfWorkers, values: [workspaceId] });
  const tasks = await sql.query<WorkerStatus['collections'][number] & { workerId: string }>({
    text: tasksOfWorkers,
    values: [workspaceId],
  });
  const of = <T extends { readonly workerId: string }>(rows: readonly T[], id: string) =>
    rows.filter(({ workerId }) => workerId === id).map(({ workerId: _, ...row }) => row);
  return workers.map((worker) => ({ ...worker, steps: of(steps, worker.id), collections: of(tasks, worker.id) }));
};

const list = `
select id::text as id, host, pid, version, pools, started_at as since, worker_alive(id) as "isAlive"
from worker order by "isAlive" desc, worker.id limit 1000`;

const stepsOfWorkers = `
select a.worker_id::text as "workerId", a.run_id::text as "runId", r.pipeline, a.step, a.seat, a.attempt, a.pool, a.started_at as since
from step_attempt a join pipeline_run r on r.id = a.run_id
where a.state = 'running' and r.workspace_id = $1
order by a.id`;

const tasksOfWorkers = `
select t.worker_id::text as "workerId", t.run_id::text as "runId", r.platform, count(*)::integer as tasks
from task t join run r on r.id = t.run_id
where t.worker_id is not null and t.state = 'running' and r.workspace_id = $1
group by t.worker_id, t.run_id, r.platform
order by t.run_id`;
