import { useQuery } from '@tanstack/react-query';
import { commentActivityQuery, type CommentActivity } from '../api/index.ts';
import { LazyChart } from '../charts/index.tsx';
import { useFormat, useText } from '../i18n/index.ts';
import { useTrace } from '../trace/index.ts';
import { Card, Failure, Section, Skeleton } from '../ui/index.ts';
import { daysOf, type Range } from './search.ts';

const height = 170;

interface CommentsSectionProps {
  readonly platform: string;
  readonly id: string;
  readonly range: Range;
}

/** How much a title is talked about: what came in a day, and when the collected comments were written. */
export const CommentsSection = ({ platform, id, range }: CommentsSectionProps) => {
  const text = useText();
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery(commentActivityQuery(platform, id, daysOf(range)));
  return (
    <Section title={text.series.talk} lead={text.series.talkLead}>
      {isPending ? (
        <Skeleton className="h-56 rounded-xl" />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <div className="grid gap-4 lg:grid-cols-2">
          <Card className="min-w-0 p-4">
            <h3 className="mb-3 text-[13px] text-ink-soft">{text.series.newComments}</h3>
            <Gained days={data.days} platform={platform} id={id} />
          </Card>
          {data.written.length > 0 && (
            <Card className="min-w-0 p-4">
              <h3 className="text-[13px] text-ink-soft">{text.series.talkWritten}</h3>
              <p className="mb-3 text-xs text-ink-faint">
                {text.series.talkWrittenLead(format.number(data.collected.comments), format.number(data.collected.episodes))}
              </p>
              <Written written={data.written} />
            </Card>
          )}
        </div>
      )}
    </Section>
  );
};

const Gained = ({ days, platform, id }: { days: CommentActivity['days']; platform: string; id: string }) => {
  const text = useText();
  const format = useFormat();
  const trace = useTrace();
  if (days.length === 0) return <p className="py-8 text-center text-[13px] text-ink-soft">{text.series.talkNoDays}</p>;
  return (
    <LazyChart
      label={`${text.series.talk}, ${text.series.newComments}`}
      hint={text.series.chartHint}
      height={height}
      xs={days.map((_, index) => index + 1)}
      lines={[{ label: text.series.newComments, colour: 3, values: days.map((day) => day.change) }]}
      kind="places"
      shape="bars"
      nameX={(x) => (days[x - 1] ? format.shortDay(days[x - 1]!.day) : '')}
      whole
      nameY={(y, step) => format.axis(y, step, 'comments')}
      describe={(index) => {
        const day = days[index]!;
        const words = day.change === null ? text.movers.verdicts[day.verdict] : `${day.change > 0 ? '+' : ''}${format.number(day.change)}`;
        return {
          head: text.movers.since(format.day(day.day), format.day(day.beforeDay)),
          lines: [
            { name: text.series.newComments, words, colour: 3 },
            ...(day.compared === null ? [] : [{ name: text.movers.compared(format.number(day.compared)), words: '', colour: 0 }]),
          ],
        };
      }}
      onChoose={(index) => {
        const { runId, compared, added, day } = days[index]!;
        if (runId !== null)
          trace({
            origin: {
              known: (compared ?? 0) + (added ?? 0),
              of: null,
              runId,
              sum: { platform, kind: 'series', id, metric: 'comments', run: runId },
            },
            figure: `${text.metric.comments} · ${format.day(day)}`,
          });
      }}
    />
  );
};

const Written = ({ written }: { written: CommentActivity['written'] }) => {
  const text = useText();
  const format = useFormat();
  return (
    <LazyChart
      label={`${text.series.talk}, ${text.series.talkWritten}`}
      hint={text.series.chartHint}
      height={height - 20}
      xs={written.map((_, index) => index + 1)}
      lines={[{ label: text.metric.comments, colour: 4, values: written.map((day) => day.comments) }]}
      kind="places"
      shape="bars"
      nameX={(x) => (written[x - 1] ? format.shortDay(written[x - 1]!.day) : '')}
      whole
      nameY={(y, step) => format.axis(y, step, 'comments')}
      describe={(index) => {
        const { day, comments, writers } = written[index]!;
        return {
          head: format.day(day),
          lines: [
            { name: text.metric.comments, words: text.series.comments(format.number(comments)), colour: 4 },
            ...(writers === null ? [] : [{ name: '', words: text.series.writers(format.number(writers)), colour: 0 }]),
          ],
        };
      }}
    />
  );
};
