import { queryOptions } from '@tanstack/react-query';
import { ask } from './client.ts';
import type { ParameterTexts } from './pipeline-actions.ts';
import type { Schedule } from './pipelines.ts';

/** A schedule with what keeps it. */
export interface ScheduleReport extends Schedule {
  readonly waits: 'paused' | 'quiet' | 'worker' | 'invalid' | 'pipeline' | 'file' | 'clock' | null;
  readonly problem: string | null;
  readonly dueAt: string | null;
  /** Its pipeline brings it along: it can be paused and not removed. */
  readonly isOwn: boolean;
}

export interface Start {
  readonly at: string;
  readonly interval: { readonly start: string; readonly end: string };
  readonly isQuiet: boolean;
}

export interface Starts {
  readonly zone: string;
  readonly items: readonly Start[];
}

/** What a schedule says, as a form gives it. */
export interface ScheduleLine {
  readonly cron: string;
  readonly zone: string;
  readonly jitterMs: number;
  readonly quiet: { readonly from: string; readonly to: string } | null;
  readonly catchUp: string | number;
  readonly parameters: ParameterTexts;
}

export interface NewSchedule extends ScheduleLine {
  readonly pipeline: string;
  readonly name: string;
}

const part = encodeURIComponent;

export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: ({ signal }) => ask<{ readonly items: readonly ScheduleReport[]; readonly actions: readonly 'add'[] }>('/schedules', { signal }),
  refetchInterval: 15_000,
});

export const startsQuery = (id: string) =>
  queryOptions({
    queryKey: ['schedules', id, 'starts'],
    queryFn: ({ signal }) => ask<Starts>(`/schedules/${part(id)}/starts`, { signal, params: { count: 10 } }),
  });

/** When a schedule would begin runs, before it is written down. */
export const previewQuery = (line: Pick<ScheduleLine, 'cron' | 'zone' | 'quiet'>) =>
  queryOptions({
    queryKey: ['schedule-preview', line],
    queryFn: ({ signal }) => ask<Starts>('/schedules/preview', { method: 'POST', body: line, signal }),
    retry: false,
    staleTime: 60_000,
  });

export const changeSchedule = (id: string, change: 'pause' | 'resume'): Promise<ScheduleReport> =>
  ask(`/schedules/${part(id)}/${change}`, { method: 'POST' });
export const addSchedule = (schedule: NewSchedule): Promise<ScheduleReport> => ask('/schedules', { method: 'POST', body: schedule });
export const editSchedule = (id: string, line: Partial<ScheduleLine>): Promise<ScheduleReport> =>
  ask(`/schedules/${part(id)}`, { method: 'PATCH', body: line });
export const removeSchedule = (id: string): Promise<void> => ask(`/schedules/${part(id)}`, { method: 'DELETE' });
