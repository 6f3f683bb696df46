import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask } from './client.ts';
import type { StepError } from './pipelines.ts';

export const alertKinds = [
  'run-succeeded',
  'run-failed',
  'run-late',
  'no-data',
  'changed-shape',
  'challenge',
  'budget-gone',
  'test',
] as const;
export type AlertKind = (typeof alertKinds)[number];
export const severities = ['info', 'warning', 'error'] as const;
export type Severity = (typeof severities)[number];
export const channelKinds = ['slack', 'webhook', 'email'] as const;
export type ChannelKind = (typeof channelKinds)[number];
export type DeliveryState = 'waiting' | 'delivered' | 'given-up' | 'silenced';

export interface AlertEvent {
  readonly id: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly title: string;
  readonly pipeline: string | null;
  readonly runId: string | null;
  readonly step: string | null;
  readonly link: string | null;
  readonly cause: StepError | null;
  readonly at: string;
  readonly told: readonly {
    readonly channel: string;
    readonly delivery: string;
    readonly state: DeliveryState;
    readonly attempts: number;
    readonly lastError: string | null;
  }[];
}

/** How a channel is reached; secrets are named by the environment variable that holds them. */
export interface ChannelSettings {
  readonly secretFrom?: string;
  readonly url?: string;
  readonly urlFrom?: string;
  readonly from?: string;
  readonly to?: readonly string[];
}

export interface AlertChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: ChannelSettings;
  readonly kinds: readonly AlertKind[] | null;
  readonly pipelines: readonly string[] | null;
  readonly leastSeverity: Severity;
  readonly groupMs: number;
  readonly heldUntil: string | null;
  readonly missing: string | null;
  readonly waiting: number;
  readonly givenUp: number;
  readonly lastDeliveredAt: string | null;
  readonly trouble: string | null;
}

export interface NewChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: ChannelSettings;
  readonly kinds: readonly AlertKind[] | null;
  readonly pipelines: readonly string[] | null;
  readonly leastSeverity: Severity;
  readonly groupMs: number;
}

export interface Silence {
  readonly id: string;
  readonly channel: string | null;
  readonly kind: AlertKind | null;
  readonly pipeline: string | null;
  readonly until: string;
  readonly reason: string;
  readonly kept: number;
}

export interface NewSilence {
  readonly forMs: number;
  readonly channel: string | null;
  readonly kind: AlertKind | null;
  readonly pipeline: string | null;
  readonly reason: string;
}

const part = encodeURIComponent;

export const alertEventsQuery = infiniteQueryOptions({
  queryKey: ['alerts', 'events'],
  queryFn: ({ signal, pageParam }) =>
    ask<{ readonly items: readonly AlertEvent[]; readonly next: string | null }>('/alerts/events', {
      signal,
      params: { cursor: pageParam, limit: 30 },
    }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
  placeholderData: keepPreviousData,
  refetchInterval: 15_000,
});

export const channelsQuery = queryOptions({
  queryKey: ['alerts', 'channels'],
  queryFn: ({ signal }) =>
    ask<{ readonly items: readonly AlertChannel[]; readonly actions: readonly 'test'[] }>('/alerts/channels', { signal }),
  refetchInterval: 15_000,
});

export const silencesQuery = queryOptions({
  queryKey: ['alerts', 'silences'],
  queryFn: ({ signal }) => ask<{ readonly items: readonly Silence[] }>('/alerts/silences', { signal }),
  refetchInterval: 15_000,
});

export const addChannel = (channel: NewChannel): Promise<AlertChannel> => ask('/alerts/channels', { method: 'POST', body: channel });
export const editChannel = (name: string, changes: Partial<Omit<NewChannel, 'kind'>>): Promise<AlertChannel> =>
  ask(`/alerts/channels/${part(name)}`, { method: 'PATCH', body: changes });
export const removeChannel = (name: string): Promise<unknown> => ask(`/alerts/channels/${part(name)}`, { method: 'DELETE' });
export const testChannel = (name: string): Promise<{ readonly answer: string; readonly remark: string | null }> =>
  ask(`/alerts/channels/${part(name)}/test`, { method: 'POST' });
export const resendChannel = (name: string): Promise<unknown> => ask(`/alerts/channels/${part(name)}/resend`, { method: 'POST' });
export const resendDelivery = (id: string): Promise<void> => ask(`/alerts/deliveries/${part(id)}/resend`, { method: 'POST' });
export const addSilence = (silence: NewSilence): Promise<Silence> => ask('/alerts/silences', { method: 'POST', body: silence });
export const endSilence = (id: string): Promise<void> => ask(`/alerts/silences/${part(id)}`, { method: 'DELETE' });
