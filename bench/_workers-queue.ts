/** What a step and a task cost in CPU beside the work they are about: Node and PostgreSQL. */
import { ensureWorkspace, mainWorkspace } from '../src/catalog/index.ts';
import { version } from '../src/cli/version.ts';
import { advanceTasks } from '../src/collect/sql/advance-tasks.ts';
import { claimTasks } from '../src/collect/sql/tasks.ts';
import type { TaskRow } from '../src/collect/sql/tasks.ts';
import { systemClock } from '../src/domain/index.ts';
import { createRun, openQueue, work } from '../src/jobs/index.ts';
import type { PipelineDefinition, Queue } from '../src/jobs/index.ts';
import type { Store } from '../src/store/index.ts';
import { ownCpuSeconds, postgresCpuSeconds, processCpuSeconds } from './_support.ts';
import type { Fleet } from './_workers-fleet.ts';

/** CPU of each, in ms. */
export interface Cost {
  readonly node: number;
  readonly postgres: number;
}

/** CPU of `done` by this process, by PostgreSQL and by another process, for each of `count`. */
const costOf = async (store: Store, count: number, done: () => Promise<void>, pid?: number): Promise<Cost> => {
  const read = async () => ({
    node: ownCpuSeconds() + (pid === undefined ? 0 : processCpuSeconds(pid)),
    postgres: await postgresCpuSeconds(store),
  });
  const before = await read();
  await done();
  const after = await read();
  return { node: ((after.node - before.node) / count) * 1000, postgres: ((after.postgres - before.postgres) / count) * 1000 };
};

/** As many steps as `creators-daily` has. */
const stepsOfRun = 5;

const pipelineOf = (does: string): PipelineDefinition => ({
  ...{ name: 'nothing', title: 'Nothing', parameters: {}, schedule: null },
  steps: Array.from({ length: stepsOfRun }, (_, n) => ({
    ...{
      name: `step-${n}`,
      needs: [],
      does,
      with: { platform: 'kakao-webtoon' },
      pool: 'light',
      seats: 1,
      retries: 2,
      retryDelayMs: 60_000,
      timeoutMs: 3_600_000,
    },
  })),
});

const send = async (store: Store, queue: Queue, runs: number, does: string, by: string): Promise<void> => {
  const definition = pipelineOf(does);
  const interval = { start: 0, end: 86_400_000 };
  for (let n = 0; n < runs; n++)
    await store.transaction((sql) =>
      createRun(sql, queue, { workspace: mainWorkspace, definition, version: by, reason: 'person', parameters: {}, interval }),
    );
};

/** So many runs wait at once: fifty steps are a long queue, and each look at one that is longer costs more. */
const runsAtOnce = 10;

/** Runs of five steps through the queue and a handler that does nothing: a step, with its share of its run. */
export const stepCost = async (store: Store, runs: number): Promise<Cost> => {
  await ensureWorkspace(store);
  await using queue = await openQueue(store);
  const never = new AbortController().signal;
  const once = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += runsAtOnce) {
      await send(store, queue, runsAtOnce, 'nothing', 'bench');
      await work({
        ...{ store, queue, version: 'bench', pools: { light: 2 }, clock: systemClock, stop: never, abort: never, untilIdle: true },
        handlers: { nothing: { title: 'nothing', check: () => null, run: async () => ({}) } },
      });
    }
  };
  await once(20);
  return await costOf(store, runs * stepsOfRun, () => once(runs));
};

/**
 * The same by `bin/tidemark worker`, with what it does besides: its log, events, looks at schedules. The step adds up the sums of a platform of which there
 * is nothing.
 */
export const workerStepCost = async (fleet: Fleet, runs: number): Promise<Cost> => {
  const { store } = fleet;
  await using queue = await openQueue(store);
  const [worker] = await fleet.start(1, 'light=2');
  const once = async (count: number): Promise<void> => {
    await send(store, queue, count, 'refresh', version);
    const open = `select from pipeline_run where pipeline = 'nothing' and state in ('queued', 'running') limit 1`;
    while ((await store.query(open)).length > 0) await systemClock.sleep(200, never);
  };
  const never = new AbortController().signal;
  await once(20);
  const cost = await costOf(store, runs * stepsOfRun, () => once(runs), worker!.pid);
  await worker!.stop();
  return cost;
};

/**
 * Tasks of a collection: taken one by one by as many as read side by side, and marked as done in the transaction of their last page, which they share
 * with whatever else is committed in it. That transaction is counted here, as it would otherwise be empty.
 */
export const taskCost = async (store: Store, tasks: number): Promise<Cost> => {
  await ensureWorkspace(store);
  await using worker = await store.worker('bench');
  const [run] = await store.query<{ id: string }>({
    text: `
      insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, started_at)
      values ($1, 'naver-webtoon', 'simulator', '{series}', current_date, 'UTC', '{}', 'bench', 'running', 'bench', now())
      returning id::text as id`,
    values: [mainWorkspace],
  });
  const runId = run!.id;
  const plan = (stream: string, count: number) =>
    store.query({
      text: 'insert into task (run_id, stream, batch, targets) select $1, $2, n, array[n::text] from generate_series(1, $3::int) as n',
      values: [runId, stream, count],
    });
  const sideBySide = 16;
  const through = async (stream: string): Promise<void> => {
    let done: { readonly id: string; readonly settled: () => void }[] = [];
    let committing: Promise<void> | null = null;
    const commit = async (): Promise<void> => {
      while (done.length > 0) {
        const group = done;
        done = [];
        const moved = group.map(({ id }) => ({ id, pages: 1, cursor: null, done: true, skipped: [] }));
        await store.transaction((sql) => sql.query(advanceTasks(worker.id, moved)));
        for (const { settled } of group) settled();
      }
      committing = null;
    };
    const one = async (): Promise<void> => {
      for (;;) {
        const [task] = await store.query<TaskRow>(claimTasks(runId, stream, worker.id, 1));
        if (!task) return;
        await new Promise<void>((settled) => {
          done.push({ id: task.id, settled });
          committing ??= commit();
        });
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, one));
  };
  await plan('warm', 500);
  await plan('measured', tasks);
  await store.query('analyze task');
  await through('warm');
  return await costOf(store, tasks, () => through('measured'));
};
