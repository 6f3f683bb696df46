import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask } from './client.ts';
import type { Direction, Move, Page } from './shapes.ts';

export const offerSorts = ['rank', 'price'] as const;
export type OfferSort = (typeof offerSorts)[number];

/** A list of results of one word, as of its newest run. */
export interface KeywordList {
  readonly list: string;
  readonly order: string;
  readonly restrictions: readonly string[];
  readonly day: string;
  readonly beforeDay: string | null;
}

export interface Keyword {
  readonly keyword: string;
  readonly watched: boolean;
  readonly lists: readonly KeywordList[];
}

export interface OfferMove extends Move {
  readonly exchangeId: string | null;
}

export interface Offer {
  readonly id: string;
  readonly title: string;
  readonly mall: string | null;
  readonly seller: 'catalogue' | 'shop' | null;
  readonly brand: string | null;
  readonly condition: string | null;
  readonly url: string | null;
  readonly imageUrl: string | null;
  readonly rank: OfferMove;
  readonly price: OfferMove;
}

export interface OfferPage extends Page<Offer> {
  readonly list: KeywordList | null;
}

export interface OfferFilter {
  readonly keyword: string;
  readonly list?: string | undefined;
  readonly sort: OfferSort;
  readonly direction: Direction;
}

export const keywordsQuery = queryOptions({
  queryKey: ['keywords'],
  queryFn: ({ signal }) => ask<{ readonly items: readonly Keyword[] }>('/offers/keywords', { signal }),
  staleTime: 30_000,
});

export const offersQuery = (filter: OfferFilter) =>
  infiniteQueryOptions({
    queryKey: ['offers', filter],
    queryFn: ({ signal, pageParam }) => ask<OfferPage>('/offers', { signal, params: { ...filter, cursor: pageParam, limit: 100 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
