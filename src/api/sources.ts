import { z } from 'zod';
import { outcomes } from '../domain/index.ts';
import { endpointHealth } from '../insight/index.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, instant, platform, rowId, wireInstant } from './schemas.ts';

const health = z.object({
  platform,
  stream: z.string(),
  endpoint: z.string(),
  state: z.enum(['well', 'mixed', 'failing']),
  asked: z.number().int().describe('Requests in the newest two runs of the platform'),
  outcomes: z.partialRecord(z.enum(outcomes), z.number().int()),
  lastAskedAt: instant,
  lastUsedAt: instant.nullable().describe('When it last gave an answer that could be used; null: not in these runs'),
  trouble: z
    .object({ outcome: z.enum(outcomes), note: z.string().nullable(), at: instant, exchangeId: rowId })
    .nullable()
    .describe('The newest answer that could not be used'),
});

/** What can be collected, in the very words of `tidemark sources --json` (the report is made by the caller and passed on), and how it fares. */
export const sourceRoutes = (app: Api, { sourcesReport, store }: ApiOptions): void => {
  app.get('/api/v1/sources', { schema: { summary: 'Sources, their streams and endpoints', response: answers(z.unknown()) } }, async () =>
    sourcesReport(),
  );
  app.get(
    '/api/v1/sources/health',
    {
      schema: {
        summary: 'How each endpoint fared in the newest runs: which access method answers',
        response: answers(z.object({ items: z.array(health) })),
      },
    },
    async (request) => {
      const items = await endpointHealth(store, actorOf(request).workspace.id);
      return {
        items: items.map((item) => ({
          ...item,
          lastAskedAt: wireInstant(item.lastAskedAt),
          lastUsedAt: item.lastUsedAt && wireInstant(item.lastUsedAt),
          trouble: item.trouble && { ...item.trouble, at: wireInstant(item.trouble.at) },
        })),
      };
    },
  );
};
