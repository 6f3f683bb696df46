import { z } from 'zod';
import type { FailedTasks, SlotHolder, StepQueue, Wait, WorkerStatus } from '../insight/index.ts';
import { failure, failureOf, maybe, stepState, whole } from './pipeline-words.ts';
import { day, instant, named, platform, rowId, wireInstant } from './schemas.ts';

/** The answers about what waits, what failed and who works, and how they are made of what the queries return. */
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

export const wait = named(
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

export const waitOnWire = (from: Wait): z.output<typeof wait> => {
  if (from.for === 'later') return { for: 'later', at: wireInstant(from.at), because: failureOf(from.because) };
  if (from.for === 'slot') return { ...from, holders: from.holders.map(holderOnWire) };
  if (from.for === 'needs') return { for: 'needs', steps: [...from.steps] };
  return from.for === 'version' ? { ...from, workers: [...from.workers] } : from;
};

const failedTasks = z.object({
  runId: rowId,
  platform,
  streams: z.array(z.string()),
  day,
  zone: z.string(),
  isToday: z.boolean().describe('Its day is not over: /api/v1/runs/{id}/retry asks for them again'),
  tasks: whole,
  failed: whole,
  endedAt: instant.nullable(),
  error: failure.nullable().describe('The commonest reason'),
});

export const failedTasksOnWire = ({ code, message, ...from }: FailedTasks): z.output<typeof failedTasks> => ({
  ...from,
  platform: from.platform as z.output<typeof platform>,
  streams: [...from.streams],
  endedAt: maybe(from.endedAt),
  error: failureOf(code === null && message === null ? null : { code, message }),
});

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
  failedTasks: z.array(failedTasks).describe('Of collections that no later one has asked for again'),
  pools: z.array(z.object({ name: z.string(), slots: whole, holders: z.array(holder) })),
  actions: z.array(z.enum(['rerun', 'retry'])).describe('What can be done here about failed steps, and about failed tasks'),
});

export const queueOnWire = (from: StepQueue): Omit<z.output<typeof queue>, 'actions' | 'failedTasks'> => ({
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
    pools: z.record(z.string(), whole).nullable().describe('Steps it does side by side, by pool; null: it does no steps'),
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
