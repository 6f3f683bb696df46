import { Link } from '@tanstack/react-router';
import { createColumnHelper } from '@tanstack/react-table';
import type { SeriesMetric, SeriesSummary } from '../api/index.ts';
import { nameIn, useText, type Messages } from '../i18n/index.ts';
import type { Column, ColumnLook, features } from '../table/index.ts';
import { Figure } from '../ui/index.ts';
import { Cover } from './cover.tsx';
import { PlatformMark } from './platform-mark.tsx';

const column = createColumnHelper<typeof features, SeriesSummary>();

const TitleCell = ({ series }: { series: SeriesSummary }) => {
  const text = useText();
  const state = series.state && series.state !== 'ongoing' ? nameIn(text.seriesState, series.state) : null;
  return (
    <div className="flex items-center gap-3">
      <Cover series={series} className="w-9 shrink-0 rounded-md" />
      <div className="min-w-0">
        <p className="flex min-w-0 items-center gap-1.5">
          <PlatformMark platform={series.platform} />
          <Link
            to="/webtoons/$platform/$id"
            params={{ platform: series.platform, id: series.id }}
            data-row-link
            className="block min-w-0 scroll-mt-44 scroll-mb-20 truncate font-semibold text-ink hover:text-sea"
          >
            {series.title}
          </Link>
        </p>
        <p className="truncate text-xs text-ink-faint">
          {[series.authors.join(', '), state, series.adult ? text.adultShort : null].filter(Boolean).join(' · ')}
        </p>
      </div>
    </div>
  );
};

/** Rows keep their height, however much there is to name. */
const TwoLines = ({ words }: { words: string }) => <span className="line-clamp-2">{words}</span>;

const Weekdays = ({ series }: { series: SeriesSummary }) => {
  const text = useText();
  const { weekdays, state } = series;
  if (weekdays.length === 0) return <>{state ? nameIn(text.seriesState, state) : '—'}</>;
  const words = weekdays.map((weekday) => nameIn(text.weekday, weekday)).join(' ');
  return <TwoLines words={weekdays.length === 7 ? text.webtoons.everyDay : words} />;
};

const figure = (metric: SeriesMetric, first: 'asc' | 'desc' = 'desc') =>
  column.accessor((series) => series.counts[metric]?.value, {
    id: metric,
    enableSorting: metric !== 'episodes',
    sortDescFirst: first === 'desc',
    cell: ({ row: { original: series } }) => {
      const known = metric === 'likes' ? series.likesKnown : metric === 'comments' ? series.commentsKnown : undefined;
      return <Figure count={series.counts[metric]} metric={metric} known={known} of={series.counts.episodes?.value} />;
    },
  });

/** Every column of the list. Which of them fit is decided by {@link seriesLooks}. */
const seriesColumns = column.columns([
  column.accessor('title', { id: 'title', sortDescFirst: false, cell: ({ row }) => <TitleCell series={row.original} /> }),
  column.accessor((series) => series.weekdays.join(), {
    id: 'weekday',
    enableSorting: false,
    cell: ({ row }) => <Weekdays series={row.original} />,
  }),
  column.accessor((series) => series.genres.join(), {
    id: 'genre',
    enableSorting: false,
    cell: ({ row }) => <TwoLines words={row.original.genres.slice(0, 2).join(', ') || '—'} />,
  }),
  figure('rank', 'asc'),
  figure('favourites'),
  figure('likes'),
  figure('seriesLikes'),
  figure('comments'),
  figure('views'),
  figure('stars'),
  figure('episodes'),
]);

/** Columns for one platform without those it never gives a number for. */
export const columnsFor = (platform: string | undefined): Column<SeriesSummary>[] =>
  seriesColumns.filter(({ id }) => !(neverGiven[platform ?? ''] ?? []).includes(id ?? ''));

const neverGiven: Readonly<Record<string, readonly string[]>> = {
  'naver-webtoon': ['seriesLikes'],
  'kakao-webtoon': ['favourites', 'stars'],
};

/** What is hidden where leaves the title at least 225 px at every width of the window. */
export const seriesLooks = (text: Messages): Readonly<Record<string, ColumnLook>> => ({
  title: { name: text.metric.title, align: 'left' },
  weekday: { name: text.webtoons.weekday, look: 'w-24', hide: 'max-lg:hidden', align: 'left' },
  genre: { name: text.webtoons.genre, look: 'w-28', hide: 'max-xl:hidden', align: 'left' },
  rank: { name: text.metric.rank, look: 'w-20', hide: 'max-md:hidden' },
  favourites: { name: text.metric.favourites, look: 'w-24', hide: 'max-lg:hidden' },
  likes: { name: text.metric.likes, look: 'w-24', hide: 'max-md:hidden' },
  seriesLikes: { name: text.metric.seriesLikes, look: 'w-28', hide: 'max-2xl:hidden' },
  comments: { name: text.metric.comments, look: 'w-24', hide: 'max-lg:hidden' },
  views: { name: text.metric.views, look: 'w-24', hide: 'max-xl:hidden' },
  stars: { name: text.metric.stars, look: 'w-20', hide: 'max-[85rem]:hidden' },
  episodes: { name: text.metric.episodes, look: 'w-20', hide: 'max-2xl:hidden' },
});
