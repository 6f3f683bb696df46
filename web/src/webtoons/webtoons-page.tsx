import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { webtoonsQuery } from '../api/index.ts';
import { useStickBelow } from '../app/bars.ts';
import { useHeight } from '../app/geometry.ts';
import { usePhone } from '../app/media.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Paged, TableSkeleton, usePages } from '../table/index.ts';
import { Button, Command, Notice, PageBody, PageHead, SearchField, Segmented, Skeleton } from '../ui/index.ts';
import { FilterBar } from './filter-bar.tsx';
import { PlatformChoice } from './platform-choice.tsx';
import { filterOf, isNarrowed, naturalDirection, rememberView, type WebtoonsSearch } from './search.ts';
import { GridSkeleton, SeriesGrid } from './series-grid.tsx';
import { SeriesTable, seriesRowHeight } from './series-table.tsx';
import { WebtoonViews } from './views.tsx';
import { WeekdayTabs } from './weekday-tabs.tsx';

export const WebtoonsPage = () => {
  const text = useText();
  const format = useFormat();
  const phone = usePhone();
  const navigate = useNavigate({ from: '/webtoons' });
  const search = useSearch({ from: '/inside/webtoons' });
  const filter = useMemo(() => filterOf(search), [search]);
  const pages = usePages(useInfiniteQuery(webtoonsQuery(filter)));
  useEffect(() => rememberView(search), [search]);
  const bar = useRef<HTMLDivElement>(null);
  const barSize = useHeight(bar);
  const above = useStickBelow();

  const change = useCallback(
    (part: WebtoonsSearch, replace = false) => void navigate({ search: (last) => ({ ...last, ...part }), replace, resetScroll: !replace }),
    [navigate],
  );
  const onSearch = useCallback((q: string) => change({ q: q || undefined }, true), [change]);
  const list = search.view === 'list';
  const filters = <FilterBar search={search} change={change} />;

  return (
    <PageBody wide>
      <WebtoonViews platform={search.platform} />
      <PageHead
        title={text.webtoons.title}
        lead={
          pages.first ? (
            <span role="status">{text.webtoons.total(format.number(pages.total))}</span>
          ) : (
            <Skeleton className="my-0.5 h-4 w-20" />
          )
        }
      >
        <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
          <PlatformChoice value={search.platform} onChoose={(platform) => change({ platform })} />
          <div className="flex items-center gap-2 max-sm:w-full">
            <SearchField label={text.webtoons.search} value={search.q ?? ''} onSearch={onSearch} />
            <button type="button" data-key="v" hidden onClick={() => change({ view: list ? undefined : 'list' })}>
              {text.shortcut.view}
            </button>
            <Segmented
              label={text.webtoons.viewAs}
              value={list ? 'list' : 'grid'}
              onChoose={(view) => change({ view: view === 'list' ? 'list' : undefined })}
              choices={[
                { value: 'grid', label: text.webtoons.grid, icon: 'grid' },
                { value: 'list', label: text.webtoons.list, icon: 'list' },
              ]}
            />
          </div>
        </div>
      </PageHead>
      {phone && <div className="mb-1">{filters}</div>}
      <div
        ref={bar}
        style={{ top: above }}
        className="sticky z-20 -mx-4 mb-5 flex flex-wrap items-center justify-between gap-x-4 border-b border-line bg-canvas px-4 sm:-mx-8 sm:px-8 md:max-xl:pb-2"
      >
        <WeekdayTabs search={search} />
        {!phone && filters}
      </div>

      <Paged
        pages={pages}
        skeleton={list ? <TableSkeleton rowHeight={seriesRowHeight} /> : <GridSkeleton />}
        empty={
          <Nothing
            narrowed={isNarrowed(search)}
            clear={() => change({ weekday: undefined, state: undefined, genre: undefined, platform: undefined, q: undefined })}
          />
        }
      >
        {list ? (
          <SeriesTable
            items={pages.items}
            total={pages.total}
            filter={filter}
            more={pages.more}
            stickAt={above + barSize}
            onSort={(sort, direction) => change({ sort, direction: direction === naturalDirection(sort) ? undefined : direction })}
          />
        ) : (
          <SeriesGrid items={pages.items} sort={filter.sort} more={pages.more} />
        )}
      </Paged>
    </PageBody>
  );
};

const Nothing = ({ narrowed, clear }: { narrowed: boolean; clear: () => void }) => {
  const text = useText();
  return narrowed ? (
    <Notice icon="search" title={text.webtoons.emptyTitle}>
      <p>{text.webtoons.emptyNext}</p>
      <Button onClick={clear}>{text.common.clearFilters}</Button>
    </Notice>
  ) : (
    <Notice title={text.webtoons.nothingTitle}>
      <p>{text.webtoons.nothingNext}</p>
      <Command words="bin/tidemark collect naver-webtoon" />
    </Notice>
  );
};
