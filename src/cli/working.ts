import type { Clock } from '../domain/index.ts';
import { createRun, followedText, followFiles, passedOverText, tick, work } from '../jobs/index.ts';
import type { HandedOver, LedgerHooks, Queue, TickOptions, WorkEvent } from '../jobs/index.ts';
import { parameterValues, pipelineNamed } from '../pipelines/index.ts';
import { retryWhileAway } from '../store/index.ts';
import type { Store } from '../store/index.ts';
import { workspace } from './context.ts';
import { ledgerHooks } from './events.ts';
import { knownPipelines } from './known-pipelines.ts';
import type { Logger } from './logger.ts';
import type { Settings } from './settings.ts';
import { stepHandlers } from './step-handlers.ts';
import { createTelling } from './telling.ts';
import { version } from './version.ts';

export interface WorkingOptions {
  readonly store: Store;
  readonly queue: Queue;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly simulatorUrl?: string | undefined;
  /** Steps side by side in this process, by pool. */
  readonly pools: Readonly<Record<string, number>>;
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  readonly untilIdle?: boolean;
  readonly onEvent?: (event: WorkEvent) => void;
}

/** What one process does side by side when nothing else is said; each pool's own slots hold over all machines. */
export const usualPools: Readonly<Record<string, number>> = { collect: 8, heavy: 1, light: 2 };

/** Works on steps, plans what schedules want and delivers alerts, until it is stopped. */
export const runWorker = async (options: WorkingOptions): Promise<void> => {
  const { store, queue, clock, logger, pools, stop, abort, untilIdle = false, onEvent } = options;
  const hooks = ledgerHooks(clock);
  const follow = following(options);
  await retryWhileAway(follow, { clock, signal: stop });
  const telling = createTelling(options);
  await work({
    ...{ store, queue, version, pools, clock, stop, abort, untilIdle },
    ...hooks,
    handlers: stepHandlers({ ...options, hooks }),
    besides: [planning(options, hooks, follow), ...telling.besides],
    onEvent: (event) => {
      tell(logger, event);
      onEvent?.(event);
    },
  });
  // A single round tells of what it has just done.
  if (untilIdle) await telling.deliver();
  await telling.settled();
};

/** How often files are looked at for what they change about schedules. What is due reads them anew in any case. */
const followEveryMs = 60_000;

/** Lets schedules follow the files of their pipelines, and says what that changes and which files cannot be used. */
const following = (options: WorkingOptions): (() => Promise<void>) => {
  const { store, logger } = options;
  let told = new Set<string>();
  return async () => {
    const { pipelines, broken } = await knownPipelines(store, options.settings);
    const { changed, resting, back, invalid } = await followFiles(
      store,
      pipelines.map(({ definition }) => definition),
      { workspaceId: workspace, broken: broken.map(({ name }) => name) },
    );
    for (const schedule of new Set([...changed, ...back])) logger.info(followedText(schedule));
    for (const schedule of resting) logger.warn(followedText(schedule));
    const wrong = [
      ...broken.map(({ file, problems }) => ({ text: `${file} is no usable pipeline`, problems })),
      ...invalid.map(({ pipeline, error }) => ({ text: `the schedule of ${pipeline} cannot be read`, error: error.line })),
    ];
    for (const { text, ...details } of wrong) if (!told.has(text)) logger.warn(details, text);
    told = new Set(wrong.map(({ text }) => text));
  };
};

/** Looks what is due. Files are read anew at each look that finds something: what the operator changes holds from the next run on. */
const planning = (options: WorkingOptions, hooks: LedgerHooks, follow: () => Promise<void>): (() => Promise<void>) => {
  const { store, queue, clock, logger } = options;
  let told = new Map<string, string>();
  let followedAt = clock.now();
  return async () => {
    if (clock.now() - followedAt >= followEveryMs) {
      followedAt = clock.now();
      await follow();
    }
    let known: ReturnType<typeof knownPipelines> | null = null;
    const plan: TickOptions['plan'] = async (sql, schedule, interval) => {
      known ??= knownPipelines(store, options.settings);
      const { definition } = pipelineNamed(await known, schedule.pipeline);
      const parameters = parameterValues(definition, schedule.parameters);
      const request = { workspace, definition, version, interval, parameters, reason: 'schedule' as const, scheduleId: schedule.id };
      return createRun(sql, queue, request, hooks);
    };
    const { planned, passedOver, failed } = await tick({ store, plan });
    for (const { schedule, runId } of planned) logger.info({ schedule, runId }, `run ${runId} is due by ${schedule}`);
    for (const each of passedOver) logger.warn(each, passedOverText(each));
    for (const { schedule, error } of failed) if (told.get(schedule) !== error.line) logger.error({ schedule }, error.line);
    told = new Map(failed.map(({ schedule, error }) => [schedule, error.line]));
    // Its file has gone, or broken, since it was looked at: it rests instead of being tried again and again.
    if (failed.some(({ error: { code } }) => code === 'TDM_PIPELINE_UNKNOWN' || code === 'TDM_PIPELINE_INVALID')) followedAt = -Infinity;
  };
};

const tell = (logger: Logger, event: WorkEvent): void => {
  switch (event.type) {
    case 'worker':
      logger.info({ workerId: event.workerId }, `worker ${event.workerId} is ready`);
      break;
    case 'begin':
      logger.info(placeOf(event), `${event.attempt.run.pipeline}/${event.attempt.step.name} begins`);
      break;
    case 'end':
      logger.info(
        { ...placeOf(event), outcome: event.outcome },
        `${event.attempt.run.pipeline}/${event.attempt.step.name}: ${event.outcome.state}`,
      );
      break;
    case 'taken-over':
      logger.warn(`${event.seats} steps of dead workers are given to others`);
      break;
    case 'handed-over':
      logger.warn(event.run, handedOverText(event.run));
      break;
    case 'trouble':
      logger.warn({ error: event.error }, 'something beside the steps did not work');
  }
};

/** One sentence for a run that goes on in another version. */
export const handedOverText = ({ pipeline, from, to, version: next }: HandedOver): string =>
  `no worker of its version is left: run ${from} of ${pipeline} goes on as run ${to}, in version ${next}`;

const placeOf = ({ attempt }: Extract<WorkEvent, { attempt: unknown }>) => ({
  ...{ run: attempt.run.id, step: attempt.step.name, attempt: attempt.number, seat: attempt.seat },
});
