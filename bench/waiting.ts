/**
 * What our way to a platform costs in time when waiting is all there is to do: requests a second through robots, lanes, transport and
 * hashing, beside raw undici on the same server in the same run, at 150 ms of latency. Limits: 0.97 of raw at 64 side by side, 0.93 at 256.
 * `REQUESTS`, `ROUNDS`, `LATENCY` change the sizes.
 */
import { loadavg } from 'node:os';
import { Pool } from 'undici';
import { endpointOf, sourceOf, streamOf } from '../src/sources/index.ts';
import { machine, median, ownCpuSeconds, temporaryStore } from './_support.ts';
import { openNetTo, startWorld } from './_world.ts';

const requests = Number(process.env['REQUESTS'] ?? 20_000);
const rounds = Number(process.env['ROUNDS'] ?? 3);
const latencyMs = Number(process.env['LATENCY'] ?? 150);
const limits: readonly (readonly [sideBySide: number, least: number])[] = [
  [64, 0.97],
  [256, 0.93],
];

await using world = await startWorld({ latency: latencyMs, 'kakao-titles': 10, 'kakao-episodes': 100 });
await using temporary = await temporaryStore();
const { store } = temporary;
const source = sourceOf('naver-webtoon');
const endpoint = endpointOf(source, streamOf(source, 'episodes'), 'list');
const { payload, privateFields, lane, cost } = endpoint;
const titles = await titleIds();
const requestFor = (n: number) => {
  const { url, headers } = endpoint.request({ titleId: titles[n % titles.length]!, page: 1 }, {});
  return { url, ...(headers ? { headers } : {}), lane, cost, hosts: source.hosts, payload, privateFields };
};

/** Titles of the weekday lists that everybody may read. */
async function titleIds(): Promise<string[]> {
  const answer = await fetch(`${world.url}/comic.naver.com/api/webtoon/titlelist/weekday?order=user`);
  const { titleListMap } = (await answer.json()) as { titleListMap: Record<string, { titleId: number; adult: boolean }[]> };
  return Object.values(titleListMap)
    .flat()
    .filter(({ adult }) => !adult)
    .map(({ titleId }) => String(titleId));
}

/** Seconds for all requests, `sideBySide` of them at once, and our CPU seconds meanwhile. */
const timed = async (sideBySide: number, count: number, work: (n: number) => Promise<void>): Promise<{ seconds: number; cpu: number }> => {
  let next = 0;
  const cpu = ownCpuSeconds();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: sideBySide }, async () => {
      while (next < count) await work(next++);
    }),
  );
  return { seconds: (performance.now() - begun) / 1000, cpu: ownCpuSeconds() - cpu };
};

console.log(`machine: ${machine()}; the simulator on the same cores; load before ${loadavg()[0]!.toFixed(2)}`);
for (const [sideBySide, least] of limits) {
  // Of two settings for one lane the slower holds: the lane of the round before must be gone.
  await store.query('delete from lane');
  await using worker = await store.worker('bench');
  const { net, lanes } = await openNetTo(store, source, world.url, sideBySide)(worker);
  await using _lanes = lanes;
  await using _net = net;
  const pool = new Pool(world.url, { connections: sideBySide });
  const throughTidemark = async (n: number): Promise<void> => {
    const { outcome } = await net.send(requestFor(n));
    if (outcome !== 'ok') throw new Error(`request ${n}: ${outcome}`);
  };
  const throughUndici = async (n: number): Promise<void> => {
    const { body } = await pool.request({ path: requestFor(n).url.replace('https:/', ''), method: 'GET' });
    await body.text();
  };
  // Connections and compiled code are there before anything is measured.
  for (const work of [throughTidemark, throughUndici]) await timed(sideBySide, sideBySide * 8, work);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // By turns first and second: whatever grows slower with time is nobody's advantage.
    const order = round % 2 === 0 ? [throughUndici, throughTidemark] : [throughTidemark, throughUndici];
    const figures = new Map<unknown, { seconds: number; cpu: number }>();
    for (const work of order) figures.set(work, await timed(sideBySide, requests, work));
    const [raw, ours] = [figures.get(throughUndici)!, figures.get(throughTidemark)!];
    ratios.push(raw.seconds / ours.seconds);
    const perRequest = ({ cpu }: { cpu: number }): string => `${((cpu / requests) * 1000).toFixed(3)} ms CPU`;
    console.log(
      `${sideBySide} side by side, ${requests} requests: Tidemark ${(requests / ours.seconds).toFixed(0)}/s (${perRequest(ours)}), ` +
        `raw undici ${(requests / raw.seconds).toFixed(0)}/s (${perRequest(raw)}); ratio ${ratios.at(-1)!.toFixed(3)}; load ${loadavg()[0]!.toFixed(2)}`,
    );
  }
  await pool.close();
  const ideal = sideBySide / (latencyMs / 1000);
  console.log(
    `${sideBySide}: best ${Math.max(...ratios).toFixed(3)}, median ${median(ratios).toFixed(3)}, worst ${Math.min(...ratios).toFixed(3)}; limit ${least}; nobody can do more than ${ideal.toFixed(0)}/s`,
  );
  if (median(ratios) < least) process.exitCode = 1;
}
