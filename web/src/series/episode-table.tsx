import { useInfiniteQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { useMemo } from 'react';
import { episodesQuery, type Direction, type Episode, type EpisodeMetric, type EpisodeOrder, type EpisodeSort } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { DataTable, Paged, TableSkeleton, usePages, type ColumnLook, type features } from '../table/index.ts';
import { TraceButton } from '../trace/index.ts';
import { Badge, Figure, Notice, Section } from '../ui/index.ts';

const rowHeight = 46;
const column = createColumnHelper<typeof features, Episode>();

const TitleCell = ({ episode, onOpen }: { episode: Episode; onOpen: (episode: Episode) => void }) => {
  const text = useText();
  return (
    <span className="flex items-center gap-2">
      <button
        type="button"
        data-row-link
        onClick={() => onOpen(episode)}
        className="min-w-0 truncate rounded text-left font-medium text-ink hover:text-sea"
      >
        {episode.title ?? '—'}
      </button>
      {episode.preview ? (
        <Badge tone="warn" tip={text.series.previewNote}>
          {text.series.paid}
        </Badge>
      ) : (
        episode.charge && <Badge>{text.series.charge}</Badge>
      )}
    </span>
  );
};

const DayCell = ({ day }: { day: string | null }) => {
  const format = useFormat();
  return <span className="text-ink-soft">{day ? format.day(day) : '—'}</span>;
};

/** Where the row comes from: its likes, or whatever it has. */
const TraceCell = ({ episode }: { episode: Episode }) => {
  const text = useText();
  const metric = traced.find((each) => episode.traces[each] !== undefined);
  if (metric === undefined) return null;
  const name = metric === 'fields' ? text.series.episodeTitle : text.metric[metric];
  return (
    <TraceButton
      origin={{ exchangeId: episode.traces[metric]!.exchangeId }}
      figure={`${name} · ${episode.title ?? episode.id}`}
      className="ml-auto"
    />
  );
};

const traced = ['likes', 'comments', 'stars', 'fields'] as const;

const figure = (metric: EpisodeMetric) =>
  column.accessor((episode) => episode.counts[metric]?.value, {
    id: metric,
    enableSorting: metric !== 'starVotes',
    sortDescFirst: true,
    cell: ({ row }) => <Figure count={row.original.counts[metric]} metric={metric} />,
  });

const columnsFor = (onOpen: (episode: Episode) => void) =>
  column.columns([
    column.accessor('no', { id: 'no', sortDescFirst: true, cell: ({ row }) => row.original.no ?? '—' }),
    column.accessor('title', {
      id: 'title',
      enableSorting: false,
      cell: ({ row }) => <TitleCell episode={row.original} onOpen={onOpen} />,
    }),
    column.accessor('publishedOn', {
      id: 'publishedOn',
      sortDescFirst: true,
      cell: ({ row }) => <DayCell day={row.original.publishedOn} />,
    }),
    figure('likes'),
    figure('comments'),
    figure('stars'),
    figure('starVotes'),
    column.accessor('id', { id: 'trace', enableSorting: false, cell: ({ row }) => <TraceCell episode={row.original} /> }),
  ]);

interface EpisodeTableProps {
  readonly platform: string;
  readonly id: string;
  readonly order: EpisodeOrder;
  readonly onOrder: (sort: EpisodeSort, direction: Direction) => void;
  readonly onOpen: (episode: Episode) => void;
  readonly stickAt: number;
}

export const EpisodeTable = ({ platform, id, order, onOrder, onOpen, stickAt }: EpisodeTableProps) => {
  const text = useText();
  const format = useFormat();
  const pages = usePages(useInfiniteQuery(episodesQuery(platform, id, order)));
  const columns = useMemo(() => columnsFor(onOpen), [onOpen]);
  const looks = useMemo<Readonly<Record<string, ColumnLook>>>(
    () => ({
      no: { name: text.series.no, look: 'w-14 max-sm:w-12', align: 'left' },
      title: { name: text.series.episodeTitle, align: 'left' },
      publishedOn: { name: text.series.publishedOn, look: 'w-32', hide: 'max-lg:hidden' },
      likes: { name: text.metric.likes, look: 'w-22 max-sm:w-16' },
      comments: { name: text.metric.comments, look: 'w-22', hide: 'max-sm:hidden' },
      stars: { name: text.metric.stars, look: 'w-20', hide: 'max-lg:hidden' },
      trace: { name: <span className="sr-only">{text.common.whereFrom}</span>, look: 'w-10' },
      starVotes: { name: text.metric.starVotes, look: 'w-20', hide: 'max-xl:hidden' },
    }),
    [text],
  );

  return (
    <Section
      title={text.series.episodes}
      {...(pages.first ? { lead: `${text.series.episodesTotal(format.number(pages.total))}. ${text.series.episodesLead}` } : {})}
    >
      <Paged
        pages={pages}
        skeleton={<TableSkeleton rowHeight={rowHeight} rows={8} />}
        empty={<Notice title={text.series.noEpisodesTitle}>{text.series.noEpisodesNext}</Notice>}
      >
        <DataTable
          label={text.series.episodes}
          columns={columns}
          looks={looks}
          items={pages.items}
          idOf={(episode) => episode.id}
          total={pages.total}
          rowHeight={rowHeight}
          sort={order.sort}
          direction={order.direction}
          onSort={(sort, direction) => onOrder(sort as EpisodeSort, direction)}
          onOpen={onOpen}
          more={pages.more}
          stickAt={stickAt}
        />
      </Paged>
    </Section>
  );
};
