import { onTestFinished } from 'vitest';
import type { LaneSettings } from '../../src/net/contract.ts';
import { declareLanes } from '../../src/net/lanes/sql/declare.ts';
import type { FaultRule, LogEntry } from '../../src/sim/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from './database.ts';
import { until as waitUntil } from './fleet.ts';
import { watchedSimulator } from './fleet-arrivals.ts';
import type { WatchedSimulator } from './fleet-arrivals.ts';
import { startTidemark, tidemark } from './tidemark.ts';
import type { Running } from './tidemark.ts';

/** A platform and a database in which processes of their own use one lane: `collect` asks once for each title. */
export interface LaneFleet {
  readonly store: Store;
  readonly simulator: WatchedSimulator & {
    /** When it arrived, by the wall clock of this machine. */
    instantOf(entry: LogEntry): number;
  };
  /** What has arrived since the list of titles was read, by the simulator's clock. */
  asked(): Promise<LogEntry[]>;
  /** Starts `bin/tidemark collect` of the titles' details. */
  start(more?: Readonly<Record<string, string>>): Running;
  /** Starts so many, and lets them begin at the same moment: the lane rests until each has its share of it. */
  startTogether(count: number, beforeTheyBegin?: () => Promise<void>): Promise<Running[]>;
}

export interface LaneFleetOptions {
  /** Ten make a task, and a process takes a quarter more tasks than the lane allows requests: fewer, and the last process has none. */
  readonly titles: number;
  readonly latencyMs: number;
  readonly faults?: readonly FaultRule[];
  /** Of the lane, once the list of titles has been read. */
  readonly lane?: Omit<LaneSettings, 'name'>;
}

export const endpoint = 'article/list/info';

/** Call it inside a test, with whose end the processes end. */
export const laneFleet = async ({ titles, latencyMs, faults = [], lane }: LaneFleetOptions): Promise<LaneFleet> => {
  const { databaseUrl, schema, again } = await testStore();
  const sample = `${schema}_sample`;
  const store = await again({ schema: sample });
  const simulator = await watchedSimulator(
    ['--titles', String(titles), '--episodes', String(titles), '--latency', String(latencyMs)],
    faults,
  );
  const settings = { DATABASE_URL: databaseUrl, TIDEMARK_SCHEMA: schema, TIDEMARK_SIMULATOR: simulator.url };
  const children = new Set<Running>();
  onTestFinished(async () => {
    for (const { child, ended } of children) {
      child.kill('SIGKILL');
      await ended;
    }
    await store.query(`drop schema "${sample}" cascade`);
    await store.close();
  });
  const lists = await tidemark(['collect', 'naver-webtoon', '--stream', 'titles', '--json'], settings);
  if (lists.code !== 0) throw new Error(lists.stderr);
  // A lane of its own settings from here on, as if no process had brought others yet.
  await store.query('delete from lane');
  if (lane) await declareLanes(store, [{ name: 'naver-webtoon', ...lane }]);
  const before = (await simulator.arrivals()).at(-1)!.sequence;
  const { timeOrigin } = (await (await fetch(`${simulator.url}/__sim/log`)).json()) as { timeOrigin: number };
  const start: LaneFleet['start'] = (more = {}) => {
    const running = startTidemark(['collect', 'naver-webtoon', '--stream', 'series', '--json'], { ...settings, ...more });
    children.add(running);
    return running;
  };
  return {
    store,
    simulator: { ...simulator, instantOf: ({ at }) => timeOrigin + at },
    asked: async () => (await simulator.arrivals()).filter((entry) => entry.sequence > before && entry.endpoint === endpoint),
    start,
    startTogether: async (count, beforeTheyBegin) => {
      await store.query("update lane set backoff_until = clock_timestamp() + interval '30 s'");
      const fleet = Array.from({ length: count }, () => start());
      const holders = async () => (await store.query('select from lane_permit where permits > 0')).length;
      const tooEarly = Promise.race(fleet.map(({ ended }) => ended)).then(({ stdout, stderr }) => {
        throw new Error(`one ended before all had begun: ${stdout} ${stderr}`);
      });
      await Promise.race([tooEarly, waitUntil('each has its share', async () => (await holders()) === count)]);
      tooEarly.catch(() => undefined);
      await beforeTheyBegin?.();
      await store.query("update lane set backoff_until = '-infinity'");
      return fleet;
    },
  };
};

/** A request at the server, from its arrival until it is over. */
export interface Stay {
  readonly from: number;
  readonly until: number;
}

/**
 * How long requests were at a server that works on when nobody waits for the answer any more. The simulator stops when the connection of a killed
 * process breaks; a real platform need not, so a request without an answer is counted until it would have had one.
 */
export const staysOf = (entries: readonly LogEntry[], latencyMs: number, slowMs: number): Stay[] =>
  entries.map(({ at, tookMs, status, fault }) => {
    const due = latencyMs + (fault === 'slow' ? slowMs : 0);
    return { from: at, until: at + Math.max(tookMs ?? 0, status === 0 ? due : 0) };
  });

/** The most at the server at once. */
export const crowdOf = (stays: readonly Stay[]): number => {
  const steps = stays.flatMap(({ from, until }) => [
    { at: from, by: 1 },
    { at: until, by: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of steps.toSorted((a, b) => a.at - b.at || a.by - b.by)) most = Math.max(most, (now += by));
  return most;
};

/** How many were at the server in the mean, between two instants and outside of the given stretches. */
export const meanOf = (stays: readonly Stay[], begin: number, end: number, without: readonly (readonly [number, number])[]): number => {
  const outside = (from: number, until: number): number => {
    let left = Math.max(0, Math.min(until, end) - Math.max(from, begin));
    let reached = begin;
    for (const [a, b] of without.toSorted((x, y) => x[0] - y[0])) {
      const start = Math.max(a, reached);
      left -= Math.max(0, Math.min(until, end, b) - Math.max(from, start));
      reached = Math.max(reached, b);
    }
    return left;
  };
  return stays.reduce((sum, { from, until }) => sum + outside(from, until), 0) / outside(begin, end);
};
