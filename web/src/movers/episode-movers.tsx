import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { episodeMoversQuery, type EpisodeMover } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { TraceButton } from '../trace/index.ts';
import { Card } from '../ui/index.ts';
import { PlatformMark } from '../webtoons/platform-mark.tsx';
import { Amount } from './amount.tsx';

interface EpisodeMoversProps {
  readonly platform: string | undefined;
  readonly metric: 'likes' | 'comments';
  readonly day: string | undefined;
}

/** The single episodes that gained the most; a new one has nothing to be compared with and shows what it has. */
export const EpisodeMovers = ({ platform, metric, day }: EpisodeMoversProps) => {
  const text = useText();
  const { data } = useQuery(episodeMoversQuery({ platform, metric, day, limit: 20 }));
  if (!data || data.items.length === 0) return null;
  const title = metric === 'comments' ? text.movers.episodes : text.movers.episodesOfLikes;
  return (
    <section>
      <h2 className="mt-8 mb-2 text-base font-semibold tracking-[-0.01em]">{title}</h2>
      <Card className="px-3 py-1 sm:px-4">
        <ol aria-label={title} className="gap-x-8 lg:columns-2">
          {data.items.map((episode, index) => (
            <Row key={`${episode.platform}/${episode.id}`} episode={episode} metric={metric} place={index + 1} />
          ))}
        </ol>
      </Card>
    </section>
  );
};

const Row = ({ episode, metric, place }: { episode: EpisodeMover; metric: 'likes' | 'comments'; place: number }) => {
  const text = useText();
  const format = useFormat();
  return (
    <li className="flex break-inside-avoid items-center gap-3 py-2">
      <span aria-hidden="true" className="w-5 shrink-0 text-right text-xs text-ink-faint">
        {place}
      </span>
      <div className="min-w-0 grow">
        <p className="flex min-w-0 items-center gap-1.5">
          <PlatformMark platform={episode.platform} />
          <Link
            to="/webtoons/$platform/$id"
            params={{ platform: episode.platform, id: episode.seriesId }}
            search={{ episode: episode.id }}
            className="truncate text-sm font-semibold text-ink hover:text-sea"
          >
            {episode.seriesTitle} · {episode.title ?? episode.no ?? episode.id}
          </Link>
        </p>
        <p className="truncate text-xs text-ink-faint">
          {episode.before
            ? text.movers.fromTo(format.count(episode.before, metric), format.count(episode.count, metric))
            : text.movers.newEpisode}
        </p>
      </div>
      {episode.change === null ? (
        <span className="shrink-0 text-sm font-semibold text-ink">{format.count(episode.count, metric)}</span>
      ) : (
        <Amount move={episode} metric={metric} />
      )}
      <TraceButton
        origin={{ exchangeId: episode.exchangeId }}
        figure={`${text.metric[metric]} · ${episode.seriesTitle} · ${episode.title ?? ''}`}
        className="-ml-1 shrink-0"
      />
    </li>
  );
};
