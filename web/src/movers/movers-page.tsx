import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { moverMetrics, moversQuery, type Mover, type MoverMetric } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { TraceProvider } from '../trace/index.ts';
import { Card, Failure, Loading, Menu, Notice, PageBody, PageHead, Segmented, Skeleton } from '../ui/index.ts';
import { PlatformChoice } from '../webtoons/platform-choice.tsx';
import { WebtoonViews } from '../webtoons/views.tsx';
import { ComparedDays } from './compared-days.tsx';
import { EpisodeMovers } from './episode-movers.tsx';
import { MoverRow } from './mover-row.tsx';
import type { MoversSearch } from './search.ts';

const shown = 15;

/** Who rose and fell most since the day before. */
export const MoversPage = () => {
  const text = useText();
  const search = useSearch({ from: '/inside/webtoons/movers' });
  const navigate = useNavigate({ from: '/webtoons/movers' });
  const { platform, metric = 'likes', by = 'absolute', day } = search;
  const relative = by === 'relative' && metric !== 'rank';
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(moversQuery({ platform, metric, by, day, limit: shown }));
  const change = useCallback(
    (part: MoversSearch) => void navigate({ search: (last) => ({ ...last, ...part }), resetScroll: false }),
    [navigate],
  );
  const nothing = data && data.rose.length + data.fell.length + data.fresh.length === 0;
  const compared = data?.days.some(({ verdicts }) => Object.values(verdicts).some((n) => n > 0));

  return (
    <TraceProvider>
      <PageBody wide>
        <WebtoonViews platform={platform} />
        <PageHead title={text.movers.title} lead={text.movers.lead}>
          <div className="flex flex-wrap items-center gap-2">
            <PlatformChoice value={platform} onChoose={(chosen) => change({ platform: chosen })} />
            <Menu
              label={text.movers.metric}
              showLabel
              value={metric}
              choices={moverMetrics.map((value) => ({ value, label: text.metric[value] }))}
              onChoose={(value) => change({ metric: value === 'likes' ? undefined : (value as MoverMetric) })}
            />
            {metric !== 'rank' && (
              <Segmented
                label={text.movers.by}
                value={by}
                onChoose={(value) => change({ by: value === 'relative' ? value : undefined })}
                choices={[
                  { value: 'absolute', label: text.movers.absolute },
                  { value: 'relative', label: text.movers.relative },
                ]}
              />
            )}
          </div>
        </PageHead>
        {isPending ? (
          <>
            <Loading />
            <div className="grid gap-6 lg:grid-cols-2">
              <Skeleton className="h-[50rem] rounded-xl" />
              <Skeleton className="h-[50rem] rounded-xl" />
            </div>
          </>
        ) : error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : data!.days.length === 0 ? (
          <Notice icon="curve" title={text.movers.emptyTitle}>
            {text.movers.emptyNext}
          </Notice>
        ) : (
          <div aria-busy={isPlaceholderData} className={`transition-opacity ${isPlaceholderData ? 'opacity-50' : ''}`}>
            <ComparedDays days={data!.days} formula={data!.formula} />
            {nothing && !compared ? (
              <Notice icon="curve" title={text.movers.noMetric} />
            ) : (
              <div className="grid gap-6 lg:grid-cols-2">
                <List title={text.movers.rose} empty={text.movers.nobodyRose} movers={data!.rose} metric={metric} relative={relative} />
                <List title={text.movers.fell} empty={text.movers.nobodyFell} movers={data!.fell} metric={metric} relative={relative} />
              </div>
            )}
            {data!.fresh.length > 0 && (
              <List title={text.movers.fresh} lead={text.movers.freshLead} empty="" movers={data!.fresh} metric={metric} relative={false} />
            )}
          </div>
        )}
        {(metric === 'comments' || metric === 'likes') && <EpisodeMovers platform={platform} metric={metric} day={day} />}
      </PageBody>
    </TraceProvider>
  );
};

interface ListProps {
  readonly title: string;
  readonly lead?: string;
  readonly empty: string;
  readonly movers: readonly Mover[];
  readonly metric: MoverMetric;
  readonly relative: boolean;
}

const List = ({ title, lead, empty, movers, metric, relative }: ListProps) => (
  <section className="min-w-0">
    <h2 className="mt-4 mb-2 text-base font-semibold tracking-[-0.01em]">{title}</h2>
    {lead && <p className="mb-2 text-[13px] text-ink-soft">{lead}</p>}
    <Card className="px-3 py-1 sm:px-4">
      {movers.length === 0 ? (
        <p className="py-6 text-center text-[13px] text-ink-soft">{empty}</p>
      ) : (
        <ol aria-label={title}>
          {movers.map((mover, index) => (
            <MoverRow key={`${mover.platform}/${mover.id}`} mover={mover} metric={metric} place={index + 1} relative={relative} />
          ))}
        </ol>
      )}
    </Card>
  </section>
);
