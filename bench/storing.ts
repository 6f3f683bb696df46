/**
 * What storing costs: all episodes of the full simulator, end to end, with simulator and PostgreSQL on the same cores. An episode is its
 * record and its observation. Limits: 12,000 episodes a second; memory of Node at most 350 MB and flat from 50,000 episodes on.
 */
import { loadavg } from 'node:os';
import { collect, resolveSelection } from '../src/collect/index.ts';
import { systemClock } from '../src/domain/index.ts';
import { createHasher, createLanes, createNet, createRobots, userAgentOf } from '../src/net/index.ts';
import { sourceOf } from '../src/sources/index.ts';
import type { Worker } from '../src/store/index.ts';
import { ensureWorkspace, mainWorkspace } from '../src/catalog/index.ts';
import { startSimulator } from '../src/cli/simulator.ts';
import { machine, ownCpuSeconds, postgresCpuSeconds, temporaryStore } from './_support.ts';

const titles = Number(process.env['TITLES'] ?? 2600);
const episodes = Number(process.env['EPISODES'] ?? 250_000);
const inFlight = Number(process.env['IN_FLIGHT'] ?? 32);
const limitPerSecond = 12_000;
const limitMemoryMb = 350;

await using simulator = await startSimulator({ titles, episodes, kakaoTitles: 10, kakaoEpisodes: 100 });
await using temporary = await temporaryStore();
const { store } = temporary;
await ensureWorkspace(store);
const source = sourceOf('naver-webtoon');

const openNet = async (worker: Worker) => {
  const lanes = createLanes({ store, workerId: worker.id, lost: worker.lost, clock: systemClock, random: Math.random, maxHoldMs: 0 });
  await lanes.declare(source.lanes.map(({ name }) => ({ name, intervalMs: 0, concurrency: inFlight })));
  const net = createNet({
    lanes,
    robots: (fetch) => createRobots({ store, fetch, clock: systemClock }),
    clock: systemClock,
    random: Math.random,
    userAgent: userAgentOf('0.0.0', 'bench'),
    hasher: createHasher(new Uint8Array(32)),
    simulatorUrl: simulator.url,
  });
  return { net, lanes };
};

const memory: { episodes: number; mb: number }[] = [];
let stored = 0;
const run = async (streams: readonly string[]) => {
  const selection = await resolveSelection(store, source, { workspace: mainWorkspace, streams, targets: [], watchlist: null });
  const never = new AbortController().signal;
  return collect({
    ...{
      store,
      source,
      selection,
      openNet,
      clock: systemClock,
      workspace: mainWorkspace,
      origin: 'simulator',
      version: 'bench',
      maxHoldMs: 0,
    },
    stop: never,
    abort: never,
    onEvent: (event) => {
      if (event.type !== 'commit' || event.stream !== 'episodes') return;
      stored += event.records;
      if (stored >= (memory.length + 1) * 25_000) memory.push({ episodes: stored, mb: process.memoryUsage.rss() / 1e6 });
    },
  });
};

await run(['titles']);
const own = ownCpuSeconds();
const postgres = await postgresCpuSeconds(store);
const begun = performance.now();
const report = await run(['episodes']);
const seconds = (performance.now() - begun) / 1000;
const [counted] = await store.query<{ episodes: number; observations: number }>(
  "select (select count(*) from record where kind = 'episode')::int as episodes, (select count(*) from observation where kind = 'episode')::int as observations",
);
const { episodes: found, observations } = counted!;
const perSecond = found / seconds;
const perEpisode = (cpuSeconds: number): string => `${((cpuSeconds / found) * 1e6).toFixed(0)} us`;
const flat = memory.filter(({ episodes: at }) => at >= 50_000).map(({ mb }) => mb);

console.log(
  `machine: ${machine()}; simulator, PostgreSQL and Tidemark on the same cores; ${inFlight} in flight; load ${loadavg()[0]!.toFixed(2)}`,
);
console.log(`run ${report.state}: ${found} episodes, ${observations} observations, ${report.pages} pages in ${seconds.toFixed(1)} s`);
console.log(`stored: ${perSecond.toFixed(0)} episodes/s (limit ${limitPerSecond})`);
console.log(
  `CPU an episode: Node ${perEpisode(ownCpuSeconds() - own)}, PostgreSQL ${perEpisode((await postgresCpuSeconds(store)) - postgres)}`,
);
console.log(
  `memory of Node: ${memory.map(({ episodes: at, mb }) => `${(at / 1000).toFixed(0)}k ${mb.toFixed(0)} MB`).join(', ')} (limit ${limitMemoryMb} MB)`,
);
console.log(`from 50,000 episodes on: ${Math.min(...flat).toFixed(0)} to ${Math.max(...flat).toFixed(0)} MB`);
if (perSecond < limitPerSecond || Math.max(...memory.map(({ mb }) => mb)) > limitMemoryMb || report.state !== 'done') process.exitCode = 1;
