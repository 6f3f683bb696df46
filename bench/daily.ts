/**
 * The daily run of both platforms at 150 ms of latency: all title lists, every title's own page, the episodes of the titles that the lists
 * mark as updated today. First over a small world at the real pace of the lanes, beside what their law makes of it; then over the whole
 * world with the lanes lifted, beside ten Python threads. Limit: a fifth of their time. `TITLES`, `KAKAO_TITLES`, `LATENCY`, `SIDE_BY_SIDE`,
 * `ROUNDS` change the sizes; `PARTS=lifted` or `PARTS=paced` measures one half.
 */
import { loadavg } from 'node:os';
import { collect, resolveSelection } from '../src/collect/index.ts';
import { ensureWorkspace, mainWorkspace } from '../src/catalog/index.ts';
import { systemClock } from '../src/domain/index.ts';
import { sourceOf } from '../src/sources/index.ts';
import type { Source } from '../src/sources/index.ts';
import type { Store } from '../src/store/index.ts';
import { machine, median, ownCpuSeconds, postgresCpuSeconds, temporaryStore } from './_support.ts';
import { programPath, python } from './peers/_install.ts';
import { runPeer } from './peers/_run.ts';
import { openNetTo, startWorld } from './_world.ts';

const latencyMs = Number(process.env['LATENCY'] ?? 150);
const sideBySide = Number(process.env['SIDE_BY_SIDE'] ?? 128);
const rounds = Number(process.env['ROUNDS'] ?? 3);
const parts = (process.env['PARTS'] ?? 'paced,lifted').split(',');
const titles = Number(process.env['TITLES'] ?? 2600);
const kakaoTitles = Number(process.env['KAKAO_TITLES'] ?? 2000);
const leastRatio = 5;
const sources = [sourceOf('naver-webtoon'), sourceOf('kakao-webtoon')];

/** A tenth of the real world and less: a minute at the real pace. */
const smallWorld = { titles: 200, episodes: 20_000, 'kakao-titles': 100, 'kakao-episodes': 6000 };
const wholeWorld = { titles, episodes: titles * 96, 'kakao-titles': kakaoTitles, 'kakao-episodes': kakaoTitles * 60 };

/** The daily run of one platform; several platforms run side by side, as their lanes have nothing to do with each other. */
const daily = async (store: Store, source: Source, url: string, concurrency: number | null): Promise<number> => {
  const never = new AbortController().signal;
  const openNet = openNetTo(store, source, url, concurrency);
  const run = async (streams: readonly string[], targets: readonly string[]): Promise<void> => {
    const selection = await resolveSelection(store, source, { workspace: mainWorkspace, streams, targets, watchlist: null });
    const report = await collect({
      ...{ store, source, selection, openNet, clock: systemClock, workspace: mainWorkspace, origin: 'simulator', version: 'bench' },
      ...{ maxHoldMs: 60_000, stop: never, abort: never },
    });
    if (report.state !== 'done') throw new Error(`${source.platform}: ${report.state} ${report.error?.line ?? ''}`);
  };
  const begun = performance.now();
  await run(['titles', 'series'], []);
  const changed = await store.query<{ id: string }>({
    text: "select id from record where platform = $1 and kind = 'series' and (fields ->> 'updatedToday')::boolean",
    values: [source.platform],
  });
  if (changed.length > 0)
    await run(
      ['episodes'],
      changed.map(({ id }) => id),
    );
  return (performance.now() - begun) / 1000;
};

const requestsOf = async (store: Store, platform: string): Promise<number> => {
  const [row] = await store.query<{ requests: number }>({
    text: 'select coalesce(sum(attempts), 0)::int as requests from exchange where platform = $1',
    values: [platform],
  });
  return row!.requests;
};

/**
 * What a lane makes of so many requests: one each `intervalMs`, or as many side by side as it allows when answers take longer than
 * that; and the last answer.
 */
const lawSeconds = ({ lanes }: Source, requests: number): number => {
  const { intervalMs, concurrency } = lanes[0]!;
  return ((requests - 1) * Math.max(intervalMs, latencyMs / concurrency) + latencyMs) / 1000;
};

const paced = async (): Promise<void> => {
  await using world = await startWorld({ latency: latencyMs, ...smallWorld });
  await using temporary = await temporaryStore();
  const { store } = temporary;
  await ensureWorkspace(store);
  const seconds = await Promise.all(sources.map((source) => daily(store, source, world.url, null)));
  for (const [n, source] of sources.entries()) {
    const { intervalMs, concurrency } = source.lanes[0]!;
    const requests = await requestsOf(store, source.platform);
    const law = lawSeconds(source, requests);
    console.log(
      `${source.platform}, ${intervalMs} ms apart and ${concurrency} at once: ${requests} requests take ${law.toFixed(1)} s by the law of the lane, ` +
        `took ${seconds[n]!.toFixed(1)} s: ${((law / seconds[n]!) * 100).toFixed(1)} % of the pace used; load ${loadavg()[0]!.toFixed(2)}`,
    );
  }
};

const lifted = async (): Promise<void> => {
  const ratios: number[] = [];
  const interpreter = await python();
  for (let round = 0; round < rounds; round++) {
    await using world = await startWorld({ latency: latencyMs, ...wholeWorld });
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await ensureWorkspace(store);
    const own = ownCpuSeconds();
    const postgres = await postgresCpuSeconds(store);
    const begun = performance.now();
    const each = await Promise.all(sources.map((source) => daily(store, source, world.url, sideBySide)));
    const seconds = (performance.now() - begun) / 1000;
    const ours = { own: ownCpuSeconds() - own, postgres: (await postgresCpuSeconds(store)) - postgres };
    const counts = await Promise.all(sources.map(({ platform }) => requestsOf(store, platform)));
    const requests = counts.reduce((sum, count) => sum + count, 0);
    const [rows] = await store.query<{ records: number; observations: number }>(
      'select (select count(*) from record)::int as records, (select count(*) from observation)::int as observations',
    );
    const peer = await runPeer(store, [interpreter, programPath('threads.py')], { url: world.url });
    ratios.push(peer.seconds / seconds);
    console.log(
      `Tidemark, ${sideBySide} side by side: ${requests} requests (${counts.join(' + ')}), ${rows!.records} records, ${rows!.observations} observations in ` +
        `${seconds.toFixed(1)} s (${each.map((value) => value.toFixed(1)).join(', ')}); CPU ${ours.own.toFixed(1)} s, PostgreSQL ${ours.postgres.toFixed(1)} s; load ${loadavg()[0]!.toFixed(2)}`,
    );
    console.log(
      `10 Python threads: ${peer.pages} requests, ${peer.records} records, ${peer.observations} observations in ${peer.seconds.toFixed(1)} s; ` +
        `CPU ${peer.ownCpu.toFixed(1)} s, PostgreSQL ${peer.postgresCpu.toFixed(1)} s; ratio ${ratios.at(-1)!.toFixed(2)}`,
    );
    if (round > 0) continue;
    for (const [n, source] of sources.entries()) {
      const minutes = lawSeconds(source, counts[n]!) / 60;
      console.log(`at the real pace of its lane ${source.platform} would take ${minutes.toFixed(1)} min for these ${counts[n]} requests`);
    }
  }
  console.log(
    `ratio in time: median ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), limit ${leastRatio}`,
  );
  if (median(ratios) < leastRatio) process.exitCode = 1;
};

console.log(`machine: ${machine()}; simulator, PostgreSQL and each contestant on the same cores; ${latencyMs} ms of latency`);
if (parts.includes('paced')) await paced();
if (parts.includes('lifted')) await lifted();
