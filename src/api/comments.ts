import { z } from 'zod';
import { dayOf } from '../domain/index.ts';
import { commentActivity, moveFormula, verdicts } from '../insight/index.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, day, maybeCount, rowId } from './schemas.ts';
import { seriesParams, webtoonPlatforms } from './webtoons.ts';
import { dayMs } from './wire.ts';

const whole = z.number().int();

const query = z.object({ days: z.coerce.number().int().min(1).max(3_650).default(90) });

const answer = z.object({
  zone: z.string().describe('The zone of every `day`'),
  formula: z.string(),
  days: z
    .array(
      z.object({
        day,
        beforeDay: day,
        verdict: z.enum(verdicts),
        change: z.number().nullable(),
        relative: z.number().nullable(),
        step: z.number(),
        count: maybeCount,
        before: maybeCount,
        compared: whole.nullable(),
        added: whole.nullable(),
        runId: rowId.nullable(),
        beforeRunId: rowId.nullable(),
      }),
    )
    .describe("How the platform's number of comments moved, over the episodes that can be compared"),
  written: z
    .array(
      z.object({
        day,
        comments: whole,
        writers: whole.nullable().describe('Different people, by keyed hashes; null: the platform names none'),
      }),
    )
    .describe('When the collected comments were written'),
  collected: z.object({ comments: whole, episodes: whole }).describe('How many comments are kept, of how many episodes'),
});

/** How much a webtoon is talked about. */
export const commentRoutes = (app: Api, { store, clock }: ApiOptions): void => {
  app.get(
    '/api/v1/webtoons/:platform/:id/comment-activity',
    {
      schema: {
        summary: 'How much a webtoon is talked about, day by day',
        params: seriesParams,
        querystring: query,
        response: answers(answer),
      },
    },
    async (request) => {
      const { platform, id } = request.params;
      const { zone } = webtoonPlatforms[platform];
      const since = dayOf(clock.now() - request.query.days * dayMs, zone);
      const { days, written, collected } = await commentActivity(store, { platform, seriesId: id, since, zone });
      return { zone, formula: moveFormula, days: [...days], written: [...written], collected };
    },
  );
};
