import { createHash } from 'node:crypto';
import { sharedSecret } from '../catalog/index.ts';
import { createReadingRoom } from '../collect/index.ts';
import { systemClock, TidemarkError } from '../domain/index.ts';
import type { Clock } from '../domain/index.ts';
import {
  createChallengeDesk,
  createHasher,
  createLanes,
  createNet,
  createRobots,
  proxyFromEnvironment,
  userAgentOf,
} from '../net/index.ts';
import type { BrowserPool, Challenge, Lanes, LaneWait, Net, NetEvent } from '../net/index.ts';
import type { LaneDefaults, Source } from '../sources/index.ts';
import type { Store, Worker } from '../store/index.ts';
import { worldOf } from './context.ts';
import type { Logger } from './logger.ts';
import type { Settings } from './settings.ts';
import { version } from './version.ts';

export interface NetworkOptions {
  readonly store: Store;
  readonly settings: Settings;
  readonly source: Source;
  readonly clock?: Clock;
  readonly simulatorUrl?: string | undefined;
  readonly record?: string | undefined;
  readonly replay?: string | undefined;
  /** What the operator has changed of the source's options. */
  readonly changed?: Readonly<Record<string, number | boolean>>;
  readonly maxHoldMs: number;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  /** For requests that are made inside a page. */
  readonly browsers?: BrowserPool;
  readonly onChallenge?: (challenge: Challenge) => void;
  readonly onEvent?: (event: NetEvent) => void;
  readonly onWait?: (lane: string, wait: LaneWait) => void;
}

/** A platform is asked at its own pace; the simulator on this machine is owed none. */
export const lanesFor = (source: Source, simulated: boolean): LaneDefaults[] =>
  source.lanes.map((lane) => (simulated ? { name: lane.name, intervalMs: 0, concurrency: 32 } : lane));

/** The way to a platform for one worker: lanes shared with all others, robots.txt, hashing of private people, record or replay. */
export const networkOpener =
  (options: NetworkOptions) =>
  async (worker: Worker): Promise<{ net: Net; lanes: Lanes }> => {
    const { store, settings, source, clock = systemClock, simulatorUrl, record, replay, maxHoldMs, logger, onEvent, onWait } = options;
    const lanes = createLanes({
      store,
      workerId: worker.id,
      lost: worker.lost,
      clock,
      random: Math.random,
      maxHoldMs,
      ...(onWait ? { onWait } : {}),
    });
    // A replay asks nobody: it uses no lane, and must not leave one without a pace behind for the first real collection.
    const differences = replay === undefined ? await lanes.declare(lanesFor(source, simulatorUrl !== undefined)) : [];
    if (replay === undefined) await heedOptions(lanes, source, options.changed ?? {});
    for (const { lane, brought, holds, setByOperator } of differences)
      logger[setByOperator ? 'info' : 'warn'](
        { lane, brought, holds },
        `lane ${lane} keeps ${holds.intervalMs} ms and ${holds.concurrency} at once, ${setByOperator ? 'as the operator has set it' : 'the slower of what processes brought along'}`,
      );
    const key = await privacyKey(store, settings);
    const { browsers: pool, onChallenge } = options;
    const desk = createChallengeDesk({
      ...{ store, lanes, platform: source.platform, workerId: worker.id, dataFolder: settings.dataFolder },
      ...(worldOf(settings, store) === 'sample' ? { folder: 'challenges-sample' } : {}),
      ...(onChallenge ? { onRaised: onChallenge } : {}),
      onTrouble: (error) => logger.warn({ error }, 'the picture of a challenge could not be kept'),
    });
    const net = createNet({
      ...(pool ? { browser: { pool, desk } } : {}),
      lanes,
      robots: (fetch) => createRobots({ store, fetch, clock }),
      clock,
      random: Math.random,
      userAgent: userAgentOf(version, settings.contact ?? 'simulation'),
      hasher: createHasher(key),
      reading: createReadingRoom(
        { platform: source.platform, key },
        { onTrouble: (error) => logger.warn({ error }, 'the thread that reads answers ended; they are read in the main one') },
      ),
      keepNames: settings.keepNames,
      platformOf: () => source.platform,
      proxy: proxyFromEnvironment(process.env),
      ...(simulatorUrl === undefined ? {} : { simulatorUrl }),
      ...(record === undefined ? {} : { record }),
      ...(replay === undefined ? {} : { replay }),
      onEvent: (event) => {
        // What a platform asks for in its robots.txt slows the lane, for every process, and only as long as it asks for it.
        if (event.kind === 'crawl-delay')
          lanes
            .setFloor(event.lane, event.host, event.delayMs)
            .catch((error: unknown) => logger.warn({ error, lane: event.lane }, 'the crawl-delay could not be written'));
        onEvent?.(event);
      },
    });
    return { net, lanes };
  };

/** A pace that the operator has set as an option of the platform is their word like one set with `tidemark lanes`. */
const heedOptions = async (lanes: Lanes, source: Source, changed: Readonly<Record<string, number | boolean>>): Promise<void> => {
  const reports = await lanes.report();
  for (const { name, intervalOption } of source.lanes) {
    const intervalMs = intervalOption === undefined ? undefined : changed[intervalOption];
    const lane = reports.find((each) => each.name === name);
    if (typeof intervalMs === 'number' && lane?.intervalMs !== intervalMs) await lanes.configure(name, { intervalMs });
  }
};

/** The key that hashes private people: the operator's, or one made once and shared by all workers of this database. */
export const privacyKey = async (store: Store, settings: Settings): Promise<Uint8Array> =>
  settings.privacyKey === undefined ? sharedSecret(store, 'privacy', 32) : createHash('sha256').update(settings.privacyKey).digest();

/** Real platforms are asked only under a name someone answers to. Throws TDM_CONTACT_MISSING. */
export const requireContact = (settings: Settings, platform: string): void => {
  if (settings.contact === undefined) throw new TidemarkError('TDM_CONTACT_MISSING', { platform });
};
