import { z } from 'zod';
import { findEpisodeMovers, findMovers, moveFormula, moverMetrics, summedMetrics, verdicts } from '../insight/index.ts';
import { imageAddressOf } from './images.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, day, limit, platform, rowId } from './schemas.ts';
import { platforms, webtoonPlatform } from './webtoons.ts';
import { move } from './wire.ts';

const mover = z.object({
  platform,
  id: z.string(),
  title: z.string(),
  authors: z.array(z.string()),
  thumbnailUrl: z.string().nullable(),
  adult: z.boolean().nullable(),
  weekdays: z.array(z.string()),
  state: z.string().nullable(),
  genres: z.array(z.string()),
  ...move,
  scope: z.string().nullable().describe('Of a rank: the list in which both places hold'),
  compared: z.number().int().nullable().describe('Of a sum: episodes known on both days'),
  added: z.number().int().nullable().describe('Of a sum: episodes published since'),
  runId: rowId.nullable(),
  beforeRunId: rowId.nullable(),
  exchangeId: rowId.nullable().describe('Null for a sum: /api/v1/traces has its parts'),
  beforeExchangeId: rowId.nullable(),
});

const dayPair = z.object({ platform, day, beforeDay: day.describe('The last day before on which the platform was looked at') });

const chosen = {
  platform: webtoonPlatform.optional(),
  day: day.optional().describe('The newest one when absent; each platform has its own'),
};

const moversQuery = z.object({
  ...chosen,
  metric: z.enum(moverMetrics).default('likes'),
  by: z.enum(['absolute', 'relative']).default('absolute'),
  least: z.coerce
    .number()
    .min(0)
    .max(1e15)
    .optional()
    .describe('Leaves out what was less than this before; 100 by default when ordered by the relative change, else 0'),
  limit: limit.default(20),
});

const moversAnswer = z.object({
  formula: z.string(),
  metric: z.enum(moverMetrics),
  days: z.array(
    dayPair.extend({ verdicts: z.record(z.enum(verdicts), z.number().int()).describe('How many series ended in each verdict') }),
  ),
  rose: z.array(mover),
  fell: z.array(mover),
  fresh: z.array(mover).describe('Series met for the first time on this day: no growth'),
});

const episodeMover = z.object({
  platform,
  id: z.string(),
  no: z.number().nullable(),
  title: z.string().nullable(),
  publishedOn: z.string().nullable(),
  seriesId: z.string(),
  seriesTitle: z.string(),
  ...move,
  runId: rowId,
  exchangeId: rowId,
  beforeRunId: rowId.nullable(),
  beforeExchangeId: rowId.nullable(),
});

/** Who moved since the day before: series, and the episodes that gained the most. */
export const moverRoutes = (app: Api, options: ApiOptions): void => {
  const { store } = options;
  const imageAddress = imageAddressOf(options);
  const among = (one: z.infer<typeof webtoonPlatform> | undefined) => (one === undefined ? platforms : [one]);

  app.get(
    '/api/v1/webtoons/movers',
    { schema: { summary: 'Who rose and fell most since the day before', querystring: moversQuery, response: answers(moversAnswer) } },
    async (request) => {
      const { platform: chosenPlatform, least, ...query } = request.query;
      const found = await findMovers(store, {
        ...query,
        platforms: among(chosenPlatform),
        least: least ?? (query.by === 'relative' ? 100 : 0),
      });
      const onWire = (list: (typeof found)['rose']): z.output<typeof mover>[] =>
        list.map(({ authors, weekdays, genres, ...rest }) => ({
          ...rest,
          authors: [...authors],
          weekdays: [...weekdays],
          genres: [...genres],
          thumbnailUrl: imageAddress(rest.thumbnailUrl),
        }));
      return {
        formula: moveFormula,
        metric: query.metric,
        days: [...found.days],
        rose: onWire(found.rose),
        fell: onWire(found.fell),
        fresh: onWire(found.fresh),
      };
    },
  );

  const episodesQuery = z.object({ ...chosen, metric: z.enum(summedMetrics).default('comments'), limit: limit.default(20) });
  const episodesAnswer = z.object({
    formula: z.string(),
    metric: z.enum(summedMetrics),
    days: z.array(dayPair),
    items: z.array(episodeMover),
  });
  app.get(
    '/api/v1/episodes/movers',
    {
      schema: {
        summary: 'Episodes that gained the most since the day before',
        querystring: episodesQuery,
        response: answers(episodesAnswer),
      },
    },
    async (request) => {
      const { platform: chosenPlatform, ...query } = request.query;
      const { days, items } = await findEpisodeMovers(store, { ...query, platforms: among(chosenPlatform) });
      return { formula: moveFormula, metric: query.metric, days: [...days], items: [...items] };
    },
  );
};
