import { dayOf, originOf, reasonOf, TidemarkError } from '../domain/index.ts';
import type { Clock } from '../domain/index.ts';
import { createFrameReader } from '../lake/index.ts';
import type { FrameReader } from '../lake/index.ts';
import type { Lanes, Net } from '../net/index.ts';
import { optionValues, streamOf } from '../sources/index.ts';
import type { OptionValues, SettingValues, Source, Stream } from '../sources/index.ts';
import { crashPoint, createPatience } from '../store/index.ts';
import type { Patience, Store, Worker } from '../store/index.ts';
import { askable, createAccess, settingValues } from './access.ts';
import { createCommitter } from './committer.ts';
import type { CommitGain } from './committer.ts';
import { createIds } from './ids.ts';
import type { Ids } from './ids.ts';
import { openRun, closeRun, reportOfDone } from './run.ts';
import type { OpenRun, RunReport } from './run.ts';
import type { TaskContext } from './read-task.ts';
import { runStream } from './run-stream.ts';
import type { StreamEnd } from './run-stream.ts';
import { planStream } from './plan.ts';
import { requireRevisits } from './revisit/visits.ts';
import type { Selection } from './selection.ts';
import type { RunChoiceRow } from './sql/run-choice.ts';
import { spreadRun } from './sql/spread.ts';
import { releaseAll, streamProgress } from './sql/tasks.ts';
import type { StreamProgress } from './sql/tasks.ts';
import type { Origin } from './sql/runs.ts';

/** What happens during a run, for a screen or a log. */
export type CollectEvent =
  | { readonly type: 'run'; readonly runId: string; readonly resumed: boolean; readonly day: string }
  | ({ readonly type: 'visits' } & VisitsChosen)
  | { readonly type: 'stream'; readonly stream: string; readonly tasks: number; readonly done: number }
  | ({ readonly type: 'commit'; readonly stream: string } & CommitGain)
  | { readonly type: 'stream-end'; readonly stream: string; readonly how: StreamEnd['how'] }
  | { readonly type: 'database-wait'; readonly message: string };

/** How many targets a run visits of how many, where it was given a number of visits. */
export interface VisitsChosen {
  readonly visits: number;
  readonly targets: number;
  /** False: that is too few for each of them within 30 days. */
  readonly isFloorMet: boolean;
}

export interface CollectOptions {
  readonly store: Store;
  readonly source: Source;
  readonly selection: Selection;
  readonly workspace: string;
  readonly origin: Origin;
  readonly version: string;
  readonly clock: Clock;
  /** The step of a pipeline this is done for (`<run>/<step>`): done again by the same step it is the same run, also when that is done. */
  readonly askedBy?: string;
  /** Begin a new run even when an unfinished one could be resumed. */
  readonly fresh?: boolean;
  /** What the operator has brought of the source's settings; what stands in for them when it is simulated. */
  readonly settings?: SettingValues;
  /** The source's options as they are now; a run that is resumed keeps those it began with. */
  readonly options?: OptionValues;
  /** Opens the way to the platform for one worker; closed when the worker leaves. */
  readonly openNet: (worker: Worker) => Promise<{ net: Net; lanes: Lanes }>;
  /** Reads the raw answers that are kept; those of the database alone unless it is given. */
  readonly frames?: FrameReader;
  /** Begins the tasks evenly over so long a window instead of as soon as the lanes allow; a run that is resumed keeps its window. */
  readonly spreadMs?: number;
  /** How long it may take, where it is to visit as many targets as its lanes allow (`selection.visits` is `auto`) and is not spread over a window; a day when absent. */
  readonly withinMs?: number;
  /** A wait longer than this ends the run for now. */
  readonly maxHoldMs: number;
  /** Abort it to end after the pages under way. */
  readonly stop: AbortSignal;
  /** Abort it to drop even those. */
  readonly abort: AbortSignal;
  readonly onEvent?: (event: CollectEvent) => void;
}

/**
 * Collects what was chosen from one platform: stream after stream, because what one finds the next ones ask about. Resumes the unfinished
 * run of the same choice and day when there is one. Several processes may do this at once: they share the tasks of the run.
 *
 * Resolves with the run's report, also when it failed, waits or was stopped; throws only what kept it from beginning.
 */
export const collect = async (options: CollectOptions): Promise<RunReport> => {
  const { store, source, selection, workspace, origin, version, clock, onEvent } = options;
  const begun = clock.now();
  const day = dayOf(begun, source.zone);
  const { platform, zone } = source;
  const fresh = options.fresh ?? false;
  const open = () =>
    openRun(store, {
      workspace,
      platform,
      origin,
      at: begun,
      day,
      zone,
      selection,
      version,
      fresh,
      options: optionValues(source, options.options ?? {}),
      ...(options.askedBy === undefined ? {} : { askedBy: options.askedBy }),
    });
  // Begun anew a second time it would be another run; found again it is the same.
  const values = settingValues(source, options.settings ?? {}, origin);
  askable(source, selection.streams, values, true);
  if (selection.visits !== undefined) requireRevisits(source, selection.streams);
  const run = await (fresh ? open() : whileAway(options, open));
  crashPoint('run.opened');
  if (run.isDone) return whileAway(options, () => reportOfDone(store, run));
  const { spreadMs } = options;
  if (spreadMs !== undefined) await whileAway(options, () => store.query(spreadRun(run.id, spreadMs)));
  onEvent?.({ type: 'run', runId: run.id, resumed: run.resumed, day });
  const ids = createIds(store);
  let failure: TidemarkError | null = null;
  const onMissing = (missing: TidemarkError): void => void (failure ??= missing);
  let end: StreamEnd = { how: 'complete' };
  try {
    for (const name of selection.streams) {
      end = await collectStream({ ...options, onMissing, values }, run, ids, streamOf(source, name));
      onEvent?.({ type: 'stream-end', stream: name, how: end.how });
      if (end.how !== 'complete') break;
    }
  } catch (thrown) {
    const error = originOf(thrown);
    failure = error instanceof TidemarkError ? error : new TidemarkError('TDM_INTERNAL', { reason: reasonOf(error) }, error);
  }
  return whileAway(options, () => closeRun(store, run, { end, failure, durationMs: clock.now() - begun }));
};

const visitsEvent = ({ visits, candidates, is_floor_met: isFloorMet }: RunChoiceRow): VisitsChosen => ({
  visits: visits ?? candidates,
  targets: candidates,
  isFloorMet,
});

type Collecting = CollectOptions & Pick<TaskContext, 'onMissing'> & { readonly values: SettingValues };

/** Works on one stream; when the database went away, and the worker's lock with it, or had no room, waits for it and goes on as a new worker. */
const collectStream = async (options: Collecting, run: OpenRun, ids: Ids, stream: Stream): Promise<StreamEnd> => {
  const { store, source, selection, version, stop } = options;
  const allowance = { values: options.values, ...(options.withinMs === undefined ? {} : { withinMs: options.withinMs }) };
  const { choice } = await whileAway(options, () =>
    planStream(store, { runId: run.id, source, stream, selection, options: run.options, allowance }),
  );
  if (choice) options.onEvent?.({ type: 'visits', ...visitsEvent(choice) });
  const patience = patienceOf(options);
  for (;;) {
    await using worker = await whileAway(options, () => store.worker(version));
    try {
      const end = await workOn(options, run, ids, stream, worker, patience);
      if (end.how !== 'stopped' || !worker.lost.aborted || stop.aborted) return end;
    } catch (error) {
      if (stop.aborted) throw error;
      // Another process has taken what a lost worker held: nothing to wait for.
      if (!isTaskLost(originOf(error)) || !worker.lost.aborted) await patience.wait(originOf(error));
    }
  }
};

const isTaskLost = (error: unknown): boolean => error instanceof TidemarkError && error.code === 'TDM_TASK_LOST';

const patienceOf = ({ stop, onEvent }: Pick<Collecting, 'stop' | 'onEvent'>): Patience =>
  createPatience({ signal: stop, onWait: ({ line }) => onEvent?.({ type: 'database-wait', message: line }) });

/** Tries again while the database is away or has no room; once the run is to stop it is tried once and not waited for. */
const whileAway = <T>(options: Pick<Collecting, 'stop' | 'onEvent'>, work: () => Promise<T>): Promise<T> => patienceOf(options).while(work);

const workOn = async (
  options: Collecting,
  run: OpenRun,
  ids: Ids,
  stream: Stream,
  worker: Worker,
  patience: Patience,
): Promise<StreamEnd> => {
  const { store, source, clock, origin, onEvent, onMissing, maxHoldMs, frames = createFrameReader(store) } = options;
  const { net, lanes } = await options.openNet(worker);
  await using _net = net;
  await using _lanes = lanes;
  const access = createAccess({ source, values: options.values, net, clock, abort: options.abort });
  const parallel = origin === 'replay' ? replayParallel : await parallelOf(lanes, stream);
  const [progress] = await store.query<StreamProgress>(streamProgress(run.id, stream.name));
  onEvent?.({ type: 'stream', stream: stream.name, tasks: total(progress!), done: progress!.done });
  const committer = createCommitter({
    store,
    ids,
    run: { id: run.id, platform: source.platform, day: run.day },
    workerId: worker.id,
    parserVersion: source.parserVersion,
    onCommit: (gain) => onEvent?.({ type: 'commit', stream: stream.name, ...gain }),
    patience,
  });
  const stop = AbortSignal.any([options.stop, worker.lost]);
  const abort = AbortSignal.any([options.abort, worker.lost]);
  try {
    return await runStream({
      ...{ store, frames, source, stream, net, lanes, committer, access, clock, stop, abort, parallel, maxHoldMs, onMissing },
      runId: run.id,
      workerId: worker.id,
      options: run.options,
      replay: origin === 'replay',
      silence: { requests: 0 },
    });
  } finally {
    // Whatever ended it: tasks still held go back unspent, so that a rerun or another process need not wait for our death.
    await store.query(releaseAll(run.id, worker.id)).catch(() => undefined);
  }
};

const total = ({ open, later, waiting, running, failed, done }: StreamProgress): number => open + later + waiting + running + failed + done;

/** A replay uses no lane, whatever is declared: its answers come from files of this machine. */
const replayParallel = 32;

/**
 * As many tasks side by side as the lanes allow requests, and a quarter more: a task that parses or waits for room in the committer then
 * leaves no slot unused.
 */
const parallelOf = async (lanes: Lanes, stream: Stream): Promise<number> => {
  const names = new Set(stream.endpoints.map(({ lane }) => lane));
  const reports = await lanes.report();
  const concurrency = reports.filter(({ name }) => names.has(name)).reduce((sum, lane) => sum + lane.concurrency, 0);
  return Math.min(512, Math.ceil(concurrency * 1.25) + 1);
};
