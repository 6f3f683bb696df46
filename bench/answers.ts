/**
 * What the dashboard waits for: every question of the API over HTTP, against 2,600 series and 252,000 episodes with 10 days of history.
 * Limits for the slowest of 20 answers: a list 100 ms, a curve 200 ms. Also what adding up the episodes of one run costs.
 */
import { systemClock } from '../src/domain/index.ts';
import { refreshSeriesTotals } from '../src/insight/index.ts';
import { testApi } from '../test/support/api.ts';
import { fillWebtoons } from '../test/support/fill.ts';
import { machine, temporaryStore } from './_support.ts';

const series = Number(process.env['TITLES'] ?? 2600);
const episodes = Number(process.env['EPISODES'] ?? 97);
const days = Number(process.env['DAYS'] ?? 10);
const rounds = 20;
const limitMs = { list: 100, curve: 200 };

await using temporary = await temporaryStore();
const { store } = temporary;
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

const filledMs = await timed(() => fillWebtoons(store, { series, episodes, days, exchanges: true }));
const [size] = await store.query<{ bytes: string }>("select pg_size_pretty(pg_total_relation_size('observation')) as bytes");
const allMs = await timed(() => refreshSeriesTotals(store, 'naver-webtoon', systemClock));
await store.query({ text: 'update run set pages = pages + 1 where id = $1', values: [days] });
const oneMs = await timed(() => refreshSeriesTotals(store, 'naver-webtoon', systemClock));
const idleMs = await timed(() => refreshSeriesTotals(store, 'naver-webtoon', systemClock));

console.log(`machine: ${machine()}; PostgreSQL and Tidemark on the same cores`);
console.log(
  `${series} series, ${series * episodes} episodes, ${days} runs, observations ${size!.bytes}, filled in ${(filledMs / 1000).toFixed(0)} s`,
);
console.log(
  `adding up: all ${days} runs ${(allMs / 1000).toFixed(1)} s; after one more run ${(oneMs / 1000).toFixed(1)} s; with nothing new ${(idleMs / 1000).toFixed(1)} s`,
);

await using server = await testApi(store, { clock: { ...systemClock, now: () => Date.parse('2026-03-02T00:00:00Z') } });
const questions: readonly (readonly [kind: keyof typeof limitMs, path: string])[] = [
  ['list', '/api/v1/webtoons'],
  ['list', '/api/v1/webtoons?sort=likes&limit=200'],
  ['list', '/api/v1/webtoons?sort=rank&weekday=MONDAY&limit=200'],
  ['list', '/api/v1/webtoons?sort=rank'],
  ['list', '/api/v1/webtoons?sort=title&q=%EB%B0%94%EB%9E%8C'],
  ['list', '/api/v1/webtoons/facets'],
  ['list', '/api/v1/webtoons/naver-webtoon/700100'],
  ['list', '/api/v1/webtoons/naver-webtoon/700100/episodes?sort=likes'],
  ['list', '/api/v1/runs'],
  ['list', '/api/v1/webtoons/movers'],
  ['list', '/api/v1/webtoons/movers?metric=favourites&by=relative&limit=200'],
  ['list', '/api/v1/webtoons/movers?metric=rank'],
  ['list', '/api/v1/episodes/movers?limit=200'],
  ['list', '/api/v1/webtoons/table'],
  ['list', '/api/v1/webtoons/table?metric=views&statistic=sum'],
  ['list', '/api/v1/traces/naver-webtoon/series/700100/likes?limit=200'],
  ['curve', '/api/v1/webtoons/naver-webtoon/700100/comment-activity'],
  ['curve', '/api/v1/webtoons/naver-webtoon/700100/curves'],
  ['curve', '/api/v1/webtoons/naver-webtoon/700100/episode-curve'],
  ['curve', '/api/v1/episodes/naver-webtoon/700100_5/curves'],
];
for (const [kind, path] of questions) {
  let bytes = 0;
  const times: number[] = [];
  // The first answers of a process also compile its code.
  for (let round = 0; round < 3; round++) await server.get(path);
  for (let round = 0; round < rounds; round++) {
    times.push(
      await timed(async () => {
        const answer = await server.get(path);
        if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
        bytes = answer.text.length;
      }),
    );
  }
  times.sort((a, b) => a - b);
  const [middle, slow] = [times[rounds / 2]!, times[Math.floor(rounds * 0.95)]!];
  if (slow > limitMs[kind]) process.exitCode = 1;
  const figures = `median ${middle.toFixed(0)} ms, slowest in 20 ${slow.toFixed(0)} ms (limit ${limitMs[kind]} ms), ${(bytes / 1000).toFixed(0)} kB`;
  console.log(`${decodeURIComponent(path).padEnd(62)} ${figures}`);
}
