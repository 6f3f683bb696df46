import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { accountSorts, accountsQuery, type AccountSort } from '../api/index.ts';
import { useStickBelow } from '../app/bars.ts';
import { useHeight } from '../app/geometry.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { DataTable, Paged, TableSkeleton, usePages } from '../table/index.ts';
import { Button, Command, Icon, IconButton, Menu, Notice, PageBody, PageHead, SearchField, Skeleton } from '../ui/index.ts';
import { accountLooks, columnsFor } from './account-columns.tsx';
import { PlatformTabs } from './platform-tabs.tsx';
import { filterOf, naturalDirection, rememberView, type AccountsSearch } from './search.ts';

const rowHeight = 60;

/** Every account that is watched or was met, with how it grows. */
export const AccountsPage = () => {
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate({ from: '/accounts' });
  const search = useSearch({ from: '/inside/accounts' });
  const filter = useMemo(() => filterOf(search), [search]);
  const pages = usePages(useInfiniteQuery(accountsQuery(filter)));
  useEffect(() => rememberView(search), [search]);
  const bar = useRef<HTMLDivElement>(null);
  const barSize = useHeight(bar);
  const above = useStickBelow();

  const change = useCallback(
    (part: AccountsSearch, replace = false) => void navigate({ search: (last) => ({ ...last, ...part }), replace, resetScroll: !replace }),
    [navigate],
  );
  const onSearch = useCallback((q: string) => change({ q: q || undefined }, true), [change]);
  const columns = useMemo(() => columnsFor(filter.platform), [filter.platform]);
  const looks = useMemo(() => accountLooks(text), [text]);
  const narrowed = search.q !== undefined || search.platform !== undefined;
  const turned = filter.direction === 'asc' ? text.webtoons.ascending : text.webtoons.descending;

  return (
    <PageBody wide>
      <PageHead
        title={text.accounts.title}
        lead={
          pages.first ? (
            <span role="status">{text.accounts.total(format.number(pages.total))}</span>
          ) : (
            <Skeleton className="my-0.5 h-4 w-20" />
          )
        }
      >
        <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
          <SearchField label={text.accounts.search} value={search.q ?? ''} onSearch={onSearch} />
          <Menu
            label={text.accounts.sort}
            showLabel
            value={filter.sort}
            choices={accountSorts.map((value) => ({ value, label: sortName(text, value) }))}
            onChoose={(value) => change({ sort: value as AccountSort, direction: undefined })}
          />
          <IconButton
            label={text.webtoons.turn(turned)}
            look="outline"
            onClick={() => {
              const other = filter.direction === 'asc' ? 'desc' : 'asc';
              change({ direction: other === naturalDirection(filter.sort) ? undefined : other });
            }}
          >
            <Icon name={filter.direction === 'asc' ? 'ascending' : 'descending'} size={16} />
          </IconButton>
        </div>
      </PageHead>
      <div ref={bar} style={{ top: above }} className="sticky z-20 -mx-4 mb-3 border-b border-line bg-canvas px-4 sm:-mx-8 sm:px-8">
        <PlatformTabs search={search} />
      </div>
      <Paged
        pages={pages}
        skeleton={<TableSkeleton rowHeight={rowHeight} />}
        empty={<Nothing narrowed={narrowed} clear={() => change({ q: undefined, platform: undefined })} />}
      >
        <DataTable
          label={text.accounts.title}
          columns={columns}
          looks={looks}
          items={pages.items}
          idOf={({ platform, id }) => `${platform}/${id}`}
          total={pages.total}
          rowHeight={rowHeight}
          sort={filter.sort}
          direction={filter.direction}
          onSort={(sort, direction) =>
            change({ sort: sort as AccountSort, direction: direction === naturalDirection(sort as AccountSort) ? undefined : direction })
          }
          onOpen={({ platform, id }) => void navigate({ to: '/accounts/$platform/$id', params: { platform, id } })}
          more={pages.more}
          stickAt={above + barSize}
        />
      </Paged>
    </PageBody>
  );
};

const sortName = (text: ReturnType<typeof useText>, sort: AccountSort): string =>
  sort === 'name' ? text.accounts.name : sort === 'day' || sort === 'week' ? text.accounts.change[sort] : text.metric[sort];

const Nothing = ({ narrowed, clear }: { narrowed: boolean; clear: () => void }) => {
  const text = useText();
  return narrowed ? (
    <Notice icon="search" title={text.accounts.emptyTitle}>
      <p>{text.accounts.emptyNext}</p>
      <Button onClick={clear}>{text.common.clearFilters}</Button>
    </Notice>
  ) : (
    <Notice icon="accounts" title={text.accounts.nothingTitle}>
      <p>{text.accounts.nothingNext}</p>
      <Command words="bin/tidemark targets import streamers.xlsx --watchlist streamers" />
      <Command words="bin/tidemark collect twitch --watchlist streamers" />
    </Notice>
  );
};
