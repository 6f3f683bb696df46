import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import { traceFigure, tracedKinds } from '../insight/index.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, cursor, day, externalId, instant, limit, maybeCount, platform, rowId, text, wireInstant } from './schemas.ts';

const params = z.object({
  platform,
  kind: z.enum(tracedKinds),
  id: externalId,
  metric: z
    .string()
    .regex(/^[a-zA-Z]{1,40}$/)
    .describe('A metric such as `views`, or `fields` for the words of the record'),
});

const query = z.object({
  scope: text(200).optional().describe('Of a rank: its list, such as `weekday/MONDAY/user` or `keyword/WORD/sim`'),
  run: rowId.optional().describe('As this run found it; the newest when absent'),
  day: day.optional().describe('As the runs of this day found it'),
  cursor,
  limit,
});

const answer = z.object({
  of: z.enum(['observed', 'sum']).describe('One answer gave the number, or it adds up what the parts gave'),
  parts: z.array(
    z.object({
      id: z.string().describe('The record the answer gave the number for: the one asked about, or one of its episodes'),
      count: maybeCount,
      observedAt: instant,
      stream: z.string(),
      endpoint: z.string(),
      parserVersion: z.string(),
      exchangeId: rowId,
      runId: rowId,
    }),
  ),
  total: z.number().int(),
  next: z.string().nullable(),
});

/** Where any figure about a record comes from: the answers, the parser versions and the runs. */
export const traceRoutes = (app: Api, { store }: ApiOptions): void => {
  app.get(
    '/api/v1/traces/:platform/:kind/:id/:metric',
    { schema: { summary: 'Where a figure comes from', params, querystring: query, response: answers(answer) } },
    async (request) => {
      const { id: workspaceId } = actorOf(request).workspace;
      const found = await traceFigure(store, { workspaceId, ...request.params, ...request.query });
      if (found.total === 0)
        throw new TidemarkError('TDM_NOT_FOUND', { what: `figure ${request.params.metric} of`, id: request.params.id });
      return { ...found, parts: found.parts.map((part) => ({ ...part, observedAt: wireInstant(part.observedAt) })) };
    },
  );
};
