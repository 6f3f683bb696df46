import { z } from 'zod';
import { catalogue, TidemarkError } from '../domain/index.ts';
import type { ErrorCode } from '../domain/index.ts';
import { attemptStates, logLevels, pipelineRunReasons, pipelineRunStates, pipelineStepStates } from '../insight/index.ts';
import type {
  KeptError,
  KeptStep,
  PipelineDetail,
  PipelineRun,
  PipelineRunDetail,
  PipelineSchedule,
  PipelineSummary,
  RunStep,
  SlotHolder,
  StepAttempt,
  StepLogLine,
  StepQueue,
  Wait,
  WorkerStatus,
} from '../insight/index.ts';
import { instant, named, rowId, wireInstant } from './schemas.ts';

/** The answers about pipelines, and how they are made of what the queries return. */
const whole = z.number().int();
const runState = z.enum(pipelineRunStates);
const stepState = z.enum(pipelineStepStates);
const values = z.record(z.string(), z.unknown());
const outcomes = z.record(z.string(), z.number());

const failure = z.object({
  code: z.string().nullable(),
  message: z.string(),
  next: z.string().nullable().describe('What to do now, where the code is one of the catalogue'),
});

const failureOf = (error: KeptError | null): z.output<typeof failure> | null => {
  if (error === null) return null;
  const { code, message } = error;
  const isKnown = code !== null && Object.hasOwn(catalogue, code);
  return { code, message: message ?? '', next: isKnown ? new TidemarkError(code as ErrorCode, {}).next : null };
};

const maybe = (date: Date | null): string | null => date && wireInstant(date);

export const schedule = named(
  'Schedule',
  z.object({
    id: rowId,
    pipeline: z.string(),
    name: z.string(),
    cron: z.string(),
    zone: z.string(),
    jitterMs: whole,
    quiet: z.object({ from: z.string(), to: z.string() }).nullable(),
    catchUp: z.string(),
    parameters: values,
    pausedAt: instant.nullable(),
    nextAt: instant.nullable(),
  }),
);

export const scheduleOnWire = (from: PipelineSchedule): z.output<typeof schedule> => ({
  ...from,
  pausedAt: maybe(from.pausedAt),
  nextAt: maybe(from.nextAt),
});

const run = named(
  'PipelineRun',
  z.object({
    id: rowId,
    pipeline: z.string(),
    state: runState,
    reason: z.enum(pipelineRunReasons),
    intervalStart: instant,
    intervalEnd: instant.describe('Not part of it'),
    version: z.string(),
    priority: whole.describe('Higher goes first; 0 is a backfill'),
    createdAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    cancelRequestedAt: instant.nullable(),
    error: failure.nullable(),
    repeats: rowId.nullable(),
    parent: z.object({ runId: rowId, step: z.string() }).nullable(),
    steps: z.array(z.object({ name: z.string(), state: stepState, failures: whole })),
  }),
);

const runOnWire = (from: PipelineRun): z.output<typeof run> => ({ ...commonOnWire(from), steps: [...from.steps] });

const commonOnWire = (from: Omit<PipelineRun, 'steps'>) => ({
  id: from.id,
  pipeline: from.pipeline,
  state: from.state,
  reason: from.reason,
  intervalStart: wireInstant(from.intervalStart),
  intervalEnd: wireInstant(from.intervalEnd),
  version: from.version,
  priority: from.priority,
  createdAt: wireInstant(from.createdAt),
  startedAt: maybe(from.startedAt),
  endedAt: maybe(from.endedAt),
  cancelRequestedAt: maybe(from.cancelRequestedAt),
  error: failureOf(from.error),
  repeats: from.repeats,
  parent: from.parent,
});

export const pipelineSummary = named(
  'Pipeline',
  z.object({
    name: z.string(),
    title: z.string(),
    schedules: z.array(schedule),
    runs: z.array(run).describe('The newest 10, newest first'),
    nextAt: instant.nullable(),
    isPaused: z.boolean(),
  }),
);

export const summaryOnWire = (from: PipelineSummary): z.output<typeof pipelineSummary> => ({
  name: from.name,
  title: from.title,
  schedules: from.schedules.map(scheduleOnWire),
  runs: from.runs.map(runOnWire),
  nextAt: maybe(from.nextAt),
  isPaused: from.isPaused,
});

const definedStep = {
  name: z.string(),
  needs: z.array(z.string()),
  does: z.string(),
  with: values,
  pool: z.string(),
  seats: whole,
  retries: whole,
  retryDelayMs: whole,
  timeoutMs: whole,
};

const definedOnWire = ({ name, needs, does, with: told, pool, seats, retries, retryDelayMs, timeoutMs }: KeptStep) => ({
  ...{ name, needs: [...needs], does, with: told, pool, seats, retries, retryDelayMs, timeoutMs },
});

export const pipelineDetail = pipelineSummary.extend({
  definition: z.object({ parameters: values, steps: z.array(z.object(definedStep)) }).nullable(),
  grid: z.array(run).describe('One run an interval, the newest where one was repeated; newest first'),
});

export const detailOnWire = (from: PipelineDetail): z.output<typeof pipelineDetail> => ({
  ...summaryOnWire(from),
  definition: from.definition && { parameters: from.definition.parameters, steps: from.definition.steps.map(definedOnWire) },
  grid: from.grid.map(runOnWire),
});

const holder = z.object({
  runId: rowId,
  pipeline: z.string(),
  step: z.string(),
  seat: whole,
  workerId: rowId,
  host: z.string(),
  since: instant,
});

const holderOnWire = (from: SlotHolder): z.output<typeof holder> => ({ ...from, since: wireInstant(from.since) });

const wait = named(
  'Wait',
  z.discriminatedUnion('for', [
    z.object({ for: z.literal('needs'), steps: z.array(z.object({ name: z.string(), state: stepState })) }),
    z.object({ for: z.literal('later'), at: instant, because: failure.nullable() }),
    z.object({ for: z.literal('slot'), pool: z.string(), slots: whole, holders: z.array(holder) }),
    z.object({ for: z.literal('version'), version: z.string(), workers: z.array(z.string()) }),
    z.object({ for: z.literal('worker') }),
    z.object({ for: z.literal('turn') }),
  ]),
);

const waitOnWire = (from: Wait): z.output<typeof wait> => {
  if (from.for === 'later') return { for: 'later', at: wireInstant(from.at), because: failureOf(from.because) };
  if (from.for === 'slot') return { ...from, holders: from.holders.map(holderOnWire) };
  if (from.for === 'needs') return { for: 'needs', steps: [...from.steps] };
  return from.for === 'version' ? { ...from, workers: [...from.workers] } : from;
};

const attempt = z.object({
  id: rowId,
  attempt: whole.describe('From 1, and on after a failure'),
  seat: whole.describe('From 0'),
  pool: z.string(),
  workerId: rowId,
  host: z.string(),
  state: z.enum(attemptStates),
  workerAlive: z.boolean().describe('Of a running attempt: false when its worker is dead and another takes over'),
  startedAt: instant,
  endedAt: instant.nullable(),
  durationMs: whole.nullable(),
  outcomes,
  items: whole,
  bytes: whole,
  peakMemoryBytes: whole.nullable(),
  collections: z.array(rowId).describe('Ids for /api/v1/runs/{id}'),
  error: failure.nullable(),
});

const attemptOnWire = ({ step: _, ...from }: StepAttempt): z.output<typeof attempt> => ({
  ...from,
  startedAt: wireInstant(from.startedAt),
  endedAt: maybe(from.endedAt),
  collections: [...from.collections],
  error: failureOf(from.error),
});

const runStep = z.object({
  ...definedStep,
  state: stepState,
  attemptsBegun: whole.describe('Also those that are not listed'),
  failures: whole,
  readyAt: instant.nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  error: failure.nullable(),
  wait: wait.nullable().describe('Why it is not under way'),
  attempts: z.array(attempt).describe('The newest 100, oldest first'),
});

const runStepOnWire = (from: RunStep): z.output<typeof runStep> => ({
  ...definedOnWire(from),
  state: from.state,
  attemptsBegun: from.attemptsBegun,
  failures: from.failures,
  readyAt: maybe(from.readyAt),
  startedAt: maybe(from.startedAt),
  endedAt: maybe(from.endedAt),
  error: failureOf(from.error),
  wait: from.wait && waitOnWire(from.wait),
  attempts: from.attempts.map(attemptOnWire),
});

const kin = z.object({ id: rowId, pipeline: z.string(), state: runState });

export const pipelineRunDetail = run.omit({ steps: true }).extend({
  title: z.string(),
  schedule: z.string().nullable(),
  zone: z.string().nullable(),
  parameters: values,
  settings: values,
  steps: z.array(runStep),
  children: z.array(kin.extend({ step: z.string() })),
  repeatedBy: z.array(kin),
  actions: z.array(z.enum(['cancel', 'rerun'])).describe('What can be done about it here'),
});

export const runDetailOnWire = (from: PipelineRunDetail): Omit<z.output<typeof pipelineRunDetail>, 'actions'> => ({
  ...commonOnWire(from),
  title: from.title,
  schedule: from.schedule,
  zone: from.zone,
  parameters: from.parameters,
  settings: from.settings,
  steps: from.steps.map(runStepOnWire),
  children: [...from.children],
  repeatedBy: [...from.repeatedBy],
});

export const logLine = z.object({
  id: rowId,
  attemptId: rowId,
  attempt: whole,
  seat: whole,
  at: instant,
  level: z.enum(logLevels),
  message: z.string(),
  data: values,
});

export const logLineOnWire = (from: StepLogLine): z.output<typeof logLine> => ({ ...from, at: wireInstant(from.at) });

export const queue = z.object({
  waiting: z.array(
    z.object({
      runId: rowId,
      pipeline: z.string(),
      step: z.string(),
      pool: z.string(),
      state: stepState,
      priority: whole,
      since: instant,
      wait,
    }),
  ),
  failed: z.array(
    z.object({
      runId: rowId,
      pipeline: z.string(),
      step: z.string(),
      attempts: whole,
      endedAt: instant.nullable(),
      error: failure.nullable(),
    }),
  ),
  pools: z.array(z.object({ name: z.string(), slots: whole, holders: z.array(holder) })),
  actions: z.array(z.enum(['rerun'])).describe('What can be done about failed steps here'),
});

export const queueOnWire = (from: StepQueue): Omit<z.output<typeof queue>, 'actions'> => ({
  waiting: from.waiting.map((step) => ({ ...step, since: wireInstant(step.since), wait: waitOnWire(step.wait) })),
  failed: from.failed.map((step) => ({ ...step, endedAt: maybe(step.endedAt), error: failureOf(step.error) })),
  pools: from.pools.map((pool) => ({ ...pool, holders: pool.holders.map(holderOnWire) })),
});

export const worker = named(
  'Worker',
  z.object({
    id: rowId,
    host: z.string(),
    pid: whole,
    version: z.string(),
    since: instant,
    isAlive: z.boolean(),
    steps: z.array(
      z.object({
        runId: rowId,
        pipeline: z.string(),
        step: z.string(),
        seat: whole,
        attempt: whole,
        pool: z.string(),
        since: instant,
      }),
    ),
    collections: z.array(z.object({ runId: rowId, platform: z.string(), tasks: whole })),
  }),
);

export const workerOnWire = (from: WorkerStatus): z.output<typeof worker> => ({
  ...from,
  since: wireInstant(from.since),
  steps: from.steps.map((step) => ({ ...step, since: wireInstant(step.since) })),
  collections: [...from.collections],
});
