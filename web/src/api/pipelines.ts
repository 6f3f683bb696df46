import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask } from './client.ts';

export type PipelineRunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type StepState = 'blocked' | 'ready' | 'running' | 'done' | 'failed' | 'cancelled' | 'skipped';
export type AttemptState = 'running' | 'done' | 'failed' | 'cancelled' | 'lost' | 'waiting';
export type LogLevel = 'info' | 'warn' | 'error';

/** What went wrong in a run, a step or an attempt. Not every reason has a code. */
export interface StepError {
  readonly code: string | null;
  readonly message: string;
  readonly next: string | null;
}

export interface Schedule {
  readonly id: string;
  readonly pipeline: string;
  readonly name: string;
  readonly cron: string;
  readonly zone: string;
  readonly jitterMs: number;
  readonly quiet: { readonly from: string; readonly to: string } | null;
  readonly catchUp: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly pausedAt: string | null;
  readonly nextAt: string | null;
}

export interface PipelineRun {
  readonly id: string;
  readonly pipeline: string;
  readonly state: PipelineRunState;
  readonly reason: 'schedule' | 'person' | 'backfill' | 'pipeline' | 'rerun';
  readonly intervalStart: string;
  readonly intervalEnd: string;
  readonly version: string;
  readonly priority: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly cancelRequestedAt: string | null;
  readonly error: StepError | null;
  readonly repeats: string | null;
  readonly parent: { readonly runId: string; readonly step: string } | null;
  readonly steps: readonly { readonly name: string; readonly state: StepState; readonly failures: number }[];
}

export interface Pipeline {
  readonly name: string;
  readonly title: string;
  readonly schedules: readonly Schedule[];
  /** Newest first. */
  readonly runs: readonly PipelineRun[];
  readonly nextAt: string | null;
  readonly isPaused: boolean;
}

export interface DefinedStep {
  readonly name: string;
  readonly needs: readonly string[];
  readonly does: string;
  readonly with: Readonly<Record<string, unknown>>;
  readonly pool: string;
  readonly seats: number;
  readonly retries: number;
  readonly timeoutMs: number;
}

/** A value that a run may be begun with. */
export interface ParameterSpec {
  readonly type: 'text' | 'number' | 'boolean';
  readonly title: string;
  readonly default: string | number | boolean | null;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/** A file that cannot be used. */
export interface BrokenPipeline {
  readonly name: string;
  readonly file: string;
  readonly problems: readonly { readonly place: string; readonly line: number | null; readonly message: string }[];
}

export interface PipelineDetail extends Pipeline {
  readonly definition: { readonly parameters: Readonly<Record<string, ParameterSpec>>; readonly steps: readonly DefinedStep[] } | null;
  /** What can be done about it here. */
  readonly actions: readonly 'begin'[];
  /** One run an interval, newest first. */
  readonly grid: readonly PipelineRun[];
}

export interface SlotHolder {
  readonly runId: string;
  readonly pipeline: string;
  readonly step: string;
  readonly seat: number;
  readonly workerId: string;
  readonly host: string;
  readonly since: string;
}

/** Why a step is not under way. */
export type Wait =
  | { readonly for: 'needs'; readonly steps: readonly { readonly name: string; readonly state: StepState }[] }
  | { readonly for: 'later'; readonly at: string; readonly because: StepError | null }
  | { readonly for: 'slot'; readonly pool: string; readonly slots: number; readonly holders: readonly SlotHolder[] }
  | { readonly for: 'version'; readonly version: string; readonly workers: readonly string[] }
  | { readonly for: 'worker' }
  | { readonly for: 'turn' };

export interface StepAttempt {
  readonly id: string;
  readonly attempt: number;
  readonly seat: number;
  readonly pool: string;
  readonly workerId: string;
  readonly host: string;
  readonly state: AttemptState;
  readonly workerAlive: boolean;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly items: number;
  readonly bytes: number;
  readonly peakMemoryBytes: number | null;
  readonly collections: readonly string[];
  readonly error: StepError | null;
}

export interface RunStep extends DefinedStep {
  readonly state: StepState;
  readonly attemptsBegun: number;
  readonly failures: number;
  readonly readyAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly error: StepError | null;
  readonly wait: Wait | null;
  readonly attempts: readonly StepAttempt[];
}

export interface KinRun {
  readonly id: string;
  readonly pipeline: string;
  readonly state: PipelineRunState;
}

export interface PipelineRunReport extends Omit<PipelineRun, 'steps'> {
  readonly title: string;
  readonly schedule: string | null;
  readonly zone: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly steps: readonly RunStep[];
  readonly children: readonly (KinRun & { readonly step: string })[];
  readonly repeatedBy: readonly KinRun[];
  /** What can be done about it here. */
  readonly actions: readonly ('cancel' | 'rerun')[];
}

export interface LogLine {
  readonly id: string;
  readonly attemptId: string;
  readonly attempt: number;
  readonly seat: number;
  readonly at: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface QueuedStep {
  readonly runId: string;
  readonly pipeline: string;
  readonly step: string;
  readonly pool: string;
  readonly state: StepState;
  readonly priority: number;
  readonly since: string;
  readonly wait: Wait;
}

export interface FailedStep {
  readonly runId: string;
  readonly pipeline: string;
  readonly step: string;
  readonly attempts: number;
  readonly endedAt: string | null;
  readonly error: StepError | null;
}

/** A collection with tasks that gave up. */
export interface FailedTasks {
  readonly runId: string;
  readonly platform: string;
  readonly streams: readonly string[];
  readonly day: string;
  readonly zone: string;
  readonly isToday: boolean;
  readonly tasks: number;
  readonly failed: number;
  readonly endedAt: string | null;
  readonly error: StepError | null;
}

export interface PoolUse {
  readonly name: string;
  readonly slots: number;
  readonly holders: readonly SlotHolder[];
}

export interface StepQueue {
  readonly waiting: readonly QueuedStep[];
  readonly failed: readonly FailedStep[];
  readonly failedTasks: readonly FailedTasks[];
  readonly pools: readonly PoolUse[];
  /** What can be done here about failed steps, and about failed tasks. */
  readonly actions: readonly ('rerun' | 'retry')[];
}

export interface Worker {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly since: string;
  readonly isAlive: boolean;
  readonly steps: readonly Omit<SlotHolder, 'workerId' | 'host'>[];
  readonly collections: readonly { readonly runId: string; readonly platform: string; readonly tasks: number }[];
}

const seconds = 1000;
const part = encodeURIComponent;

/** A run that has not ended yet. */
export const isOpen = ({ state }: Pick<PipelineRun, 'state'>): boolean => state === 'queued' || state === 'running';

export const pipelinesQuery = queryOptions({
  queryKey: ['pipelines'],
  queryFn: ({ signal }) =>
    ask<{ readonly items: readonly Pipeline[]; readonly broken: readonly BrokenPipeline[] }>('/pipelines', { signal }),
  refetchInterval: ({ state }) => (state.data?.items.some(({ runs }) => runs.some(isOpen)) ? 4 : 15) * seconds,
});

export const pipelineQuery = (name: string) =>
  queryOptions({
    queryKey: ['pipeline', name],
    queryFn: ({ signal }) => ask<PipelineDetail>(`/pipelines/${part(name)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.runs.some(isOpen) ? 4 : 15) * seconds,
  });

export const pipelineRunQuery = (id: string) =>
  queryOptions({
    queryKey: ['pipeline-run', id],
    queryFn: ({ signal }) => ask<PipelineRunReport>(`/pipelines/runs/${part(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? 2 * seconds : false),
  });

export interface LogFilter {
  readonly attempt?: string | undefined;
  readonly level: LogLevel;
  readonly direction: 'asc' | 'desc';
}

/** `isMoving`: an attempt of the step still writes. */
export const stepLogQuery = (runId: string, step: string, filter: LogFilter, isMoving: boolean) =>
  infiniteQueryOptions({
    queryKey: ['step-log', runId, step, filter],
    queryFn: ({ signal, pageParam }) =>
      ask<{ readonly items: readonly LogLine[]; readonly next: string | null }>(`/pipelines/runs/${part(runId)}/steps/${part(step)}/log`, {
        signal,
        params: { ...filter, cursor: pageParam, limit: 100 },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: isMoving && 3 * seconds,
  });

export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: ({ signal }) => ask<StepQueue>('/queue', { signal }),
  refetchInterval: 4 * seconds,
});

export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: ({ signal }) => ask<{ readonly items: readonly Worker[] }>('/workers', { signal }),
  refetchInterval: 4 * seconds,
});
