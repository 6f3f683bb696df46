import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { curvesQuery, type Curve } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Card, Failure, Notice, Section, Segmented, Skeleton } from '../ui/index.ts';
import { CurvePanel } from './curve-panel.tsx';
import { curveMetrics, curvesOf, curvesWord, daysOf, ranges, type CurveMetric, type Range, type SeriesSearch } from './search.ts';

/** Of the ranks only those by popularity: a title has up to four a weekday, and the others differ from it by little but lines. */
const isShown = (curve: Curve): boolean => curve.metric !== 'rank' || curve.scope === null || curve.scope.endsWith('/user');

const isGiven = (curve: Curve): boolean => curve.points.some((point) => point.count !== null);

type Change = (part: SeriesSearch) => void;

/** Which metrics are shown. Check boxes underneath, so that several can be on and each says its state. */
const MetricToggles = ({ shown, change }: { shown: readonly CurveMetric[]; change: Change }) => {
  const text = useText();
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">{text.series.metrics}</legend>
      {curveMetrics.map((metric) => (
        <label
          key={metric}
          className="inline-flex h-7 cursor-pointer items-center rounded-full border border-line-strong px-2.5 text-xs font-medium text-ink-soft transition-colors hover:text-ink has-checked:border-transparent has-checked:bg-sea-wash has-checked:text-sea has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-sea"
        >
          <input
            type="checkbox"
            className="sr-only"
            checked={shown.includes(metric)}
            onChange={(event) =>
              change({ curves: curvesWord(event.target.checked ? [...shown, metric] : shown.filter((each) => each !== metric)) })
            }
          />
          {text.metric[metric]}
        </label>
      ))}
    </fieldset>
  );
};

/** Every metric over time, each on its own scale: side by side they compare, on one axis they would only cover each other. */
export const CurvesSection = ({ platform, id, search, change }: { platform: string; id: string; search: SeriesSearch; change: Change }) => {
  const text = useText();
  const range = search.range ?? '90';
  // All metrics are asked for at once: switching one on is then immediate.
  const { data, error, isPending, refetch, isPlaceholderData } = useQuery(curvesQuery(platform, id, curveMetrics, daysOf(range)));
  const shown = curvesOf(search);
  const byMetric = useMemo(() => Map.groupBy((data?.curves ?? []).filter(isShown), (curve) => curve.metric), [data]);
  // Unless somebody chose: what this title has, and not a row of panels that say that it has nothing.
  const panels = search.curves === undefined && data ? shown.filter((metric) => byMetric.get(metric)?.some(isGiven)) : shown;
  const nothing = data && !data.curves.some((curve) => curve.points.length > 0);

  return (
    <Section
      title={text.series.curves}
      lead={text.series.curvesLead}
      aside={
        <div className="flex flex-wrap items-center gap-3">
          <MetricToggles shown={panels} change={change} />
          <Segmented<Range>
            label={text.series.range}
            value={range}
            onChoose={(value) => change({ range: value === '90' ? undefined : value })}
            choices={ranges.map((value) => ({ value, label: value === 'all' ? text.series.allTime : text.series.days(Number(value)) }))}
          />
        </div>
      }
    >
      {error && !data ? (
        <Card>
          <Failure error={error} retry={() => void refetch()} />
        </Card>
      ) : nothing ? (
        <Card>
          <Notice icon="curve" title={text.series.noCurveTitle}>
            {text.series.noCurveNext}
          </Notice>
        </Card>
      ) : (
        <div className={`grid gap-4 transition-opacity lg:grid-cols-2 ${isPlaceholderData ? 'opacity-60' : ''}`}>
          {panels.map((metric) =>
            isPending ? (
              <Skeleton key={metric} className="h-[17.5rem] rounded-xl" />
            ) : (
              <CurvePanel
                key={metric}
                metric={metric}
                figure={{ platform, kind: 'series', id, metric }}
                curves={byMetric.get(metric) ?? []}
                zone={data?.zone ?? 'Asia/Seoul'}
              />
            ),
          )}
        </div>
      )}
    </Section>
  );
};
