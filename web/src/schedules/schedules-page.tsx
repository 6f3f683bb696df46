import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { removeSchedule, schedulesQuery, type ScheduleReport } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { PauseSchedule, useAskAnew } from '../pipelines/actions.tsx';
import { useUntil, useZoneTime } from '../pipelines/time.ts';
import { PipelineViews } from '../pipelines/views.tsx';
import {
  Ago,
  Badge,
  Button,
  Card,
  Command,
  Fact,
  Facts,
  Failure,
  Icon,
  Loading,
  Notice,
  PageBody,
  PageHead,
  Skeleton,
  SureButton,
} from '../ui/index.ts';
import { nameOf } from './name.ts';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { StartsDialog } from './starts-dialog.tsx';

/** Every schedule: when it runs next, what keeps it, and what can be done about it. */
export const SchedulesPage = () => {
  const { schedules } = useText();
  const { data, error, isPending, refetch } = useQuery(schedulesQuery);
  const [adding, setAdding] = useState(false);
  return (
    <PageBody>
      <PipelineViews />
      <PageHead title={schedules.title} lead={schedules.lead}>
        {data?.actions.includes('add') && (
          <Button look="solid" onClick={() => setAdding(true)}>
            <Icon name="plus" size={15} />
            {schedules.add}
          </Button>
        )}
      </PageHead>
      {isPending ? (
        <div className="grid gap-4">
          <Loading />
          <Skeleton className="h-44 rounded-xl" />
          <Skeleton className="h-44 rounded-xl" />
        </div>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data.items.length === 0 ? (
        <Notice icon="pipelines" title={schedules.emptyTitle}>
          <p>{schedules.emptyNext}</p>
          <Command words="bin/tidemark worker" />
        </Notice>
      ) : (
        <ul aria-label={schedules.title} className="grid gap-3">
          {data.items.map((schedule) => (
            <li key={schedule.id}>
              <ScheduleCard schedule={schedule} />
            </li>
          ))}
        </ul>
      )}
      {adding && <ScheduleDialog onClose={() => setAdding(false)} />}
    </PageBody>
  );
};

const ScheduleCard = ({ schedule }: { schedule: ScheduleReport }) => {
  const { schedules, pipelines } = useText();
  const format = useFormat();
  const askAnew = useAskAnew();
  const [open, setOpen] = useState<'edit' | 'starts' | null>(null);
  const removing = useMutation({ mutationFn: () => removeSchedule(schedule.id), onSettled: askAnew });
  const { pipeline, cron, zone, jitterMs, quiet, catchUp, waits } = schedule;
  const values = Object.entries(schedule.parameters).filter(([, value]) => value !== null);
  const tone = waits === 'paused' || waits === 'quiet' ? 'warn' : 'bad';
  return (
    <Card className="p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h2 className="min-w-0 font-semibold tracking-[-0.01em] break-words">
          {waits === 'pipeline' ? (
            nameOf(schedule)
          ) : (
            <Link to="/pipelines/$name" params={{ name: pipeline }} className="rounded hover:text-sea">
              {nameOf(schedule)}
            </Link>
          )}
        </h2>
        {waits && <Badge tone={tone}>{schedules.waits[waits]}</Badge>}
      </div>
      {waits && <Why schedule={schedule} />}
      <div className="mt-4">
        <Facts>
          <Fact name={schedules.next}>
            {schedule.nextAt ? <Next at={schedule.nextAt} zone={zone} /> : <span className="font-normal text-ink-faint">—</span>}
          </Fact>
          <Fact name={schedules.cron}>
            <code className="font-mono text-[13px]">{cron}</code>
            <span className="block text-xs font-normal text-ink-faint">{zone}</span>
          </Fact>
          <Fact name={schedules.catchUp}>
            <span className="font-normal">{pipelines.catchUp(catchUp)}</span>
          </Fact>
          {quiet && (
            <Fact name={schedules.quietHours}>
              {quiet.from}–{quiet.to}
            </Fact>
          )}
          {jitterMs > 0 && (
            <Fact name={schedules.delay}>
              <span className="font-normal">{pipelines.jitter(format.duration(jitterMs))}</span>
            </Fact>
          )}
          {values.length > 0 && (
            <Fact name={pipelines.parameters}>
              {values.map(([name, value]) => (
                <code key={name} className="block font-mono text-[13px] break-all">
                  {name}: {String(value)}
                </code>
              ))}
            </Fact>
          )}
        </Facts>
      </div>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <PauseSchedule schedule={schedule} />
        {waits !== 'pipeline' && <Button onClick={() => setOpen('edit')}>{schedules.edit}</Button>}
        {waits !== 'invalid' && <Button onClick={() => setOpen('starts')}>{schedules.starts}</Button>}
        {schedule.isOwn ? (
          <p className="text-xs text-ink-faint">{schedules.ownNote}</p>
        ) : (
          <SureButton
            label={schedules.remove}
            sure={schedules.removeSure}
            about={nameOf(schedule)}
            disabled={removing.isPending}
            onSure={() => removing.mutate()}
          />
        )}
      </div>
      {removing.error && <Failure error={removing.error} />}
      {open === 'edit' && <ScheduleDialog schedule={schedule} onClose={() => setOpen(null)} />}
      {open === 'starts' && <StartsDialog schedule={schedule} onClose={() => setOpen(null)} />}
    </Card>
  );
};

const Next = ({ at, zone }: { at: string; zone: string }) => {
  const until = useUntil(at);
  const time = useZoneTime(zone);
  return (
    <>
      <time dateTime={at}>{until}</time>
      <span className="block text-xs font-normal text-ink-faint">{time.dateTime(at)}</span>
    </>
  );
};

/** What keeps a schedule, as a sentence, with what one can do about it. */
const Why = ({ schedule }: { schedule: ScheduleReport }) => {
  const { schedules } = useText();
  const format = useFormat();
  const { waits, pausedAt, dueAt, problem, pipeline, zone } = schedule;
  const time = useZoneTime(zone);
  const words = schedules.why;
  return (
    <div className="mt-1.5 space-y-2 text-[13.5px] text-ink-soft">
      {waits === 'paused' && pausedAt && (
        <p data-tip={format.dateTime(pausedAt)}>
          <Sentence words={words.paused} at={pausedAt} />
        </p>
      )}
      {waits === 'quiet' && <p>{words.quiet}</p>}
      {waits === 'worker' && (
        <>
          <p>{words.worker(dueAt ? time.dateTime(dueAt) : '')}</p>
          <Command words="bin/tidemark worker" />
        </>
      )}
      {waits === 'invalid' && <p>{words.invalid(problem ?? '')}</p>}
      {waits === 'pipeline' && <p>{words.pipeline(pipeline)}</p>}
      {waits === 'file' && <p>{words.file(pipeline)}</p>}
      {waits === 'clock' && <p>{words.clock}</p>}
    </div>
  );
};

/** A sentence with how long ago something was inside. */
const Sentence = ({ words, at }: { words: (when: string) => string; at: string }) => {
  const [before, after] = words('\0').split('\0');
  return (
    <>
      {before}
      <Ago at={at} />
      {after}
    </>
  );
};
