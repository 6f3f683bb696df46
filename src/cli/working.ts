import type { Clock } from '../domain/index.ts';
import { createRun, declareSchedules, passedOverText, tick, work } from '../jobs/index.ts';
import type { HandedOver, LedgerHooks, Queue, TickOptions, WorkEvent } from '../jobs/index.ts';
import { handlerForms, parameterValues, pipelineNamed, pipelinesOf } from '../pipelines/index.ts';
import type { Store } from '../store/index.ts';
import { workspace } from './context.ts';
import { ledgerHooks } from './events.ts';
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
  await declareShipped(options);
  const telling = createTelling(options);
  await work({
    ...{ store, queue, version, pools, clock, stop, abort, untilIdle },
    ...hooks,
    handlers: stepHandlers({ ...options, hooks }),
    besides: [planning(options, hooks), ...telling.besides],
    onEvent: (event) => {
      tell(logger, event);
      onEvent?.(event);
    },
  });
  // A single round tells of what it has just done.
  if (untilIdle) await telling.deliver();
  await telling.settled();
};

const knownPipelines = ({ settings }: Pick<WorkingOptions, 'settings'>) =>
  pipelinesOf(settings.pipelinesFolder, { handlers: handlerForms });

/** Writes down the schedules that pipelines bring along, and says which files cannot be used. */
const declareShipped = async (options: WorkingOptions): Promise<void> => {
  const { store, logger } = options;
  const { pipelines, broken } = await knownPipelines(options);
  for (const { file, problems } of broken) logger.warn({ file, problems }, `${file} is no usable pipeline`);
  const definitions = pipelines.map(({ definition }) => definition);
  const { invalid } = await declareSchedules(store, definitions, { workspaceId: workspace });
  for (const { pipeline, error } of invalid) logger.warn({ error: error.line }, `the schedule of ${pipeline} cannot be read`);
};

/** Looks what is due. Files are read anew at each look that finds something: what the operator changes holds from the next run on. */
const planning = (options: WorkingOptions, hooks: LedgerHooks): (() => Promise<void>) => {
  const { store, queue, logger } = options;
  let told = new Map<string, string>();
  return async () => {
    let known: ReturnType<typeof knownPipelines> | null = null;
    const plan: TickOptions['plan'] = async (sql, schedule, interval) => {
      known ??= knownPipelines(options);
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
