import { changedOptions } from '../catalog/index.ts';
import { askable, collect, resolveSelection, settingValues, unaskable } from '../collect/index.ts';
import type { CollectEvent, RunReport, SelectionRequest, VisitsChosen } from '../collect/index.ts';
import { refreshSeriesTotals } from '../insight/index.ts';
import type { Clock } from '../domain/index.ts';
import { optionValues, streamOf } from '../sources/index.ts';
import type { SettingValues, Source } from '../sources/index.ts';
import { databaseClock, retryWhileAway } from '../store/index.ts';
import type { Store } from '../store/index.ts';
import { workspace, worldOf } from './context.ts';
import { openFrames, sealAfterwards } from './lake.ts';
import type { SealEnd } from './lake.ts';
import type { Logger } from './logger.ts';
import { openBrowsers } from './browsers.ts';
import { networkOpener } from './network.ts';
import { readSourceSettings } from './source-values.ts';
import { version } from './version.ts';
import type { Settings } from './settings.ts';

export interface CollectingOptions {
  readonly store: Store;
  readonly settings: Settings;
  readonly source: Source;
  readonly request: Omit<SelectionRequest, 'workspace'>;
  readonly simulatorUrl?: string | undefined;
  readonly record?: string | undefined;
  readonly replay?: string | undefined;
  readonly fresh?: boolean;
  /** The step of a pipeline it is done for. */
  readonly askedBy?: string;
  /** That of the database when absent. */
  readonly clock?: Clock;
  /** Begins the tasks evenly over so long a window. */
  readonly spreadMs?: number | undefined;
  /** How long it may take, where it visits as many targets as its lanes allow. */
  readonly withinMs?: number | undefined;
  readonly maxHoldMs: number;
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  readonly logger: Logger;
  readonly onEvent?: (event: CollectEvent) => void;
  readonly onWait?: (sentence: string) => void;
  /** Called when the raw answers have been moved to the lake, or could not be; null when they stay in the database. */
  readonly onSealed?: (end: SealEnd | null) => void;
}

/**
 * One collection as the commands run it: with the network of this machine, logged, followed by the sums the dashboard sorts by, and by the
 * sealing of its raw answers, which never fails it.
 */
export const runCollection = async (options: CollectingOptions): Promise<RunReport> => {
  const { store, settings, source, simulatorUrl, record, replay, maxHoldMs, logger, onWait } = options;
  // A database that restarts, or has no room, between two steps is waited for like one that does during them.
  const whileAway = <T>(work: () => Promise<T>): Promise<T> =>
    retryWhileAway(work, { signal: options.stop, onWait: ({ line }) => onWait?.(line) });
  const clock = options.clock ?? (await whileAway(() => sharedClock(store, logger)));
  const brought = readSourceSettings(source);
  const changed = await whileAway(() => changedOptions(store, workspace, source.platform));
  const values = optionValues(source, changed);
  const chosen = await whileAway(() => resolveSelection(store, source, { ...options.request, workspace }, values));
  const selection = { ...chosen, streams: preflight(options, chosen.streams, brought) };
  await using browsers = openBrowsers({ settings, clock, logger, isSimulated: simulatorUrl !== undefined, ...(onWait ? { onWait } : {}) });
  const openNet = networkOpener({
    ...{ store, settings, source, clock, simulatorUrl, record, replay, changed, maxHoldMs, logger },
    ...{ browsers: browsers.pool, onChallenge: browsers.onChallenge },
    onEvent: (event) => logger.debug(event, 'net'),
    onWait: (lane, { waitingFor, until, cause }) => {
      const what = waitingFor === 'challenge' ? 'your answer' : `its ${waitingFor}`;
      const sentence = `lane ${lane} waits for ${what}${until === null ? '' : ` until ${new Date(until).toISOString()}`}${cause ? ` (${cause})` : ''}`;
      logger.info({ lane, waitingFor, until, cause }, sentence);
      onWait?.(sentence);
    },
  });
  const world = worldOf(settings, store);
  await using frames = openFrames(store, settings, world);
  const report = await collect({
    ...{ store, frames, source, selection, workspace, version, clock, openNet, maxHoldMs },
    settings: brought,
    ...(options.askedBy === undefined ? {} : { askedBy: options.askedBy }),
    ...(options.spreadMs === undefined ? {} : { spreadMs: options.spreadMs }),
    ...(options.withinMs === undefined ? {} : { withinMs: options.withinMs }),
    options: values,
    origin: originOf(options),
    fresh: options.fresh ?? false,
    stop: options.stop,
    abort: options.abort,
    onEvent: (event) => {
      if (event.type !== 'commit') logger.info(event, `collect: ${event.type}`);
      if (event.type === 'database-wait') onWait?.(event.message);
      if (event.type === 'visits') onWait?.(visitsSentence(event));
      options.onEvent?.(event);
    },
  });
  logger.info({ ...report, error: report.error?.line }, `run ${report.id} ${report.state}`);
  await whileAway(() => refreshSeriesTotals(store, source.platform, clock));
  const end = await sealAfterwards(store, settings, world, { platform: source.platform, stop: options.stop });
  if (end && 'failed' in end) logger.warn({ code: end.failed.code }, `raw answers wait in the database: ${end.failed.line}`);
  else if (end) logger.info(end.sealed, 'raw answers sealed');
  options.onSealed?.(end);
  return report;
};

/** What a number of visits comes to, for people. */
const visitsSentence = ({ visits, targets, isFloorMet }: VisitsChosen): string =>
  `visits ${visits} of ${targets} targets${isFloorMet ? '' : '; that is too few for each of them within 30 days, so all are visited equally seldom'}`;

const originOf = ({ replay, simulatorUrl }: CollectingOptions): 'platform' | 'simulator' | 'replay' =>
  replay !== undefined ? 'replay' : simulatorUrl !== undefined ? 'simulator' : 'platform';

/**
 * Says what will not work before anything is asked, and why. Streams that were asked for by name must all be open (TDM_CREDENTIAL_MISSING); of all
 * others those that are closed are left out.
 */
const preflight = (options: CollectingOptions, streams: readonly string[], brought: SettingValues): readonly string[] => {
  const { source, request, logger, onWait } = options;
  const values = settingValues(source, brought, originOf(options));
  const open = askable(source, streams, values, request.streams.length > 0);
  for (const { stream, endpoint, settings } of unaskable(
    streams.map((name) => streamOf(source, name)),
    values,
  )) {
    const sentence = `${source.platform}/${stream}${endpoint === null ? '' : `:${endpoint}`} cannot be asked without ${settings.join(' and ')} (docs/how-to/credentials.md)`;
    logger.warn({ stream, endpoint, settings }, sentence);
    if (endpoint === null) onWait?.(sentence);
  }
  return open;
};

/** Beyond this a machine's clock is not late but wrong, and somebody should know. */
const noticeableMs = 5000;

/** The clock of the database, so that the processes of a fleet agree on the day and on what was observed later. */
const sharedClock = async (store: Store, logger: Logger): Promise<Clock> => {
  const clock = await databaseClock(store);
  const { aheadMs } = clock;
  if (Math.abs(aheadMs) > noticeableMs)
    logger.warn(
      { aheadMs },
      `this machine's clock is ${Math.abs(aheadMs) / 1000} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the database's, which counts`,
    );
  return clock;
};
