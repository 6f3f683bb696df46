import { z } from 'zod';
import { episodeCurve, episodeCurves, episodeSorts, listEpisodes } from '../insight/index.ts';
import { imageAddressOf } from './images.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, cursor, direction, limit, maybeCount } from './schemas.ts';
import { seriesParams, webtoonPlatforms } from './webtoons.ts';
import { curveQuery, curves, curvesOnWire, dayMs, episodeOnWire, episodeSummary } from './wire.ts';

const listQuery = z.object({
  sort: z.enum(episodeSorts).default('no'),
  direction: direction.default('desc'),
  cursor,
  limit,
});

const listAnswer = z.object({ items: z.array(episodeSummary), next: z.string().nullable(), total: z.number().int() });

const overEpisodes = z.object({
  points: z.array(
    z.object({
      id: z.string(),
      no: z.number().nullable(),
      title: z.string().nullable(),
      publishedOn: z.string().nullable(),
      likes: maybeCount,
      comments: maybeCount,
      stars: maybeCount,
    }),
  ),
});

/** Episodes: of a series as a list and as a chart over them, and the history of one. */
export const episodeRoutes = (app: Api, options: ApiOptions): void => {
  const { store, clock } = options;
  const imageAddress = imageAddressOf(options);

  app.get(
    '/api/v1/webtoons/:platform/:id/episodes',
    { schema: { summary: 'Episodes of a webtoon', params: seriesParams, querystring: listQuery, response: answers(listAnswer) } },
    async (request) => {
      const { platform, id } = request.params;
      const { items, next, total } = await listEpisodes(store, { platform, seriesId: id, ...request.query });
      return { items: items.map((item) => episodeOnWire(item, imageAddress)), next, total };
    },
  );

  app.get(
    '/api/v1/webtoons/:platform/:id/episode-curve',
    { schema: { summary: 'The metrics of a webtoon over its episodes', params: seriesParams, response: answers(overEpisodes) } },
    async (request) => {
      const { platform, id } = request.params;
      const episodes = await episodeCurve(store, platform, id);
      return {
        points: episodes.map(({ id: episode, no, title, publishedOn, counts: { likes, comments, stars } }) => ({
          id: episode,
          no,
          title,
          publishedOn,
          likes,
          comments,
          stars,
        })),
      };
    },
  );

  app.get(
    '/api/v1/episodes/:platform/:id/curves',
    { schema: { summary: 'The history of an episode', params: seriesParams, querystring: curveQuery, response: answers(curves) } },
    async (request) => {
      const { platform, id } = request.params;
      const { metrics, days } = request.query;
      return curvesOnWire(
        await episodeCurves(store, { platform, id, metrics, since: clock.now() - days * dayMs }),
        webtoonPlatforms[platform].zone,
      );
    },
  );
};
