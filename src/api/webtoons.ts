import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import type { Platform } from '../domain/index.ts';
import { findSeries, listSeries, rankLists, seriesCurves, seriesFacets, seriesSorts, weekdays } from '../insight/index.ts';
import { imageAddressOf } from './images.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, cursor, direction, externalId, instant, limit, maybeCount, rowId, text, wireInstant } from './schemas.ts';
import { curveQuery, curves, curvesOnWire, dayMs, seriesOnWire, seriesSummary } from './wire.ts';

/** The platforms whose series are webtoons, the zone of their days, and where a reader finds a series. */
export const webtoonPlatforms = {
  'naver-webtoon': { zone: 'Asia/Seoul', page: (id: string) => `https://comic.naver.com/webtoon/list?titleId=${encodeURIComponent(id)}` },
  'kakao-webtoon': { zone: 'Asia/Seoul', page: (id: string) => `https://webtoon.kakao.com/content/-/${encodeURIComponent(id)}` },
} as const satisfies Partial<Record<Platform, { zone: string; page(id: string): string }>>;

export const platforms = Object.keys(webtoonPlatforms) as (keyof typeof webtoonPlatforms)[];
export const webtoonPlatform = z.enum(platforms);
export const seriesParams = z.object({ platform: webtoonPlatform, id: externalId });

const states = ['ongoing', 'rest', 'finished'] as const;

const listQuery = z.object({
  platform: webtoonPlatform.optional(),
  weekday: z.enum(weekdays).optional(),
  genre: text(100).optional(),
  state: z.enum(states).optional(),
  q: text(100).optional().describe('Part of a title or of an author'),
  sort: z.enum(seriesSorts).default('views'),
  direction: direction.optional().describe('Largest first by default; ranks and titles from their beginning'),
  cursor,
  limit,
});

const facet = z.array(z.object({ value: z.string(), count: z.number().int() }));

const seriesDetail = seriesSummary.extend({
  synopsis: z.string().nullable(),
  tags: z.array(z.string()),
  publishDescription: z.string().nullable(),
  url: z.string(),
  authorRoles: z.unknown(),
  firstSeenAt: instant,
  ranks: z.array(
    z.object({ scope: z.string(), list: z.enum(rankLists), weekday: z.enum(weekdays).nullable(), order: z.string(), count: maybeCount }),
  ),
  exchangeIds: z.record(z.string(), rowId).describe('The exchange each figure came from'),
});

/** Webtoons: the list with its filters, one series, its curves. */
export const webtoonRoutes = (app: Api, options: ApiOptions): void => {
  const { store, clock } = options;
  const imageAddress = imageAddressOf(options);

  const listAnswer = z.object({ items: z.array(seriesSummary), next: z.string().nullable(), total: z.number().int() });
  app.get(
    '/api/v1/webtoons',
    { schema: { summary: 'Webtoons', querystring: listQuery, response: answers(listAnswer) } },
    async (request) => {
      const { platform, q, direction: chosen, ...query } = request.query;
      const { items, next, total } = await listSeries(store, {
        ...query,
        platforms: platform === undefined ? platforms : [platform],
        search: q || undefined,
        direction: chosen ?? (query.sort === 'rank' || query.sort === 'title' ? 'asc' : 'desc'),
      });
      return { items: items.map((item) => seriesOnWire(item, imageAddress)), next, total };
    },
  );

  const facets = z.object({ platforms: facet, weekdays: facet, genres: facet, states: facet });
  app.get('/api/v1/webtoons/facets', { schema: { summary: 'What webtoons can be filtered by', response: answers(facets) } }, async () => {
    const found = await seriesFacets(store, platforms);
    return { platforms: [...found.platforms], weekdays: [...found.weekdays], genres: [...found.genres], states: [...found.states] };
  });

  app.get(
    '/api/v1/webtoons/:platform/:id',
    { schema: { summary: 'One webtoon', params: seriesParams, response: answers(seriesDetail) } },
    async (request) => {
      const { platform, id } = request.params;
      const series = await findSeries(store, platform, id);
      if (series === null) throw new TidemarkError('TDM_NOT_FOUND', { what: `series of ${platform}`, id });
      return {
        ...seriesOnWire(series, imageAddress),
        synopsis: series.synopsis,
        tags: [...series.tags],
        publishDescription: series.publishDescription,
        url: webtoonPlatforms[platform].page(id),
        authorRoles: series.authorRoles,
        firstSeenAt: wireInstant(series.firstSeenAt),
        ranks: [...series.ranks],
        exchangeIds: series.exchangeIds,
      };
    },
  );

  app.get(
    '/api/v1/webtoons/:platform/:id/curves',
    { schema: { summary: 'The history of a webtoon', params: seriesParams, querystring: curveQuery, response: answers(curves) } },
    async (request) => {
      const { platform, id } = request.params;
      const { metrics, days } = request.query;
      return curvesOnWire(
        await seriesCurves(store, { platform, id, metrics, since: clock.now() - days * dayMs }),
        webtoonPlatforms[platform].zone,
      );
    },
  );
};
