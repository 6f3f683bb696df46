import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { accountCurvesQuery, type AccountMetric } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { CurvePanel } from '../series/curve-panel.tsx';
import { daysOf, ranges, type Range } from '../series/search.ts';
import { Card, Failure, Notice, Section, Segmented, Skeleton } from '../ui/index.ts';

const shown = ['followers', 'likes', 'views', 'posts', 'subscribers', 'viewers'] as const satisfies readonly AccountMetric[];

interface AccountCurvesProps {
  readonly platform: string;
  readonly id: string;
  readonly range: Range;
  readonly onRange: (range: Range) => void;
}

/** What is known of an account over time, each metric on its own scale. */
export const AccountCurves = ({ platform, id, range, onRange }: AccountCurvesProps) => {
  const text = useText();
  const { data, error, isPending, refetch, isPlaceholderData } = useQuery(accountCurvesQuery(platform, id, daysOf(range)));
  const byMetric = useMemo(() => Map.groupBy(data?.curves ?? [], (curve) => curve.metric), [data]);
  const given = shown.filter((metric) => byMetric.get(metric)?.some((curve) => curve.points.some((point) => point.count !== null)));

  return (
    <Section
      title={text.series.curves}
      lead={text.series.curvesLead}
      aside={
        <Segmented<Range>
          label={text.series.range}
          value={range}
          onChoose={onRange}
          choices={ranges.map((value) => ({ value, label: value === 'all' ? text.series.allTime : text.series.days(Number(value)) }))}
        />
      }
    >
      {error && !data ? (
        <Card>
          <Failure error={error} retry={() => void refetch()} />
        </Card>
      ) : isPending ? (
        <div className="grid gap-4 lg:grid-cols-2">
          <Skeleton className="h-[17.5rem] rounded-xl" />
          <Skeleton className="h-[17.5rem] rounded-xl" />
        </div>
      ) : given.length === 0 ? (
        <Card>
          <Notice icon="curve" title={text.series.noCurveTitle}>
            {text.series.noCurveNext}
          </Notice>
        </Card>
      ) : (
        <div className={`grid gap-4 transition-opacity lg:grid-cols-2 ${isPlaceholderData ? 'opacity-60' : ''}`}>
          {given.map((metric) => (
            <CurvePanel key={metric} metric={metric} curves={byMetric.get(metric)!} zone={data.zone} />
          ))}
        </div>
      )}
    </Section>
  );
};
