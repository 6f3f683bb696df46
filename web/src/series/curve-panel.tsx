import { useMemo, useState } from 'react';
import type { Curve, FigureName } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Card, Figure, Icon, IconButton } from '../ui/index.ts';
import { metricIcons } from '../webtoons/metric-icon.ts';
import { CurveChart } from './curve-chart.tsx';
import { CurveTable } from './curve-table.tsx';
import { lastKnown, rowsOf, spanOf } from './curve-rows.ts';
import { scopeName } from './scope.ts';

const height = 190;

/** By how much the first curve moved over the range shown, or that the change is too small to tell. */
const Change = ({ metric, curve }: { metric: string; curve: Curve }) => {
  const text = useText();
  const format = useFormat();
  const span = spanOf(curve);
  if (!span) return null;
  const change = format.change(span.from, span.to, metric);
  // A smaller rank is a better one; elsewhere more is more.
  const better = metric === 'rank' ? -change.sign : change.sign;
  return (
    <span
      className={`text-xs font-medium ${better > 0 ? 'text-good' : better < 0 ? 'text-bad' : 'text-ink-faint'}`}
      {...(change.note ? { 'data-tip': change.note } : {})}
    >
      {text.series.change(change.text, text.series.days(span.days))}
      {change.note && <span className="sr-only">: {change.note}</span>}
    </span>
  );
};

interface CurvePanelProps {
  readonly metric: string;
  readonly curves: readonly Curve[];
  readonly zone: string;
  /** What the curves show, so that a sum can be taken apart. */
  readonly figure?: Omit<FigureName, 'run'>;
}

/** One metric over time: its newest value, its change, its curve; or the same as a table. */
export const CurvePanel = ({ metric, curves, zone, figure }: CurvePanelProps) => {
  const text = useText();
  const [asTable, setAsTable] = useState(false);
  const rows = useMemo(() => rowsOf(curves), [curves]);
  const known = rows.filter((row) => row.points.some((point) => point?.count)).length;
  const first = curves[0];
  const newest = first && lastKnown(first);
  const scope = curves.length === 1 ? scopeName(text, first!.scope) : '';

  return (
    <Card className="min-w-0 p-4">
      <div className="mb-3 flex items-start gap-3">
        <div className="min-w-0 grow">
          <h3 className="flex items-center gap-1.5 text-[13px] text-ink-soft">
            <Icon name={metricIcons[metric] ?? 'curve'} size={15} />
            {nameIn(text.metric, metric)}
            {scope && <span className="truncate text-ink-faint">· {scope}</span>}
          </h3>
          <p className="mt-0.5 flex min-h-7 flex-wrap items-baseline gap-x-2.5">
            <Figure
              count={newest?.count}
              metric={metric}
              known={newest?.known}
              of={newest?.of}
              className="text-lg font-semibold tracking-[-0.02em]"
            />
            {first && <Change metric={metric} curve={first} />}
          </p>
        </div>
        {known > 0 && (
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
      {known === 0 ? (
        <p className="grid place-items-center rounded-lg bg-well px-6 text-center text-[13px] text-ink-soft" style={{ height }}>
          {text.series.metricMissing}
        </p>
      ) : asTable ? (
        <div style={{ height }} className="overflow-y-auto" tabIndex={0}>
          <CurveTable rows={rows} curves={curves} metric={metric} figure={figure} />
        </div>
      ) : (
        <CurveChart metric={metric} curves={curves} rows={rows} zone={zone} height={height} figure={figure} />
      )}
      {known === 1 && !asTable && <p className="mt-2 text-xs text-ink-faint">{text.series.onePoint}</p>}
    </Card>
  );
};
