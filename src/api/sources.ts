import { z } from 'zod';
import { outcomes } from '../domain/index.ts';
import { endpointHealth, hostRules } from '../insight/index.ts';
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

const hostSchema = z.object({
  host: z.string(),
  robots: z
    .object({ status: z.number().int().nullable(), fetchedAt: instant.nullable(), trouble: z.string().nullable() })
    .nullable()
    .describe('How its robots.txt last answered; null: not asked yet'),
  permission: z
    .object({ reason: z.string(), allowedAt: instant })
    .nullable()
    .describe('Why the operator has written down that it may be read whatever robots.txt says'),
});

/** What can be collected, in the very words of `tidemark sources --json` (the report is made by the caller and passed on), what it needs, and how it fares. */
export const sourceRoutes = (app: Api, { sourcesReport, store }: ApiOptions): void => {
  app.get('/api/v1/sources', { schema: { summary: 'Sources, their streams and endpoints', response: answers(z.unknown()) } }, async () =>
    sourcesReport(),
  );
  app.get(
    '/api/v1/sources/health',
    {
      schema: {
        summary: 'How each endpoint fared in the newest runs, and who says whether a host may be read',
        response: answers(z.object({ items: z.array(health), hosts: z.array(hostSchema) })),
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
        hosts: (await hostRules(store)).map(({ host, robots, permission }) => ({
          host,
          robots: robots && { ...robots, fetchedAt: robots.fetchedAt && wireInstant(robots.fetchedAt) },
          permission: permission && { ...permission, allowedAt: wireInstant(permission.allowedAt) },
        })),
      };
    },
  );
};
