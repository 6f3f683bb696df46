import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { queueQuery, workersQuery, type FailedStep, type FailedTasks, type QueuedStep } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Ago, Button, buttonLook, Card, Failure, Loading, PageBody, PageHead, Section, Skeleton } from '../ui/index.ts';
import { Requeue, RetryTasks } from './actions.tsx';
import { Pool } from './pool-card.tsx';
import { useErrorWords } from './problem-note.tsx';
import { StepStateChip } from './state.tsx';
import { NoWorkers, WaitNote } from './wait-note.tsx';
import { Workers } from './workers.tsx';

/** What waits and why, what failed, how the pools are used, and who works. */
export const QueuePage = () => {
  const text = useText();
  const words = text.pipelines.queue;
  const queue = useQuery(queueQuery);
  const workers = useQuery(workersQuery);
  const error = (queue.data ? null : queue.error) ?? (workers.data ? null : workers.error);
  return (
    <PageBody>
      <PageHead title={words.title} lead={words.lead} />
      {error ? (
        <Failure error={error} retry={() => void Promise.all([queue.refetch(), workers.refetch()])} />
      ) : !queue.data || !workers.data ? (
        <div className="grid gap-4">
          <Loading />
          <Skeleton className="h-40 rounded-xl" />
          <Skeleton className="h-40 rounded-xl" />
        </div>
      ) : (
        <>
          <Section title={words.waiting} lead={queue.data.waiting.length > 0 ? words.waitingLead : words.nothingWaits}>
            {queue.data.waiting.length > 0 && <WaitingList steps={queue.data.waiting} label={words.waiting} />}
          </Section>
          <Section
            title={words.failed}
            lead={queue.data.failed.length > 0 ? words.failedLead : words.nothingFailed}
            aside={
              <Link to="/pipeline-runs" search={{ state: 'failed' }} className={buttonLook('outline')}>
                {text.history.olderFailed}
              </Link>
            }
          >
            {queue.data.failed.length > 0 && (
              <List label={words.failed}>
                {queue.data.failed.map((step) => (
                  <Failed key={`${step.runId}/${step.step}`} step={step} canRerun={queue.data.actions.includes('rerun')} />
                ))}
              </List>
            )}
          </Section>
          <Section
            title={text.failedTasks.title}
            lead={queue.data.failedTasks.length > 0 ? text.failedTasks.lead : text.failedTasks.nothing}
          >
            {queue.data.failedTasks.length > 0 && (
              <List label={text.failedTasks.title}>
                {queue.data.failedTasks.map((tasks) => (
                  <FailedTasksRow key={tasks.runId} tasks={tasks} canRetry={queue.data.actions.includes('retry')} />
                ))}
              </List>
            )}
          </Section>
          <Section title={words.pools} lead={words.poolsLead}>
            <ul aria-label={words.pools} className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
              {queue.data.pools.map((pool) => (
                <li key={pool.name}>
                  <Pool pool={pool} />
                </li>
              ))}
            </ul>
          </Section>
          <Section title={words.workers}>
            {workers.data.items.some(({ isAlive }) => isAlive) ? null : <NoWorkers />}
            {workers.data.items.length > 0 && <Workers workers={workers.data.items} />}
          </Section>
        </>
      )}
    </PageBody>
  );
};

const List = ({ label, children }: { label: string; children: ReactNode }) => (
  <Card className="overflow-hidden">
    <ul aria-label={label} className="divide-y divide-line">
      {children}
    </ul>
  </Card>
);

const item = 'grid gap-x-6 gap-y-2 px-5 py-3.5 md:grid-cols-[17rem_minmax(0,1fr)]';

/** A step by its name and run, and the way to it. */
const StepName = ({ step }: { step: Pick<QueuedStep, 'runId' | 'pipeline' | 'step'> }) => {
  const { pipelines } = useText();
  return (
    <>
      <Link
        to="/pipelines/runs/$id"
        params={{ id: step.runId }}
        search={{ step: step.step }}
        className="block truncate font-semibold text-ink hover:text-sea"
      >
        {step.step}
      </Link>
      <p className="truncate text-xs text-ink-faint">{pipelines.runOf(step.pipeline, step.runId)}</p>
    </>
  );
};

/** So many are in sight at first: a backfill puts hundreds there that all wait for the same. */
const shownFirst = 12;

const WaitingList = ({ steps, label }: { steps: readonly QueuedStep[]; label: string }) => {
  const { queue } = useText().pipelines;
  const format = useFormat();
  const [isWhole, setIsWhole] = useState(false);
  const firstWithoutWorker = steps.find(({ wait }) => wait.for === 'worker');
  return (
    <>
      <List label={label}>
        {(isWhole ? steps : steps.slice(0, shownFirst)).map((step) => (
          <Waiting key={`${step.runId}/${step.step}`} step={step} isTold={step !== firstWithoutWorker} />
        ))}
      </List>
      {!isWhole && steps.length > shownFirst && (
        <Button className="mt-3" onClick={() => setIsWhole(true)}>
          {queue.showAll(format.number(steps.length))}
        </Button>
      )}
    </>
  );
};

const Waiting = ({ step, isTold }: { step: QueuedStep; isTold: boolean }) => {
  const { pipelines } = useText();
  return (
    <li className={item}>
      <div className="flex min-w-0 items-start justify-between gap-3">
        <div className="min-w-0">
          <StepName step={step} />
        </div>
        <StepStateChip state={step.state} />
      </div>
      <div className="text-[13.5px] text-ink-soft">
        <WaitNote wait={step.wait} isTold={isTold} />
        {step.priority < 10 && <p className="text-xs text-ink-faint">{pipelines.backfillNote}</p>}
      </div>
    </li>
  );
};

const Failed = ({ step, canRerun }: { step: FailedStep; canRerun: boolean }) => {
  const text = useText();
  const errorWords = useErrorWords();
  const { error } = step;
  return (
    <li className={item}>
      <div className="flex min-w-0 items-start justify-between gap-3">
        <div className="min-w-0">
          <StepName step={step} />
        </div>
        <StepStateChip state="failed" />
      </div>
      <div className="min-w-0 text-[13.5px] text-ink-soft">
        <p className="break-words">{error ? errorWords(error) : text.common.unknown}</p>
        <p className="text-xs text-ink-faint">
          {error?.code && <code className="mr-2 font-mono">{error.code}</code>}
          {text.pipelines.attempts(step.attempts)}
          {step.endedAt && (
            <>
              {' · '}
              <Ago at={step.endedAt} />
            </>
          )}
        </p>
        {canRerun && <Requeue runId={step.runId} />}
      </div>
    </li>
  );
};

/** A collection with tasks that gave up: on its own day they can be tried again. */
const FailedTasksRow = ({ tasks, canRetry }: { tasks: FailedTasks; canRetry: boolean }) => {
  const text = useText();
  const format = useFormat();
  const errorWords = useErrorWords();
  const { error, runId } = tasks;
  return (
    <li className={item}>
      <div className="min-w-0">
        <Link to="/runs/$id" params={{ id: runId }} className="block truncate font-semibold text-ink hover:text-sea">
          {nameIn(text.platform, tasks.platform)}
        </Link>
        <p className="truncate text-xs text-ink-faint">
          {text.pipelines.collection(runId)} · {format.day(tasks.day)}
        </p>
      </div>
      <div className="min-w-0 text-[13.5px] text-ink-soft">
        <p className="font-medium text-ink">{text.failedTasks.of(format.number(tasks.failed), format.number(tasks.tasks))}</p>
        {error && <p className="break-words">{errorWords(error)}</p>}
        <p className="text-xs text-ink-faint">
          {error?.code && <code className="mr-2 font-mono break-all">{error.code}</code>}
          {tasks.endedAt && <Ago at={tasks.endedAt} />}
        </p>
        {tasks.isToday ? (
          canRetry && (
            <div className="mt-2">
              <RetryTasks runId={runId} />
            </div>
          )
        ) : (
          <p className="mt-1 text-xs">{text.failedTasks.dayOver}</p>
        )}
      </div>
    </li>
  );
};
