import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { useText } from '../i18n/index.ts';
import { Button, Failure, Loading } from '../ui/index.ts';

/** A page as the API gives it, as far as all lists have it in common. */
interface AnyPage {
  readonly items: readonly unknown[];
  readonly total?: number;
}

/** A list that comes in pages, and how far it is. */
export interface Pages<P extends AnyPage> {
  /** The first page, with what the API says of the whole list. */
  readonly first: P | undefined;
  readonly items: readonly P['items'][number][];
  readonly total: number;
  /** Asks for the next page; null when there is none, while one is under way, and after a failure, when only a person asks again. */
  readonly more: (() => void) | null;
  readonly isLast: boolean;
  readonly isPending: boolean;
  /** What is here belongs to the choice before. */
  readonly isOld: boolean;
  /** Why the list, or the rest of it, is not here. */
  readonly failure: Error | null;
  readonly retry: () => void;
}

/** Joins the pages of a query into one list. */
export const usePages = <P extends AnyPage>(query: UseInfiniteQueryResult<InfiniteData<P>>): Pages<P> => {
  const { data, error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const failure = data === undefined || (isFetchNextPageError && !isFetchingNextPage) ? error : null;
  const next = useMemo(() => () => void fetchNextPage(), [fetchNextPage]);
  const first = data?.pages[0];
  return {
    first,
    items,
    total: first?.total ?? items.length,
    more: hasNextPage && !isFetchingNextPage && failure === null ? next : null,
    isLast: !hasNextPage,
    isPending: query.isPending,
    isOld: query.isPlaceholderData,
    failure,
    retry: data === undefined ? () => void refetch() : next,
  };
};

interface PagedProps {
  readonly pages: Pages<AnyPage>;
  /** Stands in for the list until its first page is here. */
  readonly skeleton: ReactNode;
  readonly empty: ReactNode;
  /** The list does not ask for more as one scrolls; a button does. */
  readonly byButton?: boolean;
  /** The list itself. */
  readonly children: ReactNode;
}

/** A list that comes in pages, or what there is to say in its place; below it whether more is coming. What is here stays when the next page fails. */
export const Paged = ({ pages, skeleton, empty, byButton = false, children }: PagedProps) => {
  const text = useText();
  const { items, more, isLast, isPending, isOld, failure, retry } = pages;
  const failed = failure && <Failure error={failure} retry={retry} />;
  if (isPending) {
    return (
      <>
        <Loading />
        {skeleton}
      </>
    );
  }
  if (items.length === 0) return failed ?? empty;
  return (
    <div aria-busy={isOld} className={`transition-opacity ${isOld ? 'opacity-50' : ''}`}>
      {children}
      {failed ?? (
        <p className="py-6 text-center text-[13px] text-ink-faint">
          {byButton && more ? <Button onClick={more}>{text.common.loadMore}</Button> : isLast ? text.common.end : text.common.loading}
        </p>
      )}
    </div>
  );
};
