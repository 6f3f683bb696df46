/**
 * TikTok's daily work at its full size: profile, 50 posts, 1,000 followers and 3 x 500 comments of each creator, 112 requests and 2,551 rows, through
 * lanes, hashing of people and PostgreSQL, with the simulator on the same cores. Without latency: rows a second, CPU a row, memory. With 150 ms and 64
 * in flight: rows a second beside what waiting alone allows. Limits: 12,000 rows/s; 0.95 of 64 / 150 ms; 350 MB and flat. `CREATORS`, `LATENCY`,
 * `PARTS=fast` or `PARTS=waiting` change what is measured.
 */
import { cpus, loadavg } from 'node:os';
import { addTargets, ensureWorkspace, mainWorkspace } from '../src/catalog/index.ts';
import { collect, resolveSelection } from '../src/collect/index.ts';
import { systemClock } from '../src/domain/index.ts';
import { createSimulator } from '../src/sim/index.ts';
import type { SimulatorOptions } from '../src/sim/index.ts';
import { sourceOf } from '../src/sources/index.ts';
import { machine, startMeter, temporaryStore } from './_support.ts';
import { openNetTo, startWorld } from './_world.ts';

const creators = Number(process.env['CREATORS'] ?? 1000);
const latencyMs = Number(process.env['LATENCY'] ?? 150);
const parts = (process.env['PARTS'] ?? 'fast,waiting').split(',');
const inFlight = 64;
const leastPerSecond = 12_000;
const leastShare = 0.95;
const mostMb = 350;
const perCreator = { requests: 112, rows: 1 + 50 + 1000 + 3 * 500 };
const sizes = { tiktokPosts: 50, tiktokFollowers: 1000, tiktokComments: 500 };
const source = sourceOf('tiktok');

const loginsOf = async (world: SimulatorOptions): Promise<string[]> => {
  await using simulator = await createSimulator(world);
  return simulator.tiktok.plainLogins().slice(0, creators);
};

const measure = async (latency: number) => {
  // Accounts with a part of their own come first in the world and are not asked.
  const world = { ...sizes, tiktokCreators: creators + 20 };
  await using simulator = await startWorld({
    ...{ latency, 'tiktok-creators': world.tiktokCreators, 'tiktok-posts': 50, 'tiktok-followers': 1000, 'tiktok-comments': 500 },
  });
  await using temporary = await temporaryStore();
  const { store } = temporary;
  await ensureWorkspace(store);
  const logins = await loginsOf(world);
  const targets = logins.map((login) => ({ platform: 'tiktok' as const, kind: 'channel', externalId: `@${login.toLowerCase()}` }));
  await addTargets(store, { workspaceId: mainWorkspace, targets });
  const selection = await resolveSelection(store, source, {
    ...{ workspace: mainWorkspace, targets: [], watchlist: null },
    streams: ['profile', 'posts', 'comments', 'followers'],
  });
  const openNet = openNetTo(store, source, simulator.url, inFlight);
  const never = new AbortController().signal;
  const memory: { rows: number; mb: number }[] = [];
  let rows = 0;
  const memoryBefore = process.memoryUsage.rss() / 1e6;
  const used = await startMeter(store, simulator.pid);
  const report = await collect({
    ...{ store, source, selection, openNet, clock: systemClock, workspace: mainWorkspace, origin: 'simulator', version: 'bench' },
    ...{ maxHoldMs: 0, stop: never, abort: never },
    onEvent: (event) => {
      if (event.type !== 'commit') return;
      rows += event.records;
      if (rows >= (memory.length + 1) * 100_000) memory.push({ rows, mb: process.memoryUsage.rss() / 1e6 });
    },
  });
  const { seconds, node, postgres, simulator: simulated, ...machineUsed } = await used();
  const [kept] = await store.query<{ rows: number }>('select count(*)::int as rows from record');
  const perRow = (cpu: number): string => `${((cpu / kept!.rows) * 1e6).toFixed(1)} us`;
  const share = (coreSeconds: number): string => `${((coreSeconds / seconds / cpus().length) * 100).toFixed(0)} %`;
  const shares = { idle: machineUsed.idle, 'waiting for a disk': machineUsed.disk, stolen: machineUsed.stolen, others: machineUsed.others };
  const most = Math.max(0, ...memory.map(({ mb }) => mb));
  const points = memory.filter((_, n) => n % 5 === 4).map((at) => `${(at.rows / 1e6).toFixed(1)}M ${at.mb.toFixed(0)} MB`);
  console.log(
    `${latency} ms: run ${report.state}: ${report.pages} requests, ${kept!.rows} rows in ${seconds.toFixed(1)} s (expected ${creators * perCreator.requests} and ${creators * perCreator.rows})`,
  );
  console.log(
    `  ${(kept!.rows / seconds).toFixed(0)} rows/s; CPU a row: Node ${perRow(node)}, PostgreSQL ${perRow(postgres)}, simulator ${perRow(simulated)}; load ${loadavg()[0]!.toFixed(2)}`,
  );
  console.log(
    `  of the cores: ${Object.entries(shares)
      .map(([name, coreSeconds]) => `${name} ${share(coreSeconds)}`)
      .join(', ')}`,
  );
  console.log(
    `  memory of Node: ${[`before ${memoryBefore.toFixed(0)} MB`, ...points].join(', ')}; at most ${most.toFixed(0)} MB, peak ${(process.resourceUsage().maxRSS / 976.5625).toFixed(0)} MB`,
  );
  if (report.state !== 'done' || kept!.rows !== creators * perCreator.rows) process.exitCode = 1;
  if (most > mostMb) process.exitCode = 1;
  return kept!.rows / seconds;
};

console.log(
  `machine: ${machine()}; simulator, PostgreSQL and Tidemark on the same cores; ${inFlight} in flight; load before ${loadavg()[0]!.toFixed(2)}`,
);
if (parts.includes('fast')) {
  const perSecond = await measure(0);
  console.log(`without latency: ${perSecond.toFixed(0)} rows/s (limit ${leastPerSecond})`);
  if (perSecond < leastPerSecond) process.exitCode = 1;
}
if (parts.includes('waiting')) {
  const law = ((inFlight / latencyMs) * 1000 * perCreator.rows) / perCreator.requests;
  const perSecond = await measure(latencyMs);
  console.log(
    `at ${latencyMs} ms: ${perSecond.toFixed(0)} rows/s, ${(perSecond / law).toFixed(3)} of the ${law.toFixed(0)} that waiting allows (limit ${leastShare})`,
  );
  if (perSecond < law * leastShare) process.exitCode = 1;
}
