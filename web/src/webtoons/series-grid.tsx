import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { SeriesSort, SeriesSummary } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Skeleton } from '../ui/index.ts';
import { usePlace } from '../app/geometry.ts';
import { useReachEnd } from '../table/index.ts';
import { gridShape } from './layout.ts';
import { SeriesCard } from './series-card.tsx';

interface SeriesGridProps {
  readonly items: readonly SeriesSummary[];
  readonly sort: SeriesSort;
  readonly more: (() => void) | null;
}

/** Covers in rows. Only the rows near the window exist; thousands of titles cost no more than a screenful. */
export const SeriesGrid = ({ items, sort, more }: SeriesGridProps) => {
  const text = useText();
  const list = useRef<HTMLUListElement>(null);
  const { width, top } = usePlace(list);
  const { columns, columnWidth, rowHeight, gap } = gridShape(width || 1);
  const rows = width === 0 ? 0 : Math.ceil(items.length / columns);
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler is not used; nothing is memoised behind its back
  const virtualizer = useWindowVirtualizer({
    count: rows,
    estimateSize: () => rowHeight,
    overscan: 2,
    scrollMargin: top,
    getItemKey: (row) => `${columns}/${rowHeight}/${row}`,
  });
  const drawn = virtualizer.getVirtualItems();
  useReachEnd(drawn.at(-1)?.index, rows, more);

  // Where the keys want to go while the card there is not drawn yet.
  const heading = useRef<number | null>(null);
  const card = (index: number) => list.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
  useEffect(() => {
    if (heading.current === null) return;
    card(heading.current)?.focus();
  }, [drawn]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const from = document.activeElement?.getAttribute('data-index');
    if (!step || !from) return;
    const to = (heading.current ?? Number(from)) + step;
    if (to < 0 || to >= items.length) return;
    event.preventDefault();
    const there = card(to);
    heading.current = there ? null : to;
    if (there) there.focus();
    else virtualizer.scrollToIndex(Math.floor(to / columns));
  };

  return (
    <ul
      ref={list}
      aria-label={text.webtoons.title}
      onKeyDown={onKeyDown}
      onFocus={() => {
        heading.current = null;
      }}
      className="relative"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {drawn.flatMap((row) =>
        items.slice(row.index * columns, (row.index + 1) * columns).map((series, column) => {
          const index = row.index * columns + column;
          return (
            <li
              key={`${series.platform}/${series.id}`}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              className="absolute top-0 left-0"
              style={{
                width: columnWidth,
                height: rowHeight - gap,
                transform: `translate(${column * (columnWidth + gap)}px, ${row.start - top}px)`,
              }}
            >
              <SeriesCard series={series} index={index} sort={sort} room={columnWidth < 150 ? 1 : columnWidth < 190 ? 2 : 3} />
            </li>
          );
        }),
      )}
    </ul>
  );
};

/** The grid before its first titles are here, in the very places where they will stand. */
export const GridSkeleton = () => {
  const box = useRef<HTMLDivElement>(null);
  const { width } = usePlace(box);
  const { columns, columnWidth, rowHeight, gap } = gridShape(width || 1);
  return (
    <div ref={box} className="relative min-h-dvh">
      {width > 0 &&
        Array.from({ length: columns * 3 }, (_, index) => (
          <div
            key={index}
            className="absolute"
            style={{ width: columnWidth, left: (index % columns) * (columnWidth + gap), top: Math.floor(index / columns) * rowHeight }}
          >
            <Skeleton className="aspect-[10/13] rounded-xl" />
            <Skeleton className="mt-3 h-4 w-4/5" />
            <Skeleton className="mt-2 h-3 w-1/2" />
          </div>
        ))}
    </div>
  );
};
