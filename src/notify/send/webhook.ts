import { createHmac } from 'node:crypto';
import { isoOf } from '../../domain/index.ts';
import type { Instant } from '../../domain/index.ts';
import type { AlertEvent, Message } from '../contract.ts';
import { headlineOf, linkOf, severityOf } from '../describe.ts';

/** The body of a webhook: the same bytes with every attempt, so that it belongs to its idempotency key. */
export const webhookBody = (message: Message, baseUrl: string | undefined): string => {
  const [first] = message.events;
  return JSON.stringify({
    ...{ version: 1, id: message.idempotencyKey, kind: first!.kind, severity: severityOf(message), title: headlineOf(message) },
    ...{ pipeline: first!.pipeline, events: message.events.map((event) => eventJson(event, baseUrl)) },
  });
};

const eventJson = (event: AlertEvent, baseUrl: string | undefined) => ({
  ...{
    key: event.key,
    kind: event.kind,
    severity: event.severity,
    title: event.title,
    pipeline: event.pipeline,
    run: event.runId,
    step: event.step,
  },
  interval: event.interval && { start: isoOf(event.interval.start), end: isoOf(event.interval.end) },
  ...{ link: linkOf(event, baseUrl) ?? event.link, cause: event.cause, next: event.next, data: event.data, at: isoOf(event.at) },
});

/**
 * The header `Tidemark-Signature`: `t=<seconds since 1970>,v1=<hex>`, where v1 is the HMAC-SHA-256 of `<t>.<body>`. The time is signed with the
 * body, so that a receiver can refuse a message that somebody repeats later.
 */
export const signatureOf = (body: string, key: string, now: Instant): string => {
  const t = Math.floor(now / 1000);
  return `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`;
};
