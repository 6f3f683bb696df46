import type { Curve, FigureName } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { originOf, TraceButton } from '../trace/index.ts';
import { Figure } from '../ui/index.ts';
import type { CurveRow } from './curve-rows.ts';
import { scopeName } from './scope.ts';

/** A curve as rows, newest first: what the chart shows, for keyboards, screen readers and copying. */
interface CurveTableProps {
  readonly rows: readonly CurveRow[];
  readonly curves: readonly Curve[];
  readonly metric: string;
  readonly figure: Omit<FigureName, 'run'> | undefined;
}

export const CurveTable = ({ rows, curves, metric, figure }: CurveTableProps) => {
  const text = useText();
  const format = useFormat();
  const name = nameIn(text.metric, metric);
  return (
    <table className="w-full text-[13px]">
      <thead className="sticky top-0 bg-surface text-xs text-ink-faint">
        <tr>
          <th scope="col" className="py-1 text-left font-medium">
            {text.common.time}
          </th>
          {curves.map((curve) => (
            <th key={curve.scope ?? ''} scope="col" className="py-1 pl-3 text-right font-medium">
              {scopeName(text, curve.scope) || name}
            </th>
          ))}
          <th scope="col" className="w-8">
            <span className="sr-only">{text.common.whereFrom}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.toReversed().map((row) => {
          const traced = row.points.find((point) => originOf(point) !== null);
          return (
            <tr key={row.at} className="border-t border-line">
              <td className="py-0.5 text-ink-soft">{format.dateTime(new Date(row.at).toISOString())}</td>
              {curves.map((curve, place) => (
                <td key={curve.scope ?? ''} className="pl-3 text-right font-medium">
                  <Figure count={row.points[place]?.count} metric={metric} known={row.points[place]?.known} of={row.points[place]?.of} />
                </td>
              ))}
              <td>
                <TraceButton
                  origin={originOf(traced, figure)}
                  figure={`${name} ${format.countInWords(traced?.count, metric)} · ${row.day}`}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
