import { z } from 'zod';
import type { Api, ApiOptions } from './options.ts';
import { answers, instant, wireInstant } from './schemas.ts';

const lane = z.object({
  name: z.string(),
  intervalMs: z.number(),
  concurrency: z.number().int(),
  budget: z.object({ units: z.number(), zone: z.string() }).optional(),
  setByOperator: z.boolean(),
  waitingFor: z.enum(['pace', 'backoff', 'budget', 'concurrency', 'challenge']).nullable(),
  until: instant.nullable(),
  challenge: z.string().optional(),
  cause: z.string().nullable(),
  causeAt: instant.nullable(),
  incidents: z.number().int(),
  budgetUsed: z.number(),
  permits: z.number().int(),
});

/** Lanes: how politely each platform is asked, and why one waits. */
export const laneRoutes = (app: Api, { lanesReport }: ApiOptions): void => {
  const list = z.object({ items: z.array(lane) });
  app.get('/api/v1/lanes', { schema: { summary: 'Lanes and what they wait for', response: answers(list) } }, async () => ({
    items: (await lanesReport()).map((report) => ({
      ...report,
      until: report.until === null ? null : wireInstant(report.until),
      causeAt: report.causeAt === null ? null : wireInstant(report.causeAt),
    })),
  }));
};
