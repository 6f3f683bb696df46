import type { Sql } from '../../store/index.ts';
import { surroundingsOf } from './queue.ts';
import { definitionOf, pipelineRunColumns, pipelineRunOf } from './runs.ts';
import type { PipelineRun, PipelineRunRow } from './runs.ts';
import { waitOf } from './waits.ts';
import type { Wait } from './waits.ts';
import { errorOf } from './words.ts';
import type { AttemptState, KeptError, KeptStep, PipelineRunState, PipelineStepState } from './words.ts';

/** One try of one seat of a step, by one worker. */
export interface StepAttempt {
  readonly id: string;
  readonly step: string;
  /** Counts from 1, and on after a failure. */
  readonly attempt: number;
  readonly seat: number;
  readonly pool: string;
  readonly workerId: string;
  readonly host: string;
  readonly state: AttemptState;
  /** False: it is written down as running, and its worker is dead; another takes over. */
  readonly workerAlive: boolean;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly durationMs: number | null;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly items: number;
  readonly bytes: number;
  readonly peakMemoryBytes: number | null;
  /** The collections it did. */
  readonly collections: readonly string[];
  readonly error: KeptError | null;
}

/** A step of a run with all its attempts, oldest first. */
export interface RunStep extends KeptStep {
  readonly state: PipelineStepState;
  /** Attempts that were begun, also those that are not listed. */
  readonly attemptsBegun: number;
  readonly failures: number;
  readonly readyAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly error: KeptError | null;
  readonly wait: Wait | null;
  readonly attempts: readonly StepAttempt[];
}

/** Another run this one stands with. */
export interface KinRun {
  readonly id: string;
  readonly pipeline: string;
  readonly state: PipelineRunState;
}

export interface PipelineRunDetail extends Omit<PipelineRun, 'steps'> {
  readonly title: string;
  /** Name of the schedule that began it. */
  readonly schedule: string | null;
  /** The zone its interval is told in. */
  readonly zone: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What held when it began. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly steps: readonly RunStep[];
  /** Runs that its steps began. */
  readonly children: readonly (KinRun & { readonly step: string })[];
  /** Runs that repeat it. */
  readonly repeatedBy: readonly KinRun[];
}

/** Of a step that goes on again and again only the newest attempts are of interest. */
const mostAttempts = 100;

/** One run of a pipeline with its steps and their attempts; null when the workspace has none of this id. */
export const findPipelineRun = async (sql: Sql, workspaceId: string, id: string): Promise<PipelineRunDetail | null> => {
  const [row] = await sql.query<RunRow>({ text: find, values: [workspaceId, id] });
  if (!row) return null;
  const steps = await sql.query<StepRow>({ text: stepsOfRun, values: [id] });
  const attempts = (await sql.query<AttemptRow>({ text: attemptsOfRun, values: [id, mostAttempts] })).map(attemptOf);
  const children = await sql.query<KinRun & { step: string }>({ text: childrenOf, values: [id] });
  const repeatedBy = await sql.query<KinRun>({ text: repeatsOf, values: [id] });
  const surroundings = await surroundingsOf(sql, workspaceId);
  const definition = definitionOf(row.definition);
  const run = pipelineRunOf(row);
  const states = new Map(steps.map(({ step, state }) => [step, state]));
  const waits = run.state === 'queued' || run.state === 'running';
  return {
    ...run,
    ...{
      title: definition.title || run.pipeline,
      schedule: row.schedule,
      zone: row.zone,
      parameters: row.parameters,
      settings: row.settings,
    },
    ...{ children, repeatedBy },
    steps: steps.map((step) => {
      const own = definition.steps.find(({ name }) => name === step.step) ?? unknownStep(step.step);
      const { state, ready_at: readyAt } = step;
      const error = errorOf(step.error_code, step.error_message);
      const tries = attempts.filter((attempt) => attempt.step === step.step);
      const because = tries.at(-1)?.error ?? null;
      return {
        ...own,
        ...{
          state,
          readyAt,
          error,
          attemptsBegun: step.attempts,
          failures: step.failures,
          startedAt: step.started_at,
          endedAt: step.ended_at,
        },
        wait: waits ? waitOf({ state, definition: own, states, version: run.version, readyAt, because }, surroundings) : null,
        attempts: tries,
      };
    }),
  };
};

/** A step that its definition does not name would be a fault of ours; the page shows it all the same. */
const unknownStep = (name: string): KeptStep => ({
  ...{ name, needs: [], does: '', with: {}, pool: '', seats: 1 },
  ...{ retries: 0, retryDelayMs: 0, timeoutMs: 0 },
});

interface RunRow extends PipelineRunRow {
  definition: unknown;
  parameters: Record<string, unknown>;
  settings: Record<string, unknown>;
  schedule: string | null;
  zone: string | null;
}

interface StepRow {
  step: string;
  state: PipelineStepState;
  attempts: number;
  failures: number;
  ready_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  error_code: string | null;
  error_message: string | null;
}

interface AttemptRow {
  id: string;
  step: string;
  attempt: number;
  seat: number;
  pool: string;
  worker_id: string;
  host: string;
  state: AttemptState;
  alive: boolean;
  started_at: Date;
  ended_at: Date | null;
  outcomes: Record<string, number>;
  items: string;
  bytes: string;
  duration_ms: string | null;
  peak_memory_bytes: string | null;
  collections: string[];
  error_code: string | null;
  error_message: string | null;
}

const numberOf = (value: string | null): number | null => (value === null ? null : Number(value));

const attemptOf = (row: AttemptRow): StepAttempt => ({
  id: row.id,
  step: row.step,
  attempt: row.attempt,
  seat: row.seat,
  pool: row.pool,
  workerId: row.worker_id,
  host: row.host,
  state: row.state,
  workerAlive: row.alive,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  durationMs: numberOf(row.duration_ms),
  outcomes: row.outcomes,
  items: Number(row.items),
  bytes: Number(row.bytes),
  peakMemoryBytes: numberOf(row.peak_memory_bytes),
  collections: row.collections,
  error: errorOf(row.error_code, row.error_message),
});

// A pipeline that was begun by hand is still told in the zone of its first schedule: that is where its days are.
const find = `
select ${pipelineRunColumns}, r.definition, r.parameters, r.settings, own.name as schedule,
  coalesce(own.zone, r.definition #>> '{schedule,zone}') as zone
from pipeline_run r left join schedule own on own.id = r.schedule_id
where r.workspace_id = $1 and r.id = $2`;

const stepsOfRun = `
select step, state, attempts, failures, ready_at, started_at, ended_at, error_code, error_message
from pipeline_step where run_id = $1 order by place`;

const attemptsOfRun = `
select id::text as id, step, attempt, seat, pool, worker_id::text as worker_id, host, state, state = 'running' and worker_alive(worker_id) as alive, started_at, ended_at,
  outcomes, items, bytes, duration_ms, peak_memory_bytes, collections::text[] as collections, error_code, error_message
from (select *, row_number() over (partition by step order by id desc) as n from step_attempt where run_id = $1) numbered
where n <= $2
order by numbered.id`;

// What a run began or what repeats it is younger: its place in the primary key bounds what is read, without an index of its own
// (35,000 runs: 92 ms a page without, 10 for a recent run).
const childrenOf = `
select id::text as id, pipeline, state, parent_step as step from pipeline_run where id > $1 and parent_run = $1 order by pipeline_run.id limit 200`;

const repeatsOf = `
select id::text as id, pipeline, state from pipeline_run where id > $1 and repeats = $1 order by pipeline_run.id limit 200`;
