import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { statistics, tableMetrics, tableQuery, type TableMetric } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Failure, Loading, Menu, Notice, PageBody, PageHead, Segmented, Skeleton } from '../ui/index.ts';
import { PlatformChoice } from '../webtoons/platform-choice.tsx';
import { WebtoonViews } from '../webtoons/views.tsx';
import { GenreTable } from './genre-table.tsx';
import type { GenresSearch } from './search.ts';

/** What is published when: genres against weekdays. */
export const GenresPage = () => {
  const text = useText();
  const { platform, metric = 'likes', statistic = 'median' } = useSearch({ from: '/inside/webtoons/genres' });
  const navigate = useNavigate({ from: '/webtoons/genres' });
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(tableQuery({ platform, metric, statistic }));
  const change = (part: GenresSearch) => void navigate({ search: (last) => ({ ...last, ...part }), resetScroll: false });

  return (
    <PageBody wide>
      <WebtoonViews platform={platform} />
      <PageHead title={text.genres.title} lead={text.genres.lead}>
        <div className="flex flex-wrap items-center gap-2">
          <PlatformChoice value={platform} onChoose={(chosen) => change({ platform: chosen })} />
          <Menu
            label={text.movers.metric}
            showLabel
            value={metric}
            choices={tableMetrics.map((value) => ({ value, label: text.metric[value] }))}
            onChoose={(value) => change({ metric: value === 'likes' ? undefined : (value as TableMetric) })}
          />
          <Segmented
            label={text.genres.statistic}
            value={statistic}
            onChoose={(value) => change({ statistic: value === 'median' ? undefined : value })}
            choices={statistics.map((value) => ({ value, label: text.genres.statistics[value] }))}
          />
        </div>
      </PageHead>
      {isPending ? (
        <>
          <Loading />
          <Skeleton className="h-[36rem] rounded-xl" />
        </>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data!.cells.length === 0 ? (
        <Notice title={text.genres.emptyTitle}>{text.genres.emptyNext}</Notice>
      ) : (
        <div aria-busy={isPlaceholderData} className={`transition-opacity ${isPlaceholderData ? 'opacity-50' : ''}`}>
          <GenreTable
            cells={data!.cells}
            metric={metric}
            platform={platform}
            label={`${text.genres.statistics[statistic]} · ${text.metric[metric]}`}
          />
        </div>
      )}
    </PageBody>
  );
};
