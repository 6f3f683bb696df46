import { z } from 'zod';
import { alertKinds, channelKinds, deliveryStates, severities } from '../notify/index.ts';
import type { AlertEvent, Channel, ChannelHealth, Delivery, Silence, Told } from '../notify/index.ts';
import { failure, failureOf, whole } from './pipeline-words.ts';
import { instant, named, rowId, wireInstant } from './schemas.ts';

/** The answers about alerts, and how they are made of what notify returns. Nothing here is a secret: channels name where their secrets are. */
export const kind = z.enum(alertKinds);
const maybe = (at: number | null): string | null => (at === null ? null : wireInstant(at));

export const alertEvent = named(
  'AlertEvent',
  z.object({
    id: rowId,
    kind,
    severity: z.enum(severities),
    title: z.string(),
    pipeline: z.string().nullable(),
    runId: rowId.nullable(),
    step: z.string().nullable(),
    link: z.string().nullable().describe('Path on the dashboard'),
    cause: failure.nullable(),
    at: instant,
    told: z.array(
      z.object({
        channel: z.string(),
        delivery: rowId.describe('The message that tells of it'),
        state: z.enum(deliveryStates),
        attempts: whole,
        lastError: z.string().nullable(),
      }),
    ),
  }),
);

/** The event knows what can be done in its case; the catalogue only in general. */
const causeOnWire = ({ cause, next }: AlertEvent): z.output<typeof failure> | null => {
  const failed = failureOf(cause);
  return failed && { ...failed, next: next ?? failed.next };
};

export const eventOnWire = (from: AlertEvent & { readonly told: readonly Told[] }): z.output<typeof alertEvent> => ({
  ...{
    id: from.id,
    kind: from.kind,
    severity: from.severity,
    title: from.title,
    pipeline: from.pipeline,
    runId: from.runId,
    step: from.step,
  },
  link: from.link,
  cause: causeOnWire(from),
  at: wireInstant(from.at),
  told: from.told.map(({ channel, delivery, state, attempts, lastError }) => ({ channel, delivery, state, attempts, lastError })),
});

export const delivery = named(
  'AlertDelivery',
  z.object({
    id: rowId,
    channel: z.string(),
    state: z.enum(deliveryStates),
    idempotencyKey: z.string(),
    kind: z.string(),
    title: z.string(),
    events: whole.describe('It tells of so many'),
    attempts: whole,
    nextAt: instant.nullable(),
    lastError: z.string().nullable(),
    answer: z.string().nullable(),
    deliveredAt: instant.nullable(),
  }),
);

export const deliveryOnWire = ({ nextAt, deliveredAt, ...from }: Delivery): z.output<typeof delivery> => ({
  ...{ id: from.id, channel: from.channel, state: from.state, idempotencyKey: from.idempotencyKey, kind: from.kind, title: from.title },
  ...{ events: from.events, attempts: from.attempts, lastError: from.lastError, answer: from.answer },
  ...{ nextAt: maybe(nextAt), deliveredAt: maybe(deliveredAt) },
});

export const channelSettings = z.object({
  secretFrom: z.string().max(100).optional().describe('The environment variable that holds the secret, never the secret itself'),
  url: z.string().max(2_000).optional(),
  urlFrom: z.string().max(100).optional(),
  from: z.string().max(300).optional(),
  to: z.array(z.string().max(300)).max(50).optional(),
});

export const channel = named(
  'AlertChannel',
  z.object({
    name: z.string(),
    kind: z.enum(channelKinds),
    settings: channelSettings,
    kinds: z.array(kind).nullable().describe('Null: all'),
    pipelines: z.array(z.string()).nullable().describe('Null: all'),
    leastSeverity: z.enum(severities),
    groupMs: whole,
    heldUntil: instant.nullable().describe('Its receiver asked to be left alone until then'),
    missing: z.string().nullable().describe('What it lacks where this dashboard runs'),
    waiting: whole,
    givenUp: whole,
    lastDeliveredAt: instant.nullable(),
    trouble: z.string().nullable().describe('Why the last attempt of what waits failed'),
  }),
);

const quiet: ChannelHealth = { waiting: 0, givenUp: 0, lastDeliveredAt: null, trouble: null };

export const channelOnWire = (
  from: Channel,
  { waiting, givenUp, lastDeliveredAt, trouble }: ChannelHealth = quiet,
  missing: string | null = null,
): z.output<typeof channel> => {
  const { secretFrom, url, urlFrom, from: sender, to } = from.settings;
  return {
    ...{ name: from.name, kind: from.kind, leastSeverity: from.leastSeverity, groupMs: from.groupMs, heldUntil: maybe(from.heldUntil) },
    settings: {
      secretFrom,
      ...(url === undefined ? {} : { url }),
      ...(urlFrom === undefined ? {} : { urlFrom }),
      ...(sender === undefined ? {} : { from: sender }),
      ...(to === undefined ? {} : { to: [...to] }),
    },
    kinds: from.kinds && [...from.kinds],
    pipelines: from.pipelines && [...from.pipelines],
    ...{ missing, waiting, givenUp, lastDeliveredAt: maybe(lastDeliveredAt), trouble },
  };
};

export const silence = named(
  'AlertSilence',
  z.object({
    id: rowId,
    channel: z.string().nullable().describe('Null: all'),
    kind: kind.nullable(),
    pipeline: z.string().nullable(),
    until: instant,
    reason: z.string(),
    kept: whole.describe('So many deliveries it has kept back'),
  }),
);

export const silenceOnWire = ({ until, ...from }: Silence): z.output<typeof silence> => ({ ...from, until: wireInstant(until) });
