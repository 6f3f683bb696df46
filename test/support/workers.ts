import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { expect, onTestFinished } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { configureLane } from '../../src/net/lanes/sql/configure.ts';
import { declareLanes } from '../../src/net/lanes/sql/declare.ts';
import type { LogEntry } from '../../src/sim/index.ts';
import type { Store } from '../../src/store/index.ts';
import { contentsOf } from './compare.ts';
import type { OwnDatabase } from './fleet-database.ts';
import { startTidemark, tidemark } from './tidemark.ts';
import type { Running } from './tidemark.ts';

/** The platforms of `creators-daily`. */
export const creatorPlatforms = ['tiktok', 'twitch', 'youtube', 'soop', 'chzzk'] as const;

/** The simulated platforms as a process of their own, with so many accounts on each. */
export interface CreatorSimulator {
  readonly url: string;
  /** On each platform. */
  readonly accounts: number;
  /** What one would watch on a platform. */
  watched(platform: string): Promise<string[]>;
  /** What arrived, its instants by the wall clock of this machine. */
  arrivals(): Promise<LogEntry[]>;
}

/** Call it inside a test, with whose end it ends. */
export const creatorSimulator = async (accounts: number, latencyMs: number): Promise<CreatorSimulator> => {
  const flags = ['--tiktok-creators', '--twitch-channels', '--youtube-channels', '--soop-channels', '--chzzk-channels'];
  const sizes = ['--tiktok-posts', '4', '--tiktok-followers', '3', '--tiktok-comments', '3', '--latency', String(latencyMs)];
  const running = startTidemark(['sim', ...sizes, ...flags.flatMap((flag) => [flag, String(accounts)])]);
  onTestFinished(async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  });
  const url = await Promise.race([
    new Promise<string>((resolve) =>
      createInterface({ input: running.child.stdout! }).once('line', (line) => resolve(JSON.parse(line).url)),
    ),
    running.ended.then(({ stderr }): never => {
      throw new Error(stderr);
    }),
  ]);
  return {
    ...{ url, accounts },
    watched: async (platform) => {
      const answer = await fetch(`${url}/__sim/watched?platform=${platform}`);
      const { watched } = (await answer.json()) as { watched: { id: string; truth: { login?: string } }[] };
      return watched.slice(0, accounts).map(({ id, truth }) => (platform === 'tiktok' ? `@${truth.login}` : id));
    },
    arrivals: async () => {
      const { timeOrigin, entries } = (await (await fetch(`${url}/__sim/log`)).json()) as { timeOrigin: number; entries: LogEntry[] };
      return entries.map((entry) => ({ ...entry, at: timeOrigin + entry.at })).toSorted((a, b) => a.at - b.at);
    },
  };
};

/** A worker of a process of its own, and what it has said so far. */
export interface RunningWorker extends Running {
  readonly said: readonly WorkerLine[];
}

/** A line of `tidemark worker --json`, with when it was read. */
export interface WorkerLine {
  readonly at: number;
  readonly event: 'worker' | 'begin' | 'end';
  readonly worker?: string;
  readonly run?: string;
  readonly step?: string;
  readonly state?: string;
  readonly error?: string | null;
}

/** A sample world of its own schema whose steps are done by workers in processes of their own. */
export interface WorkersWorld {
  readonly store: Store;
  readonly settings: Readonly<Record<string, string>>;
  /** Starts `bin/tidemark worker --json`. */
  start(...words: string[]): RunningWorker;
  /** Begins a run of `creators-daily`; returns its id. */
  begin(): Promise<string>;
  stateOf(runId: string): Promise<string>;
  /** Lets the lanes go on as fast as they can. */
  hurry(): Promise<void>;
  /** How many exchanges there are, of all collections. */
  pages(): Promise<number>;
  /** What was collected, without what differs between two equal collections. */
  contents(): Promise<Readonly<Record<string, unknown>>>;
}

export interface WorkersWorldOptions {
  readonly database: OwnDatabase;
  readonly schema: string;
  readonly simulator: CreatorSimulator;
  /** About how long its collections take: the pace of its lanes follows from it. */
  readonly lastsMs: number;
}

/** Requests that one account of the simulator costs, by lane; the last two are used by few. */
const costs = { tiktok: 10, twitch: 2.6, youtube: 1.8, soop: 6.4, chzzk: 6, 'tiktok-api': Infinity, 'chzzk-open': Infinity };

/** Sets the lanes as an operator does: none is as slow as its platform is owed, and all come to their end at about the same time. */
const setLanes = async (store: Store, accounts: number, lastsMs: number): Promise<void> => {
  for (const [lane, cost] of Object.entries(costs))
    await configureLane(store, lane, { intervalMs: Math.max(1, lastsMs / (accounts * cost)), concurrency: 4 });
};

/** Makes a world in which every account of the simulator is watched. Call it inside a test, with whose end its workers end. */
export const workersWorld = async ({ database, schema, simulator, lastsMs }: WorkersWorldOptions): Promise<WorkersWorld> => {
  const store = await database.open(`${schema}_sample`);
  await ensureWorkspace(store);
  for (const platform of creatorPlatforms) {
    const targets = (await simulator.watched(platform)).map((externalId) => ({ platform, kind: 'channel' as const, externalId }));
    await addTargets(store, { workspaceId: mainWorkspace, watchlist: 'all', targets });
  }
  await declareLanes(
    store,
    Object.keys(costs).map((name) => ({ name, intervalMs: 1, concurrency: 4 })),
  );
  await setLanes(store, simulator.accounts, lastsMs);
  const settings = {
    ...{ DATABASE_URL: database.databaseUrl, TIDEMARK_SCHEMA: schema, TIDEMARK_SIMULATOR: simulator.url },
    ...{ TIDEMARK_DATA: tmpdir(), TIDEMARK_PRIVACY_KEY: 'the same key for all', SIGNING_KEY: 'a key of the test' },
  };
  const running = new Set<Running>();
  onTestFinished(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  return {
    store,
    settings,
    start: (...words) => {
      const worker = startTidemark(['worker', '--json', ...words], settings);
      running.add(worker);
      void worker.ended.then(() => running.delete(worker));
      const said: WorkerLine[] = [];
      createInterface({ input: worker.child.stdout! }).on('line', (line) => {
        // One that ends with an error says that on several lines.
        if (line.startsWith('{"event"')) said.push({ at: Date.now(), ...JSON.parse(line) });
      });
      return { ...worker, said };
    },
    begin: async () => {
      const { code, stdout, stderr } = await tidemark(['--world', 'sample', 'pipelines', 'run', 'creators-daily', '--json'], settings);
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout).run;
    },
    stateOf: async (runId) => {
      const [run] = await store.query<{ state: string }>({ text: 'select state from pipeline_run where id = $1', values: [runId] });
      return run!.state;
    },
    hurry: () => setLanes(store, simulator.accounts, 0),
    pages: async () => {
      const [row] = await store.query<{ pages: number }>('select coalesce(sum(pages), 0)::int as pages from run');
      return row!.pages;
    },
    contents: async () => {
      const { records, observations, misfits } = await contentsOf(store);
      return { records, observations, misfits };
    },
  };
};
