import { useQuery } from '@tanstack/react-query';
import { oneEpisodeCurvesQuery } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Dialog, Failure, Loading, Notice, Skeleton } from '../ui/index.ts';
import { CurvePanel } from './curve-panel.tsx';

const shown = ['views', 'likes', 'comments', 'stars', 'starVotes'] as const;

/** How one episode fared over time. Its id stands in the address, so that it can be shared. */
export const EpisodeDialog = ({
  platform,
  id,
  title,
  onClose,
}: {
  platform: string;
  id: string;
  title: string | undefined;
  onClose: () => void;
}) => {
  const text = useText();
  const { data, error, isPending, refetch } = useQuery(oneEpisodeCurvesQuery(platform, id));
  const byMetric = Map.groupBy(data?.curves ?? [], (curve) => curve.metric);
  const metrics = shown.filter((metric) => byMetric.get(metric)?.some((curve) => curve.points.length > 0));
  return (
    <Dialog title={title ?? text.series.episodeCurves} {...(title ? { lead: text.series.episodeCurves } : {})} onClose={onClose}>
      {isPending ? (
        <>
          <Loading />
          <Skeleton className="h-72" />
        </>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : metrics.length === 0 ? (
        <Notice icon="curve" title={text.series.noCurveTitle}>
          {text.series.noCurveNext}
        </Notice>
      ) : (
        <div className="grid gap-4">
          {metrics.map((metric) => (
            <CurvePanel key={metric} metric={metric} curves={byMetric.get(metric)!} zone={data.zone} />
          ))}
        </div>
      )}
    </Dialog>
  );
};
