import type { ReactNode } from 'react';
import { PageBody, PageHead } from './layout.tsx';
import { Failure, Loading, Skeleton } from './states.tsx';

interface ReportPageProps<T> {
  /** The way back to the list it stands in. */
  readonly back: ReactNode;
  readonly title: string;
  readonly lead?: ReactNode;
  /** What stands beside the title: states, and what can be done. */
  readonly marks?: ReactNode;
  readonly query: { readonly data: T | undefined; readonly error: Error | null; readonly isPending: boolean; refetch(): unknown };
  readonly children: (data: T) => ReactNode;
}

/** A page about one thing: its head at once, then what there is to tell of it, or why that is not here. What is here stays when asking anew fails. */
export const ReportPage = <T,>({ back, title, lead, marks, query, children }: ReportPageProps<T>) => {
  const { data, error, isPending, refetch } = query;
  return (
    <PageBody>
      {back}
      <PageHead title={title} lead={lead}>
        {marks && <div className="flex flex-wrap items-center gap-2">{marks}</div>}
      </PageHead>
      {isPending ? (
        <>
          <Loading />
          <Skeleton className="h-52 rounded-xl" />
        </>
      ) : error && data === undefined ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        data !== undefined && children(data)
      )}
    </PageBody>
  );
};
