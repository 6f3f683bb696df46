import { addTargets, everything } from '../catalog/index.ts';
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
const sampleWatchlist = 'Every sample title';

/** What the dashboard has pages for: platforms of series. Accounts and search words are watched by name, and a demo knows none. */
const shown = sources.filter(({ streams }) => streams.some(({ kind }) => kind === 'series'));

/** Days of history the demo begins with, today included: enough for a curve to have a shape. */
const sampleDays = 7;

export interface SampleOptions extends StopSignals {
  readonly store: Store;
  readonly settings: Settings;
  readonly simulator: RunningSimulator;
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
  const { store, simulator, stop } = options;
  await addTargets(store, {
    workspaceId: workspace,
    watchlist: sampleWatchlist,
    targets: shown.map(({ platform }) => ({ platform, kind: 'series', externalId: everything })),
  });
  const missing = new Map<string, Source[]>();
  for (const source of shown) for (const day of await missingDays(store, source)) missing.set(day, [...(missing.get(day) ?? []), source]);
  const days = [...missing].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const reports: RunReport[] = [];
  for (const [n, [day, platforms]] of days.entries()) {
    options.onDay(day, n + 1, days.length);
    await simulator.setDay(day);
    for (const source of platforms) {
      if (stop.aborted) return reports;
      const report = await runCollection({
        ...options,
        source,
        clock: clockOn(day, source.zone),
        simulatorUrl: simulator.url,
        request: { streams: [], targets: [], watchlist: sampleWatchlist },
        maxHoldMs: 60_000,
      });
      reports.push(report);
      if (report.state !== 'done') return reports;
    }
  }
  return reports;
};

/** The last days without a complete collection of a platform, oldest first. */
const missingDays = async (store: Store, { platform, zone }: Source): Promise<string[]> => {
  const today = dayOf(systemClock.now(), zone);
  const done = await store.query<{ day: string }>({
    text: "select distinct day from run where platform = $1 and state = 'done' and origin = 'simulator'",
    values: [platform],
  });
  const collected = new Set(done.map(({ day }) => day));
  const days = Array.from({ length: sampleDays }, (_, n) => addDays(today, n - sampleDays + 1));
  // History is only made before there is any: days between two demos are days on which nobody looked.
  return collected.size === 0 ? days : days.slice(-1).filter((day) => !collected.has(day));
};

/** A clock that shows nine in the morning of a day, and runs from there; today's is the real one. */
const clockOn = (day: string, zone: string): Clock => {
  const now = systemClock.now();
  const offset = day === dayOf(now, zone) ? 0 : startOfDay(day, zone) + 9 * 3_600_000 - now;
  return { now: () => systemClock.now() + offset, sleep: systemClock.sleep };
};
