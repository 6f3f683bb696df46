/**
 * How much of Twitch's quota a collection uses: 1,566 channels by name, their profiles and the newest page of their videos, 3,164 calls at 800 points a
 * minute, with the real lanes and PostgreSQL, against the simulator's bucket of points. Limits: 0.97 of what the quota gives in that time, no 429.
 * `SCALE` (4) makes minutes shorter by making the quota and the pace as much larger; 1 takes the real four minutes. `VIDEOS=all` reads every page of
 * every channel's videos instead, long enough for the bucket to settle. `CHANNELS`, `LATENCY` (150 ms, made shorter too) change the rest.
 */
import { loadavg } from 'node:os';
import { addTargets, ensureWorkspace, mainWorkspace } from '../src/catalog/index.ts';
import { collect } from '../src/collect/index.ts';
import { systemClock } from '../src/domain/index.ts';
import { createSimulator } from '../src/sim/index.ts';
import { sourceOf } from '../src/sources/index.ts';
import type { Source } from '../src/sources/index.ts';
import { machine, ownCpuSeconds, temporaryStore } from './_support.ts';
import { openNetTo } from './_world.ts';

const channels = Number(process.env['CHANNELS'] ?? 1566);
const scale = Number(process.env['SCALE'] ?? 4);
const latencyMs = Number(process.env['LATENCY'] ?? 150) / scale;
const newestVideosOnly = process.env['VIDEOS'] !== 'all';
const pointsPerMinute = 800 * scale;
const least = 0.97;

const twitch = sourceOf('twitch');
const source: Source = { ...twitch, lanes: twitch.lanes.map((lane) => ({ ...lane, intervalMs: lane.intervalMs / scale })) };

await using simulator = await createSimulator({
  ...{ twitchChannels: channels, twitchPointsPerMinute: pointsPerMinute, latencyMs, logLimit: 100_000 },
});
await using temporary = await temporaryStore();
const { store } = temporary;
await ensureWorkspace(store);
const targets = simulator.twitch
  .world()
  .channels.map(({ login }) => ({ platform: 'twitch', kind: 'channel', externalId: `@${login}` }) as const);
await addTargets(store, { workspaceId: mainWorkspace, targets });

const never = new AbortController().signal;
const cpu = ownCpuSeconds();
const begun = performance.now();
const report = await collect({
  ...{ store, source, workspace: mainWorkspace, origin: 'simulator', version: 'bench', clock: systemClock, maxHoldMs: 60_000 },
  selection: { streams: ['profile', 'videos'], targets: null, watchlist: null },
  options: { newestVideosOnly },
  openNet: openNetTo(store, source, simulator.url, null),
  ...{ stop: never, abort: never },
});
const seconds = (performance.now() - begun) / 1000;

const calls = simulator.log.entries({ host: 'api.twitch.tv' });
const refused = calls.filter(({ status }) => status === 429).length;
const allowed = (pointsPerMinute * seconds) / 60;
const share = calls.length / allowed;
const [rows] = await store.query<{ channels: number; videos: number }>(
  "select count(*) filter (where kind = 'channel' and counts ? 'followers')::int as channels, count(*) filter (where kind = 'post')::int as videos from record",
);
console.log(`machine: ${machine()}; the simulator in the same process; load ${loadavg()[0]!.toFixed(2)}`);
console.log(
  `${report.state}: ${calls.length} calls in ${seconds.toFixed(1)} s at ${pointsPerMinute} points a minute (${((seconds * scale) / 60).toFixed(2)} minutes at 800), ` +
    `${refused} answered 429; ${rows!.channels} channels, ${rows!.videos} videos; ${(ownCpuSeconds() - cpu).toFixed(1)} s CPU`,
);
console.log(`${(share * 100).toFixed(1)} % of the quota used; limit ${least * 100} %`);
for (const [name, count] of Object.entries(simulator.log.counters().byEndpoint)) console.log(`  ${name.padEnd(18)} ${count}`);
if (share < least || refused > 0 || report.state !== 'done') process.exitCode = 1;
