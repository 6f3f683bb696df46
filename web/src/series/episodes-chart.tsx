import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { episodeCurveQuery, type EpisodePoint } from '../api/index.ts';
import { LazyChart } from '../charts/index.tsx';
import { useFormat, useText } from '../i18n/index.ts';
import { Card, Failure, Notice, Section, Segmented, Skeleton } from '../ui/index.ts';
import { titleOf } from './episode-title.ts';
import { episodeMetrics, type EpisodeChartMetric } from './search.ts';

const height = 230;

interface EpisodesChartProps {
  readonly platform: string;
  readonly id: string;
  readonly metric: EpisodeChartMetric;
  readonly onMetric: (metric: EpisodeChartMetric) => void;
  readonly onOpen: (episode: EpisodePoint) => void;
}

/** How readers answered, episode by episode: where they came, left or spoke up. Stars lie close together, so they are dots on a cut scale. */
export const EpisodesChart = ({ platform, id, metric, onMetric, onOpen }: EpisodesChartProps) => {
  const text = useText();
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery(episodeCurveQuery(platform, id));
  const points = useMemo(() => data?.points.toSorted((a, b) => (a.no ?? 0) - (b.no ?? 0)) ?? [], [data]);
  // By place and not by number: numbers have gaps where episodes were withdrawn.
  const xs = useMemo(() => points.map((_, index) => index + 1), [points]);
  const lines = useMemo(
    () => [
      {
        label: text.metric[metric],
        colour: { likes: 1, comments: 3, stars: 5 }[metric],
        values: points.map((point) => point[metric]?.value ?? null),
      },
    ],
    [points, metric, text],
  );

  return (
    <Section
      title={text.series.overEpisodes}
      lead={text.series.overEpisodesLead}
      aside={
        <Segmented
          label={text.series.metrics}
          value={metric}
          onChoose={onMetric}
          choices={episodeMetrics.map((value) => ({ value, label: text.metric[value] }))}
        />
      }
    >
      <Card className="p-4">
        {isPending ? (
          <div style={{ height }}>
            <Skeleton className="size-full" />
          </div>
        ) : error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : points.length === 0 ? (
          <Notice title={text.series.noEpisodesTitle}>{text.series.noEpisodesNext}</Notice>
        ) : (
          <LazyChart
            label={`${text.series.overEpisodes}, ${text.metric[metric]}`}
            hint={text.series.chartHint}
            height={height}
            xs={xs}
            lines={lines}
            kind="places"
            shape={metric === 'stars' ? 'dots' : 'bars'}
            nameX={(x) => String(points[x - 1]?.no ?? '')}
            whole={metric !== 'stars'}
            nameY={(y, step) => format.axis(y, step, metric)}
            describe={(index) => {
              const point = points[index]!;
              return {
                head: `${titleOf(point)}${point.publishedOn ? ` · ${format.day(point.publishedOn)}` : ''}`,
                lines: [{ name: text.metric[metric], words: format.countInWords(point[metric], metric), colour: lines[0]!.colour }],
              };
            }}
            onChoose={(index) => onOpen(points[index]!)}
          />
        )}
      </Card>
    </Section>
  );
};
