/**
 * Storing beside Crawlee and Scrapy: the same pages of the same simulator, rows of the same tables, each in a process of its own, by turns.
 * Prints episodes a second and CPU an episode of each, process and PostgreSQL. The first time it installs them into the cache folder of the
 * user. `TITLES`, `EPISODES`, `ROUNDS`, `SIDE_BY_SIDE` change the sizes; `PEERS=scrapy` measures one of them.
 *
 * What the peers do not do: robots, lanes, privacy, quarantine, a row for each exchange, watermarks of tasks, counters of runs.
 * They keep raw answers in frames, as we do, and would begin anew after a kill.
 */
import { loadavg } from 'node:os';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { machine, median, temporaryStore } from './_support.ts';
import { nodePeer, programPath, python } from './peers/_install.ts';
import { runPeer } from './peers/_run.ts';
import { startWorld } from './_world.ts';

const titles = Number(process.env['TITLES'] ?? 1300);
const episodes = Number(process.env['EPISODES'] ?? 125_000);
const rounds = Number(process.env['ROUNDS'] ?? 3);
const sideBySide = Number(process.env['SIDE_BY_SIDE'] ?? 32);
const wanted = (process.env['PEERS'] ?? 'crawlee,scrapy').split(',');

interface Figures {
  readonly episodes: number;
  readonly perSecond: number;
  readonly ownUs: number;
  readonly postgresUs: number;
  readonly peakMb: number;
}

/** Ours is `bench/storing.ts` itself, with the same sizes, in a process of its own. */
const runOurs = async (): Promise<Figures> => {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(new URL('storing.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TITLES: String(titles), EPISODES: String(episodes), IN_FLIGHT: String(sideBySide) },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise((resolve) => child.once('close', resolve));
  const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? Number.NaN);
  return {
    episodes: number(/: (\d+) episodes,/),
    perSecond: number(/stored: (\d+) episodes/),
    ownUs: number(/Node (\d+) us/),
    postgresUs: number(/PostgreSQL (\d+) us/),
    peakMb: Math.max(...[...output.matchAll(/k (\d+) MB/g)].map(([, mb]) => Number(mb))),
  };
};

const peerRunner = (command: readonly [string, ...string[]]) => async (): Promise<Figures> => {
  await using world = await startWorld({ titles, episodes, 'kakao-titles': 10, 'kakao-episodes': 100 });
  await using temporary = await temporaryStore();
  const result = await runPeer(temporary.store, command, { url: world.url, titles: await readableTitles(world.url), sideBySide });
  if (result.observations !== result.records) throw new Error('a peer wrote other observations than records');
  const perEpisode = (seconds: number): number => Math.round((seconds / result.records) * 1e6);
  return {
    episodes: result.records,
    perSecond: Math.round(result.records / result.seconds),
    ownUs: perEpisode(result.ownCpu),
    postgresUs: perEpisode(result.postgresCpu),
    peakMb: Math.round(result.peakMb),
  };
};

/** Titles whose episodes anybody may read. */
async function readableTitles(url: string): Promise<number[]> {
  interface Title {
    readonly titleId: number;
    readonly adult: boolean;
  }
  const ask = async (path: string): Promise<unknown> => (await fetch(`${url}/comic.naver.com/api/webtoon/titlelist/${path}`)).json();
  const weekday = (await ask('weekday?order=user')) as { titleListMap: Record<string, Title[]> };
  const daily = (await ask('weekday?week=dailyPlus&order=user')) as { titleList?: Title[] };
  const all = [...Object.values(weekday.titleListMap).flat(), ...(daily.titleList ?? [])];
  for (let page = 1, pages = 1; page <= pages && page <= 200; page++) {
    const list = (await ask(`finished?page=${page}&order=USER`)) as { titleList: Title[]; pageInfo: { totalPages: number } };
    pages = list.pageInfo.totalPages;
    all.push(...list.titleList);
  }
  return [...new Set(all.filter(({ adult }) => !adult).map(({ titleId }) => titleId))];
}

const contestants = new Map<string, () => Promise<Figures>>([['tidemark', runOurs]]);
if (wanted.includes('crawlee')) contestants.set('crawlee', peerRunner([process.execPath, await nodePeer('crawlee.mjs')]));
if (wanted.includes('scrapy')) contestants.set('scrapy', peerRunner([await python(), programPath('scrapy_peer.py')]));

console.log(`machine: ${machine()}; simulator, PostgreSQL and each contestant on the same cores; ${sideBySide} side by side`);
const all = new Map<string, Figures[]>();
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of contestants) {
    const load = loadavg()[0]!.toFixed(2);
    const figures = await run();
    all.set(name, [...(all.get(name) ?? []), figures]);
    console.log(
      `${name.padEnd(9)} ${figures.ownUs + figures.postgresUs} us CPU an episode (process ${figures.ownUs}, PostgreSQL ${figures.postgresUs}); ` +
        `${figures.perSecond} episodes/s of ${figures.episodes}; at most ${figures.peakMb} MB; load before ${load}`,
    );
  }
}
const ours = all.get('tidemark')!;
for (const [name, each] of all) {
  if (name === 'tidemark') continue;
  const cpu = each.map((figures, n) => (figures.ownUs + figures.postgresUs) / (ours[n]!.ownUs + ours[n]!.postgresUs));
  const speed = each.map((figures, n) => ours[n]!.perSecond / figures.perSecond);
  const spread = (values: readonly number[]): string =>
    `median ${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
  console.log(`${name}: takes ${spread(cpu)} times our CPU an episode; we store ${spread(speed)} times its episodes a second`);
}
