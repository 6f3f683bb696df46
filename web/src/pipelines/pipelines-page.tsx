import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { pipelinesQuery, type Pipeline } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Ago, Badge, buttonLook, Card, Command, Failure, Icon, Loading, Notice, PageBody, PageHead, Skeleton } from '../ui/index.ts';
import { looks, RunStateChip, StateSign } from './state.tsx';
import { Broken } from './broken.tsx';
import { useUntil, useZoneTime } from './time.ts';
import { PipelineViews } from './views.tsx';

/** When the next run begins, counted down. */
export const NextRun = ({ pipeline }: { pipeline: Pick<Pipeline, 'nextAt' | 'isPaused'> }) => {
  const { pipelines } = useText();
  if (pipeline.isPaused)
    return (
      <Badge tone="warn" tip={pipelines.pausedNote}>
        {pipelines.paused}
      </Badge>
    );
  return pipeline.nextAt === null ? <span className="font-normal text-ink-faint">{pipelines.noNext}</span> : <Until at={pipeline.nextAt} />;
};

const Until = ({ at }: { at: string }) => {
  const format = useFormat();
  const until = useUntil(at);
  return (
    <time dateTime={at} data-tip={format.dateTime(at)}>
      {until}
    </time>
  );
};

/** The newest runs as signs, the newest on the right. */
const Strip = ({ pipeline }: { pipeline: Pipeline }) => {
  const { pipelines } = useText();
  const time = useZoneTime(pipeline.schedules[0]?.zone ?? null);
  return (
    <ul aria-label={pipelines.newestRuns} className="flex gap-1">
      {pipeline.runs.toReversed().map((run) => {
        const words = `${time.dateTime(run.intervalEnd)}: ${pipelines.runState[run.state]}`;
        return (
          <li key={run.id}>
            <Link
              to="/pipelines/runs/$id"
              params={{ id: run.id }}
              data-tip={words}
              aria-label={words}
              className={`grid size-[22px] place-items-center rounded-[5px] hover:outline-2 hover:outline-line-strong ${looks[run.state]}`}
            >
              <StateSign state={run.state} size={13} />
            </Link>
          </li>
        );
      })}
    </ul>
  );
};

const Row = ({ pipeline }: { pipeline: Pipeline }) => {
  const { pipelines } = useText();
  const [newest] = pipeline.runs;
  return (
    <Card className="grid gap-x-6 gap-y-4 p-5 lg:grid-cols-[minmax(0,1fr)_9rem_9rem_16.5rem] lg:items-center">
      <div className="min-w-0">
        <h2 className="truncate font-semibold tracking-[-0.01em]">
          <Link to="/pipelines/$name" params={{ name: pipeline.name }} className="rounded hover:text-sea">
            {pipeline.name}
          </Link>
        </h2>
        <p className="text-[13px] text-ink-soft">{pipeline.title}</p>
      </div>
      <dl className="contents max-lg:grid max-lg:grid-cols-2 max-lg:gap-x-4">
        <div>
          <dt className="mb-0.5 text-xs text-ink-faint">{pipelines.newest}</dt>
          <dd className="text-sm">
            {newest ? (
              <>
                <RunStateChip state={newest.state} />
                <span className="block text-xs text-ink-faint">
                  <Ago at={newest.endedAt ?? newest.startedAt ?? newest.createdAt} />
                </span>
              </>
            ) : (
              <span className="text-ink-faint">{pipelines.neverRan}</span>
            )}
          </dd>
        </div>
        <div>
          <dt className="mb-0.5 text-xs text-ink-faint">{pipelines.next}</dt>
          <dd className="text-sm font-medium">
            <NextRun pipeline={pipeline} />
          </dd>
        </div>
      </dl>
      <Strip pipeline={pipeline} />
    </Card>
  );
};

/** Every pipeline: how its newest run fares, and when the next begins. */
export const PipelinesPage = () => {
  const text = useText();
  const { data, error, isPending, refetch } = useQuery(pipelinesQuery);
  return (
    <PageBody>
      <PipelineViews />
      <PageHead title={text.pipelines.title} lead={text.pipelines.lead}>
        <Link to="/queue" className={buttonLook('outline')}>
          <Icon name="list" size={15} />
          {text.pipelines.toQueue}
        </Link>
      </PageHead>
      {isPending ? (
        <div className="grid gap-4">
          <Loading />
          <Skeleton className="h-24 rounded-xl" />
          <Skeleton className="h-24 rounded-xl" />
        </div>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data.items.length === 0 ? (
        <Notice icon="pipelines" title={text.pipelines.emptyTitle}>
          <p>{text.pipelines.emptyNext}</p>
          <Command words="bin/tidemark worker" />
        </Notice>
      ) : (
        <>
          <ul aria-label={text.pipelines.title} className="grid gap-3">
            {data.items.map((pipeline) => (
              <li key={pipeline.name}>
                <Row pipeline={pipeline} />
              </li>
            ))}
          </ul>
          {data.broken.length > 0 && <Broken files={data.broken} />}
        </>
      )}
    </PageBody>
  );
};
