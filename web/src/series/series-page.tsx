import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { seriesQuery, type Episode } from '../api/index.ts';
import { useStickBelow } from '../app/bars.ts';
import { useText } from '../i18n/index.ts';
import { TraceProvider } from '../trace/index.ts';
import { BackLink, Failure, Loading, PageBody, Skeleton } from '../ui/index.ts';
import { CommentsSection } from './comments-section.tsx';
import { CurvesSection } from './curves-section.tsx';
import { EpisodeDialog } from './episode-dialog.tsx';
import { titleOf } from './episode-title.ts';
import { EpisodeTable } from './episode-table.tsx';
import { EpisodesChart } from './episodes-chart.tsx';
import { rememberedView } from '../webtoons/search.ts';
import { orderOf, type SeriesSearch } from './search.ts';
import { SeriesHeader } from './series-header.tsx';

/** An episode as far as its dialog needs it at once; the rest is asked for. */
type Opened = Pick<Episode, 'id' | 'no' | 'title'>;

/** One title: what it is, how it stands, how it got there, and every episode. */
export const SeriesPage = () => {
  const text = useText();
  const stickAt = useStickBelow();
  const { platform, id } = useParams({ from: '/inside/webtoons/$platform/$id' });
  const search = useSearch({ from: '/inside/webtoons/$platform/$id' });
  const navigate = useNavigate({ from: '/webtoons/$platform/$id' });
  const series = useQuery(seriesQuery(platform, id));
  const [opened, setOpened] = useState<Opened | null>(null);

  const change = useCallback(
    (part: SeriesSearch) => void navigate({ search: (last) => ({ ...last, ...part }), resetScroll: false }),
    [navigate],
  );
  const openEpisode = useCallback(
    (episode: Opened) => {
      setOpened(episode);
      change({ episode: episode.id });
    },
    [change],
  );

  return (
    <TraceProvider>
      <PageBody>
        <BackLink to="/webtoons" search={rememberedView()}>
          {text.nav.webtoons}
        </BackLink>
        {series.isPending ? (
          <HeaderSkeleton />
        ) : series.isError ? (
          <Failure error={series.error} retry={() => void series.refetch()} />
        ) : (
          <SeriesHeader series={series.data} />
        )}
        {!series.isError && (
          <>
            <CurvesSection platform={platform} id={id} search={search} change={change} />
            <CommentsSection platform={platform} id={id} range={search.range ?? '90'} />
            <EpisodesChart
              platform={platform}
              id={id}
              metric={search.over ?? 'likes'}
              onOpen={openEpisode}
              onMetric={(over) => change({ over: over === 'likes' ? undefined : over })}
            />
            <EpisodeTable
              platform={platform}
              id={id}
              order={orderOf(search)}
              onOrder={(sort, direction) =>
                change({ sort: sort === 'no' ? undefined : sort, direction: direction === 'desc' ? undefined : direction })
              }
              onOpen={openEpisode}
              stickAt={stickAt}
            />
          </>
        )}
      </PageBody>
      {search.episode && (
        <EpisodeDialog
          platform={platform}
          id={search.episode}
          title={opened?.id === search.episode ? titleOf(opened) : undefined}
          onClose={() => change({ episode: undefined })}
        />
      )}
    </TraceProvider>
  );
};

const HeaderSkeleton = () => (
  <div className="flex gap-7 pt-6">
    <Loading />
    <Skeleton className="aspect-[10/13] w-52 rounded-2xl max-md:w-36 max-sm:w-28" />
    <div className="grow">
      <Skeleton className="h-5 w-48" />
      <Skeleton className="mt-4 h-9 w-2/3" />
      <Skeleton className="mt-3 h-5 w-40" />
      <Skeleton className="mt-6 h-16 max-w-xl" />
    </div>
  </div>
);
