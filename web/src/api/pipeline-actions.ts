import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { ask } from './client.ts';
import { isOpen, type PipelineRun, type PipelineRunState } from './pipelines.ts';

const seconds = 1000;
const part = encodeURIComponent;

export const cancelRun = (id: string): Promise<{ readonly id: string }> => ask(`/pipelines/runs/${part(id)}/cancel`, { method: 'POST' });

/** What of a run is done again: all, what is not done, or a step and all that need it. */
export interface Again {
  readonly failedOnly?: boolean;
  readonly from?: string;
}

export const rerunRun = (id: string, again: Again): Promise<{ readonly id: string }> =>
  ask(`/pipelines/runs/${part(id)}/rerun`, { method: 'POST', body: again });

export type ParameterTexts = Readonly<Record<string, string | number | boolean | null>>;

export const beginRun = (pipeline: string, parameters: ParameterTexts): Promise<{ readonly id: string }> =>
  ask(`/pipelines/${part(pipeline)}/runs`, { method: 'POST', body: { parameters } });

/** A step as it would be done. */
export interface StepPlan {
  readonly step: string;
  readonly does: string;
  readonly needs: readonly string[];
  readonly pool: string;
  readonly streams: readonly {
    readonly stream: string;
    readonly targets: number;
    readonly calls: number;
    /** As the newest collection needed, or the least there will be. */
    readonly by: 'history' | 'least';
    readonly units: number;
    readonly lane: string;
    readonly paceMs: number;
  }[];
  readonly closed: readonly { readonly stream: string; readonly settings: readonly string[] }[];
}

/** What a run would do; begins nothing. */
export const planRun = (pipeline: string, parameters: ParameterTexts): Promise<{ readonly steps: readonly StepPlan[] }> =>
  ask(`/pipelines/${part(pipeline)}/plan`, { method: 'POST', body: { parameters } });

export interface Backfill {
  readonly from: string;
  readonly to: string;
  readonly parameters: ParameterTexts;
}

export const backfill = (pipeline: string, days: Backfill): Promise<{ readonly begun: readonly string[]; readonly intervals: number }> =>
  ask(`/pipelines/${part(pipeline)}/backfill`, { method: 'POST', body: days });

/** Tries the failed tasks of a collection again. */
export const retryTasks = (collection: string): Promise<{ readonly id: string }> =>
  ask(`/runs/${part(collection)}/retry`, { method: 'POST' });

export const setPool = (name: string, slots: number): Promise<unknown> => ask(`/pools/${part(name)}`, { method: 'PUT', body: { slots } });

export const pipelineRunStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const satisfies readonly PipelineRunState[];

export interface HistoryFilter {
  readonly pipeline?: string | undefined;
  readonly state?: PipelineRunState | undefined;
}

export const historyQuery = (filter: HistoryFilter) =>
  infiniteQueryOptions({
    queryKey: ['pipeline-runs', filter],
    queryFn: ({ signal, pageParam }) =>
      ask<{ readonly items: readonly PipelineRun[]; readonly next: string | null }>('/pipeline-runs', {
        signal,
        params: { ...filter, cursor: pageParam, limit: 50 },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isOpen)) ? 4 : 15) * seconds,
  });
