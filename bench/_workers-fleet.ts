/** Workers as processes of their own, on one database and one simulated platform. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { addTargets, ensureWorkspace, mainWorkspace } from '../src/catalog/index.ts';
import { configureLane } from '../src/net/lanes/sql/configure.ts';
import { declareLanes } from '../src/net/lanes/sql/declare.ts';
import type { LogEntry } from '../src/sim/index.ts';
import { openStore } from '../src/store/index.ts';
import type { Store } from '../src/store/index.ts';
import { startTidemark, tidemark } from '../test/support/tidemark.ts';
import type { Running } from '../test/support/tidemark.ts';
import { temporaryStore } from './_support.ts';
import { startWorld } from './_world.ts';
import type { World } from './_world.ts';

export interface FleetWorker {
  readonly pid: number;
  /** Ends it as an operator does. */
  stop(): Promise<void>;
}

export interface Fleet extends AsyncDisposable {
  readonly store: Store;
  readonly world: World;
  /** Ids of titles that everybody may read. */
  readonly titles: readonly string[];
  /** Puts titles on a watchlist. */
  watch(watchlist: string, titles: readonly string[]): Promise<void>;
  /** Sets the lane of the platform as an operator does. */
  setLane(intervalMs: number, concurrency: number): Promise<void>;
  setSlots(pool: string, slots: number): Promise<void>;
  /** Writes a pipeline as an operator does, as a file; its parameter is the watchlist. */
  define(name: string, steps: readonly object[]): Promise<void>;
  /** Starts `bin/tidemark worker`; resolves when all of them wait for work. */
  start(count: number, pools: string): Promise<FleetWorker[]>;
  /** Begins a run; returns its id. */
  begin(pipeline: string, watchlist?: string): Promise<string>;
  /** Waits for the ends of runs; throws unless they are done. */
  done(...runIds: string[]): Promise<void>;
  /** What arrived at the platform after the one numbered `after`, in its order, at instants of the wall clock. */
  arrivals(after?: number): Promise<LogEntry[]>;
}

const lane = 'naver-webtoon';
const longestMs = 300_000;

export const openFleet = async (latencyMs: number): Promise<Fleet> => {
  await using opened = new AsyncDisposableStack();
  const world = opened.use(await startWorld({ latency: latencyMs, titles: 6000, episodes: 6000 }));
  // Four workers of eight steps keep more connections than a private server has for one machine.
  const { folder } = opened.use(await temporaryStore({ max_connections: '300' }));
  const store = opened.use(await openStore({ dataFolder: folder, schema: 'tidemark_sample' }));
  await ensureWorkspace(store);
  await declareLanes(store, [{ name: lane, intervalMs: 150, concurrency: 4 }]);
  await mkdir(join(folder, 'pipelines'));
  const settings = { TIDEMARK_DATA: folder, TIDEMARK_SIMULATOR: world.url, TIDEMARK_PRIVACY_KEY: 'the same key for all' };
  const running = new Set<Running>();
  opened.defer(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGKILL');
      await ended;
    }
  });

  const startOne = async (pools: string): Promise<FleetWorker> => {
    const worker = startTidemark(['worker', '--json', '--pools', pools], settings);
    running.add(worker);
    const ready = new Promise<void>((resolve) =>
      createInterface({ input: worker.child.stdout! }).on('line', (line) => line.includes('"event":"worker"') && resolve()),
    );
    const early = worker.ended.then(({ stderr }): never => {
      throw new Error(`a worker ended: ${stderr}`);
    });
    early.catch(() => undefined);
    await Promise.race([ready, early]);
    const stop = async (): Promise<void> => {
      worker.child.kill('SIGTERM');
      await worker.ended;
      running.delete(worker);
    };
    return { pid: worker.child.pid!, stop };
  };
  const titles = await titlesOf(world.url);
  const kept = opened.move();
  return {
    ...{ store, world, titles },
    watch: async (watchlist, ids) => {
      const targets = ids.map((externalId) => ({ platform: 'naver-webtoon' as const, kind: 'series', externalId }));
      await addTargets(store, { workspaceId: mainWorkspace, watchlist, targets });
    },
    setLane: async (intervalMs, concurrency) => void (await configureLane(store, lane, { intervalMs, concurrency })),
    setSlots: async (pool, slots) =>
      void (await store.query({ text: 'update pool set slots = $2 where name = $1', values: [pool, slots] })),
    define: (name, steps) =>
      writeFile(join(folder, 'pipelines', `${name}.json`), JSON.stringify({ name, parameters: { watchlist: { default: null } }, steps })),
    start: (count, pools) => Promise.all(Array.from({ length: count }, () => startOne(pools))),
    begin: async (pipeline, watchlist) => {
      const words = [
        '--world',
        'sample',
        'pipelines',
        'run',
        pipeline,
        '--json',
        ...(watchlist ? ['--param', `watchlist=${watchlist}`] : []),
      ];
      const { code, stdout, stderr } = await tidemark(words, settings);
      if (code !== 0) throw new Error(stderr);
      return (JSON.parse(stdout) as { run: string }).run;
    },
    done: async (...runIds) => {
      for (const end = Date.now() + longestMs; ; await pause(100)) {
        const open = await store.query<{ id: string; state: string; error_message: string | null }>({
          text: `select id::text as id, state, error_message from pipeline_run where id = any ($1) and state <> 'done'`,
          values: [runIds],
        });
        if (open.length === 0) return;
        const bad = open.find(({ state }) => state !== 'queued' && state !== 'running');
        if (bad || Date.now() > end)
          throw new Error(`run ${open[0]!.id}: ${bad ? `${bad.state}, ${bad.error_message}` : 'it does not end'}`);
      }
    },
    arrivals: async (after = 0) => {
      const answer = await fetch(`${world.url}/__sim/log?since=${after}`);
      const { timeOrigin, entries } = (await answer.json()) as { timeOrigin: number; entries: LogEntry[] };
      return entries.map((entry) => ({ ...entry, at: timeOrigin + entry.at })).toSorted((a, b) => a.at - b.at);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
};

/** Titles of the weekday lists; some titles appear on several days. */
const titlesOf = async (url: string): Promise<string[]> => {
  const answer = await fetch(`${url}/comic.naver.com/api/webtoon/titlelist/weekday?order=user`);
  const { titleListMap } = (await answer.json()) as { titleListMap: Record<string, { titleId: number; adult: boolean }[]> };
  const open = Object.values(titleListMap)
    .flat()
    .filter(({ adult }) => !adult);
  return [...new Set(open.map(({ titleId }) => String(titleId)))];
};
