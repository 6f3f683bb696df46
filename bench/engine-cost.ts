/**
 * What the engine costs: fetch, parse and map of a 5.9 kB answer without storing it, beside raw undici on the same server in the same run.
 * Limit: 0.25 ms of CPU a request.
 */
import { Pool } from 'undici';
import { systemClock } from '../src/domain/index.ts';
import { rowsOf } from '../src/collect/rows.ts';
import { createHasher, createLanes, createNet, createRobots, userAgentOf } from '../src/net/index.ts';
import { endpointOf, sourceOf, streamOf } from '../src/sources/index.ts';
import { startSimulator } from '../src/cli/simulator.ts';
import { machine, median, ownCpuSeconds, temporaryStore } from './_support.ts';

const requests = 20_000;
const inFlight = 64;
const rounds = 5;
const limitMs = 0.25;

await using simulator = await startSimulator({ titles: 2600, episodes: 250_000, kakaoTitles: 10, kakaoEpisodes: 100 });
await using temporary = await temporaryStore();
const { store } = temporary;

const source = sourceOf('naver-webtoon');
const stream = streamOf(source, 'episodes');
const endpoint = endpointOf(source, stream, 'list');

await using worker = await store.worker('bench');
await using lanes = createLanes({ store, workerId: worker.id, clock: systemClock, random: Math.random, maxHoldMs: 0 });
await lanes.declare(source.lanes.map(({ name }) => ({ name, intervalMs: 0, concurrency: inFlight })));
await using net = createNet({
  lanes,
  robots: (fetch) => createRobots({ store, fetch, clock: systemClock }),
  clock: systemClock,
  random: Math.random,
  userAgent: userAgentOf('0.0.0', 'bench'),
  hasher: createHasher(new Uint8Array(32)),
  simulatorUrl: simulator.url,
});

const { payload, privateFields, lane, cost } = endpoint;
const pages = await pagesOfSize(5600, 6200);
const requestFor = (n: number) => {
  const { url, headers } = endpoint.request(pages[n % pages.length]!, {});
  return { url, ...(headers ? { headers } : {}), lane, cost, hosts: source.hosts, payload, privateFields };
};

/** Pages whose answer has about the size in question: the last pages of titles that end with 15 to 19 episodes. */
async function pagesOfSize(least: number, most: number): Promise<{ titleId: string; page: number }[]> {
  const listing = endpointOf(source, streamOf(source, 'titles'), 'finished');
  const found: { titleId: string; page: number }[] = [];
  for (let list = 1; found.length < 100; list++) {
    const { url } = listing.request({ order: 'user', page: list }, {});
    const titles = listing.parse(await net.send({ url, lane, cost, hosts: source.hosts, payload, privateFields: [] })).records;
    if (titles.length === 0) break;
    for (const { id } of titles) {
      const first = await net.send({
        ...endpoint.request({ titleId: id, page: 1 }, {}),
        lane,
        cost,
        hosts: source.hosts,
        payload,
        privateFields,
      });
      if (first.outcome !== 'ok') continue;
      const { totalPages } = (JSON.parse(first.body) as { pageInfo: { totalPages: number } }).pageInfo;
      const last = await net.send({
        ...endpoint.request({ titleId: id, page: totalPages }, {}),
        lane,
        cost,
        hosts: source.hosts,
        payload,
        privateFields,
      });
      if (last.bytes >= least && last.bytes <= most) found.push({ titleId: id, page: totalPages });
    }
  }
  return found;
}

let bytes = 0;
let records = 0;
const throughEngine = async (n: number): Promise<void> => {
  const exchange = await net.send(requestFor(n));
  const parsed = endpoint.parse(exchange);
  const rows = rowsOf([
    {
      taskId: '1',
      stream: stream.name,
      endpoint: endpoint.name,
      targetKind: 'series',
      targets: [],
      exchange,
      parsed,
      cursor: null,
      conditional: false,
      skipped: [],
      exchangeId: n,
    },
  ]);
  bytes += exchange.bytes;
  records += rows.records.length;
};

const pool = new Pool(simulator.url, { connections: inFlight });
const throughUndici = async (n: number): Promise<void> => {
  const path = requestFor(n).url.replace('https:/', '');
  const { body } = await pool.request({ path, method: 'GET' });
  await body.text();
};

const cpuOf = async (work: (n: number) => Promise<void>): Promise<number> => {
  let next = 0;
  const before = ownCpuSeconds();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < requests) await work(next++);
    }),
  );
  return ((ownCpuSeconds() - before) / requests) * 1000;
};

await cpuOf(throughEngine);
await cpuOf(throughUndici);
bytes = records = 0;
const engine: number[] = [];
const raw: number[] = [];
for (let round = 0; round < rounds; round++) {
  engine.push(await cpuOf(throughEngine));
  raw.push(await cpuOf(throughUndici));
}
await pool.close();

const ratios = engine.map((ms, n) => ms / raw[n]!);
console.log(`machine: ${machine()}`);
console.log(
  `${requests} requests a round, ${inFlight} in flight, ${rounds} rounds; ${(bytes / (requests * rounds)).toFixed(0)} bytes and ${(records / (requests * rounds)).toFixed(1)} records a request`,
);
console.log(
  `fetch + parse + map: median ${median(engine).toFixed(3)} ms CPU a request (min ${Math.min(...engine).toFixed(3)}, max ${Math.max(...engine).toFixed(3)}); limit ${limitMs}`,
);
console.log(
  `raw undici:          median ${median(raw).toFixed(3)} ms CPU a request (min ${Math.min(...raw).toFixed(3)}, max ${Math.max(...raw).toFixed(3)})`,
);
console.log(`ratio:               median ${median(ratios).toFixed(2)}`);
if (median(engine) > limitMs) {
  console.log('over the limit');
  process.exitCode = 1;
}
