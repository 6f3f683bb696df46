import { addTargets, everything } from '../catalog/index.ts';
import { addDays, dayOf, startOfDay, systemClock } from '../domain/index.ts';
import type { Clock } from '../domain/index.ts';
import type { CollectEvent, RunReport } from '../collect/index.ts';
import { sourceOf } from '../sources/index.ts';
import type { Store } from '../store/index.ts';
import { runCollection } from './collecting.ts';
import { workspace } from './context.ts';
import type { Logger } from './logger.ts';
import type { Settings } from './settings.ts';
import type { RunningSimulator } from './simulator.ts';
import type { StopSignals } from './signals.ts';

/** The watchlist the demo collects. */
const sampleWatchlist = 'Every sample title';

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
  const source = sourceOf('naver-webtoon');
  await addTargets(store, {
    workspaceId: workspace,
    watchlist: sampleWatchlist,
    targets: [{ platform: source.platform, kind: 'series', externalId: everything }],
  });
  const days = await missingDays(store, source.zone);
  const reports: RunReport[] = [];
  for (const [n, day] of days.entries()) {
    if (stop.aborted) break;
    options.onDay(day, n + 1, days.length);
    await simulator.setDay(day);
    const report = await runCollection({
      ...options,
      source,
      clock: clockOn(day, source.zone),
      simulatorUrl: simulator.url,
      request: { streams: [], targets: [], watchlist: sampleWatchlist },
      maxHoldMs: 60_000,
    });
    reports.push(report);
    if (report.state !== 'done') break;
  }
  return reports;
};

/** The last days without a complete collection, oldest first. */
const missingDays = async (store: Store, zone: string): Promise<string[]> => {
  const today = dayOf(systemClock.now(), zone);
  const done = await store.query<{ day: string }>("select distinct day from run where state = 'done' and origin = 'simulator'");
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
