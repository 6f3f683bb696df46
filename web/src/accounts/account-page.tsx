import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { accountQuery } from '../api/index.ts';
import { useStickBelow } from '../app/bars.ts';
import { useText } from '../i18n/index.ts';
import { TraceProvider } from '../trace/index.ts';
import { BackLink, Failure, Loading, PageBody, Skeleton } from '../ui/index.ts';
import { AccountCurves } from './account-curves.tsx';
import { AccountHeader } from './account-header.tsx';
import { PostTable } from './post-table.tsx';
import { orderOf, rememberedView, type AccountSearch } from './search.ts';

/** One account: who it is, how it stands, how it got there, and what it posts. */
export const AccountPage = () => {
  const text = useText();
  const stickAt = useStickBelow();
  const { platform, id } = useParams({ from: '/inside/accounts/$platform/$id' });
  const search = useSearch({ from: '/inside/accounts/$platform/$id' });
  const navigate = useNavigate({ from: '/accounts/$platform/$id' });
  const account = useQuery(accountQuery(platform, id));
  const change = (part: AccountSearch) => void navigate({ search: (last) => ({ ...last, ...part }), resetScroll: false });
  // A name leads to the account it was found to be; its history stands under the id.
  const known = account.data?.id ?? id;
  const met = account.data !== undefined && account.data.lastSeenAt !== null;

  return (
    <TraceProvider>
      <PageBody>
        <BackLink to="/accounts" search={rememberedView()}>
          {text.nav.accounts}
        </BackLink>
        {account.isPending ? (
          <div className="flex gap-6 pt-6">
            <Loading />
            <Skeleton className="size-28 rounded-full max-sm:size-18" />
            <div className="grow">
              <Skeleton className="h-5 w-32" />
              <Skeleton className="mt-4 h-9 w-1/2" />
              <Skeleton className="mt-6 h-16 max-w-xl" />
            </div>
          </div>
        ) : account.isError ? (
          <Failure error={account.error} retry={() => void account.refetch()} />
        ) : (
          <AccountHeader account={account.data} />
        )}
        {met && (
          <>
            <AccountCurves
              platform={platform}
              id={known}
              range={search.range ?? '90'}
              onRange={(range) => change({ range: range === '90' ? undefined : range })}
            />
            <PostTable
              platform={platform}
              id={known}
              order={orderOf(search)}
              onOrder={(sort, direction) =>
                change({ sort: sort === 'publishedAt' ? undefined : sort, direction: direction === 'desc' ? undefined : direction })
              }
              stickAt={stickAt}
            />
          </>
        )}
      </PageBody>
    </TraceProvider>
  );
};
