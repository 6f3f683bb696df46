import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask } from './client.ts';
import type * as shapes from './shapes.ts';

/** What narrows and orders the list of webtoons; also the key under which its pages are kept. */
export interface SeriesFilter {
  readonly platform?: string | undefined;
  readonly weekday?: string | undefined;
  readonly genre?: string | undefined;
  readonly state?: string | undefined;
  readonly q?: string | undefined;
  readonly sort: shapes.SeriesSort;
  readonly direction: shapes.Direction;
}

export interface EpisodeOrder {
  readonly sort: shapes.EpisodeSort;
  readonly direction: shapes.Direction;
}

const seconds = 1000;
const part = encodeURIComponent;

/** How soon to ask again: often while something moves, never while nothing can. */
const pulse = (moving: boolean): number | false => (moving ? 2 * seconds : false);

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => ask<shapes.Session>('/session', { signal }),
  staleTime: 60 * seconds,
});

export const facetsQuery = queryOptions({
  queryKey: ['facets'],
  queryFn: ({ signal }) => ask<shapes.Facets>('/webtoons/facets', { signal }),
  staleTime: 60 * seconds,
});

export const webtoonsQuery = (filter: SeriesFilter) =>
  infiniteQueryOptions({
    queryKey: ['webtoons', filter],
    queryFn: ({ signal, pageParam }) =>
      ask<shapes.Page<shapes.SeriesSummary>>('/webtoons', { signal, params: { ...filter, cursor: pageParam, limit: 60 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 30 * seconds,
  });

export const seriesQuery = (platform: string, id: string) =>
  queryOptions({
    queryKey: ['series', platform, id],
    queryFn: ({ signal }) => ask<shapes.SeriesDetail>(`/webtoons/${part(platform)}/${part(id)}`, { signal }),
    staleTime: 30 * seconds,
  });

export const episodesQuery = (platform: string, id: string, order: EpisodeOrder) =>
  infiniteQueryOptions({
    queryKey: ['episodes', platform, id, order],
    queryFn: ({ signal, pageParam }) =>
      ask<shapes.Page<shapes.Episode>>(`/webtoons/${part(platform)}/${part(id)}/episodes`, {
        signal,
        params: { ...order, cursor: pageParam, limit: 100 },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 30 * seconds,
  });

export const curvesQuery = (platform: string, id: string, metrics: readonly string[], days: number) =>
  queryOptions({
    queryKey: ['curves', platform, id, metrics, days],
    queryFn: ({ signal }) =>
      ask<shapes.Curves>(`/webtoons/${part(platform)}/${part(id)}/curves`, { signal, params: { metrics: metrics.join(','), days } }),
    placeholderData: keepPreviousData,
    staleTime: 30 * seconds,
  });

export const episodeCurveQuery = (platform: string, id: string) =>
  queryOptions({
    queryKey: ['episode-curve', platform, id],
    queryFn: ({ signal }) =>
      ask<{ readonly points: readonly shapes.EpisodePoint[] }>(`/webtoons/${part(platform)}/${part(id)}/episode-curve`, { signal }),
    staleTime: 30 * seconds,
  });

export const oneEpisodeCurvesQuery = (platform: string, episodeId: string) =>
  queryOptions({
    queryKey: ['one-episode-curves', platform, episodeId],
    queryFn: ({ signal }) => ask<shapes.Curves>(`/episodes/${part(platform)}/${part(episodeId)}/curves`, { signal }),
    staleTime: 30 * seconds,
  });

export interface MoversFilter {
  readonly platform?: string | undefined;
  readonly metric: shapes.MoverMetric;
  readonly by: 'absolute' | 'relative';
  readonly day?: string | undefined;
  readonly limit: number;
}

export const moversQuery = (filter: MoversFilter) =>
  queryOptions({
    queryKey: ['movers', filter],
    queryFn: ({ signal }) => ask<shapes.Movers>('/webtoons/movers', { signal, params: { ...filter } }),
    placeholderData: keepPreviousData,
    staleTime: 60 * seconds,
  });

export const episodeMoversQuery = (filter: Pick<MoversFilter, 'platform' | 'day' | 'limit'> & { readonly metric: 'likes' | 'comments' }) =>
  queryOptions({
    queryKey: ['episode-movers', filter],
    queryFn: ({ signal }) => ask<shapes.EpisodeMovers>('/episodes/movers', { signal, params: { ...filter } }),
    placeholderData: keepPreviousData,
    staleTime: 60 * seconds,
  });

export const tableQuery = (filter: {
  readonly platform?: string | undefined;
  readonly metric: shapes.TableMetric;
  readonly statistic: shapes.Statistic;
}) =>
  queryOptions({
    queryKey: ['table', filter],
    queryFn: ({ signal }) => ask<{ readonly cells: readonly shapes.TableCell[] }>('/webtoons/table', { signal, params: { ...filter } }),
    placeholderData: keepPreviousData,
    staleTime: 60 * seconds,
  });

export const commentActivityQuery = (platform: string, id: string, days: number) =>
  queryOptions({
    queryKey: ['comment-activity', platform, id, days],
    queryFn: ({ signal }) =>
      ask<shapes.CommentActivity>(`/webtoons/${part(platform)}/${part(id)}/comment-activity`, { signal, params: { days } }),
    placeholderData: keepPreviousData,
    staleTime: 30 * seconds,
  });

/** The answers behind one figure of a series or an episode; as a run found it, or the newest. */
export interface FigureName {
  readonly platform: string;
  readonly kind: 'series' | 'episode';
  readonly id: string;
  readonly metric: string;
  readonly run?: string | null | undefined;
}

export const figureTraceQuery = ({ platform, kind, id, metric, run }: FigureName) =>
  queryOptions({
    queryKey: ['trace', platform, kind, id, metric, run],
    queryFn: ({ signal }) =>
      ask<shapes.FigureTrace>(`/traces/${part(platform)}/${kind}/${part(id)}/${part(metric)}`, { signal, params: { run, limit: 100 } }),
    staleTime: 30 * seconds,
  });

/** A run that still works, or will go on by itself. */
export const isMoving = (run: Pick<shapes.Run, 'state'>): boolean => run.state === 'running' || run.state === 'waiting';

export const runsQuery = (filter: { readonly platform?: string | undefined; readonly state?: string | undefined }) =>
  infiniteQueryOptions({
    queryKey: ['runs', filter],
    queryFn: ({ signal, pageParam }) =>
      ask<Omit<shapes.Page<shapes.Run>, 'total'>>('/runs', { signal, params: { ...filter, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    // A run may also be begun elsewhere, so that the list looks again now and then although nothing moves.
    refetchInterval: ({ state }) => pulse(state.data?.pages.some((page) => page.items.some(isMoving)) ?? false) || 15 * seconds,
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => ask<shapes.RunReport>(`/runs/${part(id)}`, { signal }),
    refetchInterval: ({ state }) => pulse(state.data ? isMoving(state.data) : false),
  });

export const lanesQuery = queryOptions({
  queryKey: ['lanes'],
  queryFn: ({ signal }) => ask<{ readonly items: readonly shapes.Lane[] }>('/lanes', { signal }),
  refetchInterval: ({ state }) => pulse(state.data?.items.some((lane) => lane.waitingFor !== null) ?? false) || 10 * seconds,
});

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => ask<{ readonly sources: readonly shapes.Source[] }>('/sources', { signal }),
  staleTime: 300 * seconds,
});

export const endpointHealthQuery = queryOptions({
  queryKey: ['sources', 'health'],
  queryFn: ({ signal }) =>
    ask<{ readonly items: readonly shapes.EndpointHealth[]; readonly hosts: readonly shapes.HostRules[] }>('/sources/health', { signal }),
  refetchInterval: 60 * seconds,
});

/** Never stale: an exchange does not change once it is kept. */
export const exchangeQuery = (id: string) =>
  queryOptions({
    queryKey: ['exchange', id],
    queryFn: ({ signal }) => ask<shapes.ExchangeReport>(`/exchanges/${part(id)}`, { signal }),
    staleTime: Infinity,
  });

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => ask<{ readonly items: readonly shapes.ApiToken[] }>('/tokens', { signal }),
});

export const createToken = (name: string): Promise<shapes.NewApiToken> => ask('/tokens', { method: 'POST', body: { name } });
export const revokeToken = (id: string): Promise<void> => ask(`/tokens/${part(id)}`, { method: 'DELETE' });
export const signIn = (link: string): Promise<void> => ask('/session', { method: 'POST', body: { link } });
export const signOut = (): Promise<void> => ask('/session', { method: 'DELETE' });
