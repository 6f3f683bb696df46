/**
 * What a rebuild costs: the episodes of the full simulator over several days are collected, then their rows are made anew from raw; once from
 * nothing, once when nothing differs, and once for one stream of one day with parsers that changed.
 */
import { loadavg } from 'node:os';
import { rebuild } from '../src/collect/index.ts';
import type { RawChoice, RebuildReport } from '../src/collect/index.ts';
import { collect, resolveSelection } from '../src/collect/index.ts';
import { ensureWorkspace, mainWorkspace } from '../src/catalog/index.ts';
import { sampleSizes, startSimulator } from '../src/cli/simulator.ts';
import { startOfDay, systemClock } from '../src/domain/index.ts';
import { createFrameReader } from '../src/lake/index.ts';
import { createHasher, createLanes, createNet, createRobots, userAgentOf } from '../src/net/index.ts';
import { sourceOf } from '../src/sources/index.ts';
import type { Source } from '../src/sources/index.ts';
import type { Worker } from '../src/store/index.ts';
import { machine, ownCpuSeconds, postgresCpuSeconds, temporaryStore } from './_support.ts';

const titles = Number(process.env['TITLES'] ?? 1200);
const episodes = Number(process.env['EPISODES'] ?? 120_000);
const days = (process.env['DAYS'] ?? '2026-11-19,2026-11-20').split(',');

await using simulator = await startSimulator({ ...sampleSizes, titles, episodes });
await using temporary = await temporaryStore();
const { store } = temporary;
await ensureWorkspace(store);
const source = sourceOf('naver-webtoon');

const collectOn = async (day: string): Promise<void> => {
  await simulator.setDay(day);
  const offset = startOfDay(day, source.zone) + 9 * 3_600_000 - systemClock.now();
  const clock = { now: () => systemClock.now() + offset, sleep: systemClock.sleep };
  const openNet = async (worker: Worker) => {
    const lanes = createLanes({ store, workerId: worker.id, lost: worker.lost, clock, random: Math.random, maxHoldMs: 0 });
    await lanes.declare(source.lanes.map(({ name }) => ({ name, intervalMs: 0, concurrency: 32 })));
    const robots: Parameters<typeof createNet>[0]['robots'] = (fetch) => createRobots({ store, fetch, clock });
    const hasher = createHasher(new Uint8Array(32));
    const userAgent = userAgentOf('0.0.0', 'bench');
    return { net: createNet({ lanes, robots, clock, random: Math.random, userAgent, hasher, simulatorUrl: simulator.url }), lanes };
  };
  const never = new AbortController().signal;
  for (const streams of [['titles'], ['episodes']]) {
    const selection = await resolveSelection(store, source, { workspace: mainWorkspace, streams, targets: [], watchlist: null });
    await collect({
      ...{ store, source, selection, openNet, clock, workspace: mainWorkspace, origin: 'simulator', version: 'bench', maxHoldMs: 0 },
      ...{ stop: never, abort: never },
    });
  }
};

/** Parsers that read one field more, of a value nobody has written before. */
const changedBy = (mark: string): Source => ({
  ...source,
  parserVersion: mark,
  streams: source.streams.map((stream) => ({
    ...stream,
    endpoints: stream.endpoints.map((endpoint) => ({
      ...endpoint,
      parse: (exchange) => {
        const parsed = endpoint.parse(exchange);
        return { ...parsed, records: parsed.records.map((record) => ({ ...record, fields: { ...record.fields, again: mark } })) };
      },
    })),
  })),
});

let peak = 0;
const measure = async (name: string, by: Source, choice: RawChoice): Promise<void> => {
  const own = ownCpuSeconds();
  const postgres = await postgresCpuSeconds(store);
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 200);
  const report: RebuildReport = await rebuild({ store, source: by, choice, frames: createFrameReader(store), clock: systemClock });
  clearInterval(watch);
  // The server counts the time of a session as soon as it has noticed its end.
  await systemClock.sleep(500);
  const { exchanges, durationMs, records, observations } = report;
  const seconds = durationMs / 1000;
  const rows = records.rows + observations.rows;
  const per = (cpuSeconds: number): string => `${((cpuSeconds / rows) * 1e6).toFixed(0)} us`;
  console.log(
    `${name}: ${exchanges} answers, ${rows} rows in ${seconds.toFixed(1)} s: ${(exchanges / seconds).toFixed(0)} answers/s, ${(rows / seconds).toFixed(0)} rows/s; CPU a row: Node ${per(ownCpuSeconds() - own)}, PostgreSQL ${per((await postgresCpuSeconds(store)) - postgres)}; load ${loadavg()[0]!.toFixed(1)}`,
  );
  console.log(`  records ${JSON.stringify(records)}, observations ${JSON.stringify(observations)}`);
};

for (const day of days) await collectOn(day);
const [kept] = await store.query<{ records: number; observations: number; exchanges: number }>(
  'select (select count(*) from record)::int as records, (select count(*) from observation)::int as observations, (select count(*) from exchange)::int as exchanges',
);
console.log(`machine: ${machine()}; PostgreSQL and Tidemark on the same cores; load ${loadavg()[0]!.toFixed(1)}`);
console.log(`kept: ${kept!.records} records, ${kept!.observations} observations, ${kept!.exchanges} raw answers of ${days.length} days`);
await store.query('truncate record, observation, quarantine');
await measure('from nothing', source, { streams: null, days: null });
await measure('nothing differs', source, { streams: null, days: null });
await measure('one stream of the last day, parsers changed', changedBy('one'), {
  streams: ['episodes'],
  days: { from: days.at(-1)!, to: days.at(-1)! },
});
await measure('everything, parsers changed', changedBy('two'), { streams: null, days: null });
console.log(`memory of Node at most: ${(peak / 1e6).toFixed(0)} MB`);
