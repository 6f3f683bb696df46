import { addTargets, everything } from '../catalog/index.ts';
import type { NewTarget } from '../catalog/index.ts';
import { addDays, dayOf, startOfDay, systemClock } from '../domain/index.ts';
import type { Clock } from '../domain/index.ts';
import type { CollectEvent, RunReport } from '../collect/index.ts';
import { sources } from '../sources/index.ts';
import type { Source } from '../sources/index.ts';
import type { Store } from '../store/index.ts';
import { runCollection } from './collecting.ts';
import { workspace } from './context.ts';
import type { Logger } from './logger.ts';
import type { Settings } from './settings.ts';
import type { RunningSimulator } from './simulator.ts';
import type { StopSignals } from './signals.ts';

/** The watchlist the demo collects. */
const sampleWatchlist = 'Every sample title, some creators and search words';

/** Creators watched on each platform that has accounts, unless said otherwise. */
export const sampleCreators = 5;

/** Search words of the simulated shopping. */
const sampleWords = ['무선 키보드', '접이식 우산'];

/** What the demo looks at on a platform, and on which days, counted back from today. */
interface Show {
  readonly source: Source;
  /** Empty: all that are collected by default. */
  readonly streams: readonly string[];
  readonly daysAgo: readonly number[];
  targets(simulator: RunningSimulator): Promise<readonly Pick<NewTarget, 'kind' | 'externalId'>[]>;
}

/** Enough for a curve to have a shape. */
const everyDay = [6, 5, 4, 3, 2, 1, 0];
/** Fewer for what would make the start slow, but a week apart, so that the change over seven days can be told. */
const someDays = [7, 3, 1, 0];

/** Platforms of series in whole; a few creators of the others, without their comments and followers; the words of the shopping search. */
const showOf = (source: Source, creators: number): Show => {
  const [first] = source.streams;
  if (source.streams.some(({ kind }) => kind === 'series'))
    return { source, streams: [], daysAgo: everyDay, targets: async () => [{ kind: 'series', externalId: everything }] };
  if (first!.target.kind === 'keyword')
    return {
      source,
      streams: [],
      daysAgo: someDays,
      targets: async () => sampleWords.map((externalId) => ({ kind: 'keyword', externalId })),
    };
  return {
    source,
    streams: source.platform === 'tiktok' ? ['profile', 'posts'] : [],
    daysAgo: someDays,
    targets: async (simulator) =>
      (await simulator.watched(source.platform)).slice(0, creators).map((externalId) => ({ kind: 'channel', externalId })),
  };
};

export interface SampleOptions extends StopSignals {
  readonly store: Store;
  readonly settings: Settings;
  readonly simulator: RunningSimulator;
  /** Creators watched on each platform that has accounts; none leaves these platforms and the shopping search out. */
  readonly creators: number;
  readonly logger: Logger;
  readonly onDay: (day: string, n: number, of: number) => void;
  readonly onEvent: (event: CollectEvent) => void;
  readonly onWait: (sentence: string) => void;
}

/**
 * Collects the demo's history from the simulator: the last days that are not collected yet, each on its own virtual day. Returns the
 * reports of what was collected now.
 */
export const collectSample = async (options: SampleOptions): Promise<RunReport[]> => {
  const { store, simulator, creators, stop } = options;
  const shows = sources.map((source) => showOf(source, creators)).filter(({ daysAgo }) => daysAgo === everyDay || creators > 0);
  for (const { source, targets } of shows)
    await addTargets(store, {
      workspaceId: workspace,
      watchlist: sampleWatchlist,
      targets: (await targets(simulator)).map((target) => ({ platform: source.platform, ...target })),
    });
  const missing = new Map<string, Show[]>();
  for (const show of shows) for (const day of await missingDays(store, show)) missing.set(day, [...(missing.get(day) ?? []), show]);
  const days = [...missing].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const reports: RunReport[] = [];
  for (const [n, [day, shown]] of days.entries()) {
    options.onDay(day, n + 1, days.length);
    await simulator.setDay(day);
    for (const { source, streams } of shown) {
      if (stop.aborted) return reports;
      const report = await runCollection({
        ...options,
        source,
        clock: clockOn(day, source.zone),
        simulatorUrl: simulator.url,
        request: { streams, targets: [], watchlist: sampleWatchlist },
        maxHoldMs: 60_000,
      });
      reports.push(report);
      if (report.state !== 'done') return reports;
    }
  }
  return reports;
};

/** The last days without a complete collection of a platform, oldest first. */
const missingDays = async (store: Store, { source: { platform, zone }, daysAgo }: Show): Promise<string[]> => {
  const today = dayOf(systemClock.now(), zone);
  const done = await store.query<{ day: string }>({
    text: "select distinct day from run where platform = $1 and state = 'done' and origin = 'simulator'",
    values: [platform],
  });
  const collected = new Set(done.map(({ day }) => day));
  const days = daysAgo.map((ago) => addDays(today, -ago));
  // History is only made before there is any: days between two demos are days on which nobody looked.
  return collected.size === 0 ? days : days.slice(-1).filter((day) => !collected.has(day));
};

/** A clock that shows nine in the morning of a day, and runs from there; today's is the real one. */
const clockOn = (day: string, zone: string): Clock => {
  const now = systemClock.now();
  const offset = day === dayOf(now, zone) ? 0 : startOfDay(day, zone) + 9 * 3_600_000 - now;
  return { now: () => systemClock.now() + offset, sleep: systemClock.sleep };
};
