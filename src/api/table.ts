import { z } from 'zod';
import { genreTable, statistics, tableMetrics, weekdays } from '../insight/index.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, maybeCount } from './schemas.ts';
import { platforms, webtoonPlatform } from './webtoons.ts';

const query = z.object({
  platform: webtoonPlatform.optional(),
  metric: z.enum(tableMetrics).default('likes'),
  statistic: z.enum(statistics).default('median'),
});

const answer = z.object({
  metric: z.enum(tableMetrics),
  statistic: z.enum(statistics),
  cells: z.array(
    z.object({
      genre: z.string(),
      weekday: z.enum(weekdays),
      titles: z.number().int().describe('As many as /api/v1/webtoons lists for this genre and weekday'),
      known: z.number().int().describe('How many of them have the number'),
      value: maybeCount,
    }),
  ),
});

/** What is published when: genres against weekdays. */
export const tableRoutes = (app: Api, { store }: ApiOptions): void => {
  app.get(
    '/api/v1/webtoons/table',
    { schema: { summary: 'A number over the running webtoons of every genre and weekday', querystring: query, response: answers(answer) } },
    async (request) => {
      const { platform, metric, statistic } = request.query;
      const cells = await genreTable(store, { platforms: platform === undefined ? platforms : [platform], metric, statistic });
      return { metric, statistic, cells };
    },
  );
};
