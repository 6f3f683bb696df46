import { useState } from 'react';
import type { SeriesDetail } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Ago, Badge, buttonLook, Icon, usePageTitle } from '../ui/index.ts';
import { Cover } from '../webtoons/cover.tsx';
import { FigureTile } from './figure-tile.tsx';
import { TraceButton } from './trace.tsx';

const tileMetrics = ['favourites', 'likes', 'comments', 'views', 'stars', 'episodes'] as const;
const longSynopsis = 150;

const Authors = ({ series }: { series: SeriesDetail }) => {
  const text = useText();
  const named =
    series.authorRoles.length > 0 ? series.authorRoles : series.authors.map((name) => ({ name, roles: [] as readonly string[] }));
  return (
    <p className="mt-1.5 flex flex-wrap gap-x-3 text-[15px] text-ink-soft">
      {named.map(({ name, roles }) => (
        <span key={name}>
          {name}
          {roles.length > 0 && (
            <span className="ml-1 text-xs text-ink-faint">{roles.map((role) => nameIn(text.role, role)).join(', ')}</span>
          )}
        </span>
      ))}
    </p>
  );
};

const Synopsis = ({ words }: { words: string }) => {
  const text = useText();
  const [open, setOpen] = useState(false);
  const long = words.length > longSynopsis || words.split('\n').length > 3;
  return (
    <div className="mt-5 max-w-[44rem]">
      <h2 className="sr-only">{text.series.synopsis}</h2>
      <p className={`leading-relaxed whitespace-pre-line text-ink-soft ${open || !long ? '' : 'line-clamp-3'}`}>{words}</p>
      {long && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="mt-1 rounded text-[13px] font-medium text-sea hover:text-sea-strong"
        >
          {open ? text.series.less : text.series.more}
        </button>
      )}
    </div>
  );
};

/** Who and what a title is, and how it stands today. */
export const SeriesHeader = ({ series }: { series: SeriesDetail }) => {
  const text = useText();
  const format = useFormat();
  usePageTitle(series.title);
  const platform = nameIn(text.platform, series.platform);
  const { counts, exchangeIds } = series;
  const notes: Record<string, string> = {
    likes: text.series.episodesTotal(format.number(series.likesKnown)),
    comments: text.series.episodesTotal(format.number(series.commentsKnown)),
  };
  const best = series.ranks.filter((rank) => rank.order === 'user' || series.ranks.length === 1);
  return (
    <header className="pt-6">
      <div className="flex gap-7 max-sm:gap-4">
        <Cover
          series={series}
          alt={text.series.cover(series.title)}
          eager
          className="w-52 shrink-0 self-start rounded-2xl shadow-float ring-1 ring-line max-md:w-36 max-sm:w-28 max-sm:rounded-xl"
        />
        <div className="min-w-0 grow">
          <div className="flex flex-wrap gap-1.5">
            <Badge tone="sea">{platform}</Badge>
            {series.state && <Badge tone={series.state === 'rest' ? 'warn' : 'plain'}>{nameIn(text.seriesState, series.state)}</Badge>}
            {series.weekdays.length > 0 && (
              <Badge>
                {series.weekdays
                  .map((weekday) => nameIn(series.weekdays.length > 1 ? text.weekday : text.weekdayLong, weekday))
                  .join(' · ')}
              </Badge>
            )}
            {series.adult ? (
              <Badge tone="bad">{text.adult}</Badge>
            ) : (
              series.ageRating && <Badge>{nameIn(text.age, series.ageRating)}</Badge>
            )}
            {series.genres.map((genre) => (
              <Badge key={genre}>{genre}</Badge>
            ))}
          </div>
          <h1 className="mt-3 text-[28px] leading-tight font-bold tracking-[-0.025em] text-balance max-sm:text-xl">{series.title}</h1>
          <Authors series={series} />
          <div className="max-sm:hidden">{series.synopsis && <Synopsis words={series.synopsis} />}</div>
          <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2 text-[13px] text-ink-faint max-sm:mt-3">
            {series.url && (
              <a href={series.url} target="_blank" rel="noreferrer noopener" className={buttonLook('outline')}>
                {text.series.openAtPlatform(platform)}
                <Icon name="out" size={15} />
              </a>
            )}
            <span className="flex items-center">
              <span className="flex gap-1">
                {text.series.lastSeen('')}
                <Ago at={series.lastSeenAt} />
              </span>
              <TraceButton exchangeId={exchangeIds['fields']} figure={series.title} />
            </span>
          </div>
        </div>
      </div>
      <div className="sm:hidden">{series.synopsis && <Synopsis words={series.synopsis} />}</div>
      {series.tags.length > 0 && (
        <ul aria-label={text.series.tags} className="mt-5 flex flex-wrap gap-x-3 gap-y-1 text-[13px] text-ink-faint">
          {series.tags.map((tag) => (
            <li key={tag}>#{tag}</li>
          ))}
        </ul>
      )}
      <div className="mt-6 grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-px overflow-hidden rounded-xl border border-line bg-surface max-sm:grid-cols-2">
        {best.map((rank) => (
          <FigureTile
            key={`${rank.weekday}/${rank.order}`}
            metric="rank"
            name={`${text.metric.rank} · ${nameIn(text.weekdayLong, rank.weekday)}`}
            count={rank.count}
            exchangeId={rank.exchangeId ?? exchangeIds['rank']}
            note={nameIn(text.order, rank.order)}
          />
        ))}
        {tileMetrics.map((metric) => (
          <FigureTile
            key={metric}
            metric={metric}
            name={text.metric[metric]}
            count={counts[metric]}
            exchangeId={exchangeIds[metric]}
            {...(notes[metric] ? { note: notes[metric] } : {})}
          />
        ))}
      </div>
    </header>
  );
};
