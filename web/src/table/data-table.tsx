import { rowSortingFeature, tableFeatures, useTable, type RowData, type TableOptions } from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { usePlace } from '../app/geometry.ts';
import type { Direction } from '../api/index.ts';
import { Icon, Skeleton } from '../ui/index.ts';
import { useReachEnd } from './reach-end.ts';

/** All our tables: columns and order in TanStack Table, sorting on the server. */
export const features = tableFeatures({ rowSortingFeature });
export type Column<T extends RowData> = NonNullable<TableOptions<typeof features, T>['columns']>[number];

/** How a column stands in the page: its name, its width, and below which width of the window it is left out unless sorted by. */
export interface ColumnLook {
  readonly name: ReactNode;
  readonly look?: string;
  readonly hide?: string;
  readonly align?: 'left' | 'right';
}

interface DataTableProps<T extends RowData> {
  readonly label: string;
  readonly columns: Column<T>[];
  readonly looks: Readonly<Record<string, ColumnLook>>;
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
  /** How many there are, of which `items` may be the first. */
  readonly total: number;
  readonly rowHeight: number;
  readonly sort: string;
  readonly direction: Direction;
  readonly onSort: (sort: string, direction: Direction) => void;
  /** A click anywhere in the row; a link or button marked `data-row-link` does the same for keyboards. */
  readonly onOpen: (item: T) => void;
  readonly more: (() => void) | null;
  /** Where the head sticks, below the bars above it. */
  readonly stickAt: number;
}

/** A long table of which only the rows near the window are drawn. Rows keep a fixed height, so that spacers can stand for the rest. */
export const DataTable = <T extends RowData>(props: DataTableProps<T>) => {
  const { label, columns, looks, items, idOf, total, rowHeight, sort, direction, onSort, onOpen, more, stickAt } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const { top } = usePlace(body);
  const sorting = useMemo(() => [{ id: sort, desc: direction === 'desc' }], [sort, direction]);
  const table = useTable({
    features,
    columns,
    data: items,
    getRowId: idOf,
    state: { sorting },
    manualSorting: true,
    enableSortingRemoval: false,
    onSortingChange: (change) => {
      const [next] = typeof change === 'function' ? change(sorting) : change;
      if (next) onSort(next.id, next.desc ? 'desc' : 'asc');
    },
  });
  const { FlexRender } = table;
  const { rows } = table.getRowModel();
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler is not used; nothing is memoised behind its back
  const virtualizer = useWindowVirtualizer({ count: rows.length, estimateSize: () => rowHeight, overscan: 8, scrollMargin: top });
  const drawn = virtualizer.getVirtualItems();
  useReachEnd(drawn.at(-1)?.index, rows.length, more);

  const before = (drawn[0]?.start ?? top) - top;
  const after = virtualizer.getTotalSize() - ((drawn.at(-1)?.end ?? top) - top);
  const classOf = (id: string) => {
    const { look = '', hide = '', align = 'right' } = looks[id]!;
    return `${look} ${id === sort ? '' : hide} ${align === 'left' ? 'text-left' : 'text-right'}`;
  };

  return (
    <table aria-rowcount={total + 1} aria-label={label} className="w-full table-fixed text-[13.5px]" onKeyDown={moveBetweenRows}>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} aria-rowindex={1}>
            {group.headers.map(({ id, column }) => {
              const sorted = column.getIsSorted();
              return (
                <th
                  key={id}
                  scope="col"
                  aria-sort={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : undefined}
                  className={`sticky z-10 h-9 bg-canvas px-2 text-xs font-medium whitespace-nowrap text-ink-faint shadow-[inset_0_-1px_0_var(--line)] first:pl-0 ${classOf(id)}`}
                  style={{ top: stickAt }}
                >
                  {column.getCanSort() ? (
                    <button
                      type="button"
                      onClick={column.getToggleSortingHandler()}
                      className={`inline-flex items-center gap-0.5 rounded hover:text-ink ${sorted ? 'font-semibold text-ink' : ''}`}
                    >
                      {looks[id]!.name}
                      {sorted && <Icon name={sorted === 'asc' ? 'ascending' : 'descending'} size={13} />}
                    </button>
                  ) : (
                    looks[id]!.name
                  )}
                </th>
              );
            })}
          </tr>
        ))}
      </thead>
      <tbody ref={body}>
        {before > 0 && <tr aria-hidden="true" style={{ height: before }} />}
        {drawn.map(({ index }) => {
          const row = rows[index]!;
          return (
            <tr
              key={row.id}
              aria-rowindex={index + 2}
              onClick={(event) => {
                if (!(event.target instanceof Element && event.target.closest('a, button'))) onOpen(row.original);
              }}
              className="cursor-pointer border-b border-line transition-colors hover:bg-well"
              style={{ height: rowHeight }}
            >
              {row.getAllCells().map((cell) => (
                <td
                  key={cell.id}
                  className={`px-2 first:pl-0 ${classOf(cell.column.id)} ${cell.column.id === sort ? 'font-semibold text-ink' : 'text-ink-soft'}`}
                >
                  <FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          );
        })}
        {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
      </tbody>
    </table>
  );
};

/** Arrow keys go from row to row, as in a list. */
const moveBetweenRows = (event: KeyboardEvent): void => {
  const row = document.activeElement?.closest('tr[aria-rowindex]');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : event.key === 'ArrowUp' ? row?.previousElementSibling : null;
  const link = next?.querySelector<HTMLElement>('[data-row-link]');
  if (!link) return;
  event.preventDefault();
  link.focus();
};

/** The table before its first rows are here. */
export const TableSkeleton = ({ rowHeight, rows = 12 }: { rowHeight: number; rows?: number }) => (
  <div className="pt-9">
    {Array.from({ length: rows }, (_, index) => (
      <div key={index} className="flex items-center gap-3 border-b border-line" style={{ height: rowHeight }}>
        <Skeleton className="h-4 w-2/5" />
        <span className="grow" />
        <Skeleton className="h-4 w-1/4" />
      </div>
    ))}
  </div>
);
