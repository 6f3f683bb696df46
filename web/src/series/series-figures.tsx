import type { SeriesDetail, SeriesMetric, SeriesRank } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import type { Origin } from '../trace/index.ts';
import { FigureTile } from './figure-tile.tsx';
import { listName, scopeName } from './scope.ts';

const shown = ['favourites', 'seriesLikes', 'likes', 'comments', 'views', 'stars', 'episodes'] as const satisfies readonly SeriesMetric[];

/** Numbers that one of the platforms does not have at all. They are shown where there is one, and not as missing everywhere else. */
const ofOnePlatform: ReadonlySet<SeriesMetric> = new Set(['seriesLikes', 'favourites', 'stars']);

const exchangeOf = (series: SeriesDetail, metric: string): Origin | null => {
  const exchangeId = series.exchangeIds[metric];
  return exchangeId === undefined ? null : { exchangeId };
};

/** The newest figures of a title, each with its source: an exchange, or a sum over the episodes. */
export const SeriesFigures = ({ series }: { series: SeriesDetail }) => {
  const text = useText();
  const format = useFormat();
  const { counts } = series;
  const sums: Partial<Record<SeriesMetric, number>> = { likes: series.likesKnown, comments: series.commentsKnown };
  // Popularity is what a reader means by rank; the places in the other orders stand small below it.
  // A list without that order (a page's own) stands for itself.
  const listOf = ({ scope }: SeriesRank) => scope.slice(0, scope.lastIndexOf('/'));
  const ranks = series.ranks.filter(
    (rank) => rank.order === 'user' || !series.ranks.some((other) => other.order === 'user' && listOf(other) === listOf(rank)),
  );
  const othersOf = (tile: SeriesRank) =>
    series.ranks
      .filter((rank) => rank !== tile && listOf(rank) === listOf(tile) && rank.count)
      .map((rank) => `${nameIn(text.order, rank.order)} ${format.count(rank.count, 'rank')}`)
      .join(' · ');
  return (
    <div className="mt-7 grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-px overflow-hidden rounded-xl border border-line bg-surface max-sm:grid-cols-2">
      {ranks.map((rank) => (
        <FigureTile
          key={rank.scope}
          metric="rank"
          name={`${text.metric.rank} · ${rank.order === 'user' ? listName(text, rank.scope) : scopeName(text, rank.scope)}`}
          count={rank.count}
          origin={exchangeOf(series, `rank@${rank.scope}`)}
          note={othersOf(rank)}
        />
      ))}
      {shown
        .filter((metric) => !ofOnePlatform.has(metric) || metric in series.exchangeIds)
        .map((metric) => {
          const known = sums[metric];
          const summed = known !== undefined && !series.exchangeIds[metric];
          return (
            <FigureTile
              key={metric}
              metric={metric}
              name={text.metric[metric]}
              count={counts[metric]}
              origin={
                summed
                  ? counts[metric]
                    ? {
                        known,
                        of: counts.episodes?.value ?? null,
                        runId: null,
                        sum: { platform: series.platform, kind: 'series', id: series.id, metric },
                      }
                    : null
                  : exchangeOf(series, metric)
              }
              {...(summed ? { note: text.series.sumOf(format.number(known)) } : {})}
            />
          );
        })}
    </div>
  );
};
