/**
 * What the pages of accounts and offers wait for: their questions over HTTP, against 10,000 accounts with 20 posts each and 30 days of history, and 200 words with
 * 300 offers each. Limits for the slowest of 20 answers: a list 100 ms, a curve 200 ms. Also what comparing the accounts after a run costs.
 */
import { systemClock } from '../src/domain/index.ts';
import { refreshSeriesTotals } from '../src/insight/index.ts';
import { testApi } from '../test/support/api.ts';
import { fillAccounts } from '../test/support/fill-accounts.ts';
import { machine, temporaryStore } from './_support.ts';

const accounts = Number(process.env['ACCOUNTS'] ?? 10_000);
const [posts, days, keywords, offers, rounds] = [20, 30, 200, 300, 20];
const limitMs = { list: 100, curve: 200 };

await using temporary = await temporaryStore();
const { store } = temporary;
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

const filledMs = await timed(() => fillAccounts(store, { accounts, posts, days, keywords, offers }));
const sizes = await store.query<{ name: string; size: string }>(
  "select name, pg_size_pretty(pg_total_relation_size(name::regclass)) as size from unnest(array['record', 'observation', 'observation_place', 'account_change']) name",
);
// Runs that are compared already, but for the newest of each platform.
await store.query('insert into run_total (run_id, pages) select id, pages from run where id <= (select max(id) - 6 from run)');
const platforms = ['tiktok', 'twitch', 'youtube', 'soop', 'chzzk'] as const;
const compared: string[] = [];
for (const platform of platforms)
  compared.push(`${platform} ${((await timed(() => refreshSeriesTotals(store, platform, systemClock))) / 1000).toFixed(2)} s`);
await store.query('analyze');

console.log(`machine: ${machine()}; PostgreSQL and Tidemark on the same cores`);
console.log(
  `${accounts} accounts, ${accounts * posts} posts, ${days} days, ${keywords} words of ${offers} offers; ${sizes.map(({ name, size }) => `${name} ${size}`).join(', ')}; filled in ${(filledMs / 1000).toFixed(0)} s`,
);
console.log(`after one run of ${accounts / platforms.length} accounts: ${compared.join(', ')}`);

await using server = await testApi(store, { clock: { ...systemClock, now: () => Date.parse('2026-03-02T00:00:00Z') } });
const word = encodeURIComponent('낱말 7');
const questions: readonly (readonly [kind: keyof typeof limitMs, path: string])[] = [
  ...['followers', 'day', 'week', 'views', 'name'].map((sort) => ['list', `/api/v1/accounts?sort=${sort}`] as const),
  ['list', '/api/v1/accounts?sort=week&direction=asc&limit=200'],
  ['list', `/api/v1/accounts?q=${encodeURIComponent('고래')}`],
  ['list', '/api/v1/accounts?q=maker99&sort=day'],
  ['list', '/api/v1/accounts?platform=twitch&sort=day'],
  ['list', '/api/v1/accounts/facets'],
  ['list', '/api/v1/accounts/twitch/a101'],
  ['list', '/api/v1/accounts/twitch/a101/posts?sort=likes'],
  ['curve', '/api/v1/accounts/twitch/a101/curves?days=3650'],
  ['list', '/api/v1/offers/keywords'],
  ['list', `/api/v1/offers?keyword=${word}`],
  ['list', `/api/v1/offers?keyword=${word}&sort=price&limit=200`],
];
for (const [kind, path] of questions) {
  const times: number[] = [];
  let bytes = 0;
  // The first answers of a process also compile its code.
  for (let round = 0; round < 3; round++) await server.get(path);
  for (let round = 0; round < rounds; round++)
    times.push(
      await timed(async () => {
        const answer = await server.get(path);
        if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text.slice(0, 200)}`);
        bytes = answer.text.length;
      }),
    );
  times.sort((a, b) => a - b);
  const [middle, slow] = [times[rounds / 2]!, times[Math.floor(rounds * 0.95)]!];
  if (slow > limitMs[kind]) process.exitCode = 1;
  console.log(
    `${decodeURIComponent(path).padEnd(62)} median ${middle.toFixed(0)} ms, slowest in 20 ${slow.toFixed(0)} ms (limit ${limitMs[kind]} ms), ${(bytes / 1000).toFixed(0)} kB`,
  );
}
