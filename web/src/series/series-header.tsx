import { useQuery } from '@tanstack/react-query';
import { sessionQuery, type SeriesDetail } from '../api/index.ts';
import { nameIn, useText } from '../i18n/index.ts';
import { TraceButton } from '../trace/index.ts';
import { Ago, Badge, buttonLook, Icon, LongText, usePageTitle } from '../ui/index.ts';
import { Cover } from '../webtoons/cover.tsx';
import { authorsOf } from './authors.ts';
import { SeriesFigures } from './series-figures.tsx';

const Badges = ({ series }: { series: SeriesDetail }) => {
  const text = useText();
  const { state, weekdays } = series;
  const names = weekdays.length > 1 ? text.weekday : text.weekdayLong;
  return (
    <div className="flex flex-wrap gap-1.5">
      <Badge tone="sea">{nameIn(text.platform, series.platform)}</Badge>
      {state && <Badge tone={state === 'rest' ? 'warn' : 'plain'}>{nameIn(text.seriesState, state)}</Badge>}
      {weekdays.length > 0 && <Badge>{weekdays.map((weekday) => nameIn(names, weekday)).join(' · ')}</Badge>}
      {series.adult ? <Badge tone="bad">{text.adult}</Badge> : series.ageRating && <Badge>{nameIn(text.age, series.ageRating)}</Badge>}
      {series.genres.map((genre) => (
        <Badge key={genre}>{genre}</Badge>
      ))}
    </div>
  );
};

const Authors = ({ series }: { series: SeriesDetail }) => {
  const text = useText();
  return (
    <p className="mt-1.5 flex flex-wrap gap-x-3 text-[15px] text-ink-soft">
      {authorsOf(series).map(({ name, roles }) => (
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

/** The way to the title at its platform, and when we last saw it there. Invented titles have no page, so sample data get no link. */
const Elsewhere = ({ series }: { series: SeriesDetail }) => {
  const text = useText();
  const { data: session } = useQuery(sessionQuery);
  const fields = series.exchangeIds['fields'];
  return (
    <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2 text-[13px] text-ink-faint max-sm:mt-3">
      {series.url && session?.world === 'real' && (
        <a href={series.url} target="_blank" rel="noreferrer noopener" className={buttonLook('outline')}>
          {text.series.openAtPlatform(nameIn(text.platform, series.platform))}
          <Icon name="out" size={15} />
        </a>
      )}
      <span className="flex items-center gap-1">
        {text.series.lastSeen} <Ago at={series.lastSeenAt} />
        <TraceButton origin={fields ? { exchangeId: fields } : null} figure={series.title} />
      </span>
    </div>
  );
};

/** Who and what a title is, and how it stands today. */
export const SeriesHeader = ({ series }: { series: SeriesDetail }) => {
  const text = useText();
  usePageTitle(series.title);
  const synopsis = series.synopsis && <LongText title={text.series.synopsis} words={series.synopsis.trim()} />;
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
          <Badges series={series} />
          <h1 className="mt-3 text-[28px] leading-tight font-bold tracking-[-0.025em] text-balance max-sm:text-xl">{series.title}</h1>
          <Authors series={series} />
          <div className="max-sm:hidden">{synopsis}</div>
          {series.tags.length > 0 && (
            <ul aria-label={text.series.tags} className="mt-3 flex flex-wrap gap-x-2.5 gap-y-1 text-[13px] text-ink-faint">
              {series.tags.map((tag) => (
                <li key={tag}>#{tag}</li>
              ))}
            </ul>
          )}
          <Elsewhere series={series} />
        </div>
      </div>
      <div className="sm:hidden">{synopsis}</div>
      <SeriesFigures series={series} />
    </header>
  );
};
