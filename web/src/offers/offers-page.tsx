import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { keywordsQuery, offersQuery, sessionQuery, type KeywordList, type Offer, type OfferFilter, type OfferSort } from '../api/index.ts';
import { useStickBelow } from '../app/bars.ts';
import { nameIn, useFormat, useText, type Messages } from '../i18n/index.ts';
import { DataTable, Paged, TableSkeleton, usePages } from '../table/index.ts';
import { TraceProvider, useTrace } from '../trace/index.ts';
import { Command, Failure, Loading, Menu, Notice, PageBody, PageHead } from '../ui/index.ts';
import { offerColumns, offerLooks } from './offer-columns.tsx';
import type { OffersSearch } from './search.ts';

const rowHeight = 54;

/** What the shopping search shows for each watched word: offers by place, with price and shop. */
export const OffersPage = () => {
  const text = useText();
  const navigate = useNavigate({ from: '/offers' });
  const search = useSearch({ from: '/inside/offers' });
  const keywords = useQuery(keywordsQuery);
  const known = keywords.data?.items;
  // Unless somebody chose: the first word of which there is something to show.
  const chosen = known?.find(({ keyword }) => keyword === search.keyword) ?? known?.find(({ lists }) => lists.length > 0) ?? known?.[0];
  const change = (part: OffersSearch) => void navigate({ search: (last) => ({ ...last, ...part }), resetScroll: false });

  return (
    <TraceProvider>
      <PageBody>
        {keywords.isPending ? (
          <>
            <PageHead title={text.offers.title} />
            <Loading />
            <TableSkeleton rowHeight={rowHeight} />
          </>
        ) : keywords.isError ? (
          <>
            <PageHead title={text.offers.title} />
            <Failure error={keywords.error} retry={() => void keywords.refetch()} />
          </>
        ) : chosen === undefined ? (
          <>
            <PageHead title={text.offers.title} />
            <Notice icon="offers" title={text.offers.nothingTitle}>
              <p>{text.offers.nothingNext}</p>
              <Command words={'bin/tidemark targets add naver-shopping "무선 키보드"'} />
              <Command words="bin/tidemark collect naver-shopping" />
            </Notice>
          </>
        ) : (
          <Results
            filter={{ keyword: chosen.keyword, list: search.list, sort: search.sort ?? 'rank', direction: search.direction ?? 'asc' }}
            change={change}
            choice={
              <>
                <Menu
                  label={text.offers.keyword}
                  showLabel
                  value={chosen.keyword}
                  choices={(known ?? []).map(({ keyword }) => ({ value: keyword, label: keyword }))}
                  onChoose={(keyword) => change({ keyword, list: undefined })}
                />
                {chosen.lists.length > 1 && (
                  <Menu
                    label={text.offers.list}
                    showLabel
                    value={search.list ?? chosen.lists[0]!.list}
                    choices={chosen.lists.map((list) => ({ value: list.list, label: listName(text, list) }))}
                    onChoose={(list) => change({ list })}
                  />
                )}
              </>
            }
          />
        )}
      </PageBody>
    </TraceProvider>
  );
};

/** The order of a list and what is left out of it, in the reader's words. */
const listName = (text: Messages, { order, restrictions }: KeywordList): string =>
  [
    nameIn(text.offers.order, order),
    ...restrictions.map((each) =>
      each.startsWith('without-')
        ? text.offers.without(
            each
              .slice('without-'.length)
              .split('-')
              .map((word) => nameIn(text.offers.restriction, word))
              .join(', '),
          )
        : text.offers.naverpay,
    ),
  ].join(' · ');

interface ResultsProps {
  readonly filter: OfferFilter;
  readonly change: (part: OffersSearch) => void;
  readonly choice: ReactNode;
}

const Results = ({ filter, change, choice }: ResultsProps) => {
  const text = useText();
  const format = useFormat();
  const trace = useTrace();
  const stickAt = useStickBelow();
  const pages = usePages(useInfiniteQuery(offersQuery(filter)));
  const open = useMemo(
    () => (offer: Offer) => {
      const exchangeId = offer.rank.exchangeId ?? offer.price.exchangeId;
      if (exchangeId === null) return;
      const price = offer.price.count ? text.offers.won(format.number(offer.price.count.value)) : text.count.missing;
      trace({ origin: { exchangeId }, figure: `${format.countInWords(offer.rank.count, 'rank')} · ${price} · ${offer.title}` });
    },
    [format, text, trace],
  );
  const { data: session } = useQuery(sessionQuery);
  const linked = session?.world === 'real';
  const columns = useMemo(() => offerColumns(open, linked), [open, linked]);
  const looks = useMemo(() => offerLooks(text), [text]);
  const list = pages.first?.list;

  return (
    <>
      <PageHead
        title={text.offers.title}
        {...(list
          ? {
              lead: [
                text.offers.lead(format.number(pages.total), format.day(list.day)),
                list.beforeDay && text.offers.compared(format.day(list.beforeDay)),
              ]
                .filter(Boolean)
                .join(' · '),
            }
          : {})}
      >
        <div className="flex flex-wrap items-center gap-2">{choice}</div>
      </PageHead>
      <Paged
        pages={pages}
        skeleton={<TableSkeleton rowHeight={rowHeight} />}
        empty={
          <Notice icon="offers" title={text.offers.unreadTitle}>
            <p>{text.offers.unreadNext}</p>
            <Command words="bin/tidemark collect naver-shopping" />
          </Notice>
        }
      >
        <DataTable
          label={text.offers.title}
          columns={columns}
          looks={looks}
          items={pages.items}
          idOf={({ id }) => id}
          total={pages.total}
          rowHeight={rowHeight}
          sort={filter.sort}
          direction={filter.direction}
          onSort={(sort, direction) =>
            change({ sort: sort === 'rank' ? undefined : (sort as OfferSort), direction: direction === 'asc' ? undefined : direction })
          }
          onOpen={open}
          more={pages.more}
          stickAt={stickAt}
        />
      </Paged>
    </>
  );
};
