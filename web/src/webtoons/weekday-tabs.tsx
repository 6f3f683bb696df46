import { Link } from '@tanstack/react-router';
import { weekdays } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { useFromNow } from '../ui/index.ts';
import { weekdayInSeoul, type WebtoonsSearch } from './search.ts';

/** All, the days of the week, daily+, finished: links, because each is a view of its own with its own address. */
export const WeekdayTabs = ({ search }: { search: WebtoonsSearch }) => {
  const text = useText();
  const today = useFromNow(weekdayInSeoul);
  const finished = search.state === 'finished';
  const { weekday: _weekday, state, sort: _sort, direction: _direction, ...rest } = search;
  const others = state && !finished ? { ...rest, state } : rest;
  const tabs = [
    { key: 'all', label: text.common.all, long: text.common.all, search: others, current: !search.weekday && !finished },
    ...weekdays.map((weekday) => ({
      key: weekday as string,
      label: text.weekday[weekday],
      long: text.weekdayLong[weekday],
      search: { ...others, weekday },
      current: search.weekday === weekday,
    })),
    {
      key: 'finished',
      label: text.seriesState.finished,
      long: text.seriesState.finished,
      search: { ...rest, state: 'finished' as const },
      current: finished,
    },
  ];
  return (
    <nav aria-label={text.webtoons.weekday} className="scrollbar-none -mx-4 flex min-w-0 overflow-x-auto px-2 sm:mx-0 sm:px-0">
      {tabs.map((tab) => (
        <Link
          key={tab.key}
          to="/webtoons"
          search={tab.search}
          // The router's own idea of "active" would take every narrower view for this one.
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={tab.current ? 'page' : undefined}
          className={`relative flex h-11 shrink-0 items-center rounded-lg px-3 text-sm -outline-offset-4 transition-colors ${tab.current ? 'font-semibold text-sea' : 'font-medium text-ink-soft hover:text-ink'}`}
        >
          <span aria-hidden="true">{tab.label}</span>
          <span className="sr-only">
            {tab.long}
            {tab.key === today ? ` (${text.webtoons.today})` : ''}
          </span>
          {tab.key === today && (
            <span data-tip={text.webtoons.today} className="absolute top-1.5 left-1/2 size-1 -translate-x-1/2 rounded-full bg-sea" />
          )}
          {tab.current && <span className="absolute inset-x-2.5 bottom-0 h-0.5 rounded-full bg-sea" />}
        </Link>
      ))}
    </nav>
  );
};
