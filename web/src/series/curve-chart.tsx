import { useMemo } from 'react';
import type { Curve, FigureName } from '../api/index.ts';
import { LazyChart } from '../charts/index.tsx';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { originOf, useTrace } from '../trace/index.ts';
import type { CurveRow } from './curve-rows.ts';
import { scopeName } from './scope.ts';

interface CurveChartProps {
  readonly metric: string;
  readonly curves: readonly Curve[];
  readonly rows: readonly CurveRow[];
  readonly zone: string;
  readonly height: number;
  readonly figure: Omit<FigureName, 'run'> | undefined;
}

const colourOf = (place: number) => (place % 5) + 1;

/** The curves of one metric, drawn. A point chosen opens where it comes from. */
export const CurveChart = ({ metric, curves, rows, zone, height, figure }: CurveChartProps) => {
  const text = useText();
  const format = useFormat();
  const trace = useTrace();
  const name = nameIn(text.metric, metric);
  const xs = useMemo(() => rows.map((row) => row.at), [rows]);
  const lines = useMemo(
    () =>
      curves.map((curve, place) => ({
        label: scopeName(text, curve.scope),
        colour: colourOf(place),
        values: rows.map((row) => row.points[place]?.count?.value ?? null),
      })),
    [curves, rows, text],
  );
  const days = useMemo(() => new Intl.DateTimeFormat(format.locale, { month: 'short', day: 'numeric', timeZone: zone }), [format, zone]);

  return (
    <>
      <LazyChart
        label={`${name}, ${text.series.observations(format.number(rows.length))}`}
        hint={text.series.chartHint}
        height={height}
        xs={xs}
        lines={lines}
        kind="time"
        shape="line"
        inverted={metric === 'rank'}
        together="series"
        nameX={(x) => days.format(x)}
        whole={metric !== 'stars'}
        nameY={(y, step) => format.axis(y, step, metric)}
        describe={(index) => ({
          head: format.dateTime(new Date(xs[index]!).toISOString()),
          lines: curves.map((curve, place) => ({
            name: scopeName(text, curve.scope) || name,
            words: format.countInWords(rows[index]!.points[place]?.count, metric),
            colour: colourOf(place),
          })),
        })}
        onChoose={(index) => {
          const { points, day } = rows[index]!;
          const point = points.find((each) => originOf(each) !== null);
          const origin = originOf(point, figure);
          if (origin) trace({ origin, figure: `${name} ${format.countInWords(point?.count, metric)} · ${format.day(day)}` });
        }}
      />
      {curves.length > 1 && (
        <ul className="mt-2 flex flex-wrap gap-x-3 gap-y-1 text-xs text-ink-soft">
          {lines.map((line) => (
            <li key={line.label} className="flex items-center gap-1.5">
              <span aria-hidden="true" className="h-0.5 w-3 rounded-full" style={{ background: `var(--curve-${line.colour})` }} />
              {line.label}
            </li>
          ))}
        </ul>
      )}
    </>
  );
};
