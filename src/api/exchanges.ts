import { z } from 'zod';
import { outcomes, TidemarkError } from '../domain/index.ts';
import { findExchange } from '../insight/index.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, instant, platform, rowId, wireInstant } from './schemas.ts';

const exchange = z.object({
  id: rowId,
  platform,
  stream: z.string(),
  endpoint: z.string(),
  url: z.string(),
  status: z.number().int().describe('0 when no answer came'),
  outcome: z.enum(outcomes),
  note: z.string().nullable(),
  at: instant,
  durationMs: z.number().int(),
  attempts: z.number().int(),
  bytes: z.number().int(),
  parserVersion: z.string(),
  runId: rowId,
  body: z.string().describe('As it came, private people hashed'),
});

/** The end of every trace: the request a figure came from, and its raw answer. */
export const exchangeRoutes = (app: Api, { store, frames }: ApiOptions): void => {
  const params = z.object({ id: rowId });
  app.get(
    '/api/v1/exchanges/:id',
    { schema: { summary: 'One request and its raw answer', params, response: answers(exchange) } },
    async (request) => {
      const found = await findExchange(store, actorOf(request).workspace.id, request.params.id, frames);
      if (found === null) throw new TidemarkError('TDM_NOT_FOUND', { what: 'exchange', id: request.params.id });
      return { ...found, at: wireInstant(found.at) };
    },
  );
};
