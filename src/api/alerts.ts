import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import {
  addChannel,
  addSilence,
  changeChannel,
  channelHealth,
  channelKinds,
  deliveryStates,
  endSilence,
  findChannel,
  listChannels,
  listDeliveries,
  listEvents,
  listSilences,
  removeChannel,
  resendChannel,
  resendDelivery,
  severities,
  testChannel,
} from '../notify/index.ts';
import type { Channel } from '../notify/index.ts';
import { databaseClock } from '../store/index.ts';
import * as wire from './alert-shapes.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import { Refusal } from './problems.ts';
import { answers, limit, rowId, text } from './schemas.ts';

const name = text(200).min(1);
const params = z.object({ name });
const cursor = rowId.optional().describe('`next` of the page before');
const dayMs = 86_400_000;

/** A page of what was asked for with one more than fits. */
const pageOf = <T extends { readonly id: string }>(found: readonly T[], most: number): { items: readonly T[]; next: string | null } => {
  const items = found.slice(0, most);
  return { items, next: found.length > most ? items.at(-1)!.id : null };
};

/** Complaints name the flags of the command line; over HTTP the same things have other names. */
const properties: Readonly<Record<string, string>> = {
  '--secret-from': 'secretFrom',
  '--url-from': 'urlFrom',
  '--url': 'url',
  '--from': 'from',
  '--to': 'to',
};
const flag = /--(?:secret-from|url-from|url|from|to)\b/;

/** A channel that is refused says which of its settings is wrong. */
const placed = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TidemarkError && error.code === 'TDM_CHANNEL_INVALID')) throw error;
    const given = String(error.details['reason']);
    const first = flag.exec(given)?.[0];
    const reason = given.replace(new RegExp(flag, 'g'), (each) => properties[each]!);
    const at =
      first === undefined ? (/^name it|channel of this name/.test(given) ? 'body/name' : 'body') : `body/settings/${properties[first]!}`;
    throw new Refusal(
      400,
      'TDM_CHANNEL_INVALID',
      { ...error.details, reason },
      { issues: [{ path: at, message: reason.replace(/^\w+: /, '') }] },
    );
  }
};

/** Alerts: what happened and who was told, the channels, what is silenced. Acts through the same functions as `tidemark alerts`. */
export const alertRoutes = (app: Api, { store, alerts }: ApiOptions): void => {
  const nowOf = async (): Promise<number> => (await databaseClock(store)).now();
  const workspaceOf = (request: Parameters<typeof actorOf>[0]): string => actorOf(request).workspace.id;

  const eventQuery = z.object({ cursor, limit });
  const events = z.object({ items: z.array(wire.alertEvent), next: rowId.nullable() });
  app.get(
    '/api/v1/alerts/events',
    {
      schema: {
        summary: 'What happened that is worth telling, newest first, and who was told',
        querystring: eventQuery,
        response: answers(events),
      },
    },
    async (request) => {
      const { cursor: before, limit: most } = request.query;
      const { items, next } = pageOf(await listEvents(store, { workspaceId: workspaceOf(request), limit: most + 1, before }), most);
      return { items: items.map(wire.eventOnWire), next };
    },
  );

  const deliveryQuery = z.object({ state: z.enum(deliveryStates).optional(), channel: name.optional(), cursor, limit });
  const deliveries = z.object({ items: z.array(wire.delivery), next: rowId.nullable() });
  app.get(
    '/api/v1/alerts/deliveries',
    {
      schema: {
        summary: 'Messages, newest first, and what their receivers answered',
        querystring: deliveryQuery,
        response: answers(deliveries),
      },
    },
    async (request) => {
      const { cursor: before, limit: most, ...query } = request.query;
      const { items, next } = pageOf(
        await listDeliveries(store, { workspaceId: workspaceOf(request), ...query, limit: most + 1, before }),
        most,
      );
      return { items: items.map(wire.deliveryOnWire), next };
    },
  );

  const done = { 204: z.undefined(), default: answers(wire.channel).default };
  app.post(
    '/api/v1/alerts/deliveries/:id/resend',
    { schema: { summary: 'Send a message again that was given up', params: z.object({ id: rowId }), response: done } },
    async (request, reply) => {
      await resendDelivery(store, { workspaceId: workspaceOf(request), id: request.params.id, now: await nowOf() });
      return reply.code(204).send();
    },
  );

  const report = async (workspaceId: string, found: Channel) =>
    wire.channelOnWire(found, (await channelHealth(store, workspaceId)).get(found.id), alerts?.missing(found) ?? null);
  const channels = z.object({
    items: z.array(wire.channel),
    actions: z.array(z.enum(['test'])).describe('What can be done about them here, besides changing them'),
  });
  app.get('/api/v1/alerts/channels', { schema: { summary: 'Who is told of what', response: answers(channels) } }, async (request) => {
    const workspaceId = workspaceOf(request);
    const health = await channelHealth(store, workspaceId);
    const items = (await listChannels(store, workspaceId)).map((each) =>
      wire.channelOnWire(each, health.get(each.id), alerts?.missing(each) ?? null),
    );
    return { items, actions: alerts === undefined ? [] : ['test' as const] };
  });

  const wants = {
    kinds: z.array(wire.kind).nullable().optional().describe('Null or absent: all'),
    pipelines: z.array(text(100)).max(200).nullable().optional().describe('Null or absent: all'),
    leastSeverity: z.enum(severities).optional(),
    groupMs: z.number().min(0).max(dayMs).optional().describe('Events of one kind and pipeline within so long are one message'),
  };
  const addition = z.object({ name, kind: z.enum(channelKinds), settings: wire.channelSettings, ...wants });
  app.post(
    '/api/v1/alerts/channels',
    {
      schema: {
        summary: 'Add a channel; it is told of what happens from now on',
        body: addition,
        response: { 201: wire.channel, default: answers(wire.channel).default },
      },
    },
    async (request, reply) => {
      const workspaceId = workspaceOf(request);
      const { kinds, pipelines, ...rest } = request.body;
      const added = await placed(addChannel(store, { workspaceId, ...rest, kinds: kinds ?? undefined, pipelines: pipelines ?? undefined }));
      return reply.code(201).send(await report(workspaceId, added));
    },
  );

  const change = z.object({ name: name.optional(), settings: wire.channelSettings.optional(), ...wants });
  app.patch(
    '/api/v1/alerts/channels/:name',
    { schema: { summary: 'Change a channel; what it was told stays with it', params, body: change, response: answers(wire.channel) } },
    async (request) => {
      const workspaceId = workspaceOf(request);
      const given = { workspaceId, name: request.params.name, changes: request.body, now: await nowOf() };
      return report(workspaceId, await placed(changeChannel(store, given)));
    },
  );

  const removed = z.object({ givenUp: z.number().int().describe('Messages that waited for it') });
  app.delete(
    '/api/v1/alerts/channels/:name',
    { schema: { summary: 'Remove a channel; what waits for it is given up', params, response: answers(removed) } },
    async (request) => removeChannel(store, workspaceOf(request), request.params.name),
  );

  const again = z.object({ again: z.number().int(), hurried: z.number().int() });
  app.post(
    '/api/v1/alerts/channels/:name/resend',
    {
      schema: {
        summary: 'Send again what a channel was not told, and at once what waits for its next attempt',
        params,
        response: answers(again),
      },
    },
    async (request) => resendChannel(store, { workspaceId: workspaceOf(request), name: request.params.name, now: await nowOf() }),
  );

  silenceRoutes(app, { store, nowOf, workspaceOf });
  if (alerts === undefined) return;

  const tested = z.object({ answer: z.string(), remark: z.string().nullable(), idempotencyKey: z.string() });
  app.post(
    '/api/v1/alerts/channels/:name/test',
    { schema: { summary: 'Send a real message at once, and say what the receiver answered', params, response: answers(tested) } },
    async (request) => {
      const now = (await databaseClock(store)).now;
      const options = { store, workspaceId: workspaceOf(request), name: request.params.name, send: alerts.send, now };
      const { result, idempotencyKey } = await testChannel(options);
      if (!result.delivered) throw new Refusal(502, 'TDM_ALERT_UNDELIVERED', { channel: request.params.name, reason: result.reason });
      return { answer: result.answer, remark: result.remark, idempotencyKey };
    },
  );
};

interface Within {
  readonly store: ApiOptions['store'];
  nowOf(): Promise<number>;
  workspaceOf(request: Parameters<typeof actorOf>[0]): string;
}

/** What nobody is told of for a while. */
const silenceRoutes = (app: Api, { store, nowOf, workspaceOf }: Within): void => {
  const list = z.object({ items: z.array(wire.silence) });
  app.get('/api/v1/alerts/silences', { schema: { summary: 'The silences that hold', response: answers(list) } }, async (request) => ({
    items: (await listSilences(store, workspaceOf(request), await nowOf())).map(wire.silenceOnWire),
  }));

  const addition = z.object({
    forMs: z
      .number()
      .int()
      .min(60_000)
      .max(366 * dayMs)
      .describe('So long from now'),
    channel: name.nullish(),
    kind: wire.kind.nullish(),
    pipeline: text(100).min(1).nullish(),
    reason: text(500).default('').describe('Why, for the others'),
  });
  app.post(
    '/api/v1/alerts/silences',
    {
      schema: {
        summary: 'Tell nobody for a while, of everything or of what is named; it is still written down',
        body: addition,
        response: { 201: wire.silence, default: answers(wire.silence).default },
      },
    },
    async (request, reply) => {
      const workspaceId = workspaceOf(request);
      const { forMs, channel, kind, pipeline, reason } = request.body;
      const channelId = channel ? (await findChannel(store, workspaceId, channel)).id : null;
      const now = await nowOf();
      const { id } = await addSilence(store, { workspaceId, channelId, kind, pipeline, until: now + forMs, reason });
      const begun = (await listSilences(store, workspaceId, now)).find((each) => each.id === id)!;
      return reply.code(201).send(wire.silenceOnWire(begun));
    },
  );

  app.delete(
    '/api/v1/alerts/silences/:id',
    {
      schema: {
        summary: 'End a silence; what it kept back is not told any more',
        params: z.object({ id: rowId }),
        response: { 204: z.undefined(), default: answers(wire.silence).default },
      },
    },
    async (request, reply) => {
      await endSilence(store, workspaceOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
};
