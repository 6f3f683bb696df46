import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Direction, SeriesFilter, SeriesSort, SeriesSummary } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { DataTable } from '../table/index.ts';
import { columnsFor, seriesLooks } from './series-columns.tsx';

export const seriesRowHeight = 60;

interface SeriesTableProps {
  readonly items: readonly SeriesSummary[];
  readonly total: number;
  readonly filter: SeriesFilter;
  readonly onSort: (sort: SeriesSort, direction: Direction) => void;
  readonly more: (() => void) | null;
  readonly stickAt: number;
}

/** The webtoons as a list. */
export const SeriesTable = ({ filter, onSort, ...rest }: SeriesTableProps) => {
  const text = useText();
  const navigate = useNavigate();
  const columns = useMemo(() => columnsFor(filter.platform), [filter.platform]);
  const looks = useMemo(() => seriesLooks(text), [text]);
  return (
    <DataTable
      {...rest}
      label={text.webtoons.title}
      columns={columns}
      looks={looks}
      idOf={({ platform, id }) => `${platform}/${id}`}
      rowHeight={seriesRowHeight}
      sort={filter.sort}
      direction={filter.direction}
      onSort={(sort, direction) => onSort(sort as SeriesSort, direction)}
      onOpen={({ platform, id }) => void navigate({ to: '/webtoons/$platform/$id', params: { platform, id } })}
    />
  );
};
