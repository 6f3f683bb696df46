import { useMemo, useState } from 'react';
import type { Curve } from '../api/index.ts';
import { LazyChart } from '../charts/index.tsx';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Card, Figure, Icon, IconButton } from '../ui/index.ts';
import { metricIcons } from '../webtoons/metric-icon.ts';
import { CurveTable } from './curve-table.tsx';
import { lastKnown, rowsOf, spanOf } from './curve-rows.ts';
import { useTrace } from './trace.tsx';

const height = 190;

/** The scope `weekday/MONDAY/user` in the reader's words. */
export const useScopeName = () => {
  const text = useText();
  return (scope: string | null): string => {
    const [kind, weekday, order] = scope?.split('/') ?? [];
    if (kind !== 'weekday' || !weekday) return scope ?? '';
    return [nameIn(text.weekdayLong, weekday), order && nameIn(text.order, order)].filter(Boolean).join(' · ');
  };
};

/** One metric over time: its newest value, its change, its curve; or the same as a table. */
export const CurvePanel = ({ metric, curves, zone }: { metric: string; curves: readonly Curve[]; zone: string }) => {
  const text = useText();
  const format = useFormat();
  const trace = useTrace();
  const scopeName = useScopeName();
  const [asTable, setAsTable] = useState(false);
  const name = nameIn(text.metric, metric);

  const rows = useMemo(() => rowsOf(curves), [curves]);
  const known = rows.filter((row) => row.points.some((point) => point?.count));
  const xs = useMemo(() => rows.map((row) => row.at), [rows]);
  const lines = useMemo(
    () =>
      curves.map((curve, place) => ({
        label: scopeName(curve.scope),
        colour: (place % 5) + 1,
        values: rows.map((row) => row.points[place]?.count?.value ?? null),
      })),
    // The names of scopes change with the language, which changes `text`.
    [curves, rows, text],
  );
  const days = useMemo(
    () => new Intl.DateTimeFormat(text.languageName === '한국어' ? 'ko-KR' : 'en-GB', { month: 'short', day: 'numeric', timeZone: zone }),
    [text, zone],
  );

  const first = curves[0];
  const newest = first && lastKnown(first);
  const span = first && spanOf(first);
  const change = span && format.change(span.from, span.to, metric);
  // A smaller rank is a better one; elsewhere more is more.
  const better = change && (metric === 'rank' ? -change.sign : change.sign);

  return (
    <Card className="min-w-0 p-4">
      <div className="mb-3 flex items-start gap-3">
        <div className="min-w-0 grow">
          <h3 className="flex items-center gap-1.5 text-[13px] text-ink-soft">
            <Icon name={metricIcons[metric] ?? 'curve'} size={15} />
            {name}
            {curves.length === 1 && first?.scope && <span className="truncate text-ink-faint">· {scopeName(first.scope)}</span>}
          </h3>
          <p className="mt-0.5 flex flex-wrap items-baseline gap-x-2.5">
            <Figure count={newest?.count} metric={metric} known={newest?.known} className="text-lg font-semibold tracking-[-0.02em]" />
            {change && span && (
              <span
                className={`text-xs font-medium ${better === 0 ? 'text-ink-faint' : better === 1 ? 'text-good' : 'text-bad'}`}
                {...(change.note ? { 'data-tip': change.note } : {})}
              >
                {text.series.change(change.text, text.series.days(span.days))}
              </span>
            )}
          </p>
        </div>
        {known.length > 0 && (
          <IconButton
            label={asTable ? text.common.asChart : text.common.asTable}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            className="size-7"
          >
            <Icon name={asTable ? 'curve' : 'table'} size={16} />
          </IconButton>
        )}
      </div>
      {known.length === 0 ? (
        <p className="grid place-items-center rounded-lg bg-well px-6 text-center text-[13px] text-ink-soft" style={{ height }}>
          {text.series.metricMissing}
        </p>
      ) : asTable ? (
        <div style={{ height }} className="overflow-y-auto" tabIndex={0}>
          <CurveTable rows={rows} curves={curves} metric={metric} />
        </div>
      ) : (
        <LazyChart
          label={`${name}, ${text.series.observations(format.number(known.length))}`}
          hint={text.series.chartHint}
          height={height}
          xs={xs}
          lines={lines}
          kind="time"
          shape="line"
          inverted={metric === 'rank'}
          together="series"
          nameX={(x) => days.format(x)}
          nameY={(y) => format.count({ value: y, precision: 'exact' }, metric)}
          describe={(index) => ({
            head: format.dateTime(new Date(xs[index]!).toISOString()),
            lines: curves.map((curve, place) => ({
              name: scopeName(curve.scope) || name,
              words: format.countInWords(rows[index]!.points[place]?.count, metric),
              colour: (place % 5) + 1,
            })),
          })}
          onChoose={(index) => {
            const point = rows[index]!.points.find((each) => each?.exchangeId);
            trace({
              exchangeId: point?.exchangeId ?? null,
              figure: `${name} ${format.countInWords(point?.count, metric)} · ${rows[index]!.day}`,
            });
          }}
        />
      )}
      {known.length === 1 && !asTable && <p className="mt-2 text-xs text-ink-faint">{text.series.onePoint}</p>}
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
    </Card>
  );
};
