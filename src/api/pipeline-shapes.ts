import { basename } from 'node:path';
import { z } from 'zod';
import { attemptStates, logLevels, pipelineRunReasons } from '../insight/index.ts';
import type {
  KeptStep,
  PipelineDetail,
  PipelineRun,
  PipelineRunDetail,
  PipelineSchedule,
  PipelineSummary,
  RunStep,
  StepAttempt,
  StepLogLine,
} from '../insight/index.ts';
import type { BrokenPipeline } from '../pipelines/index.ts';
import { failure, failureOf, maybe, outcomes, runState, stepState, values, whole } from './pipeline-words.ts';
import { wait, waitOnWire } from './queue-shapes.ts';
import { instant, named, rowId, wireInstant } from './schemas.ts';

/** The answers about pipelines and their runs, and how they are made of what the queries return. */
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

export const pipelineRun = named(
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

export const pipelineRunOnWire = (from: PipelineRun): z.output<typeof pipelineRun> => ({ ...commonOnWire(from), steps: [...from.steps] });

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
    runs: z.array(pipelineRun).describe('The newest 10, newest first'),
    nextAt: instant.nullable(),
    isPaused: z.boolean(),
  }),
);

export const summaryOnWire = (from: PipelineSummary): z.output<typeof pipelineSummary> => ({
  name: from.name,
  title: from.title,
  schedules: from.schedules.map(scheduleOnWire),
  runs: from.runs.map(pipelineRunOnWire),
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
  actions: z.array(z.enum(['begin'])).describe('What can be done about it here'),
  definition: z.object({ parameters: values, steps: z.array(z.object(definedStep)) }).nullable(),
  grid: z.array(pipelineRun).describe('One run an interval, the newest where one was repeated; newest first'),
});

export const detailOnWire = (from: PipelineDetail): Omit<z.output<typeof pipelineDetail>, 'actions'> => ({
  ...summaryOnWire(from),
  definition: from.definition && { parameters: from.definition.parameters, steps: from.definition.steps.map(definedOnWire) },
  grid: from.grid.map(pipelineRunOnWire),
});

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

export const pipelineRunDetail = pipelineRun.omit({ steps: true }).extend({
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

export const brokenPipeline = z.object({
  name: z.string(),
  file: z.string(),
  problems: z.array(z.object({ place: z.string(), line: whole.nullable(), message: z.string() })),
});

export const brokenOnWire = (from: BrokenPipeline): z.output<typeof brokenPipeline> => ({
  name: from.name,
  file: basename(from.file),
  problems: from.problems.map(({ place, line, message }) => ({ place, line, message })),
});
