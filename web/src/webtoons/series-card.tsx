import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { SeriesMetric, SeriesSort, SeriesSummary } from '../api/index.ts';
import { nameIn, useText } from '../i18n/index.ts';
import { Figure, Icon } from '../ui/index.ts';
import { Cover } from './cover.tsx';
import { PlatformMark } from './platform-mark.tsx';
import { metricIcons } from './metric-icon.ts';

/** What each platform's readers look at first; others would be missing on every card of it. */
const usual: Readonly<Record<string, readonly SeriesMetric[]>> = {
  'naver-webtoon': ['favourites', 'likes', 'comments'],
  'kakao-webtoon': ['views', 'seriesLikes', 'comments'],
};

/** What a card shows: first what the list is sorted by, then the usual ones. */
const shownFor = (platform: string, sort: SeriesSort, room: number): readonly SeriesMetric[] =>
  [...new Set<SeriesMetric>([...(sort === 'title' || sort === 'rank' ? [] : [sort]), ...(usual[platform] ?? ['likes', 'comments'])])].slice(
    0,
    room,
  );

const Mark = ({ children, label }: { children: string; label?: string }) => (
  <span className="rounded-[5px] bg-black/65 px-1.5 py-px text-[11px] font-semibold text-white backdrop-blur-sm">
    {label ? (
      <>
        <span aria-hidden="true">{children}</span>
        <span className="sr-only">{label}</span>
      </>
    ) : (
      children
    )}
  </span>
);

interface SeriesCardProps {
  readonly series: SeriesSummary;
  readonly index: number;
  readonly sort: SeriesSort;
  /** How many figures fit under the title. */
  readonly room: number;
}

export const SeriesCard = memo(({ series, index, sort, room }: SeriesCardProps) => {
  const text = useText();
  const known: Partial<Record<SeriesMetric, number>> = { likes: series.likesKnown, comments: series.commentsKnown };
  return (
    <Link
      to="/webtoons/$platform/$id"
      params={{ platform: series.platform, id: series.id }}
      data-index={index}
      className="group block h-full scroll-mt-36 scroll-mb-20 rounded-xl outline-offset-4"
    >
      <div className="relative overflow-hidden rounded-xl ring-1 ring-line transition-shadow duration-200 group-hover:shadow-float">
        <Cover series={series} className="transition-transform duration-300 group-hover:scale-[1.025]" eager={index < 12} />
        <span className="absolute inset-x-2 top-2 flex gap-1">
          <PlatformMark platform={series.platform} className="shadow-card" />
          {sort === 'rank' && series.counts.rank && <Mark>{text.rankOf(String(series.counts.rank.value))}</Mark>}
          <span className="grow" />
          {series.adult && <Mark label={text.adult}>{text.adultShort}</Mark>}
        </span>
        {series.state && series.state !== 'ongoing' && (
          <span className="absolute bottom-2 left-2">
            <Mark>{nameIn(text.seriesState, series.state)}</Mark>
          </span>
        )}
      </div>
      <div className="px-0.5 pt-2.5">
        <h3 className="line-clamp-2 text-sm leading-snug font-semibold tracking-[-0.01em] text-ink group-hover:text-sea max-sm:text-[13px]">
          {series.title}
        </h3>
        <p className="truncate text-xs leading-5 text-ink-faint">{series.authors.join(', ')}</p>
        <dl className="mt-0.5 flex gap-2.5 overflow-hidden text-xs leading-5 text-ink-soft">
          {shownFor(series.platform, sort, room).map((metric, place) => (
            <div
              key={metric}
              className={`flex items-center gap-1 whitespace-nowrap ${place === 0 && sort === metric ? 'font-semibold text-ink' : ''}`}
            >
              <dt>
                <Icon name={metricIcons[metric]!} size={13} className="opacity-70" />
                <span className="sr-only">{text.metric[metric]}</span>
              </dt>
              <dd>
                <Figure count={series.counts[metric]} metric={metric} known={known[metric]} of={series.counts.episodes?.value} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Link>
  );
});
