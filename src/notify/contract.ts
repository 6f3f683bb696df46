import type { Instant, Json } from '../domain/index.ts';

/** What can happen that is worth telling. */
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

/** From the least to the most. */
export const severities = ['info', 'warning', 'error'] as const;
export type Severity = (typeof severities)[number];

export const channelKinds = ['slack', 'webhook', 'email'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** `silenced`: not told, as a silence held when it happened. `given-up`: three days were not enough. */
export const deliveryStates = ['waiting', 'delivered', 'given-up', 'silenced'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Something that happened, as its cause writes it down. */
export interface NewAlertEvent {
  readonly workspaceId: string;
  /** What makes it one event, such as `run-failed:12`: written a second time it changes nothing. */
  readonly key: string;
  readonly kind: AlertKind;
  /** By its kind when left out: `error` for what failed or changed its shape, `info` for success and tests, else `warning`. */
  readonly severity?: Severity | undefined;
  readonly title: string;
  readonly pipeline?: string | null | undefined;
  readonly runId?: string | null | undefined;
  readonly step?: string | null | undefined;
  readonly interval?: { readonly start: Instant; readonly end: Instant } | null | undefined;
  /** Path on the dashboard, such as `/pipelines/runs/12`. */
  readonly link?: string | null | undefined;
  /** Why: a code of the catalogue of errors, if it has one, and a sentence. */
  readonly cause?: { readonly code?: string | null | undefined; readonly message: string } | null | undefined;
  /** What can be done about it, such as a command. */
  readonly next?: string | null | undefined;
  readonly data?: Readonly<Record<string, Json>> | undefined;
  readonly at: Instant;
}

/** An event as it was written down. */
export interface AlertEvent {
  readonly id: string;
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly title: string;
  readonly pipeline: string | null;
  readonly runId: string | null;
  readonly step: string | null;
  readonly interval: { readonly start: Instant; readonly end: Instant } | null;
  readonly link: string | null;
  readonly cause: { readonly code: string | null; readonly message: string } | null;
  readonly next: string | null;
  readonly data: Readonly<Record<string, Json>>;
  readonly at: Instant;
}

/** How a channel is reached. `secretFrom` and `urlFrom` are names of environment variables; their values are stored nowhere. */
export interface ChannelSettings {
  /** Slack: the webhook's address. Webhook: the key that signs. E-mail: `smtps://user:password@host`. */
  readonly secretFrom: string;
  /** Webhook: the address, one of the two. */
  readonly url?: string | undefined;
  readonly urlFrom?: string | undefined;
  /** E-mail. */
  readonly from?: string | undefined;
  readonly to?: readonly string[] | undefined;
}

/** Where a message goes. */
export interface ChannelAddress {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: ChannelSettings;
}

/** Someone who is told, and of what; null: of everything. */
export interface Channel extends ChannelAddress {
  readonly id: string;
  readonly kinds: readonly AlertKind[] | null;
  readonly pipelines: readonly string[] | null;
  readonly leastSeverity: Severity;
  /** Events of one kind and pipeline within so long are one message. 0: each is one. */
  readonly groupMs: number;
  /** The receiver asked to be left alone until then. */
  readonly heldUntil: Instant | null;
}

/** One message: an event, or several of one kind and pipeline. */
export interface Message {
  /** The same with every attempt. */
  readonly idempotencyKey: string;
  readonly events: readonly AlertEvent[];
}

/** What came of one attempt. No text of it contains a secret. */
export type SendResult =
  | {
      readonly delivered: true;
      /** What the receiver answered. */
      readonly answer: string;
      /** What is to be known all the same, such as a recipient that was refused. */
      readonly remark: string | null;
    }
  | { readonly delivered: false; readonly reason: string; /** The receiver asks for a pause. */ readonly retryAfterMs: number | null };

/** Makes one attempt, within its time limit. Does not throw. */
export type Send = (channel: ChannelAddress, message: Message) => Promise<SendResult>;
