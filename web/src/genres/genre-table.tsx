import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { weekdays, type TableCell } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Card } from '../ui/index.ts';

interface GenreTableProps {
  readonly cells: readonly TableCell[];
  readonly metric: string;
  readonly platform: string | undefined;
  readonly label: string;
}

/** How deep a cell is coloured: its place among all values, so that one giant does not leave the rest white. */
const depths = (cells: readonly TableCell[]): ReadonlyMap<number, number> => {
  const values = [...new Set(cells.flatMap((cell) => (cell.value ? [cell.value.value] : [])))].toSorted((a, b) => a - b);
  return new Map(values.map((value, place) => [value, values.length === 1 ? 1 : place / (values.length - 1)]));
};

/** Genres down, weekdays across. A cell tells its value and how many titles it is made of, and leads to them. */
export const GenreTable = ({ cells, metric, platform, label }: GenreTableProps) => {
  const text = useText();
  const format = useFormat();
  const byPlace = useMemo(() => new Map(cells.map((cell) => [`${cell.genre}/${cell.weekday}`, cell])), [cells]);
  const depth = useMemo(() => depths(cells), [cells]);
  const titlesOf = (genre: string) => cells.filter((cell) => cell.genre === genre).reduce((sum, cell) => sum + cell.titles, 0);
  const genres = [...new Set(cells.map((cell) => cell.genre))].toSorted((a, b) => titlesOf(b) - titlesOf(a) || (a < b ? -1 : 1));
  const days = weekdays.filter((weekday) => cells.some((cell) => cell.weekday === weekday));

  return (
    <Card className="relative overflow-x-auto">
      <table aria-label={label} className="w-full min-w-[44rem] table-fixed border-collapse text-[13px]">
        <thead>
          <tr className="text-xs text-ink-faint">
            <th scope="col" className="sticky left-0 z-10 w-32 bg-surface px-3 py-2 text-left font-medium">
              {text.genres.genre}
            </th>
            {days.map((weekday) => (
              <th key={weekday} scope="col" className="px-2 py-2 text-right font-medium">
                <span aria-hidden="true">{text.weekday[weekday]}</span>
                <span className="sr-only">{text.weekdayLong[weekday]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {genres.map((genre) => (
            <tr key={genre} className="border-t border-line">
              <th scope="row" className="sticky left-0 z-10 truncate bg-surface px-3 py-2 text-left font-medium text-ink">
                {genre}
              </th>
              {days.map((weekday) => {
                const cell = byPlace.get(`${genre}/${weekday}`);
                if (!cell)
                  return (
                    <td key={weekday} className="border-l border-line">
                      <span className="sr-only">{text.genres.titles('0')}</span>
                    </td>
                  );
                const words = `${format.countInWords(cell.value, metric)} · ${text.genres.known(format.number(cell.known), format.number(cell.titles))}`;
                return (
                  <td key={weekday} className="border-l border-line p-0">
                    <Link
                      to="/webtoons"
                      search={{ genre, weekday, platform }}
                      data-tip={words}
                      aria-label={`${text.genres.open(genre, text.weekdayLong[weekday])}: ${words}`}
                      className="relative block px-2 py-2 text-right -outline-offset-2 hover:underline"
                    >
                      <span
                        aria-hidden="true"
                        className="absolute inset-0 bg-sea"
                        style={{ opacity: cell.value ? 0.03 + 0.15 * (depth.get(cell.value.value) ?? 0) : 0 }}
                      />
                      <span className={`relative block font-semibold ${cell.value ? 'text-ink' : 'text-ink-faint'}`}>
                        {format.count(cell.value, metric)}
                      </span>
                      <span className="relative block text-[11px] leading-4 text-ink-soft">
                        {cell.known === cell.titles
                          ? text.genres.titles(format.number(cell.titles))
                          : `${format.number(cell.known)} / ${text.genres.titles(format.number(cell.titles))}`}
                      </span>
                    </Link>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};
