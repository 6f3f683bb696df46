/**
 * TikTok's daily work beside Crawlee and Scrapy: the 112 requests of each creator to the same simulator, 2,551 rows of the same tables, each in a
 * process of its own, by turns. Each peer writes 64 pages a transaction, and once more as tutorials do, an INSERT an item. Prints rows a second, CPU
 * a row and memory of each. `CREATORS` (40), `CREATORS_PER_ITEM` (6), `ROUNDS` (2) change the sizes, `PEERS=scrapy-batched` who is measured.
 *
 * What the peers write is compared with what our parsers make of the same answers, all rows of one creator. They name people where ours hashes them in
 * rows and raw answers, and do none of what `peers.ts` lists. The first time it installs them into the cache folder of the user.
 */
import { spawn } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { machine, median, temporaryStore } from './_support.ts';
import { startWorld } from './_world.ts';
import { nodePeer, programPath, python } from './peers/_install.ts';
import { runPeer } from './peers/_run.ts';
import { expectedRows, loginsOf, sizes } from './peers/_tiktok.ts';
import type { Store } from '../src/store/index.ts';

const creators = Number(process.env['CREATORS'] ?? 40);
const creatorsPerItem = Number(process.env['CREATORS_PER_ITEM'] ?? 6);
const rounds = Number(process.env['ROUNDS'] ?? 2);
const sideBySide = 64;
const rowsPerCreator = 2551;

interface Figures {
  readonly rows: number;
  readonly perSecond: number;
  readonly ownUs: number;
  readonly postgresUs: number;
  readonly peakMb: number;
}

/** Ours is `bench/tiktok.ts` itself, in a process of its own. */
const runOurs = async (): Promise<Figures> => {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(new URL('tiktok.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CREATORS: String(creators), PARTS: 'fast' },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise((resolve) => child.once('close', resolve));
  const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? Number.NaN);
  return {
    rows: number(/requests, (\d+) rows/),
    perSecond: number(/(\d+) rows\/s; CPU/),
    ownUs: number(/Node (\d+) us/),
    postgresUs: number(/PostgreSQL (\d+) us/),
    peakMb: number(/peak (\d+) MB/),
  };
};

/** Compares all rows of one creator with ours. */
const compare = async (store: Store, url: string, login: string): Promise<void> => {
  const expected = await expectedRows(url, login);
  if (expected.length !== rowsPerCreator) throw new Error(`our own parsers find ${expected.length} rows of ${login}`);
  const kept = await store.query<{ kind: string; id: string }>({
    text: `select record.kind, record.id, record.parent_id as parent, fields, record.counts, stream, observation.counts as observed
      from peer.record join peer.observation using (platform, kind, id) where record.id = any($1::text[])`,
    values: [expected.map(({ id }) => id)],
  });
  const byKey = new Map(kept.map((row) => [`${row.kind} ${row.id}`, row]));
  for (const row of expected)
    if (!isDeepStrictEqual(byKey.get(`${row.kind} ${row.id}`), row))
      throw new Error(`a peer wrote ${JSON.stringify(byKey.get(`${row.kind} ${row.id}`))} where ours writes ${JSON.stringify(row)}`);
};

const peerRunner = (command: readonly [string, ...string[]], perItem: boolean) => async (): Promise<Figures> => {
  const count = perItem ? creatorsPerItem : creators;
  const { logins, flags } = await loginsOf(count);
  await using world = await startWorld(flags);
  await using temporary = await temporaryStore();
  const { store } = temporary;
  const limits = { posts: sizes.tiktokPosts, followers: sizes.tiktokFollowers, comments: sizes.tiktokComments, commented: 3 };
  const result = await runPeer(store, command, { url: world.url, logins, sideBySide, perItem, limits, key: 'simulated-key' });
  if (result.records !== count * rowsPerCreator || result.observations !== result.records || result.pages !== count * 112)
    throw new Error(`a peer wrote ${result.records} records and ${result.observations} observations of ${result.pages} pages`);
  await compare(store, world.url, logins.at(-1)!);
  const perRow = (seconds: number): number => Math.round((seconds / result.records) * 1e6);
  return {
    rows: result.records,
    perSecond: Math.round(result.records / result.seconds),
    ownUs: perRow(result.ownCpu),
    postgresUs: perRow(result.postgresCpu),
    peakMb: Math.round(result.peakMb),
  };
};

const crawlee = [process.execPath, await nodePeer('tiktok-crawlee.mjs')] as const;
const scrapy = [await python(), programPath('tiktok-scrapy.py')] as const;
const peers = new Map([
  ['crawlee-batched', peerRunner(crawlee, false)],
  ['crawlee-per-item', peerRunner(crawlee, true)],
  ['scrapy-batched', peerRunner(scrapy, false)],
  ['scrapy-per-item', peerRunner(scrapy, true)],
]);
const wanted = process.env['PEERS']?.split(',') ?? [...peers.keys()];

console.log(`machine: ${machine()}; simulator, PostgreSQL and each contestant on the same cores; ${sideBySide} in flight`);
const all = new Map<string, Figures[]>();
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of [['tidemark', runOurs] as const, ...[...peers].filter(([each]) => wanted.includes(each))]) {
    const load = loadavg()[0]!.toFixed(2);
    const figures = await run();
    all.set(name, [...(all.get(name) ?? []), figures]);
    console.log(
      `${name.padEnd(16)} ${figures.ownUs + figures.postgresUs} us CPU a row (process ${figures.ownUs}, PostgreSQL ${figures.postgresUs}); ` +
        `${figures.perSecond} rows/s of ${figures.rows}; at most ${figures.peakMb} MB; load before ${load}`,
    );
  }
}
const ours = all.get('tidemark')!;
const spread = (values: readonly number[]): string =>
  `median ${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
for (const [name, each] of all) {
  if (name === 'tidemark') continue;
  const cpu = each.map((figures, n) => (figures.ownUs + figures.postgresUs) / (ours[n]!.ownUs + ours[n]!.postgresUs));
  const speed = each.map((figures, n) => ours[n]!.perSecond / figures.perSecond);
  console.log(`${name}: takes ${spread(cpu)} times our CPU a row; we store ${spread(speed)} times its rows a second`);
}
