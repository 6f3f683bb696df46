import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask } from './client.ts';
import type { Count, Curves, Direction, Facet, Move, Page } from './shapes.ts';

export const accountPlatforms = ['tiktok', 'twitch', 'youtube', 'soop', 'chzzk'] as const;
export type AccountPlatform = (typeof accountPlatforms)[number];

export const accountSorts = ['followers', 'day', 'week', 'views', 'name'] as const;
export type AccountSort = (typeof accountSorts)[number];

export type AccountState = 'active' | 'gone' | 'private' | 'paused' | 'unmet';
export type AccountMetric = 'followers' | 'following' | 'likes' | 'views' | 'posts' | 'subscribers' | 'viewers';

/** Where each number comes from, by metric; `fields` for the words. */
export type Traces = Readonly<Record<string, { readonly exchangeId: string; readonly parserVersion: string; readonly runId: string }>>;

/** How the followers moved since a day before. */
export interface AccountChange extends Move {
  readonly day: string;
  readonly beforeDay: string;
  readonly exchangeId: string;
}

export interface AccountSummary {
  readonly platform: AccountPlatform;
  readonly id: string;
  readonly login: string | null;
  readonly title: string;
  readonly url: string | null;
  readonly imageUrl: string | null;
  readonly verified: boolean | null;
  readonly state: AccountState;
  readonly formerNames: readonly string[];
  readonly live: boolean | null;
  readonly counts: Readonly<Record<AccountMetric, Count | null>>;
  readonly changes: Readonly<Record<'day' | 'week', AccountChange | null>>;
  readonly traces: Traces;
  readonly lastSeenAt: string | null;
}

export interface AccountDetail extends AccountSummary {
  readonly description: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly category: string | null;
  readonly createdAt: string | null;
  readonly firstSeenAt: string | null;
  readonly broadcast: { readonly title: string | null; readonly category: string | null; readonly startedAt: string | null } | null;
}

export const postSorts = ['publishedAt', 'views', 'likes', 'comments'] as const;
export type PostSort = (typeof postSorts)[number];

export interface Post {
  readonly id: string;
  readonly title: string | null;
  readonly url: string | null;
  readonly imageUrl: string | null;
  readonly publishedAt: string | null;
  readonly durationSeconds: number | null;
  readonly type: string | null;
  readonly state: 'gone' | 'private' | null;
  readonly counts: Readonly<Record<'views' | 'likes' | 'comments' | 'shares' | 'saves', Count | null>>;
  readonly traces: Traces;
}

export interface AccountFilter {
  readonly platform?: AccountPlatform | undefined;
  readonly q?: string | undefined;
  readonly sort: AccountSort;
  readonly direction: Direction;
}

export interface PostOrder {
  readonly sort: PostSort;
  readonly direction: Direction;
}

const staleTime = 30_000;
const pathOf = (platform: string, id: string): string => `/accounts/${encodeURIComponent(platform)}/${encodeURIComponent(id)}`;
const paged = { initialPageParam: null as string | null, getNextPageParam: (page: { readonly next: string | null }) => page.next };

export const accountFacetsQuery = queryOptions({
  queryKey: ['account-facets'],
  queryFn: ({ signal }) => ask<{ readonly platforms: readonly Facet[] }>('/accounts/facets', { signal }),
  staleTime,
});

export const accountsQuery = (filter: AccountFilter) =>
  infiniteQueryOptions({
    queryKey: ['accounts', filter],
    queryFn: ({ signal, pageParam }) =>
      ask<Page<AccountSummary>>('/accounts', { signal, params: { ...filter, cursor: pageParam, limit: 60 } }),
    ...paged,
    placeholderData: keepPreviousData,
    staleTime,
  });

export const accountQuery = (platform: string, id: string) =>
  queryOptions({
    queryKey: ['account', platform, id],
    queryFn: ({ signal }) => ask<AccountDetail>(pathOf(platform, id), { signal }),
    staleTime,
  });

export const accountCurvesQuery = (platform: string, id: string, days: number) =>
  queryOptions({
    queryKey: ['account-curves', platform, id, days],
    queryFn: ({ signal }) => ask<Curves>(`${pathOf(platform, id)}/curves`, { signal, params: { days } }),
    placeholderData: keepPreviousData,
    staleTime,
  });

export const postsQuery = (platform: string, id: string, order: PostOrder) =>
  infiniteQueryOptions({
    queryKey: ['posts', platform, id, order],
    queryFn: ({ signal, pageParam }) =>
      ask<Page<Post>>(`${pathOf(platform, id)}/posts`, { signal, params: { ...order, cursor: pageParam, limit: 50 } }),
    ...paged,
    placeholderData: keepPreviousData,
    staleTime,
  });
